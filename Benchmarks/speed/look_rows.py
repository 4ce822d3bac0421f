"""Rows of what tropebuild does before it asks anything: noop, dry-run, version, touched, first."""
import os
import time

from . import build, peers
from .table import Table
from .workplace import HERE, Missing

# One thread is what the goals are multiples of.
FLOOR = "floor: list, stat, read a table, compare; 1 thread"
HASHING = "floor: list, read, SHA-256; 2 threads"


def noop(place):
    projects = [(each, build.built(each)) for each in place.contenders]
    table = Table("noop: nothing to do", "≤ 1.1 × the floor, ≤ 0.5 × make and ninja; peak ≤ 50 MB at 42,306, ≤ 400 MB at 1,000,000",
                  FLOOR)
    floor = build.floor_table(place, projects[0][1])
    programs = {FLOOR: (place.floor("noop", place.corpus(), floor, 1), None),
                FLOOR.replace("1 thread", "2 threads"): (place.floor("noop", place.corpus(), floor, 2), None),
                **{each.row("tropebuild"): ([each.tropebuild, "-C", directory], None) for each, directory in projects}}
    for name, peer in [("git status", peers.git), ("ninja", peers.ninja), ("make -rR", peers.make),
                       ("doit (sqlite3, md5)", peers.doit)]:
        try:
            programs[name] = peer(place)
        except Missing as missing:
            table.leave_out(name, str(missing))
    for turn in range(place.rounds):
        for name, (command, where) in programs.items():
            # Three rounds tell enough of what takes seconds.
            if not name.startswith("doit") or turn < 3:
                table.add(name, place.measure(command, where)[0])
    yield table


def dry_run(place):
    projects = [(each, build.built(each)) for each in place.contenders]
    table = Table("dry-run: the preview of nothing to do", "≤ 1.05 × the build that finds nothing to do", "tropebuild")
    for _ in range(place.rounds):
        for each, directory in projects:
            table.add(each.row("tropebuild"), place.measure([each.tropebuild, "-C", directory])[0])
            table.add(each.row("tropebuild -n"), place.measure([each.tropebuild, "-C", directory, "-n"])[0])
    yield table


def version(place):
    floor = "floor: links the same libraries, those of Swift among them"
    table = Table("version: starting and ending, 20 times", "≤ 3 × a C program that links the same libraries", floor)
    commands = {floor: place.floor("linked"),
                "the same without those of Swift": place.floor("linked-c"),
                **{each.row("tropebuild --version"): [each.tropebuild, "--version"] for each in place.contenders}}
    for _ in range(place.rounds):
        for name, command in commands.items():
            loop = "for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do \"$@\" >/dev/null; done"
            table.add(name, place.measure(["sh", "-c", loop, "sh", *command])[0])
    yield table


def touch_all(directory):
    for entry in os.scandir(directory):
        os.utime(entry.path)
    # Older than the scan that follows, by more than a tick of the file system's clock.
    time.sleep(0.05)


def touched(place):
    projects = [(each, build.built(each)) for each in place.contenders]
    floor = build.floor_table(place, projects[0][1])
    table = Table("touched: every mtime renewed, no byte changed", "≤ 2 × the floor; the run after it a plain no-op", HASHING)
    after = Table("touched, the run after it", "as noop", FLOOR)
    for _ in range(place.rounds):
        touch_all(place.corpus())
        table.add(HASHING, place.measure(place.floor("read_hash", place.corpus(), 2))[0])
        table.add(HASHING.replace("2 threads", "1 thread"), place.measure(place.floor("read_hash", place.corpus(), 1))[0])
        for each, directory in projects:
            table.add(each.row("tropebuild"), place.measure([each.tropebuild, "-C", directory])[0])
        after.add(FLOOR, place.measure(place.floor("noop", place.corpus(), floor, 1))[0])
        for each, directory in projects:
            after.add(each.row("tropebuild"), place.measure([each.tropebuild, "-C", directory])[0])
    yield table
    yield after


def first(place):
    table = Table("first: the first look at a new corpus (-n), tokens counted exactly", "≤ 2 × the floor", HASHING)
    commands = {HASHING: place.floor("read_hash", place.corpus(), 2),
                HASHING.replace("2 threads", "1 thread"): place.floor("read_hash", place.corpus(), 1),
                **{each.row("tropebuild -n"): [each.tropebuild, "-C", each.project("first", **build.settings(place, 1)), "-n"]
                   for each in place.contenders}}
    try:
        counting = [place.python("tiktoken"), os.path.join(HERE, "speed", "peer_count.py"), place.vocabulary, place.corpus()]
        if place.movies > 50_000:
            raise Missing("it takes minutes for 200,000 movies: see it at 42,306")
    except Missing as missing:
        counting = None
        table.leave_out("Python: list, read, SHA-256, tiktoken", str(missing))
    for turn in range(place.rounds):
        for name, command in commands.items():
            table.add(name, place.measure(command)[0])
        if counting and turn < 2:
            table.add("Python: list, read, SHA-256, tiktoken", place.measure(counting)[0])
    yield table


ROWS = {"noop": noop, "dry-run": dry_run, "version": version, "touched": touched, "first": first}
