"""Terms of use: which version holds, whether you accepted it, and accepting it."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from api.deps import Anyone, InFront, address
from api.models.common import Given, Shown
from api.problems import responses
from pipeline.accounts.terms import VERSION, Acceptance

router = APIRouter(prefix="/v1", tags=["sessions"])


class Accept(Given):
    """Which version was read and is accepted."""

    version: str = Field(max_length=20)


class TermsShown(Shown):
    """The version that holds; ``accepted_at`` is null until your account has accepted it."""

    version: str
    accepted_at: datetime | None


@router.get("/terms")
def get_terms(front: InFront, caller: Anyone) -> TermsShown:
    """Whether your account has accepted the terms that hold; their words are at `/terms`."""
    return _shown(front.terms.accepted(caller.account))


@router.post("/terms", responses=responses("conflict"))
def accept_terms(body: Accept, request: Request, front: InFront, caller: Anyone) -> TermsShown:
    """Accept the terms: kept with version, time and the address it came from. Again changes nothing."""
    return _shown(front.terms.accept(caller.account, body.version, address(request)))


def _shown(acceptance: Acceptance | None) -> TermsShown:
    return TermsShown(version=VERSION, accepted_at=acceptance.at if acceptance else None)
