"""The four tables in the three kinds of frame: columns, types and values."""

from __future__ import annotations

import datetime
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pytest
from conftest import answer, ask

import tropebuild

BIG = 2**53 + 1


def test_labels_have_a_row_for_each_character_and_a_column_for_each_field(films: Path) -> None:
    frame = tropebuild.labels(films, frame="pandas")
    assert [(name, str(kind)) for name, kind in frame.dtypes.items()] == [
        ("movie_id", "int64"),
        ("position", "int64"),
        ("name", "string"),
        ("in_cast", "bool"),
        ("trope", "string"),
        ("confidence", "Float64"),
        ("labelled_by", "string"),
    ]
    assert frame.confidence.isna().all() and set(frame.labelled_by) == {"sandbox-lexical"}
    assert set(frame.movie_id) < set(tropebuild.records(films, frame="pandas").movie_id)
    assert frame.trope.notna().all()
    assert frame.movie_id.is_monotonic_increasing


def test_all_kinds_of_frame_hold_the_same(films: Path) -> None:
    for table in (tropebuild.labels, tropebuild.movies, tropebuild.records, tropebuild.spending):
        arrow = table(films, frame="arrow").to_pylist()
        assert table(films, frame="polars").to_dicts() == arrow
        rows = table(films, frame="pandas").to_dict("records")
        assert [{name: _plain(value) for name, value in row.items()} for row in rows] == [
            {name: _plain(value) for name, value in row.items()} for row in arrow
        ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat()[:10] if value.tzinfo is None else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value is pandas.NA else value


def test_movies_have_a_row_for_each_record_and_a_column_for_each_field_of_theirs(professions: Path) -> None:
    frame = tropebuild.movies(professions, frame="pandas")
    assert list(frame.columns) == ["movie_id", "title", "year", "model"]
    assert len(frame) == 3 and set(frame.model) == {"sandbox-lexical"}
    with sqlite3.connect(professions / "build/tropes.db") as database:
        database.executemany(
            "INSERT INTO movie_fields (position, name, type, optional, description) VALUES (?, ?, ?, 1, '')",
            [(place, name, kind) for place, (name, kind) in enumerate(FIELDS)],
        )
        database.execute(
            "INSERT INTO movie_answers (movie_id, fields) SELECT min(movie_id), ? FROM records",
            (json.dumps({"job": "None", "age": BIG, "height": 2, "dies": False, "side": 7}),),
        )
    database.close()
    frame = tropebuild.movies(professions, frame="pandas")
    assert [str(frame[name].dtype) for name, _ in FIELDS] == ["string", "Int64", "Float64", "boolean", "string"]
    first = frame.iloc[0]
    assert (first.job, first.age, first.height, bool(first.dies)) == ("None", BIG, 2.0, False)
    assert first.side is pandas.NA and frame.iloc[1:].age.isna().all()
    # As the version before had it.
    with sqlite3.connect(professions / "build/tropes.db") as database:
        database.executescript(
            "DROP VIEW movie_labels; DROP TRIGGER answered_record_deleted; DROP TABLE movie_answers;"
            "DROP TABLE movie_fields; PRAGMA user_version = 5"
        )
    database.close()
    assert list(tropebuild.movies(professions, frame="arrow").column_names) == ["movie_id", "title", "year", "model"]


FIELDS = [
    ("job", "text"), ("age", "integer"), ("height", "number"), ("dies", "boolean"), ("side", "choice")
]  # fmt: skip


@pytest.fixture
def odd(professions: Path) -> Path:
    ask(professions, *FIELDS)
    answer(professions, 1, job="NA", age=BIG, height=1.7, dies=True, side="None")
    answer(professions, 2, job=None, age=None, height=3.0, dies=False, side=None)
    return professions



def test_pandas_keeps_every_digit_and_every_none_of_a_field(odd: Path) -> None:
    frame = tropebuild.labels(odd, frame="pandas")
    assert [str(frame[name].dtype) for name, _ in FIELDS] == ["string", "Int64", "Float64", "boolean", "string"]
    first, second = (frame[frame.movie_id == movie].iloc[0] for movie in (1, 2))
    assert [first[name] for name, _ in FIELDS] == ["NA", BIG, 1.7, True, "None"]
    assert second.job is pandas.NA and second.age is pandas.NA and second.side is pandas.NA
    assert second.height == 3.0 and not second.dies


def test_polars_and_arrow_keep_every_digit_and_every_none_of_a_field(odd: Path) -> None:
    frame = tropebuild.labels(odd, frame="polars")
    kinds = [polars.String, polars.Int64, polars.Float64, polars.Boolean, polars.String]
    assert [frame.schema[name] for name, _ in FIELDS] == kinds
    table = tropebuild.labels(odd, frame="arrow")
    types = [pyarrow.string(), pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(), pyarrow.string()]
    assert [table.schema.field(name).type for name, _ in FIELDS] == types
    for rows in (frame.to_dicts(), table.to_pylist()):
        first, second = (next(row for row in rows if row["movie_id"] == movie) for movie in (1, 2))
        assert [first[name] for name, _ in FIELDS] == ["NA", BIG, 1.7, True, "None"]
        assert [second[name] for name, _ in FIELDS] == [None, None, 3.0, False, None]


def test_a_value_of_another_recipe_is_missing_as_in_the_view(professions: Path) -> None:
    ask(professions, ("age", "text"), ("job", "integer"), ("dies", "integer"))
    answer(professions, 1, age=7, job="cook", dies=True)
    rows = tropebuild.labels(professions, frame="arrow").to_pylist()
    assert {(row["age"], row["job"], row["dies"]) for row in rows if row["movie_id"] == 1} == {(None, None, None)}


def test_a_frame_without_rows_has_the_types_all_the_same(odd: Path) -> None:
    with sqlite3.connect(odd / "build/tropes.db") as database:
        database.execute("DELETE FROM records")
    database.close()
    for table, name, kind in [(tropebuild.labels, "age", "Int64"), (tropebuild.records, "built_at", "datetime64[us, UTC]")]:
        frame = table(odd, frame="pandas")
        assert len(frame) == 0 and str(frame[name].dtype) == kind


def test_records_have_a_row_for_each_movie(films: Path) -> None:
    frame = tropebuild.records(films, frame="pandas")
    assert len(frame) == 12
    assert set(frame.lane) == {"batch", "realtime"}
    assert frame.is_sandbox.all()
    assert str(frame.built_at.dtype) == "datetime64[us, UTC]"
    assert str(frame.batch_number.dtype) == "Int64"
    assert (frame.batch_number.isna() == (frame.lane == "realtime")).all()


def test_spending_adds_up_to_the_records(films: Path) -> None:
    spent = tropebuild.spending(films, frame="pandas")
    assert spent.questions.sum() == len(tropebuild.records(films, frame="pandas"))
    assert spent.is_sandbox.all()
    assert str(spent.day.dtype) == "datetime64[us]"
    assert str(spent.cache_write_tokens.dtype) == "int64"


def test_what_was_written_to_the_cache_is_told_where_the_ledger_knows_of_it(professions: Path) -> None:
    with sqlite3.connect(professions / "ledger.db") as database:
        database.execute("UPDATE replies SET cache_write_tokens = 100")
    database.close()
    spent = tropebuild.spending(professions, frame="pandas")
    assert spent.cache_write_tokens.sum() == 100 * spent.replies.sum()
    # As the version before had it.
    with sqlite3.connect(professions / "ledger.db") as database:
        database.execute("DROP INDEX replies_for_sums")
        database.execute("ALTER TABLE replies DROP COLUMN cache_write_tokens")
        database.execute("PRAGMA user_version = 3")
    database.close()
    assert tropebuild.spending(professions, frame="pandas").cache_write_tokens.sum() == 0


def test_spending_tells_servers_apart_where_several_were_asked(professions: Path) -> None:
    assert tropebuild.spending(professions, frame="pandas").endpoint.isna().all()
    with sqlite3.connect(professions / "ledger.db") as database:
        database.execute("UPDATE replies SET endpoint = CASE reply_id % 2 WHEN 0 THEN 'a' ELSE 'b' END")
    database.close()
    spent = tropebuild.spending(professions, frame="pandas")
    assert list(spent.endpoint) == ["a", "b"]
    # As the version before had it.
    with sqlite3.connect(professions / "ledger.db") as database:
        database.execute("DROP INDEX replies_by_endpoint")
        database.execute("ALTER TABLE replies DROP COLUMN endpoint")
        database.execute("PRAGMA user_version = 7")
    database.close()
    assert tropebuild.spending(professions, frame="pandas").endpoint.isna().all()


@pytest.mark.parametrize("table", ["records", "spending"])
def test_the_document_has_the_columns_that_there_are(films: Path, table: str) -> None:
    text = (Path(__file__).parents[2] / "docs/python.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
    told = [name for line in section.splitlines() if line.startswith("| `") for name in re.findall("`(.+?)`", line.split("|")[1])]
    assert told == list(getattr(tropebuild, table)(films, frame="pandas").columns)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ([], "pandas.DataFrame"),
        (["pandas"], "polars.dataframe.frame.DataFrame"),
        (["pandas", "polars"], "pyarrow.lib.Table"),
        (["pandas", "polars", "pyarrow"], "NoDataFramesError"),
    ],
)
def test_the_first_library_that_is_there_is_taken(films: Path, missing: list[str], expected: str) -> None:
    code = f"""
import sys
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in {missing!r} else find(name, *rest)
import tropebuild
try:
    kind = type(tropebuild.labels({str(films)!r}))
except tropebuild.NoDataFramesError as error:
    kind = type(error)
print(f"{{kind.__module__}}.{{kind.__qualname__}}")
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(tropebuild.__file__).parents[1], capture_output=True, text=True, check=True
    )
    words = run.stdout.strip()
    assert words.split(".")[0] == expected.split(".")[0] or words.endswith(expected)
    assert words.endswith(expected.split(".")[-1])


def test_another_kind_of_frame_is_refused(films: Path) -> None:
    with pytest.raises(ValueError, match="'pandas', 'polars', 'arrow', not 'excel'"):
        tropebuild.labels(films, frame="excel")  # type: ignore[call-overload]
