"""A pass-through between two HTTP programs: it notes what goes by, and can keep answers back."""
import http.client
import http.server
import threading

PATIENCE = 600
NOT_PASSED_ON = ("transfer-encoding", "content-length", "connection", "date", "server")


class Tap:
    """Listens at a free port of its own and hands every request to one server on this machine.

    keep_back: told of each request (method, path) once the server has answered it; where it returns true the connection is
    cut instead of the answer being passed on, as by a network that fails at the worst moment.
    """

    def __init__(self, port, keep_back=lambda method, path: False, host="127.0.0.1"):
        self.seen = []
        tap = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items()
                           if name.lower() not in ("host", "connection", "accept-encoding")}
                upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                try:
                    upstream.request(self.command, self.path, body, headers)
                    answer = upstream.getresponse()
                    content = answer.read()
                except (OSError, http.client.HTTPException):
                    self.close_connection = True
                    return
                finally:
                    upstream.close()
                tap.seen.append({"method": self.command, "path": self.path.split("?")[0], "request": body,
                                 "status": answer.status, "answer": content})
                if keep_back(self.command, self.path.split("?")[0]):
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in NOT_PASSED_ON:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = forward

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """Whoever asked was killed, as some trials mean it."""

        self.server = Server((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_address[1]}/v1"
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def all(self, method, path):
        """What passed of this method to this path, in order."""
        return [entry for entry in list(self.seen) if (entry["method"], entry["path"]) == (method, path)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def first(method, path):
    """For keep_back: the first such answer, and no other."""
    lock = threading.Lock()
    done = []

    def keep_back(a_method, a_path):
        with lock:
            if (a_method, a_path) != (method, path) or done:
                return False
            done.append(True)
            return True

    return keep_back
