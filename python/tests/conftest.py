"""Projects to read: built by the program itself, through its sandbox, once for all tests."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

_EXAMPLES = Path(__file__).parents[2] / "Examples"


def _built(name: str, place: Path) -> Path:
    program = os.environ.get("TROPEBUILD")
    if not program:
        pytest.fail("TROPEBUILD must name the program; scripts/test-python sets it")
    project = place / name
    shutil.copytree(_EXAMPLES / name, project, ignore=shutil.ignore_patterns("build", "ledger.db*", "README.md"))
    subprocess.run([program, "-C", str(project), "--sandbox"], check=True, capture_output=True)
    return project


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen films, asked for tropes."""
    return _built("silent-films", tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="session")
def built_professions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built("professions", tmp_path_factory.mktemp("professions"))


@pytest.fixture
def professions(built_professions: Path, tmp_path: Path) -> Path:
    """Three films, asked for a profession and an age, to be changed at will."""
    return Path(shutil.copytree(built_professions, tmp_path / "professions"))


def answer(project: Path, movie: int, **fields: object) -> None:
    """Puts these answers in place of those of a movie's first character."""
    with closing(sqlite3.connect(project / "build/tropes.db")) as database, database:
        database.execute(
            "UPDATE characters SET fields = ? WHERE movie_id = ? AND position = "
            "(SELECT min(position) FROM characters WHERE movie_id = ?)",
            (json.dumps(fields), movie, movie),
        )


def ask(project: Path, *fields: tuple[str, str]) -> None:
    """Makes these fields, names and types, those of the recipe."""
    with closing(sqlite3.connect(project / "build/tropes.db")) as database, database:
        database.execute("DELETE FROM fields")
        database.executemany(
            "INSERT INTO fields (position, name, type, optional, description) VALUES (?, ?, ?, 1, '')",
            [(place, name, kind) for place, (name, kind) in enumerate(fields)],
        )
