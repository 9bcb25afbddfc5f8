"""Every client library against a server that misbehaves: R3 of the reliability list, provider by provider."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from agent.budget import Limits, Price, Purse, find_price, shipped_prices, tokens
from agent.chat import LlmSettings, money
from agent.llm import LlmPlanner
from agent.offline import OfflinePlanner
from agent.planner import plan_script
from agent.providers import provider, providers
from agent.talk import Talk
from domain.conversation import Cost
from domain.errors import PlanError, SettingsError
from domain.script import Script
from tests.agent.briefs import example
from tests.agent.endpoint import (
    Endpoint,
    Reply,
    anthropic_message,
    completion,
    endpoint,
    gemini_content,
    good_draft,
    refusal,
)

THERMOS = example("thermos")
GOOD = json.dumps(good_draft(THERMOS), ensure_ascii=False)
KEY = "sk-secret-1234567890abcdef"


@dataclass(frozen=True)
class Dialect:
    """How one provider's answers look, and where its library is pointed to."""

    name: str
    says: Callable[[str], Reply]
    cut: Reply
    refuses: Reply
    root: bool


DIALECTS = (
    Dialect("openai", completion, completion(GOOD[:200], finish="length"), completion("", refused="I cannot"), False),
    Dialect(
        "anthropic",
        anthropic_message,
        anthropic_message(GOOD[:200], stop="max_tokens"),
        anthropic_message("I cannot", stop="refusal"),
        True,
    ),
    Dialect(
        "gemini",
        gemini_content,
        gemini_content(GOOD[:200], finish="MAX_TOKENS"),
        gemini_content("", finish="SAFETY"),
        True,
    ),
)


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    told: Dialect = request.param
    return told


@dataclass
class Asked:
    service: Endpoint
    talk: Talk
    waits: list[float] = field(default_factory=list)

    def plan(self) -> Script:
        return LlmPlanner(self.talk).plan(THERMOS)

    @property
    def faults(self) -> list[str]:
        return [exchange.fault for exchange in self.talk.conversation.exchanges]


@contextmanager
def asked(dialect: Dialect, replies: list[Reply], **changes: Any) -> Iterator[Asked]:
    with endpoint(replies) as service:
        waits: list[float] = []
        address = service.root if dialect.root else service.url
        values = {"provider": dialect.name, "base_url": address, "api_key": KEY, "model": "test-model", "timeout_s": 10}
        yield Asked(service, Talk(LlmSettings(**(values | changes)), pause=waits.append), waits)


def test_a_good_answer(dialect: Dialect) -> None:
    with asked(dialect, [dialect.says(GOOD)]) as job:
        script = job.plan()
    offline = OfflinePlanner().plan(THERMOS)
    assert [scene.narration for scene in script.scenes] == [scene.narration for scene in offline.scenes]
    assert (script.written_by.input_tokens, script.written_by.output_tokens) == (100, 20)
    assert job.service.keys[0].endswith(KEY)
    sent = json.dumps(job.service.requests[0])
    assert "narration" in sent
    assert "4000" in sent


def charged_as(good: Reply, bill: object) -> Reply:
    """An answer whose bill says this, or says it for each count."""
    told = json.loads(good.body)
    name = next(name for name in ("usage", "usageMetadata") if name in told)
    told[name] = dict.fromkeys(told[name], bill) if not isinstance(bill, list | dict) else bill
    return Reply(json.dumps(told).encode())


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "bill", ["many", None, [], ["a"], -5, 1.5, True, 10**30, {"prompt_tokens_details": "few", "input_tokens": []}, {}]
)
def test_a_bill_that_cannot_be_read_spoils_no_answer(dialect: Dialect, bill: object) -> None:
    with asked(dialect, [charged_as(dialect.says(GOOD), bill)]) as job:
        script = job.plan()
    (exchange,) = job.talk.conversation.exchanges
    assert script.written_by.planner == "llm"
    assert exchange.fault == ""
    assert exchange.settled == exchange.reserved


def test_an_answer_too_large_is_not_read_to_its_end(dialect: Dialect) -> None:
    huge = Reply(b'{"a": "' + b"x" * 60_000_000 + b'"}')
    with asked(dialect, [huge], max_tries=1) as job:
        script = plan_script(THERMOS, [LlmPlanner(job.talk), OfflinePlanner()])
    assert script.written_by.planner == "offline"
    assert "sent an answer of more than 4 MB" in script.written_by.fallback_reason


def test_a_packed_answer_is_not_asked_for_and_not_unpacked(dialect: Dialect) -> None:
    packed = Reply(gzip.compress(dialect.says(GOOD).body), headers={"Content-Encoding": "gzip"})
    with asked(dialect, [packed, dialect.says(GOOD)]) as job:
        job.plan()
    assert job.service.encodings == ["identity", "identity"]
    assert "packed answer" in job.faults[0]


def test_what_was_asked_and_said_is_kept_without_the_key(dialect: Dialect) -> None:
    leaking = json.dumps({"title": f"my key is {KEY}"})
    with asked(dialect, [dialect.says(leaking), dialect.says(GOOD)], temperature=0.3) as job:
        job.plan()
    first, second = job.talk.conversation.exchanges
    assert (first.provider, first.model, first.temperature) == (dialect.name, "test-model", 0.3)
    assert first.prompt == "write-script 3"
    assert first.seed == (THERMOS.seed if provider(dialect.name).seeded else None)
    assert "scenes: Field required" in first.fault
    assert second.messages[-1].text.count("scenes: Field required") == 1
    assert second.fault == ""
    assert KEY not in job.talk.conversation.model_dump_json()
    assert "***" in first.answer


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (lambda d: refusal(429, Retry_After="2.5"), "429"),
        (lambda d: refusal(500), "500"),
        (lambda d: refusal(503), "503"),
        (lambda d: d.says(GOOD[: len(GOOD) // 2]), ""),
        (lambda d: d.says('{"title": "x"}'), "scenes: Field required"),
        (lambda d: d.says(""), "empty"),
        (lambda d: d.cut, "cut short"),
        (lambda d: d.refuses, "refused"),
        (lambda d: Reply(b'{"a": "' + b"x" * 500, cut=100), ""),
        (lambda d: Reply(b"\xff\xfe not json"), ""),
    ],
    ids=[
        "429", "500", "503", "truncated", "wrong-schema", "empty", "cut-short", "refusal", "broken-off", "bytes",
    ],
)  # fmt: skip
def test_each_fault_is_tried_again_and_survived(dialect: Dialect, bad: Callable[[Dialect], Reply], named: str) -> None:
    with asked(dialect, [bad(dialect), dialect.says(GOOD)]) as job:
        script = job.plan()
    assert script.written_by.planner == "llm"
    assert len(job.service.requests) == 2
    assert named in job.faults[0]
    assert job.faults[0]
    assert job.faults[1] == ""
    if named == "429":
        assert job.waits == [2.5]
    assert all(wait <= 8 for wait in job.waits)


def test_a_fault_that_stays_ends_after_four_requests_in_the_offline_planner(dialect: Dialect) -> None:
    with asked(dialect, [refusal(500)]) as job:
        script = plan_script(THERMOS, [LlmPlanner(job.talk), OfflinePlanner()])
    assert len(job.service.requests) == 4
    assert script.written_by.planner == "offline"
    assert "llm: test-model at 127.0.0.1 failed with status 500" in script.written_by.fallback_reason
    assert job.waits == sorted(job.waits)


def test_a_refused_key_is_not_tried_again_nor_shown(dialect: Dialect) -> None:
    with asked(dialect, [refusal(401, f"wrong key {KEY}")]) as job, pytest.raises(PlanError) as failure:
        job.plan()
    assert len(job.service.requests) == 1
    assert "401" in failure.value.message
    assert KEY not in str(failure.value)
    assert KEY not in job.talk.conversation.model_dump_json()


@pytest.mark.parametrize("slow", [Reply(wait_s=6), Reply(b" " * 400, drip_s=0.05)], ids=["silent", "dripping"])
def test_a_slow_service_is_left_in_time(dialect: Dialect, slow: Reply) -> None:
    with asked(dialect, [slow], timeout_s=1.0, max_tries=1) as job:
        start = time.monotonic()
        with pytest.raises(PlanError, match="did not answer within 1 s"):
            job.plan()
        assert time.monotonic() - start < 4
    (exchange,) = job.talk.conversation.exchanges
    assert exchange.settled == exchange.reserved


def test_all_tries_together_have_a_deadline(dialect: Dialect) -> None:
    with asked(dialect, [Reply(wait_s=6)], timeout_s=0.6, deadline_s=1.0) as job, pytest.raises(PlanError):
        job.plan()
    assert len(job.service.requests) <= 2


# --- the budget ----------------------------------------------------------------------------------

CHEAP = Price(input=Decimal(1), output=Decimal(2), currency="USD")


def test_a_reservation_holds_the_most_it_can_cost_and_settling_frees_the_rest() -> None:
    purse = Purse(Limits(tokens=10_000), CHEAP)
    most = purse.estimate([("system", "a" * 300), ("human", "字" * 100)], "{}", 4000)
    assert most.output_tokens == 4000
    assert most.input_tokens >= 100 + 100
    purse.reserve(most)
    with pytest.raises(PlanError, match="its budget is 10000"):
        for _ in range(3):
            purse.reserve(most)
    purse.settle(most, purse.cost(150, 500))
    assert (purse.spent.input_tokens, purse.spent.output_tokens) == (150, 500)
    assert purse.spent.money == Decimal("0.00115")


def test_tokens_are_never_guessed_too_few() -> None:
    assert tokens("Keeps your coffee hot for twelve hours.") >= 9
    assert tokens("长效保温十二小时") >= 8


def test_a_budget_in_money_stops_the_next_request_before_it_is_sent() -> None:
    limits = Limits(money=Decimal("0.013"), currency="USD")
    replies, prices = [refusal(500), _without_usage("{}")], {"test-model": CHEAP}
    with (
        asked(DIALECTS[0], replies, limits=limits, prices=prices) as job,
        pytest.raises(PlanError, match=r"its budget is 0\.013"),
    ):
        job.plan()
    spent = sum((e.settled.money or Decimal(0) for e in job.talk.conversation.exchanges), Decimal(0))
    assert spent <= Decimal("0.013")
    assert len(job.service.requests) < 4


def test_a_budget_in_money_lets_no_unknown_price_through() -> None:
    limits = Limits(money=Decimal(1), currency="CNY")
    with asked(DIALECTS[0], [completion(GOOD)], limits=limits) as job, pytest.raises(PlanError, match="no price"):
        job.plan()
    assert job.service.requests == []


def test_a_service_that_states_no_usage_is_charged_the_reservation() -> None:
    with asked(DIALECTS[0], [_without_usage(GOOD)]) as job:
        job.plan()
    (exchange,) = job.talk.conversation.exchanges
    assert exchange.settled == exchange.reserved != Cost()


def _without_usage(content: str) -> Reply:
    silent = json.loads(completion(content).body)
    del silent["usage"]
    return Reply(json.dumps(silent).encode())


def test_prices_are_found_by_family_and_one_s_own_server_is_free() -> None:
    assert shipped_prices().price("gpt-4.1-mini-2025-04-14") == shipped_prices().price("gpt-4.1-mini")
    assert find_price("qwen3", {}, free=True, currency="CNY") is not None
    assert find_price("qwen3", {}, free=False, currency="CNY") is None
    assert find_price("gpt-4.1", {"gpt-4.1": CHEAP}, free=False, currency="USD") == CHEAP
    assert all(price.source for price in shipped_prices().models.values())


def test_a_budget_is_an_amount_and_a_currency() -> None:
    assert money("0.05 USD") == (Decimal("0.05"), "USD")
    for wrong in ("5", "x USD", "-1 USD", "1 usd"):
        with pytest.raises(ValueError, match="write an amount"):
            money(wrong)


def test_the_table_is_whole() -> None:
    rows = providers()
    assert {"openai", "vllm", "ollama", "deepseek", "qwen", "anthropic", "gemini"} <= rows.keys()
    assert all(row.extra and row.module for name, row in rows.items() if name in ("anthropic", "gemini"))
    with pytest.raises(SettingsError, match="not known"):
        provider("nobody")
