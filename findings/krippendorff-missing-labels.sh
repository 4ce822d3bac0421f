#!/usr/bin/env bash
# PyPI krippendorff 0.9.0 with pandas 3.1.1: a data frame of labels is refused, whatever its type, since its values are
# Python objects to NumPy. Made text with `to_numpy(dtype=str)`, a missing label is "nan" in a column of pandas' new
# default type, which the library takes for missing; "<NA>" in one of type "string" and "None" in one of objects, which it
# takes for a label. Characters that neither rater labelled then count as agreement, and the same frame has another alpha.
#
# Seen: default refused, 0.585 / string refused, 0.703 / object refused, 0.703
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install krippendorff==0.9.0 pandas==3.1.1 numpy==2.4.6
"$place/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import krippendorff
import pandas as pd

first = ["Mentor", "Mentor", "Villain", "Hero", "Hero", "Rogue", None, None]
second = ["Mentor", "Hero", "Villain", "Hero", "Villain", "Rogue", None, None]


def alpha(values):
    try:
        return round(float(krippendorff.alpha(values.T, level_of_measurement="nominal")), 3)
    except ValueError:
        return "refused"


seen = {}
for kind in (None, "string", "object"):
    frame = pd.DataFrame({"first": first, "second": second}, dtype=kind)
    seen[kind or "default"] = (alpha(frame.to_numpy()), alpha(frame.to_numpy(dtype=str)))
print("krippendorff", importlib.metadata.version("krippendorff"), "pandas", pd.__version__, seen)
expected = {"default": ("refused", 0.585), "string": ("refused", 0.703), "object": ("refused", 0.703)}
sys.exit(0 if seen == expected else 1)
PYTHON
