"""Other tools, set up so that all 42,306 targets are up to date for them too."""
import os
import shutil
import subprocess
import sys

from .workplace import Missing

MASK = (1 << 64) - 1


def targets(place):
    """Each movie's id with the names of its files."""
    movies = {}
    for name in os.listdir(place.corpus()):
        movies.setdefault(int(name.rsplit("_", 1)[1].split(".")[0]), []).append(name)
    return sorted(movies.items())


def outputs(place):
    """A directory with an output for each movie, newer than its inputs."""
    directory = place.path(f"outputs-{place.movies}")
    os.makedirs(directory, exist_ok=True)
    for movie, _ in targets(place):
        path = os.path.join(directory, str(movie))
        with open(path, "w"):
            os.utime(path)
    return directory


def git(place):
    """The command of git status on the corpus, all of it in the index."""
    program = place.debian("git", "git")
    if place.movies > 200_000:
        raise Missing("its index is not made for more than 200,000 movies here")
    directory = place.path(f"git-{place.movies}")
    command = [program, "--git-dir", directory, "--work-tree", place.corpus(), "-c", "core.compression=0"]
    if not os.path.exists(os.path.join(directory, "complete")):
        shutil.rmtree(directory, ignore_errors=True)
        subprocess.run([program, "init", "--quiet", "--bare", directory], check=True)
        subprocess.run([*command, "add", "--all"], cwd=place.corpus(), check=True, stderr=subprocess.DEVNULL)
        open(os.path.join(directory, "complete"), "w").close()
    subprocess.run([*command, "update-index", "-q", "--refresh"], cwd=place.corpus(), check=False)
    return [*command, "status", "--porcelain", "--untracked-files=no"], place.corpus()


def make(place):
    program = place.debian("make", "make")
    built, directory = outputs(place), place.path(f"make-{place.movies}")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "Makefile"), "w") as file:
        movies = targets(place)
        file.write("all:" + "".join(f" {built}/{movie}" for movie, _ in movies) + "\n")
        for movie, names in movies:
            inputs = " ".join(f"{place.corpus()}/{name}" for name in names)
            file.write(f"{built}/{movie}: {inputs}\n\tcp $< $@\n")
    return [program, "-rR", "--no-print-directory"], directory


def murmur(data):
    """MurmurHash64A with ninja's seed: what its log holds of a command."""
    m, h = 0xC6A4A7935BD1E995, 0xDECAFBADDECAFBAD ^ (len(data) * 0xC6A4A7935BD1E995 & MASK)
    whole = len(data) & ~7
    for place in range(0, whole, 8):
        k = int.from_bytes(data[place:place + 8], "little") * m & MASK
        h = (h ^ (k ^ k >> 47) * m & MASK) * m & MASK
    if len(data) > whole:
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & MASK
    h = (h ^ h >> 47) * m & MASK
    return h ^ h >> 47


def ninja(place):
    """ninja with its manifest, and its log as a build would have left it: the build itself would take minutes."""
    program = place.debian("ninja-build", "ninja")
    built, directory = outputs(place), place.path(f"ninja-{place.movies}")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "build.ninja"), "w") as file, \
            open(os.path.join(directory, ".ninja_log"), "w") as log:
        file.write("rule copy\n  command = cp $in $out\n")
        log.write("# ninja log v5\n")
        for movie, names in targets(place):
            inputs, output = " ".join(f"{place.corpus()}/{name}" for name in names), f"{built}/{movie}"
            file.write(f"build {output}: copy {inputs}\n")
            time = os.stat(output).st_mtime_ns
            log.write(f"1\t2\t{time}\t{output}\t{murmur(f'cp {inputs} {output}'.encode()):x}\n")
    said = subprocess.run([program, "-n"], cwd=directory, capture_output=True, text=True).stdout
    if "no work to do" not in said:
        raise Missing("this ninja does not take the log that was written for it")
    return [program], directory


DODO = """
import os
DOIT_CONFIG = {"backend": "sqlite3", "check_file_uptodate": "md5", "verbosity": 0}
CORPUS, BUILT = %r, %r

def label():
    return True

def task_label():
    movies = {}
    for name in os.listdir(CORPUS):
        movies.setdefault(name.rsplit("_", 1)[1].split(".")[0], []).append(os.path.join(CORPUS, name))
    for movie, names in movies.items():
        yield {"name": movie, "actions": [label], "file_dep": names, "targets": [os.path.join(BUILT, movie)]}
"""


def doit(place):
    if place.movies > 50_000:
        raise Missing("it takes half a minute for 200,000 movies: see it at 42,306")
    interpreter, built, directory = place.python("doit"), outputs(place), place.path(f"doit-{place.movies}")
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "dodo.py"), "w") as file:
        file.write(DODO % (place.corpus(), built))
    command = [interpreter, "-m", "doit", "--reporter", "zero"]
    # It hashes for ever what was touched, so it begins afresh.
    if os.path.exists(os.path.join(directory, ".doit.db")):
        os.remove(os.path.join(directory, ".doit.db"))
    subprocess.run(command, cwd=directory, check=True, stdout=sys.stderr)
    return command, directory
