#!/usr/bin/env python3
"""Writes Sources/Tokenizer/TokenEstimate+Words.swift and TokenEstimate+Fragments.swift.

usage: scripts/make_estimate_tables.py VOCABULARY PLOTS...

VOCABULARY: o200k_base in tiktoken's text format. PLOTS: lines `id<TAB>plot`.
What is written is a small part of the vocabulary: the words that are most frequent in the plots and are one token
with the blank before them, and the tokens of two to four bytes that are most frequent within the other words.
"""
import base64
import collections
import pathlib
import re
import sys

WORDS = 5000
FRAGMENTS = {2: 700, 3: 1700, 4: 1700}
SOURCES = pathlib.Path(__file__).parent.parent / "Sources/Tokenizer"


def write(name, declarations):
    text = "// Written by scripts/make_estimate_tables.py; not to be edited.\n\nextension TokenEstimate {\n"
    for index, (comment, identifier, body) in enumerate(declarations):
        # A blank at a line's end would not survive the formatter.
        lines, start = [], 0
        while start < len(body):
            end = min(start + 92, len(body))
            while end < len(body) and body[end - 1] == " ":
                end -= 1
            lines.append(body[start:end])
            start = end
        text += ("\n" if index else "") + f'  /// {comment}\n  static let {identifier}: StaticString = """\n'
        text += "\\\n".join(f"    {line}" for line in lines) + '\n    """\n'
    (SOURCES / name).write_text(text + "}\n")


def main():
    tokens = {base64.b64decode(line.split()[0]) for line in open(sys.argv[1], "rb")}
    pieces = collections.Counter()
    for path in sys.argv[2:]:
        for line in open(path, encoding="utf-8", newline="\n"):
            pieces.update(re.findall(r" ?[A-Za-z]+", line.split("\t", 1)[1]))
    pieces = sorted(pieces.items(), key=lambda item: (-item[1], item[0]))
    words = [
        piece for piece, _ in pieces
        if piece[0] == " " and 3 <= len(piece) <= 16 and piece[1:2] != "" and piece[2:].islower()
        and piece.encode() in tokens
    ][:WORDS]
    known = set(words)
    fragments = {length: collections.Counter() for length in FRAGMENTS}
    for piece, count in pieces:
        if piece in known:
            continue
        for length, counter in fragments.items():
            for start in range(len(piece) - length + 1):
                part = piece[start : start + length]
                if part.encode() in tokens:
                    counter[part] += count
    write(
        "TokenEstimate+Words.swift",
        [(f"{len(words)} words that are one token with the blank before them.", "words", "".join(sorted(words)))])
    names = {2: "pairs", 3: "triples", 4: "quadruples"}
    write(
        "TokenEstimate+Fragments.swift",
        [
            (
                f"Tokens of {length} bytes, one after the other.",
                names[length],
                "".join(sorted(
                    part for part, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[: FRAGMENTS[length]])),
            )
            for length, counter in fragments.items()
        ])


main()
