"""What kill-sweep and failed-calls share: a small project, a run of it under the shim, runs that go on, and the judgement."""
import argparse
import concurrent.futures
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "lib"))
from rehearsal import KEY, TOP, Sandbox, programs  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
# A minute of the sandbox's in so many milliseconds: what is looked for after a kill is looked for in its time.
SCALE = 30
CONCURRENCY = 2
PATIENCE = 300


def options(description, points):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=points, metavar="N",
                        help=f"how many calls, evenly spread over the run; 0 for all (default: {points})")
    parser.add_argument("--movies", type=int, default=16, metavar="N", help="movies of the project (default: 16)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="points at a time (default: 2)")
    parser.add_argument("--out", metavar="DIR",
                        help="where results and what is broken are kept; what is done there is not done again")
    parser.add_argument("--only", type=int, metavar="CALL", help="this call only, and keep its directory")
    return parser


class Shim:
    """The shim, compiled."""

    def __init__(self, place):
        self.path = os.path.join(place, "shim.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", self.path, os.path.join(HERE, "shim.c"), "-ldl"],
                       check=True)

    def environment(self, project, **settings):
        return {"LD_PRELOAD": self.path, "SHIM_PREFIX": project + "/", **{"SHIM_" + k: str(v) for k, v in settings.items()}}


class Trial:
    """A project of its own with a sandbox of its own."""

    def __init__(self, bin, place, movies):
        self.bin, self.directory = bin, place
        self.movies = movies
        os.makedirs(os.path.join(place, "data"))
        for movie in range(1, movies + 1):
            with open(os.path.join(place, "data", f"plot_summaries_{movie}.txt"), "w") as file:
                file.write(f"In town {movie} Anna Weiss, a brave captain, trusts the liar Karl Mot, who betrays her crew for "
                           f"gold and is forgiven in the end of reel {movie}.\n")
            with open(os.path.join(place, "data", f"character.metadata_{movie}.csv"), "w") as file:
                file.write("character_name\nAnna Weiss\nKarl Mot\n")
        with open(os.path.join(place, "tropefile"), "w") as file:
            json.dump({
                "input": {"directory": "data"},
                "plan": {"strategy": "hybrid", "num_batches": 2, "batch_token_target": "18k"},
                "lanes": {"batch": {"poll_interval": "200ms"}, "realtime": {"concurrency": CONCURRENCY}},
                "limits": {"requests_per_minute": 100_000, "requests_per_day": 10_000_000,
                           "tokens_per_minute": 1_000_000_000, "enqueued_tokens": 1_000_000_000}}, file)
        self.sandbox = Sandbox(bin, "--time-scale", str(SCALE), "--batch-turnaround", "2s..6s")

    def run(self, *arguments, **environment):
        """A run of tropebuild; its status is negative where a signal ended it, `None` where it did not end."""
        command = [self.bin + "/tropebuild", "-C", self.directory, *arguments]
        try:
            return subprocess.run(
                command, capture_output=True, text=True, timeout=PATIENCE,
                env={**os.environ, "OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": self.sandbox.url,
                     # The tokenizer's vocabulary is not asked for elsewhere: tokens are estimated.
                     "https_proxy": "http://127.0.0.1:1", **environment})
        except subprocess.TimeoutExpired as error:
            return subprocess.CompletedProcess(command, None, str(error.stdout), str(error.stderr))

    def build(self, **environment):
        return self.run("--time-scale", str(SCALE), **environment)

    def sent(self):
        """How many movies had a request on the wire, by the status files."""
        try:
            return sum(name.endswith(".sent") for name in os.listdir(self.directory + "/build/status"))
        except FileNotFoundError:
            return 0

    def judge(self, wire, last):
        """What does not hold after the runs, as sentences.

        wire: how many questions may be billed twice in real time; last: the last run.
        """
        broken = []
        account = self.sandbox.account()
        batches = self.sandbox.batches()
        questions = account["questions"]
        if len(questions) != self.movies:
            broken.append(f"{len(questions)} questions were billed, not {self.movies}")
        in_batches = [q for q in questions if q["batch"] > 1]
        if in_batches:
            broken.append(f"{len(in_batches)} questions were billed more than once in batches")
        twice = sum(q["batch"] + q["realtime"] - 1 for q in questions)
        if twice > wire:
            broken.append(f"{twice} bills too many, {wire} on the wire at most")
        numbers = [b["metadata"].get("tropebuild_batch") for b in batches if b["status"] != "failed"]
        if len(set(numbers)) != len(numbers):
            broken.append(f"a batch was made twice: {numbers}")
        for name in ["ledger.db", "build/tropes.db"]:
            path = os.path.join(self.directory, name)
            if not os.path.exists(path):
                broken.append(f"there is no {name}")
                continue
            # As a person opens it: what a kill left half done is undone by whoever opens it for writing.
            with contextlib.closing(sqlite3.connect(path)) as db:
                if (found := db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                    broken.append(f"{name}: {found}")
                if name == "ledger.db":
                    ids = {row[0] for row in db.execute("SELECT remote_id FROM batches WHERE remote_id IS NOT NULL")}
                    strange = {b["id"] for b in batches} - ids
                    if strange:
                        broken.append(f"the ledger does not know {len(strange)} batches of the account")
                    if still := db.execute("SELECT count(*) FROM batch_questions WHERE outcome IS NULL").fetchone()[0]:
                        broken.append(f"{still} questions of batches are still open")
                    doubled = db.execute("SELECT count(*) FROM (SELECT 1 FROM replies WHERE batch_number IS NOT NULL "
                                         "GROUP BY batch_number, custom_id HAVING count(*) > 1)").fetchone()[0]
                    if doubled:
                        broken.append(f"{doubled} lines of batches are kept twice")
                else:
                    records = db.execute("SELECT count(*) FROM records").fetchone()[0]
                    if records != self.movies:
                        broken.append(f"{records} records of {self.movies}")
        # A run with nothing to do writes nothing, and so removes nothing either: whoever reads finds all the same. Logs are
        # for the next that opens the database to write, the file that status files are linked to is for the next that tells
        # of a target: it removes that one first.
        idle = last.stdout.startswith("nothing to do")
        passing = () if idle else ("-wal", "-shm", "-journal", "-reserve")
        left = [name for folder, _, names in os.walk(self.directory) for name in names
                if name.endswith((".new", *passing, "-spool", ".tropebuild-tmp", ".part"))
                and not (idle and name == ".status.tropebuild-tmp")]
        if left:
            broken.append(f"left behind: {', '.join(sorted(left))}")
        again = self.build()
        if again.returncode != 0 or not again.stdout.startswith("nothing to do"):
            broken.append(f"a further run does something (status {again.returncode}): {again.stdout[:200]}{again.stderr[-300:]}")
        after = self.sandbox.account()
        if (after["questions"], after["batches_created"]) != (questions, account["batches_created"]):
            broken.append("a further run asks something")
        return broken

    def end(self):
        self.sandbox.__exit__()


class Sweep:
    """Points done one after the other, a few at a time, each written down when it is done."""

    def __init__(self, options, kind, point):
        self.options, self.kind, self.point = options, kind, point
        self.bin = os.path.realpath(programs())
        self.place = os.path.realpath(options.out or tempfile.mkdtemp(prefix="tropebuild-sweep-"))
        os.makedirs(self.place, exist_ok=True)
        self.shim = Shim(self.place)
        self.results = os.path.join(self.place, f"{kind}.jsonl")
        self.lock = threading.Lock()

    def trial(self, name):
        place = os.path.join(self.place, name)
        shutil.rmtree(place, ignore_errors=True)
        return Trial(self.bin, place, self.options.movies)

    def calls(self, **settings):
        """How many calls a run makes that nothing disturbs; as it was counted, where a sweep goes on."""
        counted = os.path.join(self.place, f"{self.kind}.calls")
        if self.done() and os.path.exists(counted):
            with open(counted) as file:
                return int(file.read())
        trial = self.trial("counted")
        done = trial.build(**self.shim.environment(trial.directory, COUNT=counted, **settings))
        broken = [f"status {done.returncode}: {done.stderr}{done.stdout}"] if done.returncode != 0 else trial.judge(0, done)
        trial.end()
        if broken:
            sys.exit(f"an undisturbed run: {'; '.join(broken)}")
        shutil.rmtree(trial.directory)
        with open(counted) as file:
            return int(file.read())

    def done(self):
        try:
            with open(self.results) as file:
                return {row["call"]: row for row in map(json.loads, file)}
        except FileNotFoundError:
            return {}

    def one(self, call):
        """Tries one point; its row."""
        trial = self.trial(f"{self.kind}-{call}")
        try:
            row = {"call": call, **self.point(self, trial, call)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            row = {"call": call, "hit": None, "broken": [f"the sweep itself failed: {error!r}"]}
        finally:
            trial.end()
        if not row["broken"] and not self.options.only:
            shutil.rmtree(trial.directory)
        with self.lock, open(self.results, "a") as file:
            file.write(json.dumps(row) + "\n")
        if row["broken"]:
            print(f"call {call} ({row['hit']}): {'; '.join(row['broken'])}", flush=True)
        return row

    def run(self, calls):
        """All the points; the exit status."""
        count = min(self.options.points or calls, calls)
        points = [self.options.only] if self.options.only else sorted({1 + i * calls // count for i in range(count)})
        known = {} if self.options.only else self.done()
        rows = [known[call] for call in points if call in known]
        print(f"{calls} calls, {len(points)} points, {len(rows)} of them done before; in {self.place}", flush=True)
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for number, row in enumerate(pool.map(self.one, [call for call in points if call not in known]), 1):
                rows.append(row)
                if number % 50 == 0:
                    print(f"… {number}: {sum(bool(row['broken']) for row in rows)} broken", flush=True)
        hit = [row for row in rows if row["hit"]]
        kinds = {}
        for row in hit:
            kinds[row["hit"].split()[0]] = kinds.get(row["hit"].split()[0], 0) + 1
        broken = [row for row in rows if row["broken"]]
        print(f"\n{self.kind}: {len(rows)} points, {len(hit)} of them hit "
              f"({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items(), key=lambda k: -k[1]))})")
        for what, figure in self.sums(rows).items():
            print(f"  {what:56} {figure:>12}")
        print(f"  {'points after which a promise was broken':56} {len(broken):>12}")
        for row in broken:
            print(f"  call {row['call']} ({row['hit']}): {'; '.join(row['broken'])}")
        return 1 if broken or not hit else 0

    @staticmethod
    def sums(rows):
        return {"questions billed twice in real time, at most on the wire":
                f"{sum(row.get('twice', 0) for row in rows)}, {sum(row.get('wire', 0) for row in rows)}"}


def hit(note):
    """Which call was hit, by the shim's note; `None` where none was."""
    try:
        with open(note) as file:
            return file.read().strip()
    except FileNotFoundError:
        return None


def twice(trial):
    return sum(q["batch"] + q["realtime"] - 1 for q in trial.sandbox.account()["questions"])


KILLED = -signal.SIGKILL
