"""What a script would do for a first look: list, read, hash, and count the plots' tokens with tiktoken.

usage: peer_count.py VOCABULARY DIRECTORY
"""
import hashlib
import os
import sys

import tiktoken
from tiktoken.load import load_tiktoken_bpe

PATTERN = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])

encoding = tiktoken.Encoding("o200k_base", pat_str=PATTERN, mergeable_ranks=load_tiktoken_bpe(sys.argv[1]),
                             special_tokens={})
tokens = 0
for name in os.listdir(sys.argv[2]):
    with open(os.path.join(sys.argv[2], name), "rb") as file:
        data = file.read()
    hashlib.sha256(data).digest()
    if name.startswith("plot"):
        tokens += len(encoding.encode_ordinary(data.decode()))
print(tokens)
