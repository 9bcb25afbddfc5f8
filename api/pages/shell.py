"""The shell: what every page has around it, in the visitor's language and colours."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.reference import coded
from api.pages.statics import Statics, load_statics
from api.pages.words import LANGUAGES, TAGS, Words, choose_language, load_said, load_words
from domain.account import Caller

LANGUAGE_COOKIE, THEME_COOKIE = "vitrine-language", "vitrine-theme"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Shell:
    """Turns the name of a page into HTML."""

    environment: Environment
    words: Mapping[str, Words]
    statics: Statics

    def show(
        self, request: Request, name: str, caller: Caller | None = None, status: int = 200, **values: Any
    ) -> Response:
        """The page ``name``, greeting ``caller``."""
        language = choose_language(request.cookies.get(LANGUAGE_COOKIE, ""), request.headers.get("accept-language", ""))
        theme = request.cookies.get(THEME_COOKIE, "")
        html = self.environment.get_template(f"{name}.html").render(
            page=name, t=self.words[language], language=language, tag=TAGS[language], languages=LANGUAGES,
            theme=theme if theme in THEMES else "", here=address_of(request), caller=caller,
            static=partial(self.statics.url, language=language), **values,
        )  # fmt: skip
        headers = {"vary": "cookie, accept-language, accept-encoding"}
        body = html.encode()
        if _may_pack(request):
            headers["content-encoding"], body = "gzip", gzip.compress(body, 6, mtime=0)
        return Response(body, status, headers, "text/html; charset=utf-8")


def open_shell() -> Shell:
    """The shell with its words, files and HTML, read once."""
    words = load_words()
    environment = Environment(
        loader=PackageLoader("api.pages", "html"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["coded"] = coded
    return Shell(environment, words, load_statics(words, load_said()))


def _may_pack(request: Request) -> bool:
    """Whether the page may be packed: not while it repeats what stands in its address, beside the session's token.

    The length of such a packed page would tell the token to whoever watches lengths and chooses addresses (BREACH).
    """
    fixed = not request.url.query and not request.path_params
    return fixed and "gzip" in request.headers.get("accept-encoding", "")


def address_of(request: Request) -> str:
    """Where a browser is on this site: the path with its query."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
