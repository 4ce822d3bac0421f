#!/usr/bin/env bash
# PyPI bargain 0.1.3 (BARGAIN_A): a threshold is given up as soon as 50 answers are in and their mean less their standard
# deviation is below its target. For answers that are right or wrong that asks for 99.8 % right at a target of 95 %, and for
# 99.2 % at the 90 % that half of the records need for it: one wrong answer among those 50 is enough, whatever the size of
# the corpus, and the search ends there. So a cheap model that is right in 99 of 100, and could keep every label, keeps
# nearly all of them or half of them by the luck of the draw; one that is right in 98 of 100 mostly the latter. The promise
# was kept in every run; the bill is what varies. 40 seeds, corpora of 20,000 records, target .95, delta .1.
#
# Seen: right in .99: under 1 % sent to the strong model in 22 runs, 20 % or more in 17; in .98: in 14 and 24; in 1: in 40
# and 0
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
# It says that it needs pandas, too, and never imports it.
"$place/venv/bin/pip" -q install numpy==2.4.6 tqdm==4.70.1 openai==3.57.0
"$place/venv/bin/pip" -q install --no-deps bargain==0.1.3
"$place/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import sys

import numpy as np
from BARGAIN.models.AbstractModels import Oracle, Proxy
from BARGAIN.process.BARGAIN_A import BARGAIN_A

records, target = 20_000, 0.95


class Cheap(Proxy):
    def __init__(self, labels, confidences):
        super().__init__(verbose=False)
        self.labels, self.confidences = labels, confidences

    def get_preds_and_scores(self, indexes, records):
        return self.labels[indexes], self.confidences[indexes]


class Strong(Oracle):
    def __init__(self, labels):
        super().__init__(verbose=False)
        self.labels = labels

    def get_pred(self, records, indexes):
        return self.labels[indexes]

    def is_answer_correct(self, indexes, records, answers):
        return self.labels[indexes] == answers


def run(right, seed):
    """The share sent to the strong model, and whether the result is as good as promised."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 8, records)
    labels = np.where(random.random(records) < right, truth, (truth + 1) % 8)
    cheap = Cheap(labels, random.random(records))
    method = BARGAIN_A(cheap, Strong(truth), target=target, delta=0.1, verbose=False, seed=seed)
    result, sent = method.process(np.arange(records), return_oracle_usage=True)
    return np.mean(sent), np.mean(np.array(result) == truth) >= target


seen, kept = {}, True
for right in (0.98, 0.99, 1.0):
    runs = [run(right, seed) for seed in range(40)]
    shares = np.array([share for share, _ in runs])
    kept = kept and all(good for _, good in runs)
    seen[right] = (int(np.sum(shares < 0.01)), int(np.sum(shares >= 0.2)))
print("bargain", importlib.metadata.version("bargain"), "runs under 1 %, of 20 % or more:", seen, "promise kept:", kept)
as_seen = seen[1.0] == (40, 0) and seen[0.99][0] >= 10 and seen[0.99][1] >= 8 and seen[0.98][1] >= 20
sys.exit(0 if as_seen and kept else 1)
PYTHON
