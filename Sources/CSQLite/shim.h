/* Typed doors to those functions of SQLite that Swift cannot call, because they are variadic. */
#ifndef TROPEBUILD_CSQLITE_SHIM_H
#define TROPEBUILD_CSQLITE_SHIM_H

#include <sqlite3.h>

/// Turns a switch of a connection (SQLITE_DBCONFIG_…) on or off.
static inline int csqlite_set_switch(sqlite3 *connection, int option, int on) {
  return sqlite3_db_config(connection, option, on, (int *)0);
}

/// Has SQLite keep no sum of the memory that it uses, which costs it a lock for every piece. Only before its first use.
static inline int csqlite_count_no_memory(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#endif
