#!/usr/bin/env bash
# PyPI openai 3.57.0: the usage of a batch tells the tokens read from the prompt cache and not those written to it, which
# a completion's usage and a response's have both. A write costs 1.25 times the input from gpt-5.6 on. So a batch's bill
# does not follow from the batch object: two batches with the same `usage` can differ by a quarter, and only the sum over the
# lines of the output file gives it.
#
# Seen: batch cached_tokens alone / completion and response cached_tokens and cache_write_tokens; the same usage with
# nothing and with everything written, in batches of gpt-6-luna: 13.125 and 16.375 dollars
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install openai==3.57.0
"$place/venv/bin/python" - <<'PYTHON'
import sys

import openai
from openai.types import batch_usage, completion_usage
from openai.types.chat import ChatCompletion
from openai.types.responses import response_usage

types = {
    "batch": batch_usage.InputTokensDetails,
    "completion": completion_usage.PromptTokensDetails,
    "response": response_usage.InputTokensDetails,
}
told = {
    name: [field for field in ("cached_tokens", "cache_write_tokens") if field in kind.model_fields]
    for name, kind in types.items()
}


def line(written):
    details = {"cached_tokens": 0, "cache_write_tokens": written}
    usage = {"prompt_tokens": 2600, "completion_tokens": 5, "total_tokens": 2605, "prompt_tokens_details": details}
    body = {"id": "a", "object": "chat.completion", "created": 0, "model": "gpt-6-luna", "choices": [], "usage": usage}
    return ChatCompletion.model_validate(body).usage


def batch(lines, count):
    """What a batch of so many of these lines says of itself."""
    return batch_usage.BatchUsage(
        input_tokens=lines.prompt_tokens * count,
        input_tokens_details={"cached_tokens": lines.prompt_tokens_details.cached_tokens * count},
        output_tokens=lines.completion_tokens * count,
        output_tokens_details={"reasoning_tokens": 0},
        total_tokens=lines.total_tokens * count,
    )


def bill(usage, count):
    """Dollars at the prices of a batch of gpt-6-luna: .05, .0625 for writes, .25 for output, per million."""
    written = usage.prompt_tokens_details.cache_write_tokens
    cost = (usage.prompt_tokens - written) * 0.05 + written * 0.0625 + usage.completion_tokens * 0.25
    return f"{cost * count / 1e6:.3f}"


none, all_of_it = line(0), line(2600)
same = batch(none, 100_000) == batch(all_of_it, 100_000)
bills = [bill(none, 100_000), bill(all_of_it, 100_000)]
print("openai", openai.__version__, told, "same usage:", same, "dollars:", bills)
both = ["cached_tokens", "cache_write_tokens"]
expected = {"batch": ["cached_tokens"], "completion": both, "response": both}
sys.exit(0 if told == expected and same and bills == ["13.125", "16.375"] else 1)
PYTHON
