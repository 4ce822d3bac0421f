"""What is tried at each server, and the row of the table that comes of it."""
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.parse

from gateways import KEY, outward
from rehearsal import TOP, Sandbox
from tap import Tap, first

FILMS = ["49696", "61904", "68388"]
CHAT, BATCHES = "/v1/chat/completions", "/v1/batches"
PATIENCE = 300
# A batch that cannot be found is looked for in the first ten seconds four times, and then for ten minutes more.
LOOKING = 12
HEAD = """| server | version | schema | real time | batches | a batch whose making was not answered | the same behind it | cached tokens | model in answers | no such model | wrong key |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""
NONE = "–"


class Trials:
    """All trials of one server."""

    def __init__(self, bin, server, is_patient):
        self.bin, self.server, self.is_patient = bin, server, is_patient
        self.faults = []

    def row(self):
        """The row of the table, and what does not hold, as sentences."""
        server = self.server
        with contextlib.ExitStack() as stack:
            sandbox = stack.enter_context(
                Sandbox(self.bin, "--batch-turnaround", "4s..8s", "--batch-cache-reads"))
            self.behind = stack.enter_context(Tap(urllib.parse.urlsplit(sandbox.url).port))
            stack.callback(server.stop)
            port = server.start(self.behind.url)
            host = "127.0.0.1" if server.on_loopback else outward()
            self.front = stack.enter_context(Tap(port, host=host))
            cached, models, schema = [], {}, NONE
            realtime = batches = found = NONE
            if server.realtime:
                realtime, schema = self.realtime(cached, models)
            if server.batches:
                batches = self.batches(cached, models)
                schema = schema if server.realtime else self.schema(self.lines(self.front), self.lines(self.behind))
                self.killed()
                found = self.lost()
            else:
                batches = f"none ({self.get(BATCHES)})"
            no_model, wrong_key = self.refusals()
            twice = NONE
            if server.batches and batches == "passes them on":
                server.stop()
                twice = self.twice(stack, sandbox)
        is_told = sum(cached) > 0 if server.realtime else any(b"cached_tokens" in entry["answer"] for entry in self.front.seen)
        told = "passes them on" if server.needs_model_server else "tells them"
        cells = [server.name, server.version, schema, realtime, batches, found, twice,
                 told if is_told else "tells none",
                 "; ".join(f"{lane}: {name}" for lane, name in models.items())
                 if len(set(models.values())) > 1 else next(iter(models.values()), NONE), no_model, wrong_key]
        return "| " + " | ".join(cells) + " |", self.faults

    # MARK: One trial each

    def realtime(self, cached, models):
        with self.project("realtime") as project:
            rows = self.built(project, "realtime", "real time", cached, models)
            if not self.server.needs_model_server:
                # The same question again: what a server has read already.
                again = project.build("--strategy", "realtime", "-B", "--fresh")
                self.expect(again.returncode == 0, f"asked again: status {again.returncode}: {again.stderr[-300:]}")
                cached += [row["cached_input_tokens"] for row in project.replies()]
                # With llama.cpp the grammar makes each name come in its place.
                names = [[c["name"] for c in json.loads(row["content"])["characters"]] for row in rows]
                return "yes", "holds answers to it" if all(n == project.cast for n in names) else "does not hold to it"
        asked = [json.loads(entry["request"]) for entry in self.front.all("POST", CHAT) if entry["status"] == 200]
        sent = [json.loads(entry["request"]) for entry in self.behind.all("POST", CHAT) if entry["status"] == 200]
        return "yes", self.schema(asked, sent)

    def batches(self, cached, models):
        before = len(self.behind.all("POST", BATCHES)), len(self.behind.all("POST", CHAT))
        with self.project("batches") as project:
            self.built(project, "batch", "batches", cached, models)
        made = len(self.behind.all("POST", BATCHES)) - before[0]
        asked = len(self.behind.all("POST", CHAT)) - before[1]
        if made == 1 and asked == 0:
            return "passes them on"
        return "asks each line in real time" if made == 0 and asked == len(FILMS) else f"{made} batches, {asked} requests"

    def killed(self):
        """Killed once the batch has an id that the ledger knows; the next run collects it and makes no other."""
        before = len(self.front.all("POST", BATCHES))
        with self.project("killed") as project:
            run = project.begin("--strategy", "batch")
            until = time.monotonic() + PATIENCE
            while not project.knows_batch() and run.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            run.send_signal(signal.SIGKILL)
            run.communicate()
            done = project.build("--strategy", "batch")
            made = len(self.front.all("POST", BATCHES)) - before
            self.expect(done.returncode == 0 and project.records() == len(FILMS) and made == 1,
                        f"after a kill: status {done.returncode}, {made} batches: {done.stderr[-300:]}")

    def lost(self):
        """The server makes the batch, and its answer is lost on the way."""
        with self.project("lost") as project, Tap(self.server.port, first("POST", BATCHES), self.host) as front:
            is_short = not self.listed() and not self.is_patient
            try:
                done = project.build("--strategy", "batch", url=front.url, patience=LOOKING if is_short else 900)
            except subprocess.TimeoutExpired:
                done = None
            made = len(front.all("POST", BATCHES))
            if done is None:
                self.expect(made == 1, f"in {LOOKING} s {made} batches were made")
                return "not found, its list is empty"
            self.expect(made == 1, f"after a lost answer {made} batches were made")
            if not self.listed():
                self.expect(done.returncode == 2, f"what cannot be found: status {done.returncode}: {done.stderr[-300:]}")
                return "not found, its list is empty"
            self.expect(done.returncode == 0 and project.records() == len(FILMS),
                        f"a lost answer: status {done.returncode}: {done.stderr[-300:]}")
            return "found"

    def twice(self, stack, sandbox):
        """The gateway does not get the answer: does it ask for a second batch by itself?"""
        behind = stack.enter_context(Tap(urllib.parse.urlsplit(sandbox.url).port, first("POST", BATCHES)))
        port = self.server.start(behind.url)
        with self.project("twice") as project, Tap(port, host=self.host) as front:
            done = project.build("--strategy", "batch", url=front.url)
            self.expect(done.returncode == 0 and len(front.all("POST", BATCHES)) == 1,
                        f"behind it: status {done.returncode}: {done.stderr[-300:]}")
            # Where the list shows both, the run tells of the second, and cancels it if it is not over by then.
            is_told = "has it twice" in done.stderr or "second batches" in done.stderr
            self.expect(is_told or not self.listed(), f"behind it: nothing is said of a second batch: {done.stderr[-300:]}")
        made = len(behind.all("POST", BATCHES))
        return {1: "made once", 2: "made twice, silently"}.get(made, f"made {made} times")

    def refusals(self):
        no_model, wrong_key = "takes any", "asks for none"
        with self.project("refusals") as project:
            if self.server.realtime:
                project.build("--strategy", "realtime", "--set", "recipe.model=gpt-4.1-mini" if self.server.key
                              else "recipe.model=vendor/none")
                asked = self.front.all("POST", CHAT)
                no_model = "takes any" if not asked or asked[-1]["status"] == 200 else str(asked[-1]["status"])
            else:
                no_model = NONE
        if self.server.key:
            with self.project("key") as project:
                project.build("--strategy", "realtime" if self.server.realtime else "batch", key="sk-wrong")
                refused = [entry["status"] for entry in list(self.front.seen) if entry["status"] >= 400
                           and entry["path"] not in ("/v1", "/v1/")]
                wrong_key = str(refused[-1]) if refused else "takes any"
        return no_model, wrong_key

    # MARK: What they look at

    def built(self, project, strategy, lane, cached, models):
        """Builds all of a project by a lane; the replies that came."""
        done = project.build("--strategy", strategy)
        self.expect(done.returncode == 0 and project.records() == len(project.movies),
                    f"{lane}: status {done.returncode}: {done.stderr[-300:]}")
        rows = project.replies()
        cached += [row["cached_input_tokens"] for row in rows]
        models[lane] = self.named(rows)
        return rows

    @property
    def host(self):
        return "127.0.0.1" if self.server.on_loopback else outward()

    def expect(self, holds, words):
        if not holds:
            self.faults.append(words.replace("\n", " "))

    def listed(self):
        """Whether the server's list has batches, with the marks by which they are found."""
        return any("tropebuild_batch" in (batch.get("metadata") or {}) for batch in self.server.get("/batches")["data"])

    def get(self, path):
        done = subprocess.run(["curl", "-s", "-o", os.devnull, "-w", "%{http_code}", f"http://127.0.0.1:{self.server.port}{path}"],
                              capture_output=True, text=True)
        return done.stdout

    def lines(self, tap):
        """The requests in batch files that were uploaded."""
        return [json.loads(line)["body"] for entry in tap.all("POST", "/v1/files") for line in entry["request"].splitlines()
                if line.startswith(b'{"custom_id"')]

    def schema(self, asked, sent):
        def formats(requests):
            return sorted(json.dumps(request.get("response_format"), sort_keys=True) for request in requests)
        return "passes it on" if asked and set(formats(asked)) == set(formats(sent)) else "changes it"

    def named(self, rows):
        names = {row["model"] for row in rows}
        if names == {self.server.model}:
            return "the one asked"
        return "the one that answered" if names == {"sandbox-lexical"} else ", ".join(sorted(names))

    @contextlib.contextmanager
    def project(self, name):
        project = Project(self.bin, os.path.join(self.server.place, "projects", name), self.server, self.front.url)
        yield project


class Project:
    """A small project, made anew."""

    cast = ["Anna Weiss", "Karl Mot"]

    def __init__(self, bin, directory, server, url):
        self.bin, self.directory, self.server, self.url = bin, directory, server, url
        shutil.rmtree(directory, ignore_errors=True)
        data = os.path.join(directory, "data")
        os.makedirs(data)
        recipe = {"model": server.model}
        if server.needs_model_server:
            self.movies = FILMS
            films = os.path.join(TOP, "Examples", "silent-films", "data", "interim")
            for name in os.listdir(films):
                if any(name.endswith(f"_{film}{end}") for film in FILMS for end in [".txt", ".csv"]):
                    shutil.copy(os.path.join(films, name), data)
        else:
            # A small model on a busy machine: a short question.
            self.movies = ["1"]
            recipe["fields"] = {"dies": {"type": "boolean", "description": "whether the character dies"}}
            with open(os.path.join(data, "plot_summaries_1.txt"), "w") as file:
                file.write("Anna Weiss, a captain, trusts the liar Karl Mot, who betrays her crew for gold.\n")
            with open(os.path.join(data, "character.metadata_1.csv"), "w") as file:
                file.write("character_name\n" + "".join(name + "\n" for name in self.cast))
        with open(os.path.join(directory, "tropefile"), "w") as file:
            json.dump({"input": {"directory": "data"}, "recipe": recipe, "lanes": {"batch": {"poll_interval": "500ms"}},
                       **server.tropefile}, file)

    def command(self, arguments, url, key):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        # The tokenizer's vocabulary is not asked for elsewhere: tokens are estimated.
        environment["https_proxy"] = "http://127.0.0.1:1"
        if key or self.server.key or not self.server.on_loopback:
            environment["OPENAI_API_KEY"] = key or self.server.key or KEY
        return [self.bin + "/tropebuild", "-C", self.directory, "--base-url", url or self.url, *arguments], environment

    def build(self, *arguments, url=None, key=None, patience=900):
        command, environment = self.command(arguments, url, key)
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=patience)

    def begin(self, *arguments):
        command, environment = self.command(arguments, None, None)
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    def rows(self, name, query):
        path = os.path.join(self.directory, name)
        if not os.path.exists(path):
            return []
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.row_factory = sqlite3.Row
            try:
                return db.execute(query).fetchall()
            except sqlite3.OperationalError:
                return []

    def records(self):
        return len(self.rows("build/tropes.db", "SELECT * FROM records"))

    def replies(self):
        return self.rows("ledger.db", "SELECT model, cached_input_tokens, content FROM replies")

    def knows_batch(self):
        return bool(self.rows("ledger.db", "SELECT 1 FROM batches WHERE remote_id IS NOT NULL"))
