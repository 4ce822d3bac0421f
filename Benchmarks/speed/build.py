"""A project whose every movie is built: batches are written, answered here, and taken from their files."""
import glob
import os
import sqlite3
import subprocess
import sys

from . import answers

# The queue takes everything at once, so that one retrieve takes all. Larger corpora share requests: the files would
# be 10 GB for a million movies.
SETTINGS = {"plan": {"strategy": "batch", "batch_token_target": "90M"},
            "limits": {"enqueued_tokens": "100000M"}}


def settings(place, movies_per_request=None):
    size = movies_per_request or (1 if place.movies <= 50_000 else 16)
    return {"input": {"directory": place.corpus()}, "recipe": {"movies_per_request": size}, **SETTINGS}


def answered(place, name, movies_per_request=None):
    """A project with batches that are answered and not yet taken; and their numbers."""
    directory = place.project(name, **settings(place, movies_per_request))
    marker = os.path.join(directory, "answered")
    if not os.path.exists(marker):
        forget(place, directory)
        place.quietly([place.tropebuild, "-C", directory, "create-batches"])
        files = sorted(glob.glob(os.path.join(directory, "build", "batches", "batch_*.jsonl")))
        # Processes of their own, so that both cores work.
        workers = [subprocess.Popen([sys.executable, answers.__file__, *share])
                   for share in [files[0::2], files[1::2]] if share]
        if any(worker.wait() != 0 for worker in workers):
            sys.exit("Benchmarks/run: the batches could not be answered")
        open(marker, "w").close()
    return directory, batches(directory)


def batches(directory):
    with sqlite3.connect(os.path.join(directory, "ledger.db")) as ledger:
        return [str(row[0]) for row in ledger.execute("SELECT batch_number FROM batches ORDER BY batch_number")]


def forget(place, directory):
    """Makes a project as if it had never been built."""
    place.discard(os.path.join(directory, "build"))
    for suffix in ["", "-wal", "-shm"]:
        place.discard(os.path.join(directory, "ledger.db" + suffix))


def built(place):
    """A project in which all is up to date."""
    directory = place.project("built", **settings(place))
    marker = os.path.join(directory, "complete")
    if not os.path.exists(marker):
        _, numbers = answered(place, "built")
        place.quietly([place.tropebuild, "-C", directory, "retrieve", "--offline", *numbers])
        place.discard(os.path.join(directory, "build", "batches"))
        open(marker, "w").close()
    # Whatever was touched since is looked at once here.
    place.quietly([place.tropebuild, "-C", directory])
    return directory


def floor_table(place, directory):
    """The table that the floor reads: id and, for both files, time, size and hash."""
    path = place.path(f"floor-{place.movies}.db")
    if os.path.exists(path):
        os.remove(path)
    with sqlite3.connect(path) as database:
        database.execute("ATTACH ? AS built", (os.path.join(directory, "build", "tropes.db"),))
        database.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, plot_time INTEGER, plot_size INTEGER, plot_hash BLOB, "
                         "cast_time INTEGER, cast_size INTEGER, cast_hash BLOB)")
        database.execute("INSERT INTO log SELECT movie_id, plot_mtime, plot_size, plot_hash, cast_mtime, cast_size, cast_hash "
                         "FROM built.build_log ORDER BY movie_id")
    return path
