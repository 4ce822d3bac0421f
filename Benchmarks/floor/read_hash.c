/* read_hash DIRECTORY THREADS: lists, opens, reads and hashes every file with SHA-256. Prints the sum of the bytes. */
#include "files.h"
#include <openssl/evp.h>

static void read_all(struct part *part) {
  enum { ROOM = 1 << 20 };
  int directory = open_directory(part->path);
  unsigned char *buffer = malloc(ROOM), hash[EVP_MAX_MD_SIZE];
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  size_t sum = 0;
  for (size_t i = 0; i < part->count; i++) {
    int file = openat(directory, part->names[i], O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(part->names[i]);
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    ssize_t length;
    while ((length = read(file, buffer, ROOM)) > 0) {
      EVP_DigestUpdate(context, buffer, length);
      sum += length;
      if (length < ROOM) break;
    }
    EVP_DigestFinal_ex(context, hash, NULL);
    close(file);
  }
  part->result = (void *)sum;
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  struct part parts[16];
  int threads = threads_from(arguments[2]);
  in_parts(arguments[1], list(arguments[1]), threads, parts, read_all);
  size_t sum = 0;
  for (int i = 0; i < threads; i++) sum += (size_t)parts[i].result;
  printf("%zu\n", sum);
  return 0;
}
