"""Rows of the real-time lane: realtime, latency, tier5."""
import os

from . import build
from .server import Server
from .table import Table
from .workplace import HERE, Missing

REQUESTS = 6_000
IN_FLIGHT = 256
CLIENT = "floor: a bare libcurl client"


def project(place, name, url, **limits):
    """A project whose movies have no cast, so that one answer fits all questions; and a body that it would send."""
    corpus = place.path(f"corpus-lane-{REQUESTS}")
    if not os.path.exists(corpus):
        os.mkdir(corpus)
        plots = sorted(name for name in os.listdir(place.corpus()) if name.startswith("plot"))
        for plot in plots[:REQUESTS]:
            os.link(os.path.join(place.corpus(), plot), os.path.join(corpus, plot))
    most = {"requests_per_minute": 1_000_000_000, "requests_per_day": 1_000_000_000, "tokens_per_minute": 1_000_000_000_000}
    return place.project(name, input={"directory": corpus}, plan={"strategy": "realtime"}, api={"base_url": url},
                         lanes={"realtime": {"concurrency": IN_FLIGHT}}, limits={**most, **limits})


def body(place):
    """A request's body of about the middle size, as tropebuild writes it."""
    path = place.path("body.json")
    directory = place.project("body", input={"directory": place.path(f"corpus-lane-{REQUESTS}")},
                              **build.SETTINGS)
    build.forget(place, directory)
    place.quietly([place.tropebuild, "-C", directory, "create-batches"])
    with open(os.path.join(directory, "build", "batches", "batch_0001.jsonl"), encoding="utf-8") as lines:
        middle = sorted(lines, key=len)[REQUESTS // 2]
    with open(path, "w", encoding="utf-8") as file:
        file.write(middle[middle.index('"body":') + 7:-2])
    return path


def ask(place, directory, certificate=None, **how):
    """Asks everything anew; the sample, and that of its preview alone."""
    environment = {"OPENAI_API_KEY": "any", **({"CURL_CA_BUNDLE": certificate} if certificate else {})}
    build.forget(place, directory)
    look = place.measure([place.tropebuild, "-C", directory, "-n"], environment=environment, work=REQUESTS, **how)[0]
    whole = place.measure([place.tropebuild, "-C", directory, "process-chat"], environment=environment,
                          work=REQUESTS, **how)[0]
    return whole, whole.less(look)


def serving(place, rows):
    try:
        server = Server(place)
    except Missing as missing:
        table = Table("real time", "", CLIENT)
        table.leave_out("all", str(missing))
        yield table
        return
    with server:
        yield from rows(place, server)


def realtime(place, server):
    for title, url, certificate in [("HTTP/1.1", server.plain, None), ("HTTP/2 over TLS", server.tls, server.certificate)]:
        table = Table(f"realtime: {REQUESTS:,} requests, {IN_FLIGHT} in flight, {title}",
                      "≤ 1.5 × the CPU of the floor; memory flat", CLIENT, per_thousand=True)
        projects = [(each, project(each, f"realtime-{'tls' if certificate else 'plain'}", url)) for each in place.contenders]
        request = body(place)
        extra = [certificate] if certificate else []
        for turn in range(min(place.rounds, 5)):
            sample, said = place.measure(place.floor("client", url + "/chat/completions", request, REQUESTS, IN_FLIGHT, *extra),
                                         work=REQUESTS)
            if int(said) != REQUESTS:
                raise SystemExit(f"Benchmarks/run: the floor had {said.strip()} answers of {REQUESTS}")
            table.add(CLIENT, sample)
            for each, directory in projects:
                whole, lane = ask(each, directory, certificate)
                table.add(each.row("tropebuild process-chat"), whole, "look, count and plan with it")
                table.add(each.row("the same less its preview"), lane, "sent, checked, kept, recorded, status files")
        if not certificate:
            try:
                client = [place.python("openai"), os.path.join(HERE, "speed", "peer_openai.py"), url, request, "1000"]
                table.add("openai-python, 1,000 requests", place.measure(client, work=1000)[0])
            except Missing as missing:
                table.leave_out("openai-python", str(missing))
        yield table


def latency(place, server):
    possible = -(-REQUESTS // IN_FLIGHT) * 0.5
    table = Table(f"latency: {REQUESTS:,} requests, answers after 500 ms, {IN_FLIGHT} in flight",
                  f"≥ 95 % of the possible rate, that is {possible / 0.95:.1f} s at most", CLIENT, per_thousand=True)
    projects, request = [(each, project(each, "latency", server.late)) for each in place.contenders], body(place)
    for _ in range(min(place.rounds, 3)):
        table.add(CLIENT, place.measure(
            place.floor("client", server.late + "/chat/completions", request, REQUESTS, IN_FLIGHT), work=REQUESTS)[0])
        for each, directory in projects:
            whole, lane = ask(each, directory)
            table.add(each.row("tropebuild process-chat"), whole)
            table.add(each.row("the same less its preview"), lane,
                      f"{possible / lane.wall:.1%} of the possible rate in the last round")
    yield table


def tier5(place, server):
    table = Table("tier5: 30,000 requests a minute from one core, answers after 500 ms",
                  f"{REQUESTS:,} requests in {REQUESTS / 500:.0f} s with most of the core left", "tropebuild process-chat",
                  per_thousand=True)
    projects = [(each, project(each, "tier5", server.late, requests_per_minute=30_000)) for each in place.contenders]
    for _ in range(min(place.rounds, 3)):
        for each, directory in projects:
            whole, lane = ask(each, directory, cores="0")
            table.add(each.row("tropebuild process-chat"), whole)
            table.add(each.row("the same less its preview"), lane,
                      f"{REQUESTS / lane.wall * 60:,.0f} a minute, {lane.cpu / lane.wall:.0%} of the core in the last round")
    yield table


ROWS = {name: (lambda place, rows=rows: serving(place, rows))
        for name, rows in {"realtime": realtime, "latency": latency, "tier5": tier5}.items()}
