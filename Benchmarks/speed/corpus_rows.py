"""Rows of what is written for many movies at once: split, batches, results."""
import glob
import os
import shutil
import subprocess
import sys

from . import build
from .table import Table
from .workplace import HERE

CREATING = "floor: create and write the same files"
CHECKING = "Python's standard library, without checks"


def split(place):
    projects = [(each, each.project("split", input={"directory": "interim"}, corpus={"raw": place.corpus("raw")}))
                for each in place.contenders]
    copies, listed = place.path("copies"), place.path("copies.list")

    def clear():
        for _, project in projects:
            place.discard(os.path.join(project, "interim"))
            place.discard(os.path.join(project, "build"))
        place.discard(copies)
        os.mkdir(copies)

    clear()
    project = projects[0][1]
    place.quietly([place.tropebuild, "-C", project, "split"])
    with open(listed, "w") as file:
        for entry in os.scandir(os.path.join(project, "interim")):
            file.write(f"{entry.stat().st_size} {entry.name}\n")
    table = Table("split: the raw corpus into files", "≤ 1.5 × the floor", CREATING)
    for _ in range(place.rounds):
        clear()
        table.add(CREATING, place.measure(place.floor("create", copies, listed))[0])
        for each, project in projects:
            table.add(each.row("tropebuild split"), place.measure([each.tropebuild, "-C", project, "split"])[0])
    clear()
    yield table


def batches(place):
    projects = [(each, each.project("batches", **build.settings(place, 1))) for each in place.contenders]
    directory = projects[0][1]
    table = Table("batches: a request for each movie as JSON lines", "≤ 0.1 CPU s per 1,000 requests", CHECKING,
                  per_thousand=True)
    build.forget(place, directory)
    place.quietly([place.tropebuild, "-C", directory, "create-batches"])
    sample = place.path("sample.jsonl")
    shutil.copy(sorted(glob.glob(os.path.join(directory, "build", "batches", "*.jsonl")))[0], sample)
    for turn in range(min(place.rounds, 5)):
        for each, directory in projects:
            build.forget(place, directory)
            table.add(each.row("tropebuild create-batches"), place.measure(
                [each.tropebuild, "-C", directory, "create-batches"], work=place.movies)[0],
                "the look, the count and the plan with it")
        table.add(CHECKING, place.measure(
            [sys.executable, os.path.join(HERE, "speed", "peer_batches.py"), sample, place.corpus(), place.path("peer.jsonl")],
            work=place.movies)[0], "no count, no plan, no record of what was written")
    os.remove(place.path("peer.jsonl"))
    for _, directory in projects:
        build.forget(place, directory)
    yield table


def results(place):
    projects = [(each, *kept_results(each)) for each in place.contenders]
    files = sorted(glob.glob(os.path.join(projects[0][1], "build", "batches", "*.output.jsonl")))
    table = Table("results: the answers of all batches into SQLite", "≤ 1.5 × Python's standard library; memory flat", CHECKING,
                  per_thousand=True)
    for _ in range(min(place.rounds, 5)):
        peer = place.path("peer.db")
        if os.path.exists(peer):
            os.remove(peer)
        table.add(CHECKING, place.measure([sys.executable, os.path.join(HERE, "speed", "peer_results.py"), peer, *files],
                                          work=place.movies)[0])
        for each, directory, kept, numbers in projects:
            put_back(place, directory, kept)
            look = place.measure([each.tropebuild, "-C", directory, "-n"], work=place.movies)[0]
            whole = place.measure([each.tropebuild, "-C", directory, "retrieve", "--offline", *numbers], work=place.movies)[0]
            table.add(each.row("tropebuild -n"), look, "the look that comes before")
            table.add(each.row("tropebuild retrieve --offline"), whole)
            table.add(each.row("the same less the look"), whole.less(look),
                      "checked, kept in the ledger, recorded, status files")
    yield table


def kept_results(place):
    """A project with answered batches, a copy of what is in it beside them, and the batches' numbers."""
    directory, numbers = build.answered(place, "results", 1)
    kept, project = directory + ".kept", os.path.join(directory, "build")
    if not os.path.exists(kept):
        os.mkdir(kept)
        shutil.copy(os.path.join(directory, "ledger.db"), kept)
        shutil.copy(os.path.join(project, "tropes.db"), kept)
        copy_tree(os.path.join(project, "status"), os.path.join(kept, "status"))
    return directory, kept, numbers


def put_back(place, directory, kept):
    """Makes a project as it was when the files had been downloaded."""
    project = os.path.join(directory, "build")
    for suffix in ["-wal", "-shm"]:
        for database in [os.path.join(directory, "ledger.db"), os.path.join(project, "tropes.db")]:
            if os.path.exists(database + suffix):
                os.remove(database + suffix)
    shutil.copy(os.path.join(kept, "ledger.db"), directory)
    shutil.copy(os.path.join(kept, "tropes.db"), project)
    place.discard(os.path.join(project, "status"))
    copy_tree(os.path.join(kept, "status"), os.path.join(project, "status"))


def copy_tree(source, target):
    """As shutil.copytree, but names that share a file share one in the copy too."""
    subprocess.run(["cp", "-a", source, target], check=True)


ROWS = {"split": split, "batches": batches, "results": results}
