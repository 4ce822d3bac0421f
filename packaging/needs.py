#!/usr/bin/env python3
"""Says what a program needs of the system: its shared libraries, and the oldest glibc that has its symbols.

usage: packaging/needs.py PROGRAM…              a line each: name, glibc, libraries
       packaging/needs.py --glibc PROGRAM…      the oldest glibc that has all of them, as 2.29
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path


class Program:
    """A 64-bit little-endian ELF file, as far as its dynamic section tells of others (System V ABI, gnu.version_r)."""

    def __init__(self, path: str) -> None:
        self.name = Path(path).name
        self.bytes = Path(path).read_bytes()
        if self.bytes[:6] != b"\x7fELF\x02\x01":
            raise SystemExit(f"needs: '{path}' is no 64-bit ELF program")
        self.libraries: list[str] = []
        self.versions: list[str] = []
        self._read()

    def _read(self) -> None:
        first, = struct.unpack_from("<Q", self.bytes, 0x28)
        size, count = struct.unpack_from("<HH", self.bytes, 0x3A)
        sections = [struct.unpack_from("<IIQQQQIIQQ", self.bytes, first + size * place) for place in range(count)]
        for _, kind, _, _, offset, length, link, info, _, _ in sections:
            if kind == 6:  # SHT_DYNAMIC
                strings = sections[link][4]
                for place in range(offset, offset + length, 16):
                    tag, value = struct.unpack_from("<QQ", self.bytes, place)
                    if tag == 1:  # DT_NEEDED
                        self.libraries.append(self._string(strings + value))
            elif kind == 0x6FFFFFFE:  # SHT_GNU_verneed
                strings, place = sections[link][4], offset
                for _ in range(info):
                    _, parts, _, part, further = struct.unpack_from("<HHIII", self.bytes, place)
                    at = place + part
                    for _ in range(parts):
                        _, _, _, name, after = struct.unpack_from("<IHHII", self.bytes, at)
                        self.versions.append(self._string(strings + name))
                        at += after
                    place += further

    def _string(self, start: int) -> str:
        return self.bytes[start : self.bytes.index(0, start)].decode()

    @property
    def glibc(self) -> tuple[int, ...]:
        found = [name.removeprefix("GLIBC_") for name in self.versions if name.startswith("GLIBC_2")]
        return max((tuple(map(int, name.split("."))) for name in found), default=(2, 17))


def main(words: list[str]) -> None:
    if words[:1] == ["--glibc"]:
        print(".".join(map(str, max(Program(path).glibc for path in words[1:])[:2])))
        return
    for path in words:
        program = Program(path)
        print(f"{program.name}: glibc {'.'.join(map(str, program.glibc))}; {' '.join(program.libraries)}")


main(sys.argv[1:])
