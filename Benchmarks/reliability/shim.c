/* Preloaded into tropebuild by kill-sweep and failed-calls: counts the calls by which a program changes a disk or speaks to a
   server, and kills the process before one of them, or lets one of them fail.

   SHIM_PREFIX   only files below this directory count (a path's beginning); sockets of the internet always do
   SHIM_COUNT    a file into which the number of calls is written at the end
   SHIM_KILL     the number of the call before which the process kills itself
   SHIM_FAIL     the number of the call that fails; SHIM_ERRNO says how (5: EIO, 28: ENOSPC); only calls on files are counted then
   SHIM_HALF     with SHIM_KILL: of a write, half is written before
   SHIM_NOTE     a file into which the call that was hit is written, as "pwrite64 ledger.db-wal"

   Linux, glibc; cc -shared -fPIC -O1 -o shim.so shim.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long kill_at = -1, fail_at = -1;
static int failure = EIO, half;
static char prefix[4096];
static size_t prefix_length;
static const char *count_file, *note_file;

static long number(const char *name) {
  const char *text = getenv(name);
  return text && *text ? atol(text) : -1;
}

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("SHIM_PREFIX");
  if (text) snprintf(prefix, sizeof prefix, "%s", text);
  prefix_length = strlen(prefix);
  kill_at = number("SHIM_KILL");
  fail_at = number("SHIM_FAIL");
  if (number("SHIM_ERRNO") > 0) failure = (int)number("SHIM_ERRNO");
  half = number("SHIM_HALF") > 0;
  count_file = getenv("SHIM_COUNT");
  note_file = getenv("SHIM_NOTE");
  /* Programs that this one starts are none of ours. */
  unsetenv("LD_PRELOAD");
}

static void put(const char *path, const char *text) {
  if (!path || !*path) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return;
  syscall(SYS_write, file, text, strlen(text));
  syscall(SYS_close, file);
}

__attribute__((destructor)) static void end(void) {
  char text[32];
  snprintf(text, sizeof text, "%ld\n", atomic_load(&calls));
  put(count_file, text);
}

static int is_path_ours(const char *path) {
  if (!path) return 0;
  char whole[8192];
  if (path[0] != '/') {
    char here[4096];
    if (!getcwd(here, sizeof here)) return 0;
    snprintf(whole, sizeof whole, "%s/%s", here, path);
    path = whole;
  }
  return strncmp(path, prefix, prefix_length) == 0;
}

/* The path of a file that is ours, "a socket" for one that leads to a server, NULL for what is not ours. */
static const char *ours(int file, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, buffer, size - 1);
  if (length <= 0) return NULL;
  buffer[length] = 0;
  if (strncmp(buffer, "socket:", 7) == 0) {
    struct sockaddr_storage address;
    socklen_t space = sizeof address;
    if (getpeername(file, (struct sockaddr *)&address, &space) != 0) return NULL;
    if (address.ss_family != AF_INET && address.ss_family != AF_INET6) return NULL;
    return fail_at >= 0 ? NULL : "a socket";
  }
  return is_path_ours(buffer) ? buffer : NULL;
}

static void note(const char *call, const char *path) {
  char text[8300];
  const char *name = path && strncmp(path, prefix, prefix_length) == 0 ? path + prefix_length : path;
  snprintf(text, sizeof text, "%s %s\n", call, name ? name : "?");
  put(note_file, text);
}

/* Counts a call; whether it is to fail. Does not return where the process is to be killed before it. */
static int hit(const char *call, const char *path, void (*write_half)(void *), void *context) {
  long now = atomic_fetch_add(&calls, 1) + 1;
  if (now == kill_at) {
    note(call, path);
    if (half && write_half) write_half(context);
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
  }
  if (now == fail_at) {
    note(call, path);
    errno = failure;
    return 1;
  }
  return 0;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

struct piece { int file; const void *bytes; size_t count; off_t offset; };
static void half_write(void *context) {
  struct piece *piece = context;
  syscall(SYS_write, piece->file, piece->bytes, piece->count / 2);
}
static void half_pwrite(void *context) {
  struct piece *piece = context;
  syscall(SYS_pwrite64, piece->file, piece->bytes, piece->count / 2, piece->offset);
}

ssize_t write(int file, const void *bytes, size_t count) {
  REAL(write);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  struct piece piece = {file, bytes, count, 0};
  if (name && hit("write", name, half_write, &piece)) return -1;
  return real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  struct piece piece = {file, bytes, count, offset};
  if (name && hit("pwrite", name, half_pwrite, &piece)) return -1;
  return real(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  struct piece piece = {file, bytes, count, (off_t)offset};
  if (name && hit("pwrite64", name, half_pwrite, &piece)) return -1;
  return real(file, bytes, count, offset);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
  REAL(writev);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("writev", name, NULL, NULL)) return -1;
  return real(file, parts, count);
}

ssize_t send(int file, const void *bytes, size_t count, int flags) {
  REAL(send);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("send", name, NULL, NULL)) return -1;
  return real(file, bytes, count, flags);
}

ssize_t sendto(int file, const void *bytes, size_t count, int flags, const struct sockaddr *to, socklen_t length) {
  REAL(sendto);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("sendto", name, NULL, NULL)) return -1;
  return real(file, bytes, count, flags, to, length);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  REAL(sendmsg);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("sendmsg", name, NULL, NULL)) return -1;
  return real(file, message, flags);
}

ssize_t recv(int file, void *bytes, size_t count, int flags) {
  REAL(recv);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("recv", name, NULL, NULL)) return -1;
  return real(file, bytes, count, flags);
}

int fsync(int file) {
  REAL(fsync);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("fsync", name, NULL, NULL)) return -1;
  return real(file);
}

int fdatasync(int file) {
  REAL(fdatasync);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("fdatasync", name, NULL, NULL)) return -1;
  return real(file);
}

int ftruncate(int file, off_t size) {
  REAL(ftruncate);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("ftruncate", name, NULL, NULL)) return -1;
  return real(file, size);
}

int ftruncate64(int file, off64_t size) {
  REAL(ftruncate64);
  char path[4200];
  const char *name = ours(file, path, sizeof path);
  if (name && hit("ftruncate64", name, NULL, NULL)) return -1;
  return real(file, size);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  if (is_path_ours(to) && hit("rename", to, NULL, NULL)) return -1;
  return real(from, to);
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
  REAL(renameat);
  char path[4200];
  const char *name = ours(to_at, path, sizeof path);
  if ((name || is_path_ours(to)) && hit("renameat", to, NULL, NULL)) return -1;
  return real(from_at, from, to_at, to);
}

int link(const char *from, const char *to) {
  REAL(link);
  if (is_path_ours(to) && hit("link", to, NULL, NULL)) return -1;
  return real(from, to);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
  REAL(linkat);
  char path[4200];
  const char *name = ours(to_at, path, sizeof path);
  if ((name || is_path_ours(to)) && hit("linkat", to, NULL, NULL)) return -1;
  return real(from_at, from, to_at, to, flags);
}

int unlink(const char *path) {
  REAL(unlink);
  if (is_path_ours(path) && hit("unlink", path, NULL, NULL)) return -1;
  return real(path);
}

int unlinkat(int at, const char *path, int flags) {
  REAL(unlinkat);
  char place[4200];
  const char *name = ours(at, place, sizeof place);
  if ((name || is_path_ours(path)) && hit("unlinkat", path, NULL, NULL)) return -1;
  return real(at, path, flags);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  if (is_path_ours(path) && hit("mkdir", path, NULL, NULL)) return -1;
  return real(path, mode);
}

int rmdir(const char *path) {
  REAL(rmdir);
  if (is_path_ours(path) && hit("rmdir", path, NULL, NULL)) return -1;
  return real(path);
}

/* Only what makes a file is a change. */
int open(const char *path, int flags, ...) {
  REAL(open);
  mode_t mode = 0;
  if (flags & (O_CREAT | __O_TMPFILE)) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  if (flags & (O_CREAT | O_TRUNC) && is_path_ours(path) && hit("open", path, NULL, NULL)) return -1;
  return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  REAL(open64);
  mode_t mode = 0;
  if (flags & (O_CREAT | __O_TMPFILE)) {
    va_list rest;
    va_start(rest, flags);
    mode = va_arg(rest, mode_t);
    va_end(rest);
  }
  if (flags & (O_CREAT | O_TRUNC) && is_path_ours(path) && hit("open64", path, NULL, NULL)) return -1;
  return real(path, flags, mode);
}
