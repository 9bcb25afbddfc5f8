"""Sessions: the owner's first account, signing in and out of the web pages."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.deps import Anyone, InFront, address, check_limit, terms_required
from api.front import Front
from api.models.common import Given, Label, Shown
from api.problems import ApiError, responses
from domain.account import Account
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.sessions import COOKIE, LASTS
from pipeline.accounts.terms import check_version

router = APIRouter(prefix="/v1", tags=["sessions"])
_REFUSALS = ("invalid_request", "unauthenticated", "too_many_attempts", "rate_limited", "csrf_refused")


class SignIn(Given):
    """Who signs in."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=256)


class SetUp(Given):
    """The owner's account; ``token`` is what the one-time link carries."""

    token: str = Field(max_length=100)
    email: str = Field(max_length=254)
    name: Label = ""
    password: str = Field(max_length=256)
    terms: str = Field(
        "", max_length=20, description="The version of the terms that the owner has read and accepts; not without it."
    )


class SignedIn(Shown):
    """A session began; changes must carry ``csrf_token`` as the header ``X-CSRF-Token``."""

    account: str
    csrf_token: str


@router.post("/session", status_code=201, responses=responses(*_REFUSALS))
def sign_in(body: SignIn, request: Request, response: Response, front: InFront) -> SignedIn:
    """Sign in with a password; the cookie is for this browser alone."""
    check_stranger(request, front)
    account = front.accounts.sign_in(body.email, body.password, address(request))
    if account is None:
        raise ApiError("unauthenticated", "no account has this address and password")
    return begin_session(account, request, response, front)


@router.delete("/session", status_code=204, responses=responses("unauthenticated", "csrf_refused"))
def sign_out(caller: Anyone, request: Request, response: Response, front: InFront) -> None:
    """Sign out here."""
    front.sessions.end(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")


@router.post("/setup", status_code=201, responses=responses(*_REFUSALS, "unusable_input", "conflict", "terms_required"))
def set_up(body: SetUp, request: Request, response: Response, front: InFront) -> SignedIn:
    """Make the owner's account with the one-time link that the first start prints; accepts the terms of use."""
    check_stranger(request, front)
    if not body.terms:
        raise terms_required()
    check_version(body.terms)
    account = front.accounts.set_up(body.token, NewAccount(body.email, body.name, body.password))
    front.terms.accept(account, body.terms, address(request))
    return begin_session(account, request, response, front)


def check_stranger(request: Request, front: Front) -> None:
    """Limit those who show no key, and refuse pages of others that send forms here."""
    check_limit(request, front.limiter.anonymous(address(request)))
    origin = request.headers.get("origin", "")
    if origin and origin.partition("://")[2] != request.headers.get("host", ""):
        raise ApiError("csrf_refused", "the form comes from another site")


def begin_session(account: Account, request: Request, response: Response, front: Front) -> SignedIn:
    """Give the browser a new session in place of any it had."""
    secret, csrf = front.sessions.begin(account, request.cookies.get(COOKIE, ""))
    response.set_cookie(
        COOKIE, secret, max_age=int(LASTS.total_seconds()), path="/", secure=True, httponly=True, samesite="lax"
    )
    return SignedIn(account=account.id, csrf_token=csrf)
