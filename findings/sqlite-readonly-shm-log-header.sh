#!/usr/bin/env bash
# SQLite 3.54.1 (PyPI apsw 3.54.1.0), read-only with `readonly_shm=1`: a write-ahead log that has its header of 32 bytes
# and no frame yet cannot be read, and is waited for ten seconds, whatever the busy time-out. SQLite writes and syncs that
# header by itself before the first frame, so a kill or a power cut can leave one. The same database with its whole log, or
# with an empty one, is read at once.
#
# Seen: whole log 2 / header alone ProtocolError locking protocol / empty log 1
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install apsw==3.54.1.0
"$place/venv/bin/python" - "$place" <<'PYTHON'
import os, shutil, sys
import apsw

place = sys.argv[1]
live, left = place + "/live.db", place + "/left.db"
writer = apsw.Connection(live)
for sql in (
    "PRAGMA journal_mode = WAL",
    "CREATE TABLE t (x)",
    "INSERT INTO t VALUES (1)",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "INSERT INTO t VALUES (2)",
):
    list(writer.execute(sql))
# What a killed writer leaves: the three files as they are while it lives.
for suffix in ("", "-wal", "-shm"):
    shutil.copy(live + suffix, left + suffix)
writer.close()


def read():
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    try:
        reader = apsw.Connection("file:" + left + "?readonly_shm=1", flags=flags)
        reader.set_busy_timeout(100)
        return list(reader.execute("SELECT count(*) FROM t"))[0][0]
    except apsw.Error as error:
        return type(error).__name__ + " " + str(error)


seen = [read()]
for size in (32, 0):
    os.truncate(left + "-wal", size)
    seen.append(read())
print("SQLite", apsw.sqlite_lib_version(), "whole log:", seen[0], "header alone:", seen[1], "empty log:", seen[2])
sys.exit(0 if seen == [2, "ProtocolError locking protocol", 1] else 1)
PYTHON
