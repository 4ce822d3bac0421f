#!/usr/bin/env bash
# PyPI structured-logprobs 0.1.3 sums the tokens of a JSON value up to, and without, the one that holds the character after
# it. The quote that ends a label is often one token with the brace or comma behind it (`"}` and `","` are tokens of
# o200k_base), so it is left out: but where one label begins another (Mentor, Mentor Turned Villain) that token alone
# decides between them. A label that the model gave a chance of .015 comes out as .82, and the same label with the same
# chances, cut into `"` and `}`, as .015. Such a confidence sorts the doubtful labels among the sure ones.
#
# Seen: quote and brace in one token 0.819 / in two tokens 0.015 / the longer label 0.803
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install structured-logprobs==0.1.3
"$place/venv/bin/python" - <<'PYTHON'
import importlib.metadata
import math
import sys

from openai.types.chat import ChatCompletion
from structured_logprobs import add_logprobs


def confidence(*tokens):
    content = [
        {"token": token, "bytes": list(token.encode()), "logprob": logprob, "top_logprobs": []}
        for token, logprob in tokens
    ]
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": "".join(token for token, _ in tokens)},
        "logprobs": {"content": content, "refusal": None},
    }
    answer = {"id": "a", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    return round(math.exp(add_logprobs(ChatCompletion.model_validate(answer)).log_probs[0]["trope"]), 3)


begin = (('{"', 0), ("trope", 0), ('":"', 0), ("M", -0.1), ("entor", -0.1))
seen = [
    confidence(*begin, ('"}', -4)),
    confidence(*begin, ('"', -4), ("}", 0)),
    confidence(*begin, (" Turned", -0.02), (" Villain", 0), ('"}', 0)),
]
print("structured-logprobs", importlib.metadata.version("structured-logprobs"), seen)
sys.exit(0 if seen == [0.819, 0.015, 0.803] else 1)
PYTHON
