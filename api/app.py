"""The application: routes by noun, one layer around them, and what runs beside them while it lives."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import answers
from api.examples import add_examples
from api.figures import Figures
from api.front import Front
from api.news import News
from api.problems import Problem, responses
from api.routes import (
    assets,
    batches,
    catalogue,
    content,
    events,
    exports,
    gallery,
    health,
    keys,
    review,
    sessions,
    terms,
    usage,
    verifications,
    videos,
    webhooks,
)
from api.wrapping import Wrapping
from domain.errors import StorageError

_log = logging.getLogger("vitrine.api")
ROUTERS: tuple[APIRouter, ...] = (
    videos.router, videos.keyed, review.router, events.router, content.router, exports.router, assets.router,
    batches.router, webhooks.router, keys.me, keys.router, sessions.router, terms.router, usage.router,
    catalogue.router, gallery.router, verifications.router,
)  # fmt: skip
"""Every noun of the API; a new one is a file in ``routes/`` and a name here."""
_EVERYWHERE = responses("unauthenticated", "scope_missing", "invalid_request", "rate_limited", "internal")
_ABOUT = """
Product briefs in, labelled videos out. Every answer carries `X-Request-Id`; every error is a problem document
(RFC 9457); every POST that makes or changes something takes an `Idempotency-Key`. Accepted (202) means: it is in the
database, and it will end as completed, failed or canceled, whatever happens to the processes.
"""


def create_app(front: Front, *pages: APIRouter, courier: bool = True) -> FastAPI:
    """The application over a front. ``pages`` are routers of web pages; ``courier``: deliver webhooks, feed batches."""
    app = FastAPI(
        title="Vitrine", version=version("vitrine"), description=_ABOUT, docs_url=None, redoc_url=None,
        lifespan=_while_alive, separate_input_output_schemas=False, generate_unique_id_function=_name_of,
    )  # fmt: skip
    app.state.front, app.state.news, app.state.figures = front, News(front.desk), Figures()
    app.state.courier = courier
    routes = [route for page in pages for route in page.routes if isinstance(route, APIRoute)]
    app.state.nothere = next((route.endpoint for route in routes if route.name == answers.NOTHERE), None)
    app.add_middleware(Wrapping, figures=app.state.figures, max_upload=front.max_upload)
    answers.register(app)
    for router in ROUTERS:
        app.include_router(router, responses=_EVERYWHERE)
    app.include_router(health.router)
    for page in pages:
        app.include_router(page, include_in_schema=False)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign] # FastAPI's documented way to add to it
    return app


@asynccontextmanager
async def _while_alive(app: FastAPI) -> AsyncIterator[None]:
    stop, front, news = threading.Event(), app.state.front, app.state.news
    watching = asyncio.create_task(news.watch())
    courier = threading.Thread(target=front.courier.run, args=(stop,), daemon=True, name="courier")
    feeder = threading.Thread(target=front.feeder.run, args=(stop,), daemon=True, name="feeder")
    if app.state.courier:
        courier.start()
        feeder.start()
    sweeping = asyncio.create_task(_sweep(front))
    try:
        yield
    finally:
        news.close()
        stop.set()
        for task in (watching, sweeping):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if app.state.courier:
            await asyncio.to_thread(courier.join, 20)
            await asyncio.to_thread(feeder.join, 40)
        front.gallery.close()
        front.database.close()


async def _sweep(front: Front) -> None:
    while True:
        await asyncio.sleep(3600)
        try:
            await asyncio.to_thread(front.answers.sweep)
        except StorageError as error:
            _log.warning("old answers were not swept: %s", error.message)


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the shape of problems, which no route returns by itself."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes,
            tags=[{"name": name} for name in _tags()],
        )  # fmt: skip
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= {**schema.pop("$defs", {}), "Problem": schema}
        _describe_unnamed(document["components"]["schemas"])
        _describe_unreadable(document["paths"])
        add_examples(document)
        document["servers"] = [{"url": app.state.front.public_url}]
        app.openapi_schema = document
    return app.openapi_schema


def _describe_unnamed(schemas: dict[str, Any]) -> None:
    """Say what schemas are that FastAPI puts together by itself."""
    for form in ("Body_upload_asset", "Body_verify_file"):
        schemas[form]["description"] = "A form with one file."
    for name, schema in schemas.items():
        if name.startswith("Page_"):
            schema["description"] = "One page of a list, the newest first; `next_cursor` is the `after` of the next."
        elif schema.get("type") == "object":
            schema.setdefault("description", "A part of a larger value; docs/timeline.md describes it.")


def _describe_unreadable(paths: dict[str, Any]) -> None:
    """Whatever takes a body or an Idempotency-Key may find that it cannot be read."""
    refusal = {str(status): described for status, described in responses("malformed_request").items()}
    for operation in (one for methods in paths.values() for one in methods.values()):
        headers = {one["name"] for one in operation.get("parameters", ())}
        if "requestBody" in operation or "Idempotency-Key" in headers:
            operation["responses"] = refusal | operation["responses"]


def _name_of(route: APIRoute) -> str:
    """Operations are named after their functions, so that generated clients read well."""
    return route.name


def _tags() -> list[str]:
    return list(dict.fromkeys(str(tag) for router in (*ROUTERS, health.router) for tag in router.tags))
