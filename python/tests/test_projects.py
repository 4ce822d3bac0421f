"""Which database is read, that reading leaves no trace, and what is said where there is nothing to read."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Callable

import pytest

import tropebuild


def files(project: Path) -> dict[str, tuple[int, int]]:
    found = [path for path in sorted(project.rglob("*")) if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def count(place: Path) -> int:
    return int(tropebuild.records(place, frame="arrow").num_rows)


def test_a_project_is_named_by_its_directory_its_tropefile_or_a_database(
    films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert count(films) == count(films / "tropefile") == count(films / "build/tropes.db") == 12
    assert tropebuild.spending(films / "ledger.db", frame="arrow").num_rows > 0
    monkeypatch.chdir(films)
    assert tropebuild.labels(frame="arrow").num_rows > 12


@pytest.mark.parametrize(
    ("tropefile", "database", "ledger"),
    [
        ("ledger: paid.db # all of it\nbuild:\n  directory: out\n", "out/tropes.db", "paid.db"),
        ("build:\n  directory: out\n  database: 'it''s.db'\n", "it's.db", "ledger.db"),
        ('build: {directory: out, database: "a b.db"}\nledger: "x.db"\n', "a b.db", "x.db"),
        ("input:\n  directory: data\n  database: other\nbuild:\n  database: null\n", "build/tropes.db", "ledger.db"),
        ("# build:\n#   directory: out\nbuild: {}\n", "build/tropes.db", "ledger.db"),
    ],
)
def test_the_tropefile_says_where_the_databases_are(
    professions: Path, tropefile: str, database: str, ledger: str
) -> None:
    (professions / "out").mkdir()
    for old, new in [("build/tropes.db", database), ("ledger.db", ledger)]:
        (professions / old).rename(professions / f"{new}.moved")
        (professions / f"{new}.moved").rename(professions / new)
    (professions / "tropefile").write_text(tropefile)
    assert count(professions) == 3
    assert tropebuild.spending(professions, frame="arrow").num_rows == 1


def test_a_tropefile_that_is_not_understood_asks_for_the_database(professions: Path) -> None:
    (professions / "tropefile").write_text("ledger: &here paid.db\n")
    with pytest.raises(tropebuild.NotAProjectError, match="writes 'ledger' in a way that is not understood"):
        tropebuild.spending(professions)


def test_reading_leaves_no_trace(films: Path) -> None:
    before = files(films)
    tropebuild.labels(films)
    tropebuild.records(films)
    tropebuild.spending(films)
    assert files(films) == before


def test_what_a_writer_has_not_yet_folded_in_is_read(professions: Path) -> None:
    with closing(sqlite3.connect(professions / "build/tropes.db")) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        with writer:
            writer.execute("DELETE FROM records WHERE movie_id = 1")
        before = files(professions)
        assert count(professions) == 2
        assert files(professions) == before


@pytest.mark.parametrize("suffixes", [["-wal"], ["-wal", "-shm"]])
def test_what_a_killed_writer_left_is_read(professions: Path, tmp_path: Path, suffixes: list[str]) -> None:
    database = professions / "build/tropes.db"
    place = tmp_path / "copy"
    place.mkdir()
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        with writer:
            writer.execute("DELETE FROM records WHERE movie_id = 1")
        for suffix in ["", *suffixes]:
            shutil.copyfile(f"{database}{suffix}", place / f"tropes.db{suffix}")
    before = files(place)
    assert count(place / "tropes.db") == 2
    assert files(place) == before


def test_a_writer_that_holds_the_database_does_not_stop_a_reader(professions: Path) -> None:
    with closing(sqlite3.connect(professions / "build/tropes.db", isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM records")
        assert count(professions) == 3
        writer.execute("ROLLBACK")


def test_a_database_of_the_first_version_has_labels(professions: Path) -> None:
    with closing(sqlite3.connect(professions / "build/tropes.db")) as database:
        database.executescript(
            """
            DROP VIEW labels; DROP TABLE fields; UPDATE characters SET trope_id = 'HERO'; PRAGMA user_version = 1;
            """
        )
    table = tropebuild.labels(professions, frame="arrow")
    assert table.column_names == ["movie_id", "position", "name", "in_cast", "trope", "confidence", "labelled_by"]
    assert set(table["trope"].to_pylist()) == {"HERO"}


def newer(project: Path) -> None:
    with closing(sqlite3.connect(project / "build/tropes.db")) as database:
        database.execute("PRAGMA user_version = 99")


def foreign(project: Path) -> None:
    with closing(sqlite3.connect(project / "build/tropes.db")) as database:
        database.execute("PRAGMA application_id = 7")


def no_database(project: Path) -> None:
    (project / "build/tropes.db").write_bytes(b"records? " * 1000)


def damaged(project: Path) -> None:
    with open(project / "build/tropes.db", "r+b") as file:
        file.seek(4096)
        file.write(os.urandom(1 << 16))


def no_records(project: Path) -> None:
    (project / "build/tropes.db").unlink()


def no_project(project: Path) -> None:
    no_records(project)
    (project / "tropefile").unlink()


def nowhere(project: Path) -> None:
    shutil.rmtree(project)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (newer, tropebuild.NewerDatabaseError, r"newer tropebuild \(schema 99.*pip install --upgrade"),
        (foreign, tropebuild.ForeignDatabaseError, "is not tropebuild's database of records"),
        (no_database, tropebuild.ForeignDatabaseError, "is not an SQLite database"),
        (damaged, tropebuild.DamagedDatabaseError, "cannot be read"),
        (no_records, tropebuild.NothingRecordedError, "has no records yet.*run 'tropebuild' there first"),
        (no_project, tropebuild.NotAProjectError, "is not a project: it has no tropefile"),
        (nowhere, tropebuild.NotAProjectError, "there is no '.*professions'"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(
    professions: Path, change: Callable[[Path], None], error: type[Exception], words: str
) -> None:
    change(professions)
    with pytest.raises(error, match=words):
        tropebuild.records(professions)


def test_the_ledger_is_no_database_of_records(films: Path) -> None:
    with pytest.raises(tropebuild.ForeignDatabaseError, match="is not tropebuild's database of records"):
        tropebuild.labels(films / "ledger.db")
