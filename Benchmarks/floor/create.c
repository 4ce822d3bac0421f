/* create DIRECTORY LIST: makes the files that LIST names, a line each with size and name, and fills them. Reads no
   other file: what a split cannot do without. Prints how many. */
#include "files.h"

int main(int count, char **arguments) {
  if (count != 3) return 64;
  int directory = open_directory(arguments[1]);
  FILE *list = fopen(arguments[2], "r");
  if (!list) fail(arguments[2]);
  static char text[16 << 20];
  memset(text, 'x', sizeof text);
  char name[256];
  size_t size, made = 0;
  while (fscanf(list, "%zu %255s", &size, name) == 2) {
    int file = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 || write(file, text, size) != (ssize_t)size || close(file) != 0) fail(name);
    made++;
  }
  printf("%zu\n", made);
  return 0;
}
