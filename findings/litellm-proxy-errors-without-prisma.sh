#!/usr/bin/env bash
# PyPI litellm[proxy] 1.108.7: whatever the server behind its proxy refuses about a batch, be it an unknown id (404), one that is over
# (409) or too many requests (429), the proxy answers with status 500 and "Internal Server Error" in plain text. The handler of the
# error asks whether the database is to blame and imports prisma for that, which the extra `proxy` does not install; a refused chat
# completion keeps its status. So behind it "there is no such batch" looks like a server that is ill, and waiting helps nothing.
#
# Seen: chat 429 / batches: 404 becomes 500, 409 becomes 500, 429 becomes 500, No module named 'prisma' in the log
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install 'litellm[proxy]==1.108.7'
cd "$place"
LITELLM_LOCAL_MODEL_COST_MAP=True "$place/venv/bin/python" - <<'PYTHON'
import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request


class Refusing(http.server.BaseHTTPRequestHandler):
    """Refuses batches with the status that their id names, and all else with 429."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = int(self.path.split("batch_")[1][:3]) if "batch_" in self.path else 429
        body = json.dumps({"error": {"message": "refused", "type": "invalid_request_error", "code": None}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
where = {"api_base": f"http://127.0.0.1:{server.server_address[1]}/v1", "api_key": "any"}
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    proxied = f"http://127.0.0.1:{free.getsockname()[1]}"
with open("config.yaml", "w") as file:
    json.dump({"model_list": [{"model_name": "gpt-4o-mini", "litellm_params": {"model": "openai/gpt-4o-mini", **where}}],
               "files_settings": [{"custom_llm_provider": "openai", **where}],
               "litellm_settings": {"num_retries": 0}, "router_settings": {"num_retries": 0, "disable_cooldowns": True},
               "general_settings": {"master_key": "sk-trial"}}, file)


def status(path, body=None):
    request = urllib.request.Request(
        proxied + path, body and json.dumps(body).encode(),
        {"Authorization": "Bearer sk-trial", "Content-Type": "application/json"})
    try:
        return urllib.request.urlopen(request, timeout=120).status
    except urllib.error.HTTPError as error:
        return error.code


with open("log", "w") as log:
    proxy = subprocess.Popen(
        [os.path.join(os.path.dirname(sys.executable), "litellm"), "--config", "config.yaml", "--host", "127.0.0.1",
         "--port", proxied.rsplit(":", 1)[1]],
        stdout=log, stderr=log,
        env={**os.environ, "OPENAI_BASE_URL": where["api_base"], "OPENAI_API_KEY": "any"})
try:
    until = time.monotonic() + 300
    while True:
        try:
            urllib.request.urlopen(proxied + "/health/liveliness", timeout=5).read()
            break
        except OSError:
            if time.monotonic() > until:
                sys.exit("the proxy did not start")
            time.sleep(0.3)
    seen = {"chat 429": status("/v1/chat/completions",
                               {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]})}
    for code in (404, 409, 429):
        seen[f"batch {code}"] = status(f"/v1/batches/batch_{code}")
finally:
    proxy.terminate()
    proxy.wait()
with open("log") as log:
    seen["prisma is missing"] = "No module named 'prisma'" in log.read()
print(seen)
wanted = {"chat 429": 429, "batch 404": 500, "batch 409": 500, "batch 429": 500, "prisma is missing": True}
sys.exit(0 if seen == wanted else 1)
PYTHON
