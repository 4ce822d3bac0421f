#!/usr/bin/env bash
# PyPI genai-prices 0.2.3: the usages of many short answers, added with `+` as its documentation offers, are priced as one
# long prompt. Models from gpt-5.6 on cost twice above 272,000 tokens, a rule for a single request; the library applies it
# to the sum. 200 requests of 2,600 tokens each come to nearly twice their bill for gpt-6-luna and gpt-6.1-terra, and to
# their bill for gpt-5.4-mini, which has no such step. Price first, then add.
#
# Seen: gpt-6-luna 0.0668 and 0.1312 / gpt-6.1-terra 0.668 and 1.312 / gpt-5.4-mini 0.4332 and 0.4332
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install genai-prices==0.2.3
"$place/venv/bin/python" - <<'PYTHON'
import sys
from decimal import Decimal

import genai_prices


def answer(model, written):
    details = {"cached_tokens": 0, "cache_write_tokens": written}
    usage = {"prompt_tokens": 2600, "completion_tokens": 48, "total_tokens": 2648, "prompt_tokens_details": details}
    return {"object": "chat.completion", "model": model, "usage": usage}


seen = {}
for model, written in (("gpt-6-luna", 2000), ("gpt-6.1-terra", 2000), ("gpt-5.4-mini", 0)):
    usages = [
        genai_prices.extract_usage(answer(model, written), provider_id="openai", api_flavor="chat") for _ in range(200)
    ]
    total = usages[0]
    for usage in usages[1:]:
        total = total + usage
    seen[model] = (sum(usage.calc_price().total_price for usage in usages), total.calc_price().total_price)
print("genai-prices", genai_prices.__version__, {m: [str(x.normalize()) for x in pair] for m, pair in seen.items()})
expected = {
    "gpt-6-luna": (Decimal("0.0668"), Decimal("0.1312")),
    "gpt-6.1-terra": (Decimal("0.668"), Decimal("1.312")),
    "gpt-5.4-mini": (Decimal("0.4332"), Decimal("0.4332")),
}
sys.exit(0 if seen == expected else 1)
PYTHON
