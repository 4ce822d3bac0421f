"""The official client: the same body so many times, 256 in flight.

usage: peer_openai.py URL BODY REQUESTS
"""
import asyncio
import json
import sys

import openai


async def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        body = json.load(file)
    gate = asyncio.Semaphore(256)
    async with openai.AsyncOpenAI(base_url=sys.argv[1], api_key="any", timeout=600) as client:
        async def ask():
            async with gate:
                return (await client.chat.completions.create(**body)).choices[0].message.content
        answers = await asyncio.gather(*[ask() for _ in range(int(sys.argv[3]))])
    print(len([answer for answer in answers if answer]))


asyncio.run(main())
