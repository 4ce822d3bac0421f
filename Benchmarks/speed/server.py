"""nginx as the API: the same answer to every chat request, over HTTP/1.1, over HTTP/2 with TLS, or late."""
import json
import os
import subprocess
import time
import urllib.request

# One number for all requests: none of them is so much longer that its prompt would seem to have been cut, and none so short that
# nobody would believe it.
PROMPT_TOKENS = 5_500
CONTENT = json.dumps({"characters": [{"name": "The Stranger", "trope": "Everyman"}]})
ANSWER = json.dumps({
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1763800000, "model": "gpt-4o-mini-2024-07-18",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": CONTENT, "refusal": None},
                 "logprobs": None, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": PROMPT_TOKENS, "completion_tokens": 20, "total_tokens": PROMPT_TOKENS + 20}})

CONFIGURATION = """
daemon off; master_process off; worker_processes 1; pid %(scratch)s/nginx.pid; error_log %(scratch)s/nginx.log;
load_module %(echo)s;
events { worker_connections 4096; }
http {
  access_log off; default_type application/json; keepalive_requests 100000000; client_body_buffer_size 256k;
  client_body_temp_path %(scratch)s/nginx-body; proxy_temp_path %(scratch)s/nginx-proxy;
  fastcgi_temp_path %(scratch)s/nginx-fastcgi; uwsgi_temp_path %(scratch)s/nginx-uwsgi; scgi_temp_path %(scratch)s/nginx-scgi;
  server { listen 127.0.0.1:%(port)d backlog=4096; location / { return 200 '%(answer)s'; } }
  server {
    listen 127.0.0.1:%(tls)d ssl http2; ssl_certificate %(scratch)s/tls.pem; ssl_certificate_key %(scratch)s/tls.key;
    http2_max_concurrent_streams 1000;
    # Read: of a connection whose bodies are passed over nginx says after 8 MB that it is flooded, and cuts it.
    location / { echo_read_request_body; echo '%(answer)s'; }
  }
  server { listen 127.0.0.1:%(late)d backlog=4096; location / { echo_read_request_body; echo_sleep 0.5; echo '%(answer)s'; } }
}
"""


class Server:
    """Listens as long as it is open."""

    PORT = 18_431

    def __init__(self, place):
        program = place.debian("nginx-light", "nginx")
        self.certificate = place.path("tls.pem")
        if not os.path.exists(self.certificate):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                            "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                            "-keyout", place.path("tls.key"), "-out", self.certificate], check=True, capture_output=True)
        path = place.path("nginx.conf")
        with open(path, "w") as file:
            file.write(CONFIGURATION % {
                "scratch": place.scratch, "port": self.PORT, "tls": self.PORT + 1, "late": self.PORT + 2,
                "answer": ANSWER.replace("\\", "\\\\"), "echo": "/usr/lib/nginx/modules/ngx_http_echo_module.so"})
        self.process = subprocess.Popen([program, "-p", place.scratch, "-c", path])
        self.plain, self.tls, self.late = (
            f"{scheme}://127.0.0.1:{self.PORT + place}/v1" for place, scheme in enumerate(["http", "https", "http"]))

    def __enter__(self):
        for _ in range(100):
            try:
                urllib.request.urlopen(self.plain).read()
                return self
            except OSError:
                time.sleep(0.05)
        raise SystemExit("Benchmarks/run: nginx does not start; its log is in the scratch directory")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
