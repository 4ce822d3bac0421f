#!/usr/bin/env bash
# PyPI adbc-driver-sqlite 1.13.0 with pyarrow 26.0.1: a column's type is that of the values in its first batch of 1,024 rows,
# whatever the table declares. A REAL column that is null so far is a column of whole numbers, and the first fraction after
# it ends the read, rows in; with a larger `adbc.sqlite.query.batch_rows` the column is one of doubles. In a column of text, a
# number is spelled by the batch in which it stands: 9.500000e+00 in the first, 9.5 in a later one.
#
# Seen: REAL null then 0.5 int64 and OSError, with batches of 5,000 double 0.5 / text then 9.5 "9.5", with 5,000 "9.500000e+00"
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install adbc-driver-sqlite==1.13.0 pyarrow==26.0.1
"$place/venv/bin/python" - "$place" <<'PYTHON'
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version

import adbc_driver_sqlite.dbapi as adbc


def last(file, declared, first, late, batch_rows=None):
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"CREATE TABLE labels (row INTEGER, value {declared})")
        database.executemany("INSERT INTO labels VALUES (?, ?)", [(row, first) for row in range(3000)] + [(3000, late)])
    with adbc.connect(file) as connection, connection.cursor() as cursor:
        if batch_rows:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(batch_rows)})
        cursor.execute("SELECT value FROM labels ORDER BY row")
        reader = cursor.fetch_record_batch()
        kind = str(reader.schema.field(0).type)
        try:
            return kind, reader.read_all().column(0)[3000].as_py()
        except OSError:
            return kind, "OSError"


cases = [("REAL", None, 0.5), ("REAL", None, 0.5, 5000), ("", "x", 9.5), ("", "x", 9.5, 5000)]
seen = [last(f"{sys.argv[1]}/{number}.db", *case) for number, case in enumerate(cases)]
print("adbc-driver-sqlite", version("adbc-driver-sqlite"), "pyarrow", version("pyarrow"), seen)
expected = [("int64", "OSError"), ("double", 0.5), ("string", "9.5"), ("string", "9.500000e+00")]
sys.exit(0 if seen == expected else 1)
PYTHON
