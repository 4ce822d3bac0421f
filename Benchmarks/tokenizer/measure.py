#!/usr/bin/env python3
"""Measures the tokenizer beside tiktoken in one run and prints a table.

usage: measure.py PROGRAM VOCABULARY TEXT ROUNDS     (Benchmarks/tokenizer/run calls it)

The rounds of both take turns, so that whatever else the machine does weighs on both; CPU seconds of the process, not the
clock, are what is compared. tiktoken counts a tenth of the documents a round.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

program, vocabulary, text, rounds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def usage_of(command, environment=None):
    """CPU seconds and clock seconds of a whole process, and what it printed."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return used.ru_utime + used.ru_stime, time.monotonic() - start, output


def ours(path, index, threads, times):
    return json.loads(usage_of([program, vocabulary, index, path, str(threads), str(times)])[2])


def middle(values, form="{:.1f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))}–{form.format(max(values))})"


with tempfile.TemporaryDirectory() as folder:
    os.symlink(os.path.abspath(vocabulary), f"{folder}/fb374d419588a4632f3f557e76b4b70aebbca790")
    os.environ["TIKTOKEN_CACHE_DIR"] = folder
    import tiktoken

    encoding = tiktoken.get_encoding("o200k_base")
    documents = open(text, encoding="utf-8", newline="\n").read().split("\n")[:-1]
    sample = documents[: max(1, len(documents) // 10)]
    size = sum(len(document.encode()) for document in sample) / 1e6
    index = f"{folder}/index"
    theirs, one, two, clock_one, clock_two, ratios, tokens = [], [], [], [], [], [], 0
    ours(text, index, 1, 0)
    for _ in range(rounds):
        start = time.process_time()
        for document in sample:
            encoding.encode_ordinary(document)
        theirs.append(size / (time.process_time() - start))
        result = ours(text, index, 1, 1)
        tokens = result["tokens"]
        megabytes = result["bytes"] / 1e6
        one.append(megabytes / result["cpu"][0])
        clock_one.append(megabytes / result["clock"][0])
        ratios.append(one[-1] / theirs[-1])
        result = ours(text, index, 2, 1)
        two.append(megabytes / result["cpu"][0])
        clock_two.append(megabytes / result["clock"][0])
    short = f"{folder}/short"
    with open(short, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(documents[:25]) + "\n")
    starts = {
        "tiktoken": [sys.executable, "-c",
                     "import sys, tiktoken; e = tiktoken.get_encoding('o200k_base'); "
                     "n = sum(len(e.encode_ordinary(l)) for l in open(sys.argv[1], encoding='utf-8')); "
                     "peak = [l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1]; "
                     "print('{\"tokens\":%d,\"peak\":%s}' % (n, peak))", short],
        "ours, text vocabulary": [program, vocabulary, "-", short, "1", "0"],
        "ours, index": [program, vocabulary, index, short, "1", "0"],
    }
    started = {name: [usage_of(command) for _ in range(max(3, rounds))] for name, command in starts.items()}
    loads = {
        "text": [ours(short, "-", 1, 0)["load"] * 1000 for _ in range(max(3, rounds))],
        "index": [ours(short, index, 1, 0)["load"] * 1000 for _ in range(max(3, rounds))],
    }
    unbroken = {}
    for name, unit in (("one letter", "a"), ("blanks", " "), ("one word", "abcdefghij")):
        with open(short, "w") as file:
            file.write(unit * (200_000 // len(unit)) + "\n")
        unbroken[name] = ours(short, index, 1, 1)["cpu"][0] * 1000

print(f"{len(documents):,} documents, {megabytes:.1f} MB, {tokens:,} tokens; tiktoken {tiktoken.__version__}; "
      f"median of {rounds} rounds (range); CPU seconds of the process\n")
print("| what | MB a CPU second | MB a second by the clock |\n| --- | --- | --- |")
print(f"| tiktoken, `encode_ordinary` a document | {middle(theirs)} | |")
print(f"| ours, count, one thread, cold cache | {middle(one)} | {middle(clock_one)} |")
print(f"| ours, count, two threads, cold caches | {middle(two)} | {middle(clock_two)} |")
print(f"\nours / tiktoken, one thread, in the same round: {middle(ratios)}")
print(f"two threads / one by the clock: {statistics.median(clock_two) / statistics.median(clock_one):.2f}\n")
print("| whole process, a 50 KB text | CPU ms | clock ms | peak memory MB |\n| --- | --- | --- | --- |")
for name, runs in started.items():
    print(f"| {name} | {middle([run[0] * 1000 for run in runs])} | {middle([run[1] * 1000 for run in runs])} "
          f"| {statistics.median(json.loads(run[2])['peak'] for run in runs) / 1024:.1f} |")
print(f"\nloading alone, CPU ms: text {middle(loads['text'])}, index {middle(loads['index'])}")
print("200 KB in one piece, CPU ms: " + ", ".join(f"{name} {value:.1f}" for name, value in unbroken.items()))
