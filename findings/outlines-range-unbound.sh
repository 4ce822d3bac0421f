#!/usr/bin/env bash
# PyPI outlines-core 0.2.14 and llguidance 1.9.1, two engines that hold a local model to a JSON schema: asked for an age from
# 0 to 120, outlines-core lets 999 and -5 pass without a word, since an integer's minimum and maximum do not reach its
# expression; llguidance holds them. Of a list whose items must differ, outlines-core
# lets the same name come twice, llguidance refuses the schema as a whole. So a range is to be checked in the answer, and
# a list of names is bound safely by its length and an enumeration alone.
#
# Seen: outlines-core range 34 999 -5 accepted, names twice accepted / llguidance range 34 accepted, 999 -5 not, names refused
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install outlines-core==0.2.14 llguidance==1.9.1
"$place/venv/bin/python" - <<'PYTHON'
import json
import re
import sys
from importlib.metadata import version

import llguidance
from outlines_core.json_schema import build_regex_from_schema

AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0, "maximum": 120}},
       "required": ["age"], "additionalProperties": False}
NAMES = {"type": "array", "items": {"enum": ["Ann", "Bob"]}, "minItems": 2, "maxItems": 2, "uniqueItems": True}
tokenizer = llguidance.LLTokenizer("byte")


def outlines(schema, text):
    return bool(re.fullmatch(build_regex_from_schema(json.dumps(schema)), text))


def guidance(schema, text):
    grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(schema))
    if llguidance.LLMatcher.validate_grammar(grammar):
        return "refused"
    matcher = llguidance.LLMatcher(tokenizer, grammar)
    tokens = tokenizer.tokenize_str(text)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


texts = [(AGE, '{"age":34}'), (AGE, '{"age":999}'), (AGE, '{"age":-5}'), (NAMES, '["Ann","Bob"]'), (NAMES, '["Ann","Ann"]')]
seen = {engine.__name__: [engine(schema, text) for schema, text in texts] for engine in (outlines, guidance)}
print("outlines-core", version("outlines-core"), "llguidance", version("llguidance"), seen)
expected = {"outlines": [True] * 5, "guidance": [True, False, False, "refused", "refused"]}
sys.exit(0 if seen == expected else 1)
PYTHON
