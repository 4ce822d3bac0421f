"""Where things lie, what is installed, and how a program is run and measured."""
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time

from .table import BESIDE, Sample

HERE = os.path.realpath(os.path.join(os.path.dirname(__file__), ".."))
TOP = os.path.dirname(HERE)
SHARED = os.environ.get("SHARED") or os.path.join(TOP, "..", "shared")
FLOORS = ["measure", "noop", "read_hash", "create", "client"]
SYSTEM_LIBRARIES = ["sqlite3", "curl", "m", "stdc++"]


class Missing(Exception):
    """Something that a row needs cannot be had here; says what."""


class Contender:
    """The workplace as one of several tropebuilds sees it: its own program, and projects that no other touches."""

    def __init__(self, place, program, mark=""):
        self.place, self.tropebuild, self.mark = place, program, mark

    def __getattr__(self, name):
        return getattr(self.place, name)

    def project(self, name, **settings):
        return self.place.project(name + self.mark, **settings)

    def row(self, name):
        """What its row of a table is called."""
        return name + BESIDE if self.mark else name


class Workplace:
    def __init__(self, movies, rounds, beside=None):
        self.movies, self.rounds = movies, rounds
        self.scratch = os.path.realpath(os.environ.get("SCRATCH") or os.path.join(HERE, "scratch"))
        os.makedirs(self.scratch, exist_ok=True)
        self.vocabulary = os.path.join(SHARED, "tokenizer", "o200k_base.tiktoken")
        self.programs = os.environ.get("PROGRAMS") or self.build()
        self.tropebuild = os.path.join(self.programs, "tropebuild")
        self.contenders = [Contender(self, self.tropebuild)]
        if beside:
            self.contenders.append(self.other(beside))
        self.libraries = []
        self.compile_floors()

    # What is made once

    def build(self):
        subprocess.run(["swift", "build", "-c", "release", "--product", "tropebuild"],
                       cwd=TOP, check=True, stdout=sys.stderr)
        return subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=TOP, check=True,
                              capture_output=True, text=True).stdout.strip()

    def other(self, program):
        """Another tropebuild, by its content: what one left is none of another's."""
        program = os.path.realpath(program)
        try:
            with open(program, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            said = subprocess.run([program, "--version"], capture_output=True, text=True)
        except OSError as error:
            sys.exit(f"Benchmarks/run: --beside: {program}: {error.strerror}")
        if said.returncode != 0 or not said.stdout.strip():
            sys.exit(f"Benchmarks/run: --beside: {program} is no tropebuild: '--version' fails: {said.stderr.strip()}")
        return Contender(self, program, "-beside-" + digest[:8])

    def compile_floors(self):
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            sys.exit("Benchmarks/run: no C compiler: 'apt-get install gcc' brings one")
        for name in FLOORS:
            source, program = os.path.join(HERE, "floor", name + ".c"), self.path("floor-" + name)
            if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(source):
                subprocess.run([compiler, "-O2", "-o", program, source, "-lsqlite3", "-lcrypto", "-lcurl", "-lpthread"],
                               check=True)
        self.link(compiler)

    def link(self, compiler):
        """The program that links what tropebuild links itself, and nothing that those bring along; the libraries of Swift
        with it where tropebuild was linked with them."""
        linked = subprocess.run(["objdump", "-p", self.tropebuild], capture_output=True, text=True).stdout
        needed = [line.split()[1] for line in linked.splitlines() if line.strip().startswith("NEEDED")]
        found = subprocess.run(["ldd", self.tropebuild], capture_output=True, text=True).stdout
        paths = {line.split()[0]: line.split()[2] for line in found.splitlines() if "=>" in line}
        # One that the loader brings itself has no path.
        self.libraries = [paths[name] for name in needed if name in paths]
        for name, libraries in [("linked", self.libraries),
                                ("linked-c", [path for path in self.libraries if "swift" not in path])]:
            subprocess.run([compiler, "-O2", "-o", self.path("floor-" + name), os.path.join(HERE, "floor", "linked.c"),
                            "-Wl,--no-as-needed", *libraries,
                            *{"-Wl,-rpath," + os.path.dirname(path) for path in libraries},
                            "-Wl,--allow-shlib-undefined"], check=True)

    def path(self, *parts):
        return os.path.join(self.scratch, *parts)

    def floor(self, name, *arguments):
        return [self.path("floor-" + name), *map(str, arguments)]

    def corpus(self, layout="split"):
        """The directory of a made-up corpus; made where it is not there."""
        directory = self.path(f"corpus-{layout}-{self.movies}")
        if not os.path.exists(directory + ".made"):
            shutil.rmtree(directory, ignore_errors=True)
            subprocess.run([sys.executable, os.path.join(SHARED, "corpus", "generate_scale.py"), "--out", directory,
                            "--movies", str(self.movies), "--layout", layout], check=True, stdout=sys.stderr)
            open(directory + ".made", "w").close()
        return directory

    def project(self, name, **settings):
        """The directory of a project of that name with that tropefile; what was in it stays."""
        directory = self.path(f"project-{name}-{self.movies}")
        os.makedirs(directory, exist_ok=True)
        text = json.dumps({"tokenizer": {"vocabulary": self.vocabulary}, **settings})
        path = os.path.join(directory, "tropefile")
        if not os.path.exists(path) or open(path).read() != text:
            with open(path, "w") as file:
                file.write(text)
        return directory

    def discard(self, path):
        """Takes a directory or file out of the way. It is removed when all is measured: for minutes after a removal ext4
        looks at every inode that was freed before it makes a new one, which would be charged to whoever comes next."""
        if os.path.lexists(path):
            os.makedirs(self.path("discarded"), exist_ok=True)
            os.rename(path, os.path.join(self.path("discarded"), str(time.monotonic_ns())))

    def tidy(self):
        shutil.rmtree(self.path("discarded"), ignore_errors=True)

    # What is installed

    def debian(self, package, program):
        """The path of a program of Debian's; installs the package where it is not there."""
        search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        if not shutil.which(program, path=search) and shutil.which("apt-get") and os.geteuid() == 0:
            for command in [["update"], ["install", "-y", "--no-install-recommends", package]]:
                subprocess.run(["apt-get", "-qq", *command], stdout=sys.stderr, stderr=sys.stderr,
                               env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        found = shutil.which(program, path=search)
        if not found:
            raise Missing(f"no '{program}': 'apt-get install {package}' brings it")
        return found

    def python(self, package):
        """The interpreter of our own environment, with a package of PyPI's in it."""
        interpreter = self.path("python", "bin", "python")
        if not os.path.exists(interpreter):
            if subprocess.run([sys.executable, "-m", "venv", self.path("python")], stdout=sys.stderr).returncode != 0:
                raise Missing("python3 has no venv")
        if subprocess.run([interpreter, "-c", "import " + package], capture_output=True).returncode != 0:
            subprocess.run([interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package],
                           stdout=sys.stderr)
        if subprocess.run([interpreter, "-c", "import " + package], capture_output=True).returncode != 0:
            raise Missing(f"PyPI's '{package}' cannot be installed")
        return interpreter

    # Running

    def measure(self, command, directory=None, statuses=(0,), environment=None, cores=None, work=1):
        """Runs a command and gives its sample and what it wrote to stdout."""
        report = self.path("report")
        if cores is not None:
            command = ["taskset", "-c", cores, *command]
        done = subprocess.run([self.path("floor-measure"), report, *command], cwd=directory, capture_output=True, text=True,
                              env={**os.environ, **(environment or {})})
        if done.returncode not in statuses:
            sys.exit(f"Benchmarks/run: '{' '.join(command)}' in {directory or '.'} exited with {done.returncode}:\n"
                     f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
        wall, user, system, peak = map(float, open(report).read().split())
        return Sample(wall, user, system, peak, work), done.stdout

    def quietly(self, command, directory=None, statuses=(0,)):
        """Runs what is not measured."""
        self.measure(command, directory, statuses)

    def machine(self):
        model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                     platform.machine())
        return f"{os.cpu_count()} × {model}, load {os.getloadavg()[0]:.1f} at the start; medians of {self.rounds} rounds in turn"
