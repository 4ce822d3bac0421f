"""Reading a database that a build may be writing, without leaving a trace beside it.

As the program does (Sources/Store/ReadConnection.swift), in one of three ways:

1. Without a log (`-wal`) the file is opened as immutable. SQLite then takes no lock and sees no change, so the file is looked
   at again afterwards: if a writer folded its log into it meanwhile, what was read does not count.
2. With a log it is opened read-only with `readonly_shm`, which uses the index that a living writer keeps.
3. Where neither works, the files are copied into a temporary directory and opened there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Callable, Optional, TypeVar
from urllib.parse import quote

from ._errors import DamagedDatabaseError, ForeignDatabaseError, NewerDatabaseError

Result = TypeVar("Result")
_Look = tuple[Optional[tuple[int, int, int]], ...]

_ATTEMPTS = 20


class Mark:
    """What makes a database the one that is wanted."""

    def __init__(self, application_id: int, newest: int, name: str) -> None:
        self.application_id = application_id
        self.newest = newest
        self.name = name


RECORDS = Mark(0x54727052, 6, "database of records (build/tropes.db)")
LEDGER = Mark(0x5472704C, 9, "ledger (ledger.db)")


def read(path: Path, mark: Mark, body: Callable[[sqlite3.Connection, int], Result]) -> Result:
    """Calls `body` with a connection and the schema's version, all in one snapshot."""
    try:
        return _read(path, mark, body)
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise ForeignDatabaseError(f"'{path}' is not an SQLite database; name the project or its database") from error
        raise DamagedDatabaseError(f"'{path}' cannot be read ({error}); 'tropebuild status' says more") from error


def _read(path: Path, mark: Mark, body: Callable[[sqlite3.Connection, int], Result]) -> Result:
    for _ in range(_ATTEMPTS):
        before = _look(path)
        try:
            if before[1] is None and before[2] is None:
                result = _snapshot(_uri(path, "immutable=1"), path, mark, body)
                if _look(path) == before:
                    return result
                continue
            if before[2] is None:
                return _snapshot(_uri(path, "mode=ro&readonly_shm=1"), path, mark, body)
        except sqlite3.OperationalError as error:
            if not ("unable to open" in str(error) or "readonly" in str(error)):
                raise
        with tempfile.TemporaryDirectory(prefix="tropebuild.") as directory:
            copy = Path(directory, "copy.db")
            for suffix in ("", "-wal", "-journal"):
                source = Path(f"{path}{suffix}")
                if source.exists():
                    shutil.copyfile(source, f"{copy}{suffix}")
            if _look(path) == before:
                return _snapshot(_uri(copy, "mode=rw"), path, mark, body)
    raise DamagedDatabaseError(f"'{path}' changes faster than it can be read; try again when the build has ended")


def _snapshot(uri: str, path: Path, mark: Mark, body: Callable[[sqlite3.Connection, int], Result]) -> Result:
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)) as connection:
        connection.execute("BEGIN")
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application_id != mark.application_id or version < 1:
            raise ForeignDatabaseError(f"'{path}' is not tropebuild's {mark.name}; name the project or that file")
        if version > mark.newest:
            raise NewerDatabaseError(
                f"'{path}' is from a newer tropebuild (schema {version}, this one knows up to {mark.newest}); "
                "update this package: pip install --upgrade tropebuild"
            )
        return body(connection, version)


def _uri(path: Path, setting: str) -> str:
    return f"file://{quote(os.path.abspath(path))}?{setting}"


def _look(path: Path) -> _Look:
    """What tells of a writer: the database, its log and its journal. A journal or log without content is none."""
    looks: list[tuple[int, int, int] | None] = []
    for suffix in ("", "-wal", "-journal"):
        try:
            status = os.stat(f"{path}{suffix}")
        except FileNotFoundError:
            looks.append(None)
            continue
        is_empty = suffix != "" and status.st_size == 0
        looks.append(None if is_empty else (status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(looks)
