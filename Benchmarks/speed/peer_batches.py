"""What a script with Python's standard library would do: a request for each movie as JSON lines.

usage: peer_batches.py SAMPLE DIRECTORY OUTPUT      SAMPLE: a batch file, whose first request shows the form
"""
import csv
import json
import os
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    form = json.loads(file.readline())
system, shape = form["body"]["messages"][0], form["body"]["response_format"]
with open(sys.argv[3], "w", encoding="utf-8") as output:
    for name in sorted(os.listdir(sys.argv[2])):
        if not name.startswith("plot"):
            continue
        movie = name.rsplit("_", 1)[1].split(".")[0]
        with open(os.path.join(sys.argv[2], name), encoding="utf-8") as file:
            text = "<summary>" + file.read().strip() + "</summary>"
        try:
            with open(os.path.join(sys.argv[2], f"character.metadata_{movie}.csv"), encoding="utf-8", newline="") as file:
                names = [row["character_name"] for row in csv.DictReader(file) if row["character_name"]]
        except FileNotFoundError:
            names = []
        if names:
            text += "\n<names>" + "\n".join(names) + "</names>"
        output.write(json.dumps({
            "custom_id": movie, "method": "POST", "url": "/v1/chat/completions",
            "body": {"model": "gpt-4o-mini", "messages": [system, {"role": "user", "content": text}],
                     "response_format": shape}}) + "\n")
