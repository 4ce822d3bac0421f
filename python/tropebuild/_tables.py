"""The four tables, with the type of each column."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Callable, Iterable, Literal

from ._database import LEDGER, RECORDS, read
from ._errors import DamagedDatabaseError

Kind = Literal["integer", "number", "boolean", "text", "time", "day"]

_SANDBOX = "sandbox-lexical"
# Counts come from servers; SQLite gives up where a sum does not fit.
_MOST = 1_000_000_000_000


@dataclass
class Column:
    """A column: its values are of the kind, or None where `may_miss`."""

    name: str
    kind: Kind
    values: list[Any]
    may_miss: bool = False


Table = list[Column]


def labels_table(path: Path) -> Table:
    """A row for each character."""
    fields, rows = read(path, RECORDS, _read_labels)
    given = [_parsed(path, (row[0], row[5])) for row in rows]
    table = [
        Column("movie_id", "integer", [row[0] for row in rows]),
        Column("position", "integer", [row[1] for row in rows]),
        Column("name", "text", [row[2] for row in rows]),
        Column("in_cast", "boolean", [row[3] != 0 for row in rows]),
    ]
    for name, kind in fields:
        if kind == "trope":
            table.append(Column(name, "text", [row[4] for row in rows], may_miss=True))
        else:
            table.append(_field(name, kind, given))
    names = [name for name, _ in fields]
    table.append(Column(_free("confidence", names), "number", [row[6] for row in rows], may_miss=True))
    table.append(Column(_free("labelled_by", names), "text", [row[7] for row in rows]))
    return table


def movies_table(path: Path) -> Table:
    """A row for each movie with a record: what was answered of the movie itself."""
    fields, rows = read(path, RECORDS, _read_movies)
    given = [_parsed(path, (row[0], row[3])) for row in rows]
    table = [
        Column("movie_id", "integer", [row[0] for row in rows]),
        Column("title", "text", [row[1] for row in rows], may_miss=True),
        Column("year", "integer", [row[2] for row in rows], may_miss=True),
    ]
    table += [_field(name, kind, given) for name, kind in fields]
    table.append(Column("model", "text", [row[4] for row in rows]))
    return table


def _field(name: str, kind: str, given: list[Answers]) -> Column:
    column, fits = _FIELD_KINDS[kind]
    return Column(name, column, [fits(answers.get(name)) for answers in given], may_miss=True)


def _free(name: str, fields: list[str]) -> str:
    """The name, or a longer one where a field of the recipe has it; as in the view `labels`."""
    while name in fields:
        name = "label_" + name
    return name


def records_table(path: Path) -> Table:
    """A row for each movie with a record."""
    rows = read(path, RECORDS, _read_records)
    table = [Column(name, kind, [row[i] for row in rows], miss) for i, (name, kind, miss) in enumerate(_RECORD)]
    table[-1].values = [_time(path, text) for text in table[-1].values]
    models = next(column for column in table if column.name == "model").values
    table.append(Column("is_sandbox", "boolean", [model == _SANDBOX for model in models]))
    return table


def spending_table(path: Path) -> Table:
    """A row for each day, lane, model and endpoint."""
    rows = read(path, LEDGER, _read_spending)
    table = [Column(name, kind, [row[i] for row in rows]) for i, (name, kind) in enumerate(_SPENDING)]
    table[0].values = [_day(path, text) for text in table[0].values]
    table[3].values = [value != 0 for value in table[3].values]
    table[-1].may_miss = True
    return table


# MARK: labels

Answers = dict[str, Any]
_LabelRow = tuple[int, int, str, int, "str | None", "str | None", "float | None", str]


def _read_labels(connection: sqlite3.Connection, version: int) -> tuple[list[tuple[str, str]], list[_LabelRow]]:
    if version == 1:
        # Before there were recipes of other kinds.
        fields = [("trope", "trope")]
        columns = "NULL"
    else:
        fields = connection.execute("SELECT name, type FROM fields ORDER BY position").fetchall()
        columns = "fields"
    if version < 4:
        # Before there were confidences and labels by hand.
        columns += ", NULL, records.model"
    else:
        columns += ", label_confidence, CASE by_hand WHEN 0 THEN records.model ELSE 'hand' END"
    query = f"SELECT movie_id, position, name, in_cast, trope_id, {columns} FROM characters JOIN records USING (movie_id)"
    _check(fields, ["trope", *_FIELD_KINDS])
    return fields, connection.execute(query + " ORDER BY movie_id, position").fetchall()


def _check(fields: list[tuple[str, str]], kinds: Iterable[str]) -> None:
    for name, kind in fields:
        if kind not in kinds:
            raise DamagedDatabaseError(f"the field '{name}' has the unknown type '{kind}'; build again")


def _parsed(path: Path, row: tuple[int, str | None]) -> Answers:
    if row[1] is None:
        return {}
    try:
        answers = json.loads(row[1])
    except ValueError:
        answers = None
    if not isinstance(answers, dict):
        raise DamagedDatabaseError(f"'{path}' holds something impossible for movie {row[0]}; build again with -B {row[0]}")
    return answers


def _integer(value: Any) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    return value if fits else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


# A value of another type is of another recipe's field of that name, as in the view `labels`.
_FIELD_KINDS: dict[str, tuple[Kind, Callable[[Any], Any]]] = {
    "integer": ("integer", _integer),
    "number": ("number", _number),
    "boolean": ("boolean", _boolean),
    "text": ("text", _text),
    "choice": ("text", _text),
}

# MARK: movies

_MOVIE_FIELDS_SINCE = 6  # the version of the records that has answers about movies themselves
_TITLES_SINCE = 4  # the one that has titles

_MovieRow = tuple[int, "str | None", "int | None", "str | None", str]


def _read_movies(connection: sqlite3.Connection, version: int) -> tuple[list[tuple[str, str]], list[_MovieRow]]:
    fields: list[tuple[str, str]] = []
    columns, tables = "NULL, NULL, NULL", "records"
    if version >= _TITLES_SINCE:
        columns, tables = "title, year, NULL", "records LEFT JOIN movies USING (movie_id)"
    if version >= _MOVIE_FIELDS_SINCE:
        fields = connection.execute("SELECT name, type FROM movie_fields ORDER BY position").fetchall()
        columns, tables = "title, year, fields", tables + " LEFT JOIN movie_answers USING (movie_id)"
    _check(fields, _FIELD_KINDS)
    query = f"SELECT movie_id, {columns}, model FROM {tables} ORDER BY movie_id"
    return fields, connection.execute(query).fetchall()


# MARK: records

_RECORD: list[tuple[str, Kind, bool]] = [
    ("movie_id", "integer", False),
    ("cast_status", "text", False),
    ("lane", "text", False),
    ("batch_number", "integer", True),
    ("remote_batch_id", "text", True),
    ("model", "text", False),
    ("question", "text", False),
    ("token_count", "integer", False),
    ("input_tokens", "integer", False),
    ("cached_input_tokens", "integer", False),
    ("output_tokens", "integer", False),
    ("cost_dollars", "number", False),
    ("built_at", "time", False),
]


def _read_records(connection: sqlite3.Connection, version: int) -> list[tuple[Any, ...]]:
    names = ", ".join(name for name, _, _ in _RECORD)
    return connection.execute(f"SELECT {names} FROM records ORDER BY movie_id").fetchall()


def _time(path: Path, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise DamagedDatabaseError(f"'{path}' has the impossible time '{text}'") from None


# MARK: spending

_WRITES_SINCE = 4  # the version of the ledger that has replies with `cache_write_tokens`
_ENDPOINTS_SINCE = 8  # the one that has them with `endpoint`

_SPENDING: list[tuple[str, Kind]] = [
    ("day", "day"),
    ("lane", "text"),
    ("model", "text"),
    ("is_sandbox", "boolean"),
    ("replies", "integer"),
    ("questions", "integer"),
    ("input_tokens", "integer"),
    ("cached_input_tokens", "integer"),
    ("cache_write_tokens", "integer"),
    ("output_tokens", "integer"),
    ("cost_dollars", "number"),
    ("endpoint", "text"),
]


def _read_spending(connection: sqlite3.Connection, version: int) -> list[tuple[Any, ...]]:
    # Earlier ledgers know of no writes to the prompt cache.
    written = "cache_write_tokens" if version >= _WRITES_SINCE else "0"
    endpoint = "endpoint" if version >= _ENDPOINTS_SINCE else "NULL"
    counts = ", ".join(
        f"sum(min(max({name}, 0), {_MOST}))"
        for name in ("question_count", "input_tokens", "cached_input_tokens", written, "output_tokens")
    )
    return connection.execute(
        f"""
        SELECT substr(received_at, 1, 10) AS day, lane, requested_model, is_sandbox, count(*), {counts}, sum(cost_dollars),
            {endpoint} AS place
        FROM replies GROUP BY is_sandbox, lane, day, requested_model, place
        ORDER BY day, is_sandbox, lane, requested_model, place
        """
    ).fetchall()


def _day(path: Path, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DamagedDatabaseError(f"'{path}' has the impossible day '{text}'") from None
