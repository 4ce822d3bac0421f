#!/usr/bin/env bash
# PyPI llguidance 1.9.1, outlines-core 0.2.14 and lm-format-enforcer 0.11.3, by which model servers hold an answer to a JSON
# schema: two ways to say that each of two names has its place once. `uniqueItems` is refused by name by the first and passed over
# without a word by the two others, which let the same name come twice. `prefixItems` is kept by the first two; the third passes
# it over as well, and takes the names in the wrong places. So what a list may hold has to be checked again in the answer.
#
# Seen: uniqueItems: llguidance 'Unimplemented keys: ["uniqueItems"]', the others take ["Ann","Ann"] /
# prefixItems: llguidance takes the schema, outlines-core only ["Ann","Bob"], lm-format-enforcer ["Bob","Ann"], too
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install llguidance==1.9.1 outlines-core==0.2.14 lm-format-enforcer==0.11.3
"$place/venv/bin/python" - 2>"$place/log" <<'PYTHON'
import json
import re
import sys

from llguidance import LLMatcher
from lmformatenforcer import JsonSchemaParser
from outlines_core.json_schema import build_regex_from_schema

NAMES = {"type": "array", "minItems": 2, "maxItems": 2}
SCHEMAS = {
    "uniqueItems": {**NAMES, "items": {"enum": ["Ann", "Bob"]}, "uniqueItems": True},
    "prefixItems": {**NAMES, "prefixItems": [{"const": "Ann"}, {"const": "Bob"}], "items": {"enum": ["Ann", "Bob"]}},
}
ANSWERS = ['["Ann","Bob"]', '["Ann","Ann"]', '["Bob","Ann"]']


def llguidance(schema):
    return LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(json.dumps(schema)))


def outlines_core(schema, answer):
    return re.fullmatch(build_regex_from_schema(json.dumps(schema)), answer) is not None


def lm_format_enforcer(schema, answer):
    parser = JsonSchemaParser(schema)
    for letter in answer:
        if letter not in parser.get_allowed_characters():
            return False
        parser = parser.add_character(letter)
    return parser.can_end()


seen = {}
for word, schema in SCHEMAS.items():
    seen[word] = [llguidance(schema)] + [
        [answer for answer in ANSWERS if takes(schema, answer)] for takes in (outlines_core, lm_format_enforcer)
    ]
    print(word, *seen[word], sep=" | ")
wanted = {
    "uniqueItems": ['Unimplemented keys: ["uniqueItems"]', ANSWERS, ANSWERS],
    "prefixItems": ["", ANSWERS[:1], ANSWERS],
}
sys.exit(0 if seen == wanted else 1)
PYTHON
