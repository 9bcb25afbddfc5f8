"""Webhooks end to end on the loopback: told once, signed, retried on schedule, alive after a restart."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlmodel import col, select, update
from standardwebhooks import Webhook, WebhookVerificationError

from domain.account import Account
from domain.brief import Brief
from domain.errors import FetchError
from domain.job import JobRequest
from pipeline.accounts.accounts import Accounts, NewAccount
from pipeline.clock import system_clock
from pipeline.jobs.desk import Desk
from pipeline.storage.admission import Admission
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.store.webhooks import DeliveryRow, MessageRow
from pipeline.webhooks.courier import Courier
from pipeline.webhooks.endpoints import Endpoints
from pipeline.webhooks.outbox import Outbox
from pipeline.webhooks.sending import Attempt, Sender
from pipeline.webhooks.signing import new_secret, sign
from pipeline.webhooks.values import SCHEDULE
from tests.pipeline.databases import CHEAP, Hands, new_database
from tests.pipeline.webhooks.receiver import Receiver, receive

BRIEF = Brief.model_validate({"product": {"name": "杯", "images": ["asset:" + "a" * 64]}})


@dataclass
class Answering:
    """Answers attempts as told, the last one for ever."""

    answers: list[Attempt]
    sent: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, url: str, body: str, headers: dict[str, str]) -> Attempt:
        self.sent.append((url, body, headers))
        return self.answers[min(len(self.sent), len(self.answers)) - 1]


OK, DOWN, GONE = Attempt(200, "", 5), Attempt(500, "answered 500", 5), Attempt(410, "answered 410", 5, gone=True)


@dataclass
class Post:
    database: Database
    clock: Hands
    desk: Desk
    account: Account
    endpoints: Endpoints
    outbox: Outbox

    def courier(self, *answers: Attempt) -> tuple[Courier, Answering]:
        sender = Answering(list(answers))
        return Courier(self.database, sender, self.clock, chance=lambda: 0.0), sender

    def ended(self, status: str = "completed") -> str:
        job = self.desk.submit(JobRequest(brief=BRIEF), self.account.id)
        with self.database.session() as session:
            session.exec(update(JobRow).where(col(JobRow.id) == job.id).values(status=status, updated=self.clock.at))
        return job.id

    def deliver(self, courier: Courier) -> int:
        parcels = courier.take()
        for parcel in parcels:
            courier.deliver(parcel)
        return len(parcels)


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    database, clock = new_database(tmp_path), Hands()
    account = Accounts(database, clock, CHEAP).create(NewAccount("ada@example.com"))
    desk = Desk(database, Admission((tmp_path,), 0), now=clock)
    yield Post(database, clock, desk, account, Endpoints(database, clock), Outbox(database, clock))
    database.close()


def test_an_ended_video_is_told_once_whoever_looks(post: Post) -> None:
    endpoint, _ = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    video = post.ended()
    assert post.outbox.gather() == 1
    assert Outbox(post.database, post.clock).gather() == 0
    courier, sender = post.courier(OK)
    assert post.deliver(courier) == 1 and post.deliver(courier) == 0
    told = json.loads(sender.sent[0][1])
    assert (told["type"], told["data"]["id"], told["data"]["status"]) == ("video.completed", video, "completed")
    assert len(sender.sent[0][1].encode()) < 20_000
    (delivery,) = post.outbox.deliveries(endpoint, 10, None)
    assert (delivery.status, delivery.attempts, delivery.answered) == ("delivered", 1, 200)


def test_a_job_still_running_or_of_somebody_else_is_not_told(post: Post) -> None:
    post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    post.desk.submit(JobRequest(brief=BRIEF), post.account.id)
    other = post.desk.submit(JobRequest(brief=BRIEF), "acc_other")
    post.desk.cancel(other.id, "acc_other")
    assert post.outbox.gather() == 0


def test_events_are_chosen_and_a_later_endpoint_hears_nothing_old(post: Post) -> None:
    post.endpoints.create(post.account, "https://shop.example.com/failures", ("video.failed",))
    post.ended("completed")
    post.clock.move(seconds=1)
    late, _ = post.endpoints.create(post.account, "https://shop.example.com/late", ())
    post.outbox.gather()
    with post.database.session() as session:
        assert [row.endpoint for row in session.exec(select(DeliveryRow))] in ([], [late.id])
        assert session.exec(select(MessageRow)).one().type == "video.completed"


def test_a_videos_own_address_hears_of_that_video_alone(post: Post) -> None:
    first = post.ended()
    post.ended()
    with post.database.session() as session:
        post.endpoints.wish(session, post.account, first, "https://shop.example.com/once")
    post.outbox.gather()
    courier, sender = post.courier(OK)
    post.deliver(courier)
    assert [json.loads(body)["data"]["id"] for _, body, _ in sender.sent] == [first]


def test_an_address_that_was_gone_is_tried_again_when_it_is_asked_for_anew(post: Post) -> None:
    url = "https://shop.example.com/once"

    def ask(anew: bool) -> int:
        video = post.ended()
        with post.database.session() as session:
            post.endpoints.wish(session, post.account, video, url, anew=anew)
        post.outbox.gather()
        return post.deliver(post.courier(GONE)[0])

    assert [ask(True), ask(False), ask(True)] == [1, 0, 2]
    post.endpoints.change(post.endpoints.of(post.account)[0], None, None, False)
    assert ask(True) == 0


def test_the_schedule_is_kept_then_the_endpoint_is_switched_off(post: Post) -> None:
    endpoint, _ = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    begun = post.clock.at
    post.ended()
    post.outbox.gather()
    courier, sender = post.courier(DOWN)
    assert post.deliver(courier) == 1
    for wait in SCHEDULE[1:]:
        post.clock.move(seconds=wait.total_seconds() - 1)
        assert post.deliver(courier) == 0
        post.clock.move(seconds=1)
        assert post.deliver(courier) == 1
    assert len(sender.sent) == len(SCHEDULE) == 10
    assert post.clock.at - begun == timedelta(hours=75, minutes=35, seconds=5)
    assert len({headers["webhook-id"] for _, _, headers in sender.sent}) == 1
    found = post.endpoints.find(post.account, endpoint.id)
    assert found is not None and not found.enabled and "75 hours" in found.disabled_because
    assert post.outbox.deliveries(endpoint, 1, None)[0].status == "failed"


def test_gone_disables_at_once_and_retry_after_is_waited_for(post: Post) -> None:
    endpoint, _ = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    post.ended()
    post.outbox.gather()
    courier, _ = post.courier(Attempt(503, "answered 503", 1, retry_after=600), GONE)
    post.deliver(courier)
    post.clock.move(seconds=599)
    assert post.deliver(courier) == 0
    post.clock.move(seconds=1)
    assert post.deliver(courier) == 1
    found = post.endpoints.find(post.account, endpoint.id)
    assert found is not None and "410" in found.disabled_because


def test_a_courier_that_died_is_followed_by_another(post: Post) -> None:
    post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    post.ended()
    post.outbox.gather()
    dead, _ = post.courier(OK)
    (taken,) = dead.take()
    courier, sender = post.courier(OK)
    assert post.deliver(courier) == 0
    post.clock.move(seconds=61)
    assert post.deliver(courier) == 1
    assert sender.sent[0][2]["webhook-id"] == taken.message


def test_one_accounts_slow_receiver_holds_up_nobody_else(post: Post) -> None:
    slow, _ = post.endpoints.create(post.account, "https://slow.example.com/hook", ())
    for _ in range(40):
        post.outbox.test(slow)
    post.clock.move(seconds=1)
    other = Accounts(post.database, post.clock, CHEAP).create(NewAccount("bob@example.com"))
    quick, _ = post.endpoints.create(other, "https://quick.example.com/hook", ())
    post.outbox.test(quick)
    courier, _ = post.courier(OK)
    taken = courier.take(3)
    assert [parcel.account for parcel in taken].count(other.id) == 1
    rest = courier.take(16, {post.account.id: 2})
    assert [parcel.account for parcel in rest] == [post.account.id] * 2
    assert courier.take(12, {post.account.id: 4}) == ()


def test_an_attempt_that_fails_unexpectedly_stops_no_courier(post: Post) -> None:
    bad, _ = post.endpoints.create(post.account, "https://bad.example.com/hook", ())
    good, _ = post.endpoints.create(post.account, "https://good.example.com/hook", ())
    arrived, stop = Event(), Event()

    def send(url: str, body: str, headers: dict[str, str]) -> Attempt:
        if "bad" in url:
            raise ValueError("nobody foresaw this")
        arrived.set()
        return OK

    courier = Courier(post.database, send, post.clock, chance=lambda: 0.0)
    thread = Thread(target=courier.run, args=(stop, 0.01))
    thread.start()
    post.outbox.test(bad)
    while post.outbox.deliveries(bad, 1, None)[0].attempts == 0:
        assert thread.is_alive()
    post.outbox.test(good)
    assert arrived.wait(10)
    stop.set()
    thread.join()
    (failed,) = post.outbox.deliveries(bad, 1, None)
    assert (failed.status, failed.problem) == ("pending", "failed unexpectedly: ValueError")


def test_redelivery_and_test_events(post: Post) -> None:
    endpoint, _ = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    test = post.outbox.test(endpoint)
    courier, sender = post.courier(OK)
    post.deliver(courier)
    assert post.outbox.redeliver(endpoint, test.id) is not None
    post.deliver(courier)
    assert [json.loads(body)["type"] for _, body, _ in sender.sent] == ["webhook.test"] * 2
    assert post.outbox.redeliver(endpoint, "dlv_none") is None


def test_deliveries_are_listed_page_by_page(post: Post) -> None:
    endpoint, _ = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    made = []
    for _ in range(5):
        made.append(post.outbox.test(endpoint).id)
        post.clock.move(seconds=1)
    first = post.outbox.deliveries(endpoint, 3, None)
    rest = post.outbox.deliveries(endpoint, 3, (first[-1].created, first[-1].id))
    assert [delivery.id for delivery in (*first, *rest)] == made[::-1]


# --- signatures ----------------------------------------------------------------------------------


def test_both_secrets_sign_while_one_replaces_the_other(post: Post) -> None:
    endpoint, old = post.endpoints.create(post.account, "https://shop.example.com/hook", ())
    new = post.endpoints.rotate(endpoint, timedelta(hours=1))
    post.outbox.test(endpoint)
    courier, _ = post.courier(OK)
    (parcel,) = courier.take()
    assert parcel.keys == (new, old)
    post.clock.move(hours=2)
    (later,) = courier.take()
    assert later.keys == (new,)


def test_the_reference_library_verifies_and_refuses_what_was_changed() -> None:
    new, old, body = new_secret(), new_secret(), '{"type":"video.completed"}'
    headers = sign("evt_1", body, system_clock(), (new, old))
    for secret in (new, old):
        assert Webhook(secret).verify(body, headers)
    for changed in (body + " ", body.replace("completed", "failed")):
        with pytest.raises(WebhookVerificationError):
            Webhook(new).verify(changed, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)


# --- over the network ----------------------------------------------------------------------------


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receive() as running:
        yield running


def test_a_real_receiver_verifies_what_it_got(post: Post, receiver: Receiver) -> None:
    endpoints = Endpoints(post.database, post.clock, frozenset({"127.0.0.1"}))
    endpoint, secret = endpoints.create(post.account, receiver.url("/hook"), ())
    post.clock.at = system_clock()
    post.outbox.test(endpoint)
    courier = Courier(post.database, Sender(frozenset({"127.0.0.1"})), post.clock)
    post.deliver(courier)
    (got,) = receiver.got
    assert Webhook(secret).verify(got.body, got.headers)["type"] == "webhook.test"


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        ("/500", 500, "answered 500"),
        ("/moved", 302, "answered 302"),
        ("/endless", 503, "answered 503"),
        ("/slow", None, "no answer"),
        ("/cut", None, "reach"),
    ],
)
def test_bad_receivers_are_told_apart(receiver: Receiver, path: str, status: int | None, problem: str) -> None:
    attempt = Sender(frozenset({"127.0.0.1"}), timeout_s=0.5)(receiver.url(path), "{}", {})
    assert attempt.status == status and problem in attempt.problem and not attempt.delivered
    assert len(receiver.got) == 1  # a redirect is not followed


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "https://10.0.0.1/", "https://localhost/", "ftp://x.example.com/"]
)
def test_private_addresses_are_called_for_nobody(post: Post, url: str) -> None:
    with pytest.raises(FetchError):
        post.endpoints.create(post.account, url, ())
    assert not Sender()(url, "{}", {}).delivered


def test_a_name_that_turns_private_later_is_not_called() -> None:
    attempt = Sender(resolve=lambda host, port: ("169.254.169.254",))("https://shop.example.com/", "{}", {})
    assert attempt.status is None and "not on the public internet" in attempt.problem
