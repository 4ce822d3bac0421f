"""Checks the sandbox with the official openai client.

Every answer is also validated against the client's own types, strictly: no field missing, of another type,
or unknown to the type.  usage: check.py PATH-OF-tropebuild-sandbox
"""

import io
import json
import re
import subprocess
import sys
import time
from typing import Literal

import openai
from openai.pagination import SyncCursorPage, SyncPage
from openai.pagination import SyncConversationCursorPage
from openai.types import Batch, Decision, FileDeleted, FileObject, Model
from openai.types.admin.organization import (
    OrganizationSpendLimit, OrganizationSpendLimitDeleted, UsageCompletionsResponse, UsageCostsResponse,
    UsageDecisionsResponse)
from openai.types.admin.organization.projects import (
    ProjectRateLimit, ProjectServiceTierSettings, ProjectSpendLimit)
from openai.types.chat import ChatCompletion
from pydantic import BaseModel

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


class Sandbox:
    """A running sandbox, ended with the block; also when this script is killed, by its standard input."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.argv[1], "--exit-with-stdin", *self.options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"tropebuild-sandbox: listening on (http://127\.0\.0\.1:\d+/v1)\n", line)
        assert found, f"unexpected first line {line!r}"
        return openai.OpenAI(base_url=found[1], api_key="sandbox-key", admin_api_key="sk-admin-sandbox")

    def __exit__(self, *_):
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0


def unknown_fields(value, path=""):
    """Paths of all fields that the client's types do not know."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}"
        for name in type(value).model_fields:
            yield from unknown_fields(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for element in value:
            yield from unknown_fields(element, path + "[]")


def strict(kind, raw):
    """The answer as the client parses it, after strict validation of the bytes."""
    model = kind.model_validate_json(raw.text if isinstance(raw.text, str) else raw.text(), strict=True)
    extra = [path for path in unknown_fields(model) if path not in KNOWN_TO_DOCUMENTS_ONLY]
    assert not extra, f"{kind.__name__} has unknown fields {extra}"
    return raw.parse()


# In the public description (ListFilesResponse, ListBatchesResponse, Model) and not in the client's types.
KNOWN_TO_DOCUMENTS_ONLY = {".object", ".first_id", ".last_id"}

SYSTEM = """<tropes>
Mad Scientist: Pursues forbidden experiments in a laboratory.
Loyal Butler: Serves the master of a house with quiet devotion.
No Trope: None of these fits.
</tropes>"""
USER = """<summary>In his laboratory Victor makes forbidden experiments. James serves the house.</summary>
<names>Victor
James</names>"""
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": USER}]
SCHEMA = {
    "type": "object",
    "properties": {"characters": {"type": "array", "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "trope": {"type": "string", "enum": ["Mad Scientist", "Loyal Butler", "No Trope"]}},
        "required": ["name", "trope"], "additionalProperties": False}}},
    "required": ["characters"], "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "tropes", "strict": True, "schema": SCHEMA}}
EXPECTED = {"characters": [
    {"name": "Victor", "trope": "Mad Scientist"}, {"name": "James", "trope": "Loyal Butler"}]}


class Character(BaseModel):
    name: str
    trope: Literal["Mad Scientist", "Loyal Butler", "No Trope"]


class Characters(BaseModel):
    characters: list[Character]


def line(custom_id, **body):
    body = {"model": "gpt-4o-mini", "messages": MESSAGES, "response_format": FORMAT} | body
    return json.dumps(
        {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions", "body": body})


def upload(client, lines):
    raw = client.files.with_raw_response.create(
        file=("requests.jsonl", io.BytesIO(("\n".join(lines) + "\n").encode())), purpose="batch")
    return strict(FileObject, raw)


def create(client, file, **options):
    return strict(Batch, client.batches.with_raw_response.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", **options))


def wait(client, batch):
    for _ in range(200):
        batch = strict(Batch, client.batches.with_raw_response.retrieve(batch.id))
        if batch.status in ("completed", "failed", "expired", "cancelled"):
            return batch
        time.sleep(0.05)
    raise AssertionError(f"batch still {batch.status}")


@check
def chat_with_response_format():
    with Sandbox() as client:
        completion = strict(ChatCompletion, client.chat.completions.with_raw_response.create(
            model="gpt-4o-mini", messages=MESSAGES, response_format=FORMAT, temperature=0, seed=7))
        assert json.loads(completion.choices[0].message.content) == EXPECTED
        assert completion.model == "sandbox-lexical"
        assert completion.usage.total_tokens == (
            completion.usage.prompt_tokens + completion.usage.completion_tokens)
        assert completion._request_id


@check
def parse_helper():
    with Sandbox() as client:
        completion = client.chat.completions.parse(
            model="gpt-4o-mini", messages=MESSAGES, response_format=Characters)
        assert completion.choices[0].message.parsed.model_dump() == EXPECTED


@check
def models():
    with Sandbox() as client:
        strict(SyncPage[Model], client.models.with_raw_response.list())
        assert "gpt-4o-mini" in [model.id for model in client.models.list()]
        assert strict(Model, client.models.with_raw_response.retrieve("gpt-4o-mini")).id == "gpt-4o-mini"


@check
def files():
    with Sandbox() as client:
        made = [upload(client, [line(f"a{i}")]) for i in range(5)]
        strict(SyncCursorPage[FileObject], client.files.with_raw_response.list(limit=2))
        assert [f.id for f in client.files.list(limit=2, order="asc")] == [f.id for f in made]
        assert [f.id for f in client.files.list(limit=2)] == [f.id for f in reversed(made)]
        assert list(client.files.list(purpose="evals")) == []
        content = client.files.content(made[0].id).read()
        assert content == (line("a0") + "\n").encode()
        strict(FileDeleted, client.files.with_raw_response.delete(made[0].id))
        expect(openai.NotFoundError, lambda: client.files.retrieve(made[0].id))
        expect(openai.BadRequestError, lambda: client.files.create(
            file=("requests.txt", b"{}"), purpose="batch"))


@check
def batch_from_upload_to_output():
    with Sandbox("--batch-turnaround", "300ms") as client:
        file = upload(client, [line(f"id-{i}") for i in range(30)] + [line("bad", temperature=9)])
        batch = create(client, file, metadata={"run": "7"})
        assert batch.status == "validating" and batch.metadata == {"run": "7"}
        batch = wait(client, batch)
        assert batch.status == "completed", batch
        counts = batch.request_counts
        assert (counts.total, counts.completed, counts.failed) == (31, 30, 1)
        lines = [json.loads(text) for text in client.files.content(batch.output_file_id).text.split("\n")[:-1]]
        assert {entry["custom_id"] for entry in lines} == {f"id-{i}" for i in range(30)}
        assert [entry["custom_id"] for entry in lines] != [f"id-{i}" for i in range(30)], "input order"
        for entry in lines:
            assert entry["error"] is None and entry["response"]["status_code"] == 200
            answer = ChatCompletion.model_validate(entry["response"]["body"], strict=True)
            assert json.loads(answer.choices[0].message.content) == EXPECTED
        [failed] = [json.loads(text) for text in client.files.content(batch.error_file_id).text.split("\n")[:-1]]
        assert failed["custom_id"] == "bad" and failed["response"]["status_code"] == 400
        assert failed["response"]["body"]["error"]["param"] == "temperature"
        assert batch.usage.input_tokens > 0


@check
def batch_that_fails_validation():
    with Sandbox("--batch-turnaround", "300ms") as client:
        batch = wait(client, create(client, upload(client, [line("a"), "nonsense", line("a")])))
        assert batch.status == "failed" and batch.errors.object == "list"
        assert [(e.code, e.line) for e in batch.errors.data] == [
            ("invalid_json_line", 2), ("duplicate_custom_id", 3)]


@check
def batch_list_with_paging_and_cancel():
    with Sandbox("--batch-turnaround", "1h", "--time-scale", "60") as client:
        file = upload(client, [line("a")])
        made = [create(client, file) for _ in range(5)]
        strict(SyncCursorPage[Batch], client.batches.with_raw_response.list(limit=2))
        assert [b.id for b in client.batches.list(limit=2)] == [b.id for b in reversed(made)]
        cancelled = strict(Batch, client.batches.with_raw_response.cancel(made[0].id))
        assert cancelled.status == "cancelling"
        assert wait(client, cancelled).status == "cancelled"
        expect(openai.NotFoundError, lambda: client.batches.retrieve("batch_none"))


@check
def retries_on_429():
    # Half of all requests are refused by chance, so that eight retries get every one of twenty through.
    with Sandbox("--faults", "429=50%", "--seed", "3") as client:
        refused = 0
        client = client.with_options(max_retries=0)
        patient = client.with_options(max_retries=8)
        for number in range(4):
            messages = [*MESSAGES, {"role": "user", "content": f"{USER} {number}"}]
            try:
                client.chat.completions.create(model="gpt-4o-mini", messages=messages)
            except openai.RateLimitError as error:
                refused += 1
                assert error.code == "rate_limit_exceeded" and error.response.headers["retry-after"]
            patient.chat.completions.create(model="gpt-4o-mini", messages=messages)
        assert refused > 0, "no request was refused: choose another seed"


@check
def tier_limits_and_headers():
    with Sandbox("--tier", "1", "--time-scale", "600") as client:
        raw = client.chat.completions.with_raw_response.create(model="gpt-4o-mini", messages=MESSAGES)
        assert raw.headers["x-ratelimit-limit-requests"] == "10000"
        assert raw.headers["x-ratelimit-limit-tokens"] == "200000"
        huge = [{"role": "user", "content": "word " * 200_000}]
        error = expect(openai.BadRequestError, lambda: client.chat.completions.create(
            model="gpt-4o-mini", messages=huge))
        assert error.code == "context_length_exceeded"


@check
def errors_have_their_types():
    with Sandbox("--key", "right") as client:
        expect(openai.AuthenticationError, lambda: client.models.list())
        client = client.with_options(api_key="right")
        expect(openai.NotFoundError, lambda: client.chat.completions.create(
            model="no-such-model", messages=MESSAGES))
        loose = json.loads(json.dumps(FORMAT))
        loose["json_schema"]["schema"]["required"] = []
        error = expect(openai.BadRequestError, lambda: client.chat.completions.create(
            model="gpt-4o-mini", messages=MESSAGES, response_format=loose))
        assert error.param == "response_format" and "characters" in error.message


LUNA = {"model": "gpt-6-luna", "reasoning_effort": "none", "response_format": FORMAT}
LONG = SYSTEM + "\nMore words to read." * 400


def marked(plot):
    """Messages whose long beginning ends at a breakpoint."""
    part = {"type": "text", "text": LONG, "prompt_cache_breakpoint": {"mode": "explicit"}}
    return [{"role": "system", "content": [part]}, {"role": "user", "content": f"{USER} {plot}"}]


@check
def shutdown_dates():
    with Sandbox("--retire", "gpt-5.4-nano=0s") as client:
        assert strict(Model, client.models.with_raw_response.retrieve("gpt-4o-mini")).shutdown_date == "2027-01-14"
        error = expect(openai.NotFoundError, lambda: client.chat.completions.create(
            model="gpt-5.4-nano", messages=MESSAGES))
        assert error.code == "model_not_found"


@check
def breakpoints_and_what_they_save():
    with Sandbox() as client:
        usages = [
            strict(ChatCompletion, client.chat.completions.with_raw_response.create(
                messages=marked(plot), prompt_cache_key="k", prompt_cache_options={"mode": "explicit", "ttl": "30m"},
                **LUNA)).usage.prompt_tokens_details
            for plot in ("One.", "Two.")]
        assert usages[0].cached_tokens == 0 and usages[0].cache_write_tokens > 1024
        assert usages[1].cached_tokens == usages[0].cache_write_tokens and usages[1].cache_write_tokens == 0
        error = expect(openai.BadRequestError, lambda: client.chat.completions.create(
            model="gpt-4o-mini", messages=marked("Three.")))
        assert error.code == "invalid_parameter"


@check
def reasoning_tokens():
    with Sandbox() as client:
        answer = strict(ChatCompletion, client.chat.completions.with_raw_response.create(
            messages=MESSAGES, **LUNA | {"reasoning_effort": "low"}))
        assert answer.usage.completion_tokens_details.reasoning_tokens > 0
        for wrong in ({"model": "gpt-6-astra"}, {"max_tokens": 9}, {"reasoning_effort": "low", "temperature": 0}):
            expect(openai.BadRequestError, lambda: client.chat.completions.create(
                messages=MESSAGES, **LUNA | wrong))


@check
def tiers_of_service():
    with Sandbox("--project-default-tier", "fast", "--flex-outage", "0s..1s") as client:
        client = client.with_options(max_retries=0)
        for asked, served in ((None, "priority"), ("default", "default"), ("fast", "priority")):
            tier = {} if asked is None else {"service_tier": asked}
            answer = strict(ChatCompletion, client.chat.completions.with_raw_response.create(
                messages=MESSAGES, **LUNA, **tier))
            assert answer.service_tier == served, (asked, answer.service_tier)
        error = expect(openai.RateLimitError, lambda: client.chat.completions.create(
            messages=MESSAGES, service_tier="flex", **LUNA))
        assert error.code == "resource_unavailable"
    with Sandbox("--project-tiers", "none") as client:
        error = expect(openai.BadRequestError, lambda: client.chat.completions.create(
            messages=MESSAGES, service_tier="flex", **LUNA))
        assert error.param == "service_tier"


@check
def probabilities_of_tokens():
    with Sandbox() as client:
        choice = strict(ChatCompletion, client.chat.completions.with_raw_response.create(
            messages=MESSAGES, logprobs=True, top_logprobs=4, **LUNA)).choices[0]
        entries = choice.logprobs.content
        assert bytes(byte for entry in entries for byte in entry.bytes).decode() == choice.message.content
        assert max(len(entry.top_logprobs) for entry in entries) <= 4


@check
def decisions():
    with Sandbox() as client:
        labels = [{"value": label} for label in ("Mad Scientist", "Loyal Butler", "No Trope")]
        decision = strict(Decision, client.decisions.with_raw_response.create(
            model="gpt-6-luna", input=[{"role": "user", "content": [{"type": "input_text", "text": USER}]}],
            questions=[
                {"type": "choice", "name": "who", "instructions": "What is Victor?", "choices": labels},
                {"type": "predicate", "instructions": "James serves."},
                {"type": "score", "instructions": "How central is Victor?",
                 "levels": [{"label": "minor"}, {"label": "lead"}]}],
            prompt_cache_options={"mode": "explicit"}))
        assert [answer.type for answer in decision.answers] == ["choice", "predicate", "score"]
        assert len(decision.answers[0].probabilities) == 3
        expect(openai.BadRequestError, lambda: client.decisions.create(
            model="gpt-4o-mini", input=USER, questions=[{"type": "predicate", "instructions": "x"}]))


@check
def administration():
    with Sandbox("--tier", "1") as client:
        for tier in ("default", "flex"):
            client.chat.completions.create(messages=MESSAGES, service_tier=tier, **LUNA)
        organization = client.admin.organization
        start = int(time.time()) - 86_400
        costs = strict(UsageCostsResponse, organization.usage.with_raw_response.costs(
            start_time=start, group_by=["line_item"]))
        lines = [line for bucket in costs.data for line in bucket.results]
        assert {line.line_item for line in lines} >= {"gpt-6-luna, input_tokens", "gpt-6-luna, flex, input_tokens"}
        usage = strict(UsageCompletionsResponse, organization.usage.with_raw_response.completions(
            start_time=start, group_by=["model", "service_tier", "batch"], models=["gpt-6-luna"], batch=False))
        lines = [line for bucket in usage.data for line in bucket.results]
        assert [(line.service_tier, line.num_model_requests) for line in lines] == [("default", 1), ("flex", 1)]
        strict(UsageDecisionsResponse, organization.usage.with_raw_response.decisions(start_time=start))
        page = organization.usage.costs(start_time=start - 9 * 86_400, limit=4)
        assert page.has_more and len(page.data) == 4
        expect(openai.NotFoundError, lambda: organization.spend_limit.retrieve())
        limit = {"currency": "USD", "interval": "month", "threshold_amount": 500}
        set_limit = strict(OrganizationSpendLimit, organization.spend_limit.with_raw_response.update(**limit))
        assert set_limit.threshold_amount == 500 and set_limit.enforcement.status == "inactive"
        strict(OrganizationSpendLimitDeleted, organization.spend_limit.with_raw_response.delete())
        projects = organization.projects
        strict(ProjectSpendLimit, projects.spend_limit.with_raw_response.update("proj_sandbox", **limit))
        settings = strict(
            ProjectServiceTierSettings,
            projects.service_tier_settings.with_raw_response.retrieve("proj_sandbox"))
        assert (settings.default, settings.enabled_tiers) == ("standard", "all")
        limits = list(projects.rate_limits.list_rate_limits("proj_sandbox", limit=3))
        strict(SyncConversationCursorPage[ProjectRateLimit],
               projects.rate_limits.with_raw_response.list_rate_limits("proj_sandbox"))
        [mini] = [limit for limit in limits if limit.model == "gpt-4o-mini"]
        assert mini.max_requests_per_1_day == 10_000
        ordinary = client.with_options(admin_api_key="sandbox-key")
        expect(openai.PermissionDeniedError, lambda: ordinary.admin.organization.usage.costs(start_time=start))


@check
def money_that_is_spent():
    with Sandbox("--spend-limit", "project=0") as client:
        error = expect(openai.RateLimitError, lambda: client.with_options(max_retries=0).chat.completions.create(
            messages=MESSAGES, **LUNA))
        assert error.code == "project_spend_limit_exceeded" and error.type == "insufficient_quota"


def expect(kind, action):
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


if __name__ == "__main__":
    print(f"openai {openai.__version__}")
    failures = 0
    for function in CHECKS:
        try:
            function()
            print(f"ok    {function.__name__}")
        except Exception as error:
            failures += 1
            print(f"FAIL  {function.__name__}: {type(error).__name__}: {error}")
    sys.exit(1 if failures else 0)
