#!/usr/bin/env bash
# PyPI bespokelabs-curator 0.1.31, which asks a model about each row of a corpus and keeps the answers for the next run: what a kept
# run goes by leaves out the `system_prompt` that LLM takes, an attribute that the prompt method puts into the text (only the method's
# code counts), and the server (`base_url`). So a run with a corrected codebook, or with a model of the same name elsewhere, asks
# nothing and returns the labels of the run before, as if the correction had changed no label. Another temperature does ask again.
# The documentation lists dataset, prompt method, model name, response format, batch mode and generation parameters, and is silent
# on the three; a line of the log says that a cached output is used.
#
# Seen: 40 labels each, by another system prompt 0 of 40 asked, another attribute 0, another server 0, another temperature 40
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
# Of what it requires, the parts that are used here.
"$place/venv/bin/pip" -q install litellm==1.83.7 datasets==3.6.0 pandas==2.2.2 openai==2.30.0 instructor==1.16.0 aiofiles==25.1.0 \
    nest-asyncio==1.6.0 pillow==13.0.0 posthog==3.25.0 rich==13.9.4 xxhash==3.8.2
"$place/venv/bin/pip" -q install --no-deps bespokelabs-curator==0.1.31
HF_HOME="$place/hub" CURATOR_CACHE_DIR="$place/kept" TELEMETRY_ENABLED=False LITELLM_LOCAL_MODEL_COST_MAP=True OPENAI_API_KEY=any \
    "$place/venv/bin/python" - 2>"$place/log" <<'PYTHON'
import http.server
import importlib.metadata
import json
import os
import sys
import threading

from bespokelabs import curator


class Server(http.server.BaseHTTPRequestHandler):
    """Answers with its own number and with the codebook that it was told."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = [message["content"] for message in request["messages"]]
        codebook = next((line for text in texts for line in text.splitlines() if line.startswith("Codebook")), None)
        if codebook:
            self.server.asked += 1
        answer = json.dumps({
            "id": "a", "object": "chat.completion", "created": 0, "model": request["model"],
            "choices": [{"index": 0, "finish_reason": "stop",
                         "message": {"role": "assistant", "content": f"{codebook}, server {self.server.number}"}}],
            "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25},
        }).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


servers = []
for number in (1, 2):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads, server.number, server.asked = True, number, 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    servers.append(server)


class Labels(curator.LLM):
    codebook = ""

    def prompt(self, row):
        return f"{self.codebook}\n{row['plot']}"


def label(rows, server=0, system=None, codebook="", temperature=0):
    """How many requests came, and what the labels are."""
    before = sum(server.asked for server in servers)
    llm = Labels(
        model_name="openai/gpt-4o-mini", backend="litellm", system_prompt=system,
        generation_params={"temperature": temperature},
        backend_params={"base_url": f"http://127.0.0.1:{servers[server].server_address[1]}/v1"},
    )
    llm.codebook = codebook
    labels = set(llm(rows).dataset["response"])
    return sum(server.asked for server in servers) - before, sorted(labels)


def rows(name):
    return [{"plot": f"{name}, movie {number}."} for number in range(40)]


one, two = "Codebook 1", "Codebook 2"
seen = {
    "system prompt": [label(rows("A"), system=one), label(rows("A"), system=two)],
    "attribute": [label(rows("B"), codebook=one), label(rows("B"), codebook=two)],
    "server": [label(rows("C"), system=one), label(rows("C"), system=one, server=1)],
    "temperature": [label(rows("D"), system=one), label(rows("D"), system=one, temperature=1)],
}
print("bespokelabs-curator", importlib.metadata.version("bespokelabs-curator"), "asked and labels:", seen, flush=True)
first = (40, ["Codebook 1, server 1"])
wanted = {name: [first, (0, first[1])] for name in seen} | {"temperature": [first, first]}
os._exit(0 if seen == wanted else 1)
PYTHON
