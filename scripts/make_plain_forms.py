#!/usr/bin/env python3
"""Writes the table of PlainForms+Table.swift from Python's Unicode database.

usage: scripts/make_plain_forms.py FILE

An entry stands for scalars that follow each other and whose plain forms (NFKD without non-spacing marks) are at the same
distance: how many scalars lie between it and the one before, how many it stands for, how many scalars the form has, and for
each of these its distance, twice it where it lies above and twice it less one where it lies below. Each number in groups of
five bits, lowest first, one printable character a group, with a sixth bit that says that another follows.

Left out: what is no letter and no number before and after, capital letters, and Hangul, which is arithmetic.
"""
import sys
import unicodedata

from packing import spelled


def counts(text):
    return any(unicodedata.category(letter)[0] in "LN" for letter in text)


def entries():
    found = []
    for number in range(0x110000):
        letter = chr(number)
        if 0xD800 <= number < 0xE000 or 0xAC00 <= number < 0xD7A4 or letter.lower() != letter:
            continue
        form = "".join(
            part for part in unicodedata.normalize("NFKD", letter) if unicodedata.category(part) != "Mn"
        )
        if form == letter or not form or not (counts(letter) or counts(form)):
            continue
        distances = [ord(part) - number for part in form]
        if found and found[-1][0] + found[-1][1] == number and found[-1][2] == distances:
            found[-1][1] += 1
        else:
            found.append([number, 1, distances])
    return found


def main():
    text, after, found = "", 0, entries()
    for first, length, distances in found:
        text += spelled(first - after) + spelled(length) + spelled(len(distances))
        text += "".join(spelled(2 * d if d >= 0 else -2 * d - 1) for d in distances)
        after = first + length
    lines = [text[i : i + 92] for i in range(0, len(text), 92)]
    with open(sys.argv[1], "w", encoding="ascii") as target:
        target.write(
            "// Written by scripts/make_plain_forms.py; not to be edited.\n\n"
            "extension PlainForms {\n"
            f"  /// The {len(found)} entries, of Unicode {unicodedata.unidata_version}, packed; the script tells how.\n"
            '  static let packed: StaticString = """\n'
            + "".join(f"    {line}\\\n" for line in lines[:-1])
            + f'    {lines[-1]}\n    """\n}}\n'
        )


main()
