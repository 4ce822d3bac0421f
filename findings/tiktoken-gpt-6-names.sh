#!/usr/bin/env bash
# PyPI tiktoken 0.14.0 knows gpt-5 and whatever begins with it, and no gpt-6: a look-up by the name of the model that
# replaces gpt-4o-mini is a KeyError, where one minor version earlier (gpt-5.6) it answers. Whoever counts tokens by
# `encoding_for_model` has to name the encoding when it changes the model.
#
# Seen: gpt-5.6-luna o200k_base / gpt-6-luna KeyError / gpt-6.1-terra KeyError
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" -q install tiktoken==0.14.0
"$place/venv/bin/python" - <<'PYTHON'
import sys
import tiktoken


def look(model):
    try:
        return tiktoken.encoding_name_for_model(model)
    except Exception as error:
        return type(error).__name__


seen = {model: look(model) for model in ("gpt-5.6-luna", "gpt-6-luna", "gpt-6.1-terra")}
print("tiktoken", tiktoken.__version__, seen)
sys.exit(0 if list(seen.values()) == ["o200k_base", "KeyError", "KeyError"] else 1)
PYTHON
