"""The pages' routes. Each gives a shell; what is in it comes from the API, with the visitor's session."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from api.answers import NOTHERE
from api.deps import find_caller, get_front
from api.pages.reference import chapters
from api.pages.shell import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Shell, address_of, open_shell
from api.pages.words import LANGUAGES
from api.problems import ApiError
from pipeline.accounts.terms import VERSION

SIGNED = {
    "/": "home", "/new": "new", "/videos": "videos", "/videos/{video}": "video",
    "/compare": "compare", "/verify": "verify",
    "/batches": "batches", "/batches/{batch}": "batch",
    "/settings": "settings", "/keys": "keys", "/docs": "docs",
}  # fmt: skip
"""Pages for those who are signed in, by path."""
_YEAR = 365 * 24 * 3600
_Page = Callable[[Request], Awaitable[Response]]


def open_pages() -> APIRouter:
    """Every page, with the files they need."""
    router, shell = APIRouter(), open_shell()
    for path, name in SIGNED.items():
        router.add_api_route(path, _signed(shell, name), name=f"page_{name}")
    for path, name in {"/login": "login", "/setup": "setup", "/terms": "terms"}.items():
        router.add_api_route(path, _open(shell, name), name=f"page_{name}")
    router.add_api_route("/static/{folder}/{name:path}", _static(shell), name="static_file")
    router.add_api_route("/language/{language}", _choose(LANGUAGE_COOKIE, tuple(LANGUAGES)), name="choose_language")
    router.add_api_route("/theme/{theme}", _choose(THEME_COOKIE, (*THEMES, "auto")), name="choose_theme")
    router.add_api_route("/{path:path}", _nothere(shell), name=NOTHERE, route_class_override=Elsewhere)
    return router


class Elsewhere(APIRoute):
    """Every other address, for a browser that would like a page; programs and the API's addresses get a problem."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["path"].startswith("/v1/") or not _wants_page(Headers(scope=scope)):
            return Match.NONE, {}
        return super().matches(scope)


def _wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")


def _nothere(shell: Shell) -> _Page:
    async def nothere(request: Request) -> Response:
        return shell.show(request, "nothere", await run_in_threadpool(find_caller, request), status=404)

    return nothere


def _signed(shell: Shell, name: str) -> _Page:
    """A page for those who are signed in; others are led to where they can be."""

    async def page(request: Request) -> Response:
        caller = await run_in_threadpool(find_caller, request)
        if caller is None or caller.key is not None:
            return RedirectResponse(f"/login{_back(request)}", 303)
        front = get_front(request)
        accepted = await run_in_threadpool(front.terms.accepted, caller.account)
        if accepted is None:
            return RedirectResponse(f"/terms{_back(request)}", 303)
        values: dict[str, Any] = {"accepted": accepted} if name == "settings" else {}
        if name == "docs":
            found = await run_in_threadpool(lambda: chapters(request.app.openapi()))
            values = {"chapters": found, "origin": front.public_url}
        return shell.show(request, name, caller, offer=await run_in_threadpool(front.offer), **values)

    return page


def _open(shell: Shell, name: str) -> _Page:
    """A page for everybody. Before there is an account, signing in is setting up."""

    async def page(request: Request) -> Response:
        caller = await run_in_threadpool(find_caller, request)
        front = get_front(request)
        new = await run_in_threadpool(front.accounts.none_yet)
        if name == "setup" and not new:
            return RedirectResponse("/login", 303)
        shown = "setup" if name == "login" and new else name
        reader = caller if name == "terms" and caller and not caller.key else None
        accepted = await run_in_threadpool(front.terms.accepted, reader.account) if reader else None
        return shell.show(
            request, shown, caller, asked=reader is not None and accepted is None, accepted=accepted, terms=VERSION,
            next=_local(request.query_params.get("next", "/")), token=request.query_params.get("token", ""),
        )  # fmt: skip

    return page


def _static(shell: Shell) -> _Page:
    async def static_file(request: Request) -> Response:
        folder, name = request.path_params["folder"], request.path_params["name"]
        found = shell.statics.answer(request, folder, name)
        if found is None:
            raise ApiError("not_found", f"there is no file '{name[:80]}'")
        return found

    return static_file


def _choose(cookie: str, values: tuple[str, ...]) -> _Page:
    """Remember a choice in a cookie that holds nothing else, and go back."""

    async def choose(request: Request) -> Response:
        value = next(iter(request.path_params.values()))
        if value not in values:
            raise ApiError("not_found", f"there is no choice '{value[:40]}'")
        answer = RedirectResponse(_local(request.query_params.get("next", "/")), 303)
        answer.set_cookie(cookie, value, max_age=_YEAR, path="/", samesite="lax")
        return answer

    return choose


def _back(request: Request) -> str:
    address = address_of(request)
    return "" if address == "/" else "?next=" + quote(address)


def _local(path: str) -> str:
    """A path of this site, never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
