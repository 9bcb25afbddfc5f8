"""What routes ask for: the front, who is calling and whether they may, and which page of a list."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api.front import Front
from api.limits import Standing
from api.problems import ApiError
from domain.account import Caller, Scope
from pipeline.accounts.sessions import COOKIE, csrf_holds
from pipeline.audit import ACTOR

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
bearer = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key: `Bearer vitrine_live_…` or `vitrine_test_…`"
)
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="A session of the web pages.")


def get_front(request: Request) -> Front:
    """The front of this application."""
    front: Front = request.app.state.front
    return front


async def _front(request: Request) -> Front:
    """The same on the event loop: a plain function would wait for a thread, once a request."""
    return get_front(request)


InFront = Annotated[Front, Depends(_front)]


async def identify(request: Request) -> Caller:
    """Who is calling, counted against their limit; once a request. Raises ApiError."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        known = await run_in_threadpool(_identify, request)
        request.state.caller = known
        ACTOR.set(f"{known.account.id} {known.key.id if known.key else 'session'}")
    return known


def _identify(request: Request) -> Caller:
    front, caller = get_front(request), find_caller(request)
    if caller is None:
        check_limit(request, front.limiter.anonymous(address(request)))
        raise ApiError(
            "unauthenticated", "no valid key or session came with the request",
            hint="send 'Authorization: Bearer vitrine_live_…'; 'vitrine keys' makes keys",
            headers={"WWW-Authenticate": 'Bearer realm="vitrine"'},
        )  # fmt: skip
    check_limit(request, front.limiter.key(caller.name, a_minute(caller, front.limiter.per_minute)))
    if caller.key is None and request.method not in SAFE:
        check_csrf(request, caller, request.headers.get("x-csrf-token", ""))
    return caller


def a_minute(caller: Caller, most: int) -> int | None:
    """A key's own limit of requests: only an owner's may be above the installation's."""
    own = caller.key.requests_per_minute if caller.key else None
    return own if own is None or caller.account.role == "owner" else min(own, most)


def find_caller(request: Request) -> Caller | None:
    """Who is calling, through a key or a session; for pages that also greet strangers."""
    front = get_front(request)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return front.keys.caller(secret.strip()) if scheme.lower() == "bearer" else None
    session = request.cookies.get(COOKIE, "")
    return front.sessions.caller(session) if session else None


def check_csrf(request: Request, caller: Caller, token: str) -> None:
    """Raise ApiError unless a change comes from our own pages: same origin, and the session's token."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host", "")
    if foreign or not csrf_holds(caller, token):
        raise ApiError("csrf_refused", "the change carries no token of this session", hint="send X-CSRF-Token")


def check_limit(request: Request, standing: Standing) -> None:
    """Tell where the caller stands, and raise ApiError when they are over it."""
    request.state.limit_headers = standing.headers
    if not standing.allowed:
        raise ApiError(
            "rate_limited", f"more than {standing.quota} requests in {standing.window} seconds",
            hint="wait, then go on more slowly", headers={"Retry-After": str(standing.wait)},
        )  # fmt: skip


def address(request: Request) -> str:
    """Which machine is calling; behind a proxy, uvicorn puts the forwarded address here."""
    return request.client.host if request.client else "unknown"


async def signed(
    caller: Annotated[Caller, Depends(identify)],
    _key: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    _session: Annotated[str | None, Security(cookie)],
) -> Caller:
    """The caller, and for the API's description how they may prove it."""
    return caller


Anyone = Annotated[Caller, Depends(signed)]


def needs(scope: Scope) -> Callable[..., Any]:
    """A dependency: the caller, who must have the scope."""

    async def allowed(caller: Anyone) -> Caller:
        if not caller.may(scope):
            raise ApiError("scope_missing", f"this needs the scope '{scope}'", hint="make a key that has it")
        return caller

    return allowed


def agreed(scope: Scope) -> Callable[..., Any]:
    """A dependency: the caller, who must have the scope, and whose account has accepted the terms of use."""

    def allowed(front: InFront, caller: Annotated[Caller, Depends(needs(scope))]) -> Caller:
        if front.terms.accepted(caller.account) is None:
            raise terms_required()
        return caller

    return allowed


def terms_required() -> ApiError:
    """What is answered before the terms of use were accepted."""
    return ApiError(
        "terms_required", "the terms of use have not been accepted",
        hint="read them at /terms and accept them there, or with POST /v1/terms",
    )  # fmt: skip


VideoReader = Annotated[Caller, Depends(needs("videos:read"))]
VideoWriter = Annotated[Caller, Depends(needs("videos:write"))]
VideoMaker = Annotated[Caller, Depends(agreed("videos:write"))]
AssetReader = Annotated[Caller, Depends(needs("assets:read"))]
AssetWriter = Annotated[Caller, Depends(needs("assets:write"))]
AssetMaker = Annotated[Caller, Depends(agreed("assets:write"))]
HookReader = Annotated[Caller, Depends(needs("webhooks:read"))]
HookWriter = Annotated[Caller, Depends(needs("webhooks:write"))]
KeyReader = Annotated[Caller, Depends(needs("keys:read"))]
KeyWriter = Annotated[Caller, Depends(needs("keys:write"))]
UsageReader = Annotated[Caller, Depends(needs("usage:read"))]

Id = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at most.")]
After = Annotated[str, Query(max_length=200, description="The `next_cursor` of the page before.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=257,
        description="Up to 255 characters of your choice: the same request with the same key is done once, and "
        "answered the same for 48 hours (`Idempotent-Replayed: true`).",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
