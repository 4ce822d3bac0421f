#!/usr/bin/env bash
# PyPI litellm[proxy] 1.108.7, its proxy, and batchlane 0.2.0: where the answer to a batch's creation is lost between the gateway and
# the server behind it, both send the creation again by themselves, and their client hears of one batch alone. The server has
# made two, and bills both: the protocol has no key by which it could tell that they are one. LiteLLM does so with num_retries: 0 in
# its configuration, since its OpenAI client retries by itself; batchlane's transport repeats any call up to five times. So a
# client that never repeats a creation without looking still pays twice behind a gateway, and has to look for twins.
#
# Seen: LiteLLM proxy: 1 asked, 2 made, the second is told / batchlane: 1 asked, 2 made, the second is told
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for name in litellm batchlane; do python3 -m venv "$place/$name"; done
"$place/litellm/bin/pip" -q install 'litellm[proxy]==1.108.7'
"$place/batchlane/bin/pip" -q install batchlane==0.2.0 litellm==1.110.2
cat >"$place/server.py" <<'PYTHON'
"""A server that takes files and makes batches, and whose first answer to a creation is lost."""
import http.server
import json
import threading

made = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/files":
            return self.answer({"id": "file-1", "object": "file", "bytes": 1, "created_at": 0, "filename": "a.jsonl",
                                "purpose": "batch", "status": "processed"})
        made.append(f"batch_{len(made) + 1}")
        if len(made) == 1:
            self.close_connection = True
            return
        self.answer({"id": made[-1], "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-1",
                     "completion_window": "24h", "status": "validating", "created_at": 0})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
address = f"http://127.0.0.1:{server.server_address[1]}/v1"
threading.Thread(target=server.serve_forever, daemon=True).start()
PYTHON
cat >"$place/litellm.py.txt" <<'PYTHON'
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import server

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
where = {"api_base": server.address, "api_key": "any"}
with open("config.yaml", "w") as file:
    json.dump({"model_list": [{"model_name": "gpt-4o-mini", "litellm_params": {"model": "openai/gpt-4o-mini", **where}}],
               "files_settings": [{"custom_llm_provider": "openai", **where}], "litellm_settings": {"num_retries": 0},
               "general_settings": {"master_key": "sk-trial"}}, file)
proxy = subprocess.Popen(
    [os.path.join(os.path.dirname(sys.executable), "litellm"), "--config", "config.yaml", "--host", "127.0.0.1",
     "--port", str(port)],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/liveliness", timeout=5).read()
            break
        except OSError:
            if time.monotonic() > until:
                sys.exit("the proxy did not start")
            time.sleep(0.3)
    body = {"input_file_id": "file-1", "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/batches", json.dumps(body).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer sk-trial"})
    told = json.load(urllib.request.urlopen(request, timeout=60))["id"]
finally:
    proxy.terminate()
    proxy.wait()
print("LiteLLM proxy: 1 asked,", len(server.made), "made, told of", told)
sys.exit(0 if server.made == ["batch_1", "batch_2"] and told == "batch_2" else 1)
PYTHON
cat >"$place/batchlane.py.txt" <<'PYTHON'
import dataclasses
import sys

import server
from batchlane import BatchLine
from batchlane.adapters.openai_shaped import ROWS, OpenAIShapedAdapter

lane = OpenAIShapedAdapter(dataclasses.replace(ROWS["openai"], base_url=server.address))
line = BatchLine(custom_id="a", model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
told = lane.submit([line], endpoint="chat.completions", window=None, api_key="any").job_id
print("batchlane: 1 asked,", len(server.made), "made, told of", told)
sys.exit(0 if server.made == ["batch_1", "batch_2"] and told == "batch_2" else 1)
PYTHON
cd "$place"
export PYTHONPATH=$place LITELLM_LOCAL_MODEL_COST_MAP=True
for name in litellm batchlane; do "$place/$name/bin/python" "$place/$name.py.txt"; done
