"""Webhooks: where to tell of what happens, with signatures, retries, and a list of what was delivered."""

from typing import Literal

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from api.cursors import read_cursor, write_cursor
from api.deps import After, HookReader, HookWriter, Id, IdempotencyKey, InFront, Limit
from api.front import Front
from api.keyed import KeyedRoute
from api.models.common import Given, Moment, Page, Shown, page
from api.problems import ApiError, responses
from domain.account import Caller
from pipeline.webhooks.values import Delivery, Endpoint, EventName

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=KeyedRoute)
_URL = Field(min_length=8, max_length=2048, description="https, on the public internet.")


class WebhookRequest(Given):
    """Where to tell, and of which events; none named means all."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"url": "https://shop.example.com/hooks", "events": ["video.completed"]}]}
    )

    url: str = _URL
    events: tuple[EventName, ...] = Field((), max_length=10)


class WebhookChange(Given):
    """What to change; what is left out stays."""

    url: str | None = Field(None, min_length=8, max_length=2048)
    events: tuple[EventName, ...] | None = Field(None, max_length=10)
    enabled: bool | None = None


class WebhookShown(Shown):
    """A webhook. `requested` ones were made by a video's `webhook_url` and hear of such videos alone."""

    id: str
    url: str
    events: tuple[EventName, ...]
    enabled: bool
    disabled_because: str
    requested: bool
    created_at: Moment


class WebhookCreated(WebhookShown):
    """A new webhook and the secret that its signatures are checked with."""

    secret: str


class Secret(Shown):
    """The secret: `whsec_` and base64, as the Standard Webhooks libraries take it."""

    secret: str


class DeliveryShown(Shown):
    """One event on its way to one webhook. `body` is what was signed, to the letter."""

    id: str
    event_id: str
    type: str
    status: Literal["pending", "delivered", "failed"]
    attempts: int
    next_attempt_at: Moment | None
    response_status: int | None
    problem: str
    milliseconds: int | None
    attempted_at: Moment | None
    created_at: Moment
    body: str


@router.post("", status_code=201, responses=responses("invalid_request", "unfetchable", "idempotency_mismatch"))
def create_webhook(
    body: WebhookRequest, front: InFront, caller: HookWriter, idempotency_key: IdempotencyKey = None
) -> WebhookCreated:
    """Register a webhook. Attempts are made at 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h."""
    endpoint, secret = front.endpoints.create(caller.account, body.url, body.events)
    return WebhookCreated(**_shown(endpoint).model_dump(), secret=secret)


@router.get("")
def list_webhooks(front: InFront, caller: HookReader) -> list[WebhookShown]:
    """Your webhooks, the newest first."""
    return [_shown(endpoint) for endpoint in front.endpoints.of(caller.account)]


@router.get("/{webhook}", responses=responses("not_found"))
def get_webhook(webhook: Id, front: InFront, caller: HookReader) -> WebhookShown:
    """One of your webhooks."""
    return _shown(_find(front, caller, webhook))


@router.patch("/{webhook}", responses=responses("not_found", "invalid_request", "unfetchable"))
def change_webhook(webhook: Id, body: WebhookChange, front: InFront, caller: HookWriter) -> WebhookShown:
    """Another address, other events, or switched on or off."""
    endpoint = _find(front, caller, webhook)
    return _shown(front.endpoints.change(endpoint, body.url, body.events, body.enabled))


@router.delete("/{webhook}", status_code=204, responses=responses("not_found"))
def delete_webhook(webhook: Id, front: InFront, caller: HookWriter) -> None:
    """Remove a webhook and what was on its way to it."""
    front.endpoints.delete(_find(front, caller, webhook))


@router.get("/{webhook}/secret", responses=responses("not_found"))
def get_secret(webhook: Id, front: InFront, caller: HookWriter) -> Secret:
    """The secret of a webhook."""
    return Secret(secret=front.endpoints.secret(_find(front, caller, webhook)))


@router.post("/{webhook}/rotate", responses=responses("not_found", "idempotency_mismatch"))
def rotate_secret(webhook: Id, front: InFront, caller: HookWriter, idempotency_key: IdempotencyKey = None) -> Secret:
    """A new secret. For 24 hours every delivery carries a signature of each."""
    return Secret(secret=front.endpoints.rotate(_find(front, caller, webhook)))


@router.post("/{webhook}/test", status_code=202, responses=responses("not_found", "conflict", "idempotency_mismatch"))
def test_webhook(
    webhook: Id, front: InFront, caller: HookWriter, idempotency_key: IdempotencyKey = None
) -> DeliveryShown:
    """Send a `webhook.test` event now."""
    return _delivery(front.outbox.test(_find_on(front, caller, webhook)))


@router.get("/{webhook}/deliveries", responses=responses("not_found", "malformed_request"))
def list_deliveries(
    webhook: Id, front: InFront, caller: HookReader, limit: Limit = 20, after: After = ""
) -> Page[DeliveryShown]:
    """What was delivered to a webhook, the newest first."""
    endpoint = _find(front, caller, webhook)
    found = front.outbox.deliveries(endpoint, limit + 1, read_cursor(after))
    last = write_cursor(found[limit - 1].created, found[limit - 1].id) if len(found) >= limit else ""
    return page([_delivery(one) for one in found], limit, last)


@router.post(
    "/{webhook}/deliveries/{delivery}/redeliver",
    status_code=202,
    responses=responses("not_found", "conflict", "idempotency_mismatch"),
)
def redeliver(
    webhook: Id, delivery: Id, front: InFront, caller: HookWriter, idempotency_key: IdempotencyKey = None
) -> DeliveryShown:
    """Deliver an event again, with the same id, from the first attempt on."""
    again = front.outbox.redeliver(_find_on(front, caller, webhook), delivery)
    if again is None:
        raise ApiError("not_found", f"there is no delivery '{delivery}'", hint="list the deliveries to find its id")
    return _delivery(again)


def _find(front: Front, caller: Caller, webhook: str) -> Endpoint:
    endpoint = front.endpoints.find(caller.account, webhook)
    if endpoint is None:
        raise ApiError("not_found", f"there is no webhook '{webhook}'", hint="list the webhooks to find its id")
    return endpoint


def _find_on(front: Front, caller: Caller, webhook: str) -> Endpoint:
    """The webhook, which must be switched on: what is sent to another would wait and never say so."""
    endpoint = _find(front, caller, webhook)
    if not endpoint.enabled:
        hint = f"switch it on again: PATCH /v1/webhooks/{webhook} with enabled true"
        raise ApiError("conflict", f"webhook '{webhook}' is off: {endpoint.disabled_because}", hint=hint)
    return endpoint


def _shown(endpoint: Endpoint) -> WebhookShown:
    return WebhookShown(
        id=endpoint.id, url=endpoint.url, events=endpoint.events, enabled=endpoint.enabled,
        disabled_because=endpoint.disabled_because, requested=endpoint.requested, created_at=endpoint.created,
    )  # fmt: skip


def _delivery(one: Delivery) -> DeliveryShown:
    return DeliveryShown(
        id=one.id, event_id=one.event, type=one.type, status=one.status, attempts=one.attempts,
        next_attempt_at=one.due, response_status=one.answered, problem=one.problem, milliseconds=one.milliseconds,
        attempted_at=one.tried, created_at=one.created, body=one.body,
    )  # fmt: skip
