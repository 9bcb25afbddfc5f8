"""Static files: styles, scripts, font and pictures of our own, under a name that changes with their content."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import Request, Response

from api.pages.joining import join
from api.pages.words import Said, Words

_TYPES = {
    "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    "woff2": "font/woff2", "jpg": "image/jpeg", "webp": "image/webp", "mp3": "audio/mpeg",
    "txt": "text/plain; charset=utf-8",
}  # fmt: skip
_SMALLER = frozenset({"css", "js", "svg"})
"""What compression makes smaller."""
_FOR_EVER = "public, max-age=31536000, immutable"
_WORDS, _SAID = "js/words.js", "js/phrases.js"
_SHEETS = ("base", "parts", "pages")
"""Style sheets in the order they are joined in: one request instead of three."""
SITE = "css/site.css"
_PAGE = "js/page/"
"""Where each page's scripts are, joined, in its language."""


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent; ``packed`` is empty where packing gains nothing."""

    body: bytes
    packed: bytes
    media_type: str


@dataclass(frozen=True)
class Statics:
    """Every file by name and language: some scripts speak the language of the page that asks."""

    version: str
    files: Mapping[str, StaticFile]

    def url(self, name: str, language: str) -> str:
        """Where a file is."""
        return f"/static/{self.version}-{language}/{name}"

    def answer(self, request: Request, folder: str, name: str) -> Response | None:
        """A file, packed if the browser takes that; None when there is none."""
        version, _, language = folder.rpartition("-")
        found = self.files.get(f"{language}/{name}" if name.startswith((_WORDS, _SAID, _PAGE)) else name)
        if found is None:
            return None
        packed = bool(found.packed) and "gzip" in request.headers.get("accept-encoding", "")
        headers = {"cache-control": _FOR_EVER if version == self.version else "no-cache", "vary": "accept-encoding"}
        if packed:
            headers["content-encoding"] = "gzip"
        return Response(found.packed if packed else found.body, headers=headers, media_type=found.media_type)


def load_statics(words: Mapping[str, Words], said: Mapping[str, Said]) -> Statics:
    """Read every file once."""
    found = {name: _file(name, item.read_bytes()) for name, item in _below(files("api").joinpath("static"))}
    found |= {f"{language}/{_WORDS}": _file(_WORDS, texts.as_module()) for language, texts in words.items()}
    found |= {f"{language}/{_SAID}": _file(_SAID, texts.as_module()) for language, texts in said.items()}
    scripts = {name[3:-3]: file.body.decode() for name, file in found.items() if name.startswith("js/")}
    for language in words:
        own = {name: found[f"{language}/js/{name}.js"].body.decode() for name in ("words", "phrases")}
        for name in scripts:
            joined = join(("shell", name), scripts | own)
            found[f"{language}/{_PAGE}{name}.js"] = _file(name + ".js", joined.encode())
    sheets = b"".join(found.pop(f"css/{name}.css").body for name in _SHEETS)
    found[SITE] = _file(SITE, sheets)
    digest = hashlib.sha256()
    for name in sorted(found):
        digest.update(f"{name} {hashlib.sha256(found[name].body).hexdigest()}\n".encode())
    return Statics(digest.hexdigest()[:12], found)


def _file(name: str, body: bytes) -> StaticFile:
    suffix = name.rpartition(".")[2]
    packed = gzip.compress(body, 9, mtime=0) if suffix in _SMALLER else b""
    return StaticFile(body, packed, _TYPES[suffix])


def _below(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _below(item, f"{above}{item.name}/")
        elif item.name.rpartition(".")[2] in _TYPES:
            yield f"{above}{item.name}", item
