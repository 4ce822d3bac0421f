#!/usr/bin/env bash
# PyPI autobatcher 0.12.0, an OpenAI client that puts single calls into batches (`completion_window="24h"`): it fetches the answers
# of a completed batch once, with an HTTP client of its own. That one has no key where the key comes from OPENAI_API_KEY, which the
# documentation allows, so it is refused after the batch was made and paid for; one answer of 503 does as much. Of an expired batch
# nothing is fetched, though its output file holds, and its bill has, what was done in time. Each time all calls end in "No result
# for request" or "expired", and the reason is a line for debugging at most: whoever asks again pays twice. Retries of a 5xx are
# promised for the other way alone, without a batch.
#
# Seen: of 50 paid answers, with the key handed over 50, from the environment 0, after one 503 0; of 49 in an expired batch 0
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install autobatcher==0.12.0 openai==2.54.0 httpx==0.28.1
OPENAI_API_KEY=key "$place/venv/bin/python" - 2>"$place/log" <<'PYTHON'
import asyncio
import http.server
import importlib.metadata
import json
import sys
import threading

import autobatcher

CALLS = 50


class Batches(http.server.BaseHTTPRequestHandler):
    """Takes one file and makes one batch, which is over at once; wants the key for everything."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if not self.has_key():
            return
        if self.path == "/v1/files":
            self.server.ids = [json.loads(line)["custom_id"] for line in body.splitlines() if line.startswith('{"custom_id"')]
            return self.answer({"id": "file-in", "object": "file", "bytes": 1, "created_at": 0, "filename": "a.jsonl",
                                "purpose": "batch", "status": "processed"})
        self.answer(self.batch("validating"))

    def do_GET(self):
        if not self.has_key():
            return
        if self.path.startswith("/v1/batches/"):
            return self.answer(self.batch(self.server.end, "file-out"))
        if self.server.busy:
            self.server.busy -= 1
            return self.answer({"error": {"message": "busy"}}, 503)
        body = {"id": "a", "object": "chat.completion", "created": 0, "model": "gpt-6-luna",
                "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Mentor"}}]}
        response = {"status_code": 200, "request_id": "r", "body": body}
        self.answer("\n".join(json.dumps({"id": "b", "custom_id": custom_id, "response": response, "error": None})
                              for custom_id in self.done()))

    def done(self):
        return self.server.ids[:-1] if self.server.end == "expired" else self.server.ids

    def batch(self, status, output=None):
        return {"id": "batch_1", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-in",
                "completion_window": "24h", "status": status, "created_at": 0, "output_file_id": output,
                "request_counts": {"total": len(self.server.ids), "completed": len(self.done()), "failed": 0}}

    def has_key(self):
        if self.headers.get("Authorization") == "Bearer key":
            return True
        self.answer({"error": {"message": "no key"}}, 401)

    def answer(self, value, status=200):
        body = (value if isinstance(value, str) else json.dumps(value)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def label(end="completed", busy=0, **key):
    """How many calls have their answer, and how the others end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Batches)
    server.daemon_threads, server.end, server.busy = True, end, busy
    threading.Thread(target=server.serve_forever, daemon=True).start()
    async with autobatcher.BatchOpenAI(
        base_url=f"http://127.0.0.1:{server.server_address[1]}/v1", completion_window="24h", batch_size=CALLS,
        poll_interval_seconds=0.1, **key,
    ) as client:
        calls = [
            client.chat.completions.create(model="gpt-6-luna", messages=[{"role": "user", "content": f"Movie {number}"}])
            for number in range(CALLS)
        ]
        ends = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 60)
    server.shutdown()
    lost = {" ".join(str(end).split()[:2]) for end in ends if isinstance(end, Exception)}
    return sum(not isinstance(end, Exception) for end in ends), len(lost)


async def main():
    return {
        "key handed over": await label(api_key="key"),
        "key from the environment": await label(),
        "one 503": await label(api_key="key", busy=1),
        "expired": await label(api_key="key", end="expired"),
    }


seen = asyncio.run(main())
versions = {name: importlib.metadata.version(name) for name in ("autobatcher", "openai", "httpx")}
print(versions, "answers and sorts of exceptions:", seen)
sys.exit(0 if list(seen.values()) == [(50, 0), (0, 1), (0, 1), (0, 1)] else 1)
PYTHON
