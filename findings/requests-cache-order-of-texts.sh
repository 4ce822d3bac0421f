#!/usr/bin/env bash
# PyPI requests-cache 1.3.3: several texts asked for in one request, and later the same texts in another order, are one request to
# it, since its key sorts a JSON body that is a list, the fields of a form and the parameters of a query, values and all. The later
# answer comes from the cache in the first order, so each label stands at another text. Its documentation evens out only what makes
# no difference to the response, and says nothing of lists. A body that is an object is safe, unless `content_root_key` names the
# list in it. So a pair that is judged both ways round, to see what the order does, has one judgement twice.
#
# Seen: list, form, query and content_root_key from the cache, the labels swapped; object not from the cache, the labels right
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install requests-cache==1.3.3
"$place/venv/bin/python" - <<'PYTHON'
import http.server
import importlib.metadata
import json
import sys
import threading
import urllib.parse

import requests_cache


class Labels(http.server.BaseHTTPRequestHandler):
    """Answers with the label of each text, in the order of the texts."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.headers.get("Content-Type") == "application/json":
            texts = json.loads(body)
            texts = texts["inputs"] if isinstance(texts, dict) else texts
        else:
            texts = urllib.parse.parse_qs(body or urllib.parse.urlsplit(self.path).query)["text"]
        answer = json.dumps(["label of " + text for text in texts]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Labels)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_address[1]}/labels"
cases = {
    "list": ("POST", lambda texts: {"json": texts}, {}),
    "form": ("POST", lambda texts: {"data": {"text": texts}}, {}),
    "query": ("GET", lambda texts: {"params": {"text": texts}}, {}),
    "object": ("POST", lambda texts: {"json": {"inputs": texts}}, {}),
    "content_root_key": ("POST", lambda texts: {"json": {"inputs": texts}}, {"content_root_key": "inputs"}),
}
seen = {}
for name, (method, sent, options) in cases.items():
    with requests_cache.CachedSession(backend="memory", allowable_methods=["GET", "POST"], **options) as session:
        first = session.request(method, address, **sent(["Ann lies", "Bob saves"]))
        assert first.json() == ["label of Ann lies", "label of Bob saves"] and not first.from_cache
        later = session.request(method, address, **sent(["Bob saves", "Ann lies"]))
        seen[name] = (later.from_cache, later.json())
print("requests-cache", importlib.metadata.version("requests-cache"), "asked for Bob saves, Ann lies:", seen)
swapped, right = (True, ["label of Ann lies", "label of Bob saves"]), (False, ["label of Bob saves", "label of Ann lies"])
sys.exit(0 if seen == {name: right if name == "object" else swapped for name in cases} else 1)
PYTHON
