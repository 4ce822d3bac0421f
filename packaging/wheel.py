#!/usr/bin/env python3
"""Packs the Python package and the two programs into a wheel, the same bytes each time.

usage: packaging/wheel.py SOURCE PROGRAMS GLIBC DIST
SOURCE: the checkout; PROGRAMS: a directory with the two programs; GLIBC: the oldest they run with, as 2.29.

By hand rather than by a build backend: there is nothing to build, and pip need not be there. The format is PyPA's
"Binary distribution format"; the programs go into the environment's `bin` as `data/scripts`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
import time
import zipfile
from pathlib import Path


def main(source: Path, programs: Path, glibc: str, dist: Path) -> None:
    version_file = (source / "python/tropebuild/_version.py").read_text()
    found = re.search(r'__version__ = "(.*)"', version_file)
    if found is None:
        raise SystemExit("wheel: python/tropebuild/_version.py has no version")
    version = found[1]
    tag = f"py3-none-manylinux_{glibc.replace('.', '_')}_x86_64"
    info, data = f"tropebuild-{version}.dist-info", f"tropebuild-{version}.data"
    contents: list[tuple[str, bytes, int]] = []
    for path in sorted((source / "python/tropebuild").iterdir()):
        if path.suffix in (".py", ".typed") or path.name == "py.typed":
            contents.append((f"tropebuild/{path.name}", path.read_bytes(), 0o644))
    for name in ("tropebuild", "tropebuild-sandbox"):
        contents.append((f"{data}/scripts/{name}", (programs / name).read_bytes(), 0o755))
    man = programs / "tropebuild.1"
    contents.append((f"{data}/data/share/man/man1/tropebuild.1", man.read_bytes(), 0o644))
    licences = [("LICENSE", source / "LICENSE"), ("THIRD-PARTY", programs / "THIRD-PARTY")]
    for name, path in licences:
        contents.append((f"{info}/licenses/{name}", path.read_bytes(), 0o644))
    contents.append((f"{info}/METADATA", metadata(version, source).encode(), 0o644))
    wheel = f"Wheel-Version: 1.0\nGenerator: tropebuild-packaging\nRoot-Is-Purelib: false\nTag: {tag}\n"
    contents.append((f"{info}/WHEEL", wheel.encode(), 0o644))
    record = "".join(f"{name},{digest(content)},{len(content)}\n" for name, content, _ in contents)
    contents.append((f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode(), 0o644))

    target = dist / f"tropebuild-{version}-{tag}.whl"
    # A zip knows no time before 1980.
    moment = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), 315_532_800))[:6]
    with zipfile.ZipFile(f"{target}.new", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content, mode in contents:
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
    os.replace(f"{target}.new", target)
    print(target)


def digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def metadata(version: str, source: Path) -> str:
    lines = [
        "Metadata-Version: 2.1",
        "Name: tropebuild",
        f"Version: {version}",
        "Summary: Make for labelling movies: asks a language model for each character's trope, and pays only once",
        "License: MIT",
        "Requires-Python: >=3.9",
        "Classifier: Environment :: Console",
        "Classifier: Operating System :: POSIX :: Linux",
        "Classifier: Typing :: Typed",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(lines) + "\n\n" + (source / "docs/python.md").read_text(encoding="utf-8")


main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
