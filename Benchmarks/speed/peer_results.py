"""What a script with Python's standard library would do: output files into SQLite, unchecked.

usage: peer_results.py DATABASE OUTPUT_FILE ...
"""
import json
import sqlite3
import sys

database = sqlite3.connect(sys.argv[1])
database.execute("CREATE TABLE records (movie TEXT PRIMARY KEY, input INTEGER, output INTEGER)")
database.execute("CREATE TABLE characters (movie TEXT, name TEXT, trope TEXT)")
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            answer = json.loads(line)
            body = answer["response"]["body"]
            database.execute("INSERT INTO records VALUES (?, ?, ?)", (
                answer["custom_id"], body["usage"]["prompt_tokens"], body["usage"]["completion_tokens"]))
            database.executemany("INSERT INTO characters VALUES (?, ?, ?)", [
                (answer["custom_id"], character["name"], character["trope"])
                for character in json.loads(body["choices"][0]["message"]["content"])["characters"]])
database.commit()
