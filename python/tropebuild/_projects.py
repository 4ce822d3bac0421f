"""Where a project's two databases are."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Union

from ._errors import NotAProjectError, NothingRecordedError

StrPath = Union[str, "os.PathLike[str]"]

_SQLITE = b"SQLite format 3\0"


def records_of(project: StrPath) -> Path:
    """The database of the records."""
    return _database(Path(project), "records", "run 'tropebuild' there first")


def ledger_of(project: StrPath) -> Path:
    """The ledger."""
    return _database(Path(project), "ledger", "nothing has been paid for yet")


def _database(project: Path, kind: str, advice: str) -> Path:
    if not project.exists():
        raise NotAProjectError(f"there is no '{project}'; check the path")
    if project.is_file():
        if _is_database(project):
            return project
        directory, tropefile = project.parent, project
    else:
        directory, tropefile = project, project / "tropefile"
    if tropefile.is_file():
        places = _places(tropefile)
    else:
        places = {}
    found = directory / _path(places, kind)
    if found.is_file():
        return found
    if not tropefile.is_file():
        raise NotAProjectError(
            f"'{project}' is not a project: it has no tropefile and no '{_path(places, kind)}'; "
            "name the directory with the tropefile, or the database itself"
        )
    raise NothingRecordedError(f"'{project}' has no {kind} yet, no '{found}'; {advice}")


def _path(places: dict[str, str], kind: str) -> str:
    if kind == "ledger":
        return places.get("ledger", "ledger.db")
    return places.get("build.database", os.path.join(places.get("build.directory", "build"), "tropes.db"))


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(len(_SQLITE))
    return start == _SQLITE


# The tropefile is YAML, and Python has no reader of it; of these three keys a few lines understand what people write.
_KEY = re.compile(r"""(?P<indent>[ ]*)(?P<quote>["']?)(?P<key>[a-z_]+)(?P=quote)[ ]*:(?:[ ]+(?P<value>.*))?$""")
_PAIR = re.compile(r"""["']?(?P<key>[a-z_]+)["']?[ ]*:[ ]+(?P<value>"[^"]*"|'[^']*'|[^,}]*)""")
_WANTED = ("ledger", "build.database", "build.directory")


def _places(tropefile: Path) -> dict[str, str]:
    """What the tropefile says of `ledger`, `build.database` and `build.directory`."""
    found: dict[str, str] = {}
    section = ""
    try:
        lines = tropefile.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise NotAProjectError(f"'{tropefile}' is neither a tropefile nor a database; check the path") from None
    for line in lines:
        match = _KEY.match(line.rstrip())
        if match is None:
            continue
        key, value = match["key"], _uncommented(match["value"] or "")
        if not match["indent"]:
            section = key
            if key == "build" and value.startswith("{"):
                for pair in _PAIR.finditer(value):
                    _note(found, f"build.{pair['key']}", pair["value"].strip(), tropefile)
            elif key == "ledger":
                _note(found, key, value, tropefile)
        elif section == "build":
            _note(found, f"build.{key}", value, tropefile)
    return found


def _note(found: dict[str, str], key: str, value: str, tropefile: Path) -> None:
    if key not in _WANTED or value in ("", "null", "~", "Null", "NULL"):
        return
    if value[0] in "\"'":
        if len(value) < 2 or value[-1] != value[0] or (value[0] == '"' and "\\" in value):
            raise _unclear(key, tropefile)
        value = value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1]
    elif value[0] in "&*!|>{[":
        raise _unclear(key, tropefile)
    found[key] = value


def _unclear(key: str, tropefile: Path) -> NotAProjectError:
    return NotAProjectError(
        f"'{tropefile}' writes '{key}' in a way that is not understood here; name the database itself"
    )


def _uncommented(value: str) -> str:
    """The value without a comment after it."""
    if value[:1] in ("'", '"'):
        end = value.find(value[0], 1)
        while value[0] == "'" and end > 0 and value[end + 1 : end + 2] == "'":
            end = value.find("'", end + 2)
        return value[: end + 1] if end > 0 else value
    return re.split(r"(?:^|[ \t])#", value, maxsplit=1)[0].strip()
