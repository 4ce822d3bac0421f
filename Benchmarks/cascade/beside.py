"""The cascade beside BARGAIN 0.1.3 on the same corpora. usage: beside.py PROGRAM SIMULATE.PY SCENARIO CORPORA MOVIES

SIMULATE.PY makes the corpora and feeds them to BARGAIN, by characters and by whole movies; PROGRAM reads its dumps.
Dollars are the cheap variant for all and the strong one for those asked, over the strong one for all.
"""
import contextlib, importlib.util, io, os, subprocess, sys, tempfile
import numpy as np

program, path, scenario, corpora, movies = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
spec = importlib.util.spec_from_file_location("simulate", path)
simulate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(simulate)

rows = {"cascade": [], "BARGAIN, characters": [], "BARGAIN, movies": []}
with tempfile.TemporaryDirectory() as work:
    for r in range(corpora):
        c = simulate.Corpus(scenario, r, movies)
        everything, cheap = c.cost.sum(), c.cheap_cost.sum()
        name = os.path.join(work, f"{r}.csv")
        with open(name, "w") as file:
            file.write("movie,character,confidence,wrong,strong_cost\n")
            for j in range(c.X):
                m = c.movie[j]
                file.write(f"{m},{j - c.first[m]},{c.conf[j]:.6f},{c.wrong[j]},{c.cost[m]:.8f}\n")
        out = subprocess.run([program, "files", str(c.target), name], capture_output=True, text=True, check=True)
        missed, asked, dollars, sampled = (float(x) for x in out.stdout.split())
        os.remove(name)
        rows["cascade"].append((missed, asked, (dollars + cheap) / everything, sampled))
        for by, label in (("character", "BARGAIN, characters"), ("movie", "BARGAIN, movies")):
            with contextlib.redirect_stdout(io.StringIO()):
                x = simulate.bargain(c, None, by=by, seed=r)
            rows[label].append((x["miss"], x["strong"], x["dollars"] / everything, x["calib"]))

print(f"\n{scenario}: {corpora} corpora of {movies} movies, target {c.target}, risk .1")
print(f"{'method':20s} {'missed':>7s} {'movies asked':>12s} {'bill of all strong':>18s} {'movies sampled':>14s} {'dollars beside':>14s}")
ours = np.mean([x[2] for x in rows["cascade"]])
for label, row in rows.items():
    missed, asked, bill, sampled = np.mean(np.array(row, float), axis=0)
    print(f"{label:20s} {missed:7.3f} {asked:12.3f} {bill:18.3f} {sampled:14.0f} {ours / bill:14.3f}")
