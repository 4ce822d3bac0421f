#!/usr/bin/env python3
"""Blanks what a compiler puts into a program of the place where it was compiled, and nobody reads: the hashes of Swift's modules
(`.swift_modhash`), in which the paths of the sources are.

usage: packaging/same.py PROGRAM…
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

for path in map(Path, sys.argv[1:]):
    program = bytearray(path.read_bytes())
    if program[:6] != b"\x7fELF\x02\x01":
        raise SystemExit(f"same: '{path}' is no 64-bit ELF program")
    first, = struct.unpack_from("<Q", program, 0x28)
    size, count, names = struct.unpack_from("<HHH", program, 0x3A)
    sections = [struct.unpack_from("<IIQQQQ", program, first + size * place) for place in range(count)]
    strings = sections[names][4]
    for name, kind, _, _, offset, length in sections:
        start = strings + name
        if kind == 1 and program[start : program.index(0, start)] == b".swift_modhash":  # SHT_PROGBITS
            program[offset : offset + length] = bytes(length)
    path.write_bytes(program)
