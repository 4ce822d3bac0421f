#!/usr/bin/env bash
# PyPI ppi-python 0.2.3 with NumPy 2.4.6: the accuracy of a labelling where all of twenty labels that a person checked are
# right. If the prediction says so too, everywhere, the 95 % interval is nan to nan, since its tuning divides nought by
# nought; if the prediction doubts two of the twenty, the interval is 1 to 1, of no width, though twenty right labels leave
# an accuracy of 0.86 possible. With tuning off (lam=1) the first is 1 to 1 as well. So a small sample without a mistake
# needs another interval than this one.
#
# Seen: sure nan nan / doubting 1.0 1.0 / sure, untuned 1.0 1.0
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install ppi-python==0.2.3 numpy==2.4.6
"$place/venv/bin/python" - <<'PYTHON'
import sys
import warnings
from importlib.metadata import version

import numpy as np

warnings.simplefilter("ignore")
from ppi_py import ppi_mean_ci

right = np.ones(20)
sure = (np.ones(20), np.ones(1000))
doubting = ((np.arange(20) < 18).astype(float), (np.arange(1000) % 10 < 9).astype(float))


def interval(predicted, others, **options):
    low, high = ppi_mean_ci(right, predicted, others, alpha=0.05, **options)
    return [str(float(np.ravel(low)[0])), str(float(np.ravel(high)[0]))]


seen = {"sure": interval(*sure), "doubting": interval(*doubting), "untuned": interval(*sure, lam=1)}
print("ppi-python", version("ppi-python"), "numpy", np.__version__, seen)
expected = {"sure": ["nan", "nan"], "doubting": ["1.0", "1.0"], "untuned": ["1.0", "1.0"]}
sys.exit(0 if seen == expected else 1)
PYTHON
