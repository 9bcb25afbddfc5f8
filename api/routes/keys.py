"""Keys: made, listed, replaced and revoked. A secret is shown once, when it is made."""

from datetime import timedelta

from fastapi import APIRouter
from pydantic import Field

from api.deps import Anyone, Id, InFront, KeyReader, KeyWriter
from api.front import Front
from api.models.common import Given, Label, Moment, Shown
from api.problems import ApiError, responses
from domain.account import ORDINARY, ApiKey, Caller, Mode, Role, Scope
from pipeline.accounts.keys import NewKey

router = APIRouter(prefix="/v1/keys", tags=["keys"])
me = APIRouter(prefix="/v1", tags=["keys"])


class KeyRequest(Given):
    """A key to be made. A key cannot give what it does not have itself."""

    name: Label = ""
    mode: Mode = "live"
    scopes: tuple[Scope, ...] | None = Field(
        None, min_length=1, max_length=20, description="None gives what this key has, but for keys and administration."
    )
    expires_in_days: int | None = Field(None, ge=1, le=3650, description="None never ends.")
    requests_per_minute: int | None = Field(
        None, ge=1, le=100_000, description="Above the installation's limit only for an owner's key."
    )
    videos_per_day: int | None = Field(
        None, ge=0, le=1_000_000, description="0 sets none; what the account may in all holds too, but for an owner."
    )


class KeyShown(Shown):
    """A key, without its secret."""

    id: str
    name: str
    mode: Mode
    shown_as: str
    scopes: tuple[Scope, ...]
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None
    requests_per_minute: int | None
    videos_per_day: int | None


class KeyCreated(KeyShown):
    """A new key with its secret, which is not shown again."""

    secret: str


class Rotation(Given):
    """How long the old key goes on beside the new one."""

    overlap_hours: int = Field(24, ge=0, le=720)


class Me(Shown):
    """Who is asking."""

    account: str
    email: str
    name: str
    role: Role
    mode: Mode
    scopes: tuple[Scope, ...]
    key: KeyShown | None


@me.get("/me")
def get_me(caller: Anyone) -> Me:
    """Whose key this is, and what it may do."""
    account, scopes = caller.account, tuple(sorted(caller.scopes))
    key = _shown(caller.key) if caller.key else None
    return Me(
        account=account.id, email=account.email, name=account.name, role=account.role, mode=caller.mode,
        scopes=scopes, key=key,
    )  # fmt: skip


@router.post("", status_code=201, responses=responses("invalid_request", "scope_missing"))
def create_key(body: KeyRequest, front: InFront, caller: KeyWriter) -> KeyCreated:
    """Make a key. An Idempotency-Key is not taken here: a secret is never kept to be shown again."""
    scopes = body.scopes or tuple(scope for scope in ORDINARY if caller.may(scope)) or ("keys:write",)
    beyond = [scope for scope in scopes if not caller.may(scope)]
    if beyond or (caller.mode == "test" and body.mode == "live"):
        raise ApiError("scope_missing", "a key cannot give more than it has", hint="leave out " + ", ".join(beyond))
    new = NewKey(body.name, body.mode, scopes, body.expires_in_days, body.requests_per_minute, body.videos_per_day)
    key, secret = front.keys.create(caller.account, new)
    return KeyCreated(**_shown(key).model_dump(), secret=secret)


@router.get("")
def list_keys(front: InFront, caller: KeyReader) -> list[KeyShown]:
    """Your keys, the newest first."""
    return [_shown(key) for key in front.keys.of(caller.account)]


@router.post("/{key}/rotate", status_code=201, responses=responses("not_found", "unusable_input"))
def rotate_key(key: Id, front: InFront, caller: KeyWriter, body: Rotation | None = None) -> KeyCreated:
    """A new key with the same rights; the old one ends after the overlap."""
    wanted = body or Rotation()
    new, secret = front.keys.rotate(_find(front, caller, key), timedelta(hours=wanted.overlap_hours))
    return KeyCreated(**_shown(new).model_dump(), secret=secret)


@router.delete("/{key}", status_code=204, responses=responses("not_found"))
def revoke_key(key: Id, front: InFront, caller: KeyWriter) -> None:
    """End a key at once."""
    front.keys.revoke(_find(front, caller, key))


def _find(front: Front, caller: Caller, key: str) -> ApiKey:
    found = front.keys.find(caller.account, key)
    if found is None:
        raise ApiError("not_found", f"there is no key '{key}'", hint="list the keys to find its id")
    return found


def _shown(key: ApiKey) -> KeyShown:
    return KeyShown(
        id=key.id, name=key.name, mode=key.mode, shown_as=f"{key.prefix}…{key.last4}", scopes=key.scopes,
        created_at=key.created, expires_at=key.expires, last_used_at=key.last_used, revoked_at=key.revoked,
        requests_per_minute=key.requests_per_minute, videos_per_day=key.videos_per_day,
    )  # fmt: skip
