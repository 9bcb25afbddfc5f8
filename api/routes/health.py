"""Health: is the process alive, can it work, what does it count; and what its problems mean."""

import logging

from fastapi import APIRouter, Request, Response

from api.deps import InFront
from api.figures import MEDIA_TYPE
from api.models.common import Shown
from api.problems import KINDS, ApiError, responses
from domain.errors import VitrineError

_log = logging.getLogger("vitrine.api")
router = APIRouter(tags=["health"])


class Health(Shown):
    """All is well."""

    status: str = "ok"


class KindShown(Shown):
    """One kind of problem."""

    code: str
    status: int
    title: str
    retryable: bool


@router.get("/healthz")
async def is_alive() -> Health:
    """Whether the process answers."""
    return Health()


@router.get("/readyz", responses=responses("unavailable"))
def is_ready(request: Request, front: InFront) -> Health:
    """Whether database and storage answer, so that videos can be accepted."""
    try:
        front.ready()
    except VitrineError as error:
        _log.warning("%s: not ready: %s", request.state.request_id, error.message)
        raise ApiError("unavailable", error.public.message, hint=error.public.hint) from error
    return Health()


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def get_metrics(request: Request) -> Response:
    """Figures for Prometheus, without any id of anybody. Keep it inside: the proxy need not pass it on."""
    return Response(request.app.state.figures.text(), media_type=MEDIA_TYPE)


@router.get("/problems")
async def list_problems() -> list[KindShown]:
    """Every kind of problem the API answers with; `type` of a problem leads here."""
    return [KindShown(code=code, status=k.status, title=k.title, retryable=k.retryable) for code, k in KINDS.items()]
