/* noop DIRECTORY DATABASE THREADS: lists, looks at every file, reads the table that `make_table.py` made, and
   compares. What no build tool with a database can do without. Prints how many files differ. */
#include "files.h"
#include <sqlite3.h>

struct row {
  int64_t id, stamp[2][2];
};

static struct row *table;
static size_t mask;

static struct row *slot(int64_t id) {
  size_t place = (uint64_t)id * 0x9E3779B97F4A7C15u >> 20 & mask;
  while (table[place].id >= 0 && table[place].id != id) place = (place + 1) & mask;
  return &table[place];
}

/* Doubles the table of a size that is a power of two, which is filled by half at most. */
static void grow(size_t count) {
  struct row *old = table;
  size_t before = old ? mask + 1 : 0;
  if (count * 2 < before) return;
  mask = before ? before * 2 - 1 : (1 << 16) - 1;
  table = malloc((mask + 1) * sizeof *table);
  for (size_t i = 0; i <= mask; i++) table[i].id = -1;
  for (size_t i = 0; i < before; i++)
    if (old[i].id >= 0) *slot(old[i].id) = old[i];
  free(old);
}

static void read_table(const char *path) {
  sqlite3 *database;
  sqlite3_stmt *rows;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
      sqlite3_prepare_v2(database, "SELECT id, plot_time, plot_size, plot_hash, cast_time, cast_size, cast_hash FROM log",
                         -1, &rows, NULL) != SQLITE_OK)
    fail(path);
  grow(0);
  for (size_t count = 1; sqlite3_step(rows) == SQLITE_ROW; count++) {
    grow(count);
    struct row *row = slot(sqlite3_column_int64(rows, 0));
    row->id = sqlite3_column_int64(rows, 0);
    for (int kind = 0; kind < 2; kind++) {
      row->stamp[kind][0] = sqlite3_column_int64(rows, 1 + 3 * kind);
      row->stamp[kind][1] = sqlite3_column_int64(rows, 2 + 3 * kind);
      sqlite3_column_blob(rows, 3 + 3 * kind);
    }
  }
  sqlite3_finalize(rows);
  sqlite3_close(database);
}

static void look(struct part *part) {
  int directory = open_directory(part->path);
  size_t differ = 0;
  for (size_t i = 0; i < part->count; i++) {
    struct statx now;
    const char *name = part->names[i];
    if (statx(directory, name, 0, STATX_MTIME | STATX_CTIME | STATX_SIZE | STATX_INO, &now) != 0) fail(name);
    const char *digits = strrchr(name, '_');
    struct row *row = slot(digits ? atoll(digits + 1) : -2);
    int kind = name[0] == 'c';
    differ += row->stamp[kind][0] != now.stx_mtime.tv_sec * 1000000000ll + now.stx_mtime.tv_nsec ||
              row->stamp[kind][1] != (int64_t)now.stx_size;
  }
  part->result = (void *)differ;
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  struct part parts[16];
  int threads = threads_from(arguments[3]);
  read_table(arguments[2]);
  in_parts(arguments[1], list(arguments[1]), threads, parts, look);
  size_t differ = 0;
  for (int i = 0; i < threads; i++) differ += (size_t)parts[i].result;
  printf("%zu\n", differ);
  return 0;
}
