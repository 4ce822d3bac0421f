/* What the floors share: the names of a directory in one array, and two threads with a descriptor each. */
#ifndef FILES_H
#define FILES_H
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

struct names {
  char **all;
  size_t count;
};

static inline void fail(const char *what) {
  perror(what);
  exit(1);
}

static inline int open_directory(const char *path) {
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) fail(path);
  return directory;
}

/* All names but those with a leading dot, as getdents64 brings them, a megabyte at a time. */
static inline struct names list(const char *path) {
  enum { ROOM = 1 << 20 };
  int directory = open_directory(path);
  struct names names = {NULL, 0};
  size_t room = 0;
  for (;;) {
    char *buffer = malloc(ROOM);
    long length = syscall(SYS_getdents64, directory, buffer, ROOM);
    if (length < 0) fail(path);
    if (length == 0) {
      free(buffer);
      break;
    }
    for (long place = 0; place < length;) {
      struct entry *entry = (struct entry *)(buffer + place);
      place += entry->length;
      if (entry->name[0] == '.') continue;
      if (names.count == room) {
        room = room ? room * 2 : 1 << 16;
        names.all = realloc(names.all, room * sizeof *names.all);
      }
      names.all[names.count++] = entry->name;
    }
  }
  close(directory);
  return names;
}

struct part {
  const char *path;
  char **names;
  size_t count;
  void *result;
  void (*work)(struct part *);
};

static void *run_part(void *part) {
  ((struct part *)part)->work(part);
  return NULL;
}

/* Calls `work` on as many equal parts of the names as there are threads. */
static inline void in_parts(
    const char *path, struct names names, int threads, struct part *parts, void (*work)(struct part *)) {
  pthread_t started[16];
  for (int i = 0; i < threads; i++) {
    size_t from = names.count * i / threads, to = names.count * (i + 1) / threads;
    parts[i].path = path;
    parts[i].names = names.all + from;
    parts[i].count = to - from;
    parts[i].work = work;
    if (i > 0) pthread_create(&started[i], NULL, run_part, &parts[i]);
  }
  work(&parts[0]);
  for (int i = 1; i < threads; i++) pthread_join(started[i], NULL);
}

static inline int threads_from(const char *text) {
  int threads = atoi(text);
  return threads < 1 ? 1 : threads > 16 ? 16 : threads;
}
#endif
