#!/usr/bin/env python3
"""Writes Sources/Tokenizer/ScalarClasses+Table.swift from a table of Unicode 16.0.0's classes.

usage: scripts/make_scalar_classes.py ../shared/tokenizer/unicode16_classes.tsv

Input: lines `first<TAB>last<TAB>class`, hexadecimal, inclusive, ascending; class one of U l B M N S.
Output: for each range two numbers, how many scalars lie between it and the one before, and
(length - 1) * 8 + class; each number in groups of five bits, lowest first, one printable character a group,
with a sixth bit that says that another follows.
"""
import pathlib
import sys

from packing import spelled

CLASSES = {"U": 1, "l": 2, "B": 3, "M": 4, "N": 5, "S": 6}


def main():
    text, after, count = "", 0, 0
    for line in open(sys.argv[1], encoding="ascii"):
        if line.startswith("#"):
            continue
        first, last, name = line.split()
        first, last = int(first, 16), int(last, 16)
        text += spelled(first - after) + spelled((last - first) * 8 + CLASSES[name])
        after, count = last + 1, count + 1
    lines = [text[i : i + 92] for i in range(0, len(text), 92)]
    target = pathlib.Path(__file__).parent.parent / "Sources/Tokenizer/ScalarClasses+Table.swift"
    target.write_text(
        "// Written by scripts/make_scalar_classes.py; not to be edited.\n\n"
        "extension ScalarClasses {\n"
        f"  /// The {count} ranges of Unicode 16.0.0 that have a class, packed; the script tells how.\n"
        '  static let packedRanges: StaticString = """\n'
        + "".join(f"    {line}\\\n" for line in lines[:-1])
        + f'    {lines[-1]}\n    """\n}}\n'
    )


main()
