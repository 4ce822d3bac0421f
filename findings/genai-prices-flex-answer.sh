#!/usr/bin/env bash
# PyPI genai-prices 0.2.3: `extract_usage` reads an answer's usage and model, and not the tier that served it, which stands
# beside them. An answer that says "service_tier": "flex" is priced as standard, at twice its bill; the tier has to be
# handed over a second time. Batches are another key of that context ("processing"), and a key or value that it does not
# know is no error: {"service_tier": "batch"} is the full price again.
#
# Seen: as read 0.000334 / told flex 0.000167 / told processing batch 0.000167 / told service_tier batch 0.000334
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install genai-prices==0.2.3
"$place/venv/bin/python" - <<'PYTHON'
import sys

import genai_prices

answer = {
    "object": "chat.completion",
    "model": "gpt-6-luna",
    "service_tier": "flex",
    "usage": {
        "prompt_tokens": 2600,
        "completion_tokens": 48,
        "total_tokens": 2648,
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 2000},
    },
}
usage = genai_prices.extract_usage(answer, provider_id="openai", api_flavor="chat")
contexts = (None, {"service_tier": "flex"}, {"processing": "batch"}, {"service_tier": "batch"})
seen = [str(usage.calc_price(price_context=context).total_price) for context in contexts]
print("genai-prices", genai_prices.__version__, dict(zip(map(str, contexts), seen)))
sys.exit(0 if seen == ["0.000334", "0.000167", "0.000167", "0.000334"] else 1)
PYTHON
