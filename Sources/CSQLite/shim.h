#pragma once
#include <sqlite3.h>

/* The library's variadic functions and cast constants, which Swift cannot use directly. */

/* Turns off memory statistics, which take a lock at every allocation. It has no effect once the library runs. */
static inline int csqlite_stop_counting_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* Binds text that SQLite copies. */
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, long long length) {
    return sqlite3_bind_text64(statement, index, text, (sqlite3_uint64)length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Binds bytes that SQLite copies. */
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, long long length) {
    return sqlite3_bind_blob64(statement, index, bytes, (sqlite3_uint64)length, SQLITE_TRANSIENT);
}
