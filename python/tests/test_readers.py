"""docs/readers.md, block by block, with the programs themselves."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

_PAGE = Path(__file__).parents[2] / "docs" / "readers.md"
_BLOCKS = [
    pytest.param(language, block, id=f"{language}-{number}")
    for number, (language, block) in enumerate(
        re.findall(r"^```(\w+)\n(.*?)^```$", _PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]
_NAMES = {"NA", "None", "007"}


@pytest.fixture(scope="module")
def project(films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The films with three names that readers misread, the last label alone with a confidence, and everything exported."""
    place = Path(shutil.copytree(films, tmp_path_factory.mktemp("readers") / "films"))
    with closing(sqlite3.connect(place / "build/tropes.db")) as database, database:
        keys = database.execute("SELECT movie_id, position FROM characters ORDER BY movie_id, position").fetchall()
        for name, key in zip(sorted(_NAMES), keys):
            database.execute("UPDATE characters SET name = ? WHERE movie_id = ? AND position = ?", (name, *key))
        database.execute("UPDATE characters SET confidence = 0.75 WHERE movie_id = ? AND position = ?", keys[-1])
    for options in ([], ["--format", "jsonl", "-o", "export/all.jsonl"]):
        program = [os.environ["TROPEBUILD"], "-C", str(place), "export", "--sandbox", *options]
        subprocess.run(program, check=True, capture_output=True)
    return place


def _run(command: list[str], project: Path) -> str:
    beside = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": beside + os.pathsep + os.environ["PATH"], "HOME": str(project)}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


# What is put behind a block, so that it prints each label's name and confidence as a line of JSON.
_PRINTED = {
    "python": """
import json
rows = getattr(labels, "to_pylist", None) or getattr(labels, "to_dicts", None) or (lambda: labels.to_dict("records"))
for row in rows():
    sure = row["confidence"]
    print(json.dumps({"name": row["name"], "confidence": sure if sure == sure else None}))
""",
    "r": r"""
cat(sprintf('{"name": "%s", "confidence": %s}\n', gsub('"', '\\\\"', labels$name),
  ifelse(is.na(labels$confidence), "null", labels$confidence)), sep = "")
""",
}


def test_the_page_has_its_blocks() -> None:
    assert len(_BLOCKS) >= 14


@pytest.mark.parametrize(("language", "block"), _BLOCKS)
def test_a_block_reads_every_name_and_the_late_confidence(language: str, block: str, project: Path) -> None:
    with closing(sqlite3.connect(project / "build/tropes.db")) as database:
        count = database.execute("SELECT count(*) FROM characters").fetchone()[0]
    program = {"python": sys.executable, "r": "Rscript"}.get(language, block.split()[0])
    if not (Path(sys.executable).parent / program).exists() and not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    package = re.search(r"RSQLite|readr", block)
    if package and subprocess.run(["Rscript", "-e", f"library({package[0]})"], capture_output=True).returncode:
        pytest.skip(f"R's package {package[0]} is not installed")
    if program == "datasette":
        block = block.rstrip() + " --get '/tropes/labels.json?_shape=array&_size=max&_nl=on'"
    option = "-c" if language in ("python", "sh") else "-e"
    output = _run(["sh" if language == "sh" else program, option, block + _PRINTED.get(language, "")], project)

    if program == "soffice":
        with zipfile.ZipFile(project / "export/characters.xlsx") as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        assert {name for name in _NAMES if f">{name}</t>" in strings} == _NAMES
    elif program in ("csvsql", "sqlite3"):
        rows = list(csv.reader(output.splitlines()[1:]))
        assert len(rows) == count
        assert _NAMES <= {row[0] for row in rows}
    else:
        table = [json.loads(line) for line in output.splitlines()]
        assert len(table) == count
        assert _NAMES <= {row["name"] for row in table}
        assert [float(row["confidence"]) for row in table if row["confidence"] not in (None, "")] == [0.75]
