#!/usr/bin/env python3
"""Writes plot-like documents, one a line, always the same for the same seed.

Sentences of real plots, shuffled; of the words, 4 in 100 are replaced from a pool of 150,000 made-up names
with Zipf's frequencies, so that a cache of words meets as many new words as in a corpus of that size.

usage: make_text.py PLOTS DOCUMENTS OUT     PLOTS: lines `id<TAB>plot`
"""
import bisect
import itertools
import random
import sys

SYLLABLES = (
    "an ar bel bo ca cor da del dra el en fa fen gar ge hal ho il in ja jor ka kel la len lo ma mar mo na nel "
    "ni o or pa per qui ra ren ri ro sa sel shi so ta ten ti to ul va ven vi wa wen xa ya yor za zel"
).split()


def main():
    plots, documents, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    random.seed(20120902)
    sentences = []
    lengths = []
    for line in open(plots, encoding="utf-8", newline="\n"):
        plot = line.rstrip("\n").split("\t", 1)[1]
        parts = plot.replace(". ", ".\0 ").split("\0")
        sentences += parts
        lengths.append(len(parts))
    names = set()
    while len(names) < 150_000:
        names.add("".join(random.choices(SYLLABLES, k=random.randint(2, 4))).capitalize())
    names = sorted(names)
    random.shuffle(names)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(names) + 1)))
    with open(out, "w", encoding="utf-8", newline="\n") as target:
        for _ in range(documents):
            words = "".join(random.choices(sentences, k=random.choice(lengths))).split(" ")
            for index in range(len(words)):
                if random.random() < 0.04:
                    words[index] = names[bisect.bisect(weights, random.random() * weights[-1])]
            target.write(" ".join(words) + "\n")


main()
