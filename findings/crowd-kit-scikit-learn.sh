#!/usr/bin/env bash
# PyPI crowd-kit 1.4.2 takes any scikit-learn from 1.0 on, so a fresh environment has 1.9.1, and with it the half of its ways to
# settle several labels of one item that weigh raters by a skill and a vote ends in an AttributeError about `__sklearn_tags__`:
# Wawa and ZeroBasedSkill. MajorityVote and those that fit a model go. Of these Dawid-Skene, with a table of errors for each
# rater, is hardly better than a vote where there are 98 labels: 2,000 items by three raters (right in .9, .7, .7) leave 20 for
# each row of 98 shares. With a single share for each rater, OneCoinDawidSkene, it is as good as it can be.
#
# Seen: MajorityVote 0.906, DawidSkene 0.917, OneCoinDawidSkene 0.952; Wawa and ZeroBasedSkill AttributeError
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install crowd-kit==1.4.2 scikit-learn==1.9.1 pandas==3.1.1 numpy==2.4.6
"$place/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import crowdkit.aggregation
import numpy as np
import pandas as pd

random = np.random.default_rng(1)
truth = random.integers(0, 98, 2000)
votes = pd.DataFrame(
    [
        (task, worker, label if random.random() < skill else random.integers(0, 98))
        for worker, skill in (("first", 0.9), ("second", 0.7), ("third", 0.7))
        for task, label in enumerate(truth)
    ],
    columns=["task", "worker", "label"],
)
seen = {}
for name in ("MajorityVote", "DawidSkene", "OneCoinDawidSkene", "Wawa", "ZeroBasedSkill"):
    try:
        settled = getattr(crowdkit.aggregation, name)().fit_predict(votes).sort_index()
        seen[name] = round(float((settled.to_numpy() == truth).mean()), 3)
    except AttributeError as error:
        seen[name] = "AttributeError, __sklearn_tags__ in its text: " + str("__sklearn_tags__" in str(error))
versions = {name: importlib.metadata.version(name) for name in ("crowd-kit", "scikit-learn")}
print(versions, seen)
refused = "AttributeError, __sklearn_tags__ in its text: True"
ok = (
    seen["Wawa"] == seen["ZeroBasedSkill"] == refused
    and all(isinstance(seen[name], float) for name in ("MajorityVote", "DawidSkene", "OneCoinDawidSkene"))
    and seen["DawidSkene"] - seen["MajorityVote"] < 0.02
    and seen["OneCoinDawidSkene"] - seen["DawidSkene"] > 0.02
)
sys.exit(0 if ok else 1)
PYTHON
