#!/usr/bin/env bash
# PyPI sqlite-utils 4.2.1: a table's generated columns are not among its `columns`, though its rows have them, and whatever
# rebuilds a table leaves them out without a word: `transform`, and `add_foreign_key`, which goes by it. A table of labels whose
# columns are generated from one JSON text has only that text afterwards.
#
# Seen: columns movie, name, fields; a row has trope, too / trope after transform False, after add_foreign_key False
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install sqlite-utils==4.2.1
"$place/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sqlite3
import sys

import sqlite_utils


def labels():
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE movies (id INTEGER PRIMARY KEY);
        INSERT INTO movies VALUES (7);
        CREATE TABLE labels (
          movie INTEGER NOT NULL, name TEXT NOT NULL, fields TEXT NOT NULL,
          trope TEXT GENERATED ALWAYS AS (json_extract(fields, '$.trope')) VIRTUAL,
          PRIMARY KEY (movie, name));
        INSERT INTO labels (movie, name, fields) VALUES (7, 'Ann', '{"trope": "Mentor"}');
    """)
    return sqlite_utils.Database(connection)


def rows(table):
    return sorted(next(iter(table.rows)))


table = labels()["labels"]
seen = {"columns": [column.name for column in table.columns], "row": rows(table)}
ways = {
    "transform": lambda table: table.transform(rename={"name": "character"}),
    "add_foreign_key": lambda table: table.add_foreign_key("movie", "movies", "id"),
}
for way, change in ways.items():
    database = labels()
    change(database["labels"])
    seen[way] = "trope" in rows(database["labels"])
print("sqlite-utils", importlib.metadata.version("sqlite-utils"), seen)
expected = {
    "columns": ["movie", "name", "fields"], "row": ["fields", "movie", "name", "trope"],
    "transform": False, "add_foreign_key": False,
}
sys.exit(0 if seen == expected else 1)
PYTHON
