"""What the benchmarks that run tropebuild against a sandbox share: programs, corpus, project, account."""
import contextlib
import datetime
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import urllib.request

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SHARED = os.environ.get("SHARED") or os.path.join(TOP, "..", "shared")
VOCABULARY = os.path.join(SHARED, "tokenizer", "o200k_base.tiktoken")
KEY = "rehearsal"
# What forecasts are told of a sandbox whose batches take 10h..14h; else they assume an hour.
BATCHES_OF_HALF_A_DAY = {"batch_turnaround_typical": "12h", "batch_turnaround_worst": "24h"}


def programs():
    """The directory of the two programs: PROGRAMS, else they are built in release."""
    if os.environ.get("PROGRAMS"):
        return os.environ["PROGRAMS"]
    for product in ["tropebuild", "tropebuild-sandbox"]:
        subprocess.run(["swift", "build", "-c", "release", "--product", product],
                       cwd=TOP, check=True, stdout=sys.stderr)
    return subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=TOP, check=True,
                          capture_output=True, text=True).stdout.strip()


def make_corpus(place, movies):
    """A made-up corpus of the published one's lengths; its directory."""
    corpus = os.path.join(place, "corpus")
    subprocess.run([sys.executable, os.path.join(SHARED, "corpus", "generate_scale.py"), "--out", corpus,
                    "--movies", str(movies)], check=True, stdout=sys.stderr)
    return corpus


def movies_of(corpus):
    """The ids of a corpus's movies, as text."""
    return sorted(re.findall(r"plot_summaries_(\d+)\.txt", "\n".join(os.listdir(corpus))))


def seconds(text):
    """Seconds since 1970 of an ISO 8601 moment."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Sandbox:
    """A sandbox of its own, so that its account can be read when the build is over."""

    def __init__(self, bin, *options):
        vocabulary = ["--vocabulary", VOCABULARY] if os.path.exists(VOCABULARY) else []
        self.process = subprocess.Popen(
            [bin + "/tropebuild-sandbox", "--exit-with-stdin", *vocabulary, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline()).group()

    def get(self, path):
        request = urllib.request.Request(
            self.url.removesuffix("/v1") + path, headers={"Authorization": "Bearer " + KEY})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def account(self):
        return self.get("/sandbox/ledger")

    def batches(self):
        """All batches that it knows."""
        found, after = [], ""
        while True:
            page = self.get("/v1/batches?limit=100" + (f"&after={after}" if after else ""))
            found += page["data"]
            if not page.get("has_more"):
                return found
            after = page["data"][-1]["id"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


class Project:
    """A project directory, and tropebuild in it."""

    def __init__(self, bin, directory, corpus, log, movies_per_request=8, **sections):
        self.bin, self.directory, self.log = bin, directory, log
        os.mkdir(directory)
        with open(os.path.join(directory, "tropefile"), "w") as file:
            json.dump({"input": {"directory": corpus}, "tokenizer": {"vocabulary": VOCABULARY},
                       "recipe": {"movies_per_request": movies_per_request}, **sections}, file)

    def command(self, *arguments):
        return [self.bin + "/tropebuild", "-C", self.directory, *arguments]

    @property
    def environment(self):
        return {**os.environ, "OPENAI_API_KEY": KEY}

    def tropebuild(self, *arguments, statuses=(0,)):
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, env=self.environment)
        self.log.write(done.stderr + done.stdout[-2_000:] + "\n")
        self.log.flush()
        if done.returncode not in statuses:
            sys.exit(f"tropebuild {arguments[:6]}: status {done.returncode}\n{done.stderr[-2_000:]}")
        return done

    @contextlib.contextmanager
    def ledger(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.directory, "ledger.db"))) as db:
            yield db

    def records(self):
        """How many movies have a record."""
        path = os.path.join(self.directory, "build", "tropes.db")
        if not os.path.exists(path):
            return 0
        with contextlib.closing(sqlite3.connect(path)) as db:
            return db.execute("SELECT count(*) FROM records").fetchone()[0]

    def tokens_a_minute(self, url):
        """The tokens a minute that tier 1 allows the project's model."""
        told = self.tropebuild("limits", "--json", "--base-url", url, statuses=(0, 64)).stdout
        # Versions without the command ask gpt-4o-mini.
        return json.loads(told)["limits"]["tokens_per_minute"]["table"] if told.startswith("{") else 200_000

    def sent(self):
        """How many movies had a request on the wire, by the status files, when the program last stood still."""
        try:
            return sum(name.endswith(".sent") for name in os.listdir(self.directory + "/build/status"))
        except FileNotFoundError:
            return 0

    def runs_begun(self):
        """How many runs have come as far as their lanes, by the ledger."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.directory}/ledger.db?mode=ro", uri=True)) as db:
                return db.execute("SELECT count(*) FROM runs").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    def build_pilot(self, corpus, count, seed=1):
        """Builds some movies at another sandbox and forgets that day: so the forecast knows how long replies are."""
        pilot = random.Random(seed).sample(movies_of(corpus), count)
        if not pilot:
            return
        with Sandbox(self.bin, "--time-scale", "600") as sandbox:
            self.tropebuild("--base-url", sandbox.url, "--time-scale", "600", "--strategy", "realtime", "-s",
                            *pilot)
        with self.ledger() as db:
            db.execute("DELETE FROM realtime_requests")
            db.commit()

    def preview(self, *arguments):
        """The summary of a preview."""
        text = self.tropebuild("-n", "--json", *arguments).stdout.strip().rsplit("\n", 1)[-1]
        return json.loads(text)["summary"]
