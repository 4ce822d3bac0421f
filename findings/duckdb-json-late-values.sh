#!/usr/bin/env bash
# PyPI duckdb 2.0.1: `read_json` takes the types of a file of JSON lines from its first 20,480 lines, and what comes later is
# bent to them, mostly without a word. A field that is null so far has the type "NULL", and each later value of it, text or
# number, is read as null; whole numbers so far, and 9.5 comes as 10. Text after numbers is the one case of these that is an
# error. So a corpus whose ratings or confidences begin late loses them all. With `sample_size=-1` every value comes as it is.
#
# Seen: by default null then "x" None, null then 9.5 None, 9 then 9.5 10, 9 then "late" refused / of all lines x, 9.5, 9.5, "late"
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install duckdb==2.0.1
"$place/venv/bin/python" - "$place/lines.jsonl" <<'PYTHON'
import json
import sys

import duckdb

file = sys.argv[1]


def last(first, late, options=""):
    with open(file, "w") as lines:
        for row in range(20_501):
            lines.write(json.dumps({"row": row, "value": first if row < 20_500 else late}) + "\n")
    try:
        return duckdb.sql(f"SELECT value FROM read_json('{file}'{options}) WHERE row = 20500").fetchall()[0][0]
    except duckdb.InvalidInputException:
        return "refused"


cases = [(None, "x"), (None, 9.5), (9, 9.5), (9, "late")]
seen = [last(*case) for case in cases]
whole = [last(*case, ", sample_size = -1") for case in cases]
print("duckdb", duckdb.__version__, seen, whole)
sys.exit(0 if seen == [None, None, 10, "refused"] and whole == ["x", 9.5, 9.5, '"late"'] else 1)
PYTHON
