"""Agreement of the sandbox's labeller with gold.tsv, through gold-to-catalog.csv.

usage: agreement.py SANDBOX CORPUS-DIRECTORY [CATALOG-CSV]
The catalog (id,name,description) defaults to the names of tropes.csv beside the corpus.
"""

import collections
import csv
import json
import pathlib
import subprocess
import sys
import urllib.request

here = pathlib.Path(__file__).parent
binary, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
catalog_path = pathlib.Path(sys.argv[3]) if sys.argv[3:] and sys.argv[3] else corpus.parent / "tropes.csv"

with open(catalog_path, newline="") as file:
    catalog = {row["name"]: row.get("description") or "" for row in csv.DictReader(file)}
with open(here / "gold-to-catalog.csv", newline="") as file:
    mapping = {row["gold"]: row["catalog"].split("|") for row in csv.DictReader(file)}
unknown = {name for names in mapping.values() for name in names} - set(catalog)
assert not unknown, f"the mapping names what the catalog does not have: {unknown}"
with open(corpus / "raw/plot_summaries.txt", encoding="utf-8", newline="\n") as file:
    plots = dict(line.rstrip("\n").split("\t", 1) for line in file)
with open(corpus / "gold.tsv", encoding="utf-8", newline="") as file:
    gold = collections.defaultdict(lambda: collections.defaultdict(set))
    unmapped = collections.Counter()
    for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["trope"] in mapping:
            gold[row["wikipedia_id"]][row["character"]] |= set(mapping[row["trope"]])
        else:
            unmapped[row["trope"]] += 1

schema = {
    "type": "object",
    "properties": {"characters": {"type": "array", "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "trope": {"type": "string", "enum": list(catalog)}},
        "required": ["name", "trope"], "additionalProperties": False}}},
    "required": ["characters"], "additionalProperties": False,
}
system = "<tropes>\n" + "\n".join(f"{name}: {text}" for name, text in catalog.items()) + "\n</tropes>"
process = subprocess.Popen(
    [binary, "--exit-with-stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
base = process.stdout.readline().split()[-1]


def ask(plot, names):
    plot = plot.replace("<", "&lt;")
    user = f"<summary>{plot}</summary>\n<names>\n" + "\n".join(names) + "\n</names>"
    body = {
        "model": "sandbox-lexical",
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
        "response_format": {"type": "json_schema", "json_schema": {
            "name": "tropes", "strict": True, "schema": schema}},
    }
    request = urllib.request.Request(
        base + "/chat/completions", json.dumps(body).encode(),
        {"Authorization": "Bearer any", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        content = json.load(answer)["choices"][0]["message"]["content"]
    return {entry["name"]: entry["trope"] for entry in json.loads(content)["characters"]}


agreed = asked = untold = 0
chance = 0.0
given = collections.Counter()
for movie, characters in gold.items():
    labels = ask(plots[movie], list(characters))
    for name, accepted in characters.items():
        asked += 1
        given[labels[name]] += 1
        agreed += labels[name] in accepted
        untold += labels[name] == "No Trope"
        chance += len(accepted) / len(catalog)
process.stdin.close()

print(f"characters          {asked} ({sum(unmapped.values())} gold labels without a counterpart left out)")
print(f"agreed              {agreed} = {agreed / asked:.1%}")
print(f"by drawing lots     {chance / asked:.1%}")
print(f"labelled 'No Trope' {untold}")
print(f"most frequent       {given.most_common(5)}")
