"""The compose file: who may say where a request comes from."""

import asyncio
import ipaddress
from pathlib import Path
from typing import Any

import yaml
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

COMPOSE: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "deploy/compose.yaml").read_text())


def seen(trusted: str, sender: str, forwarded: str) -> str:
    """Which address the server takes a request to come from."""
    found: list[str] = []

    async def app(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        assert scope["type"] == "http" and scope["client"]
        found.append(scope["client"][0])

    scope: Any = {"type": "http", "client": (sender, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    asyncio.run(ProxyHeadersMiddleware(app, trusted)(scope, None, None))  # type: ignore[arg-type] # neither is used
    return found[0]


def test_callers_cannot_say_themselves_who_they_are() -> None:
    trusted = COMPOSE["x-vitrine"]["environment"]["FORWARDED_ALLOW_IPS"]
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    assert trusted == network["gateway"], "the host, as containers see it"
    assert ipaddress.ip_address(trusted) in ipaddress.ip_network(network["subnet"])
    assert seen(trusted, trusted, "203.0.113.9") == "203.0.113.9"
    assert seen(trusted, trusted, "6.6.6.6, 203.0.113.9") == "203.0.113.9", "what the proxy was told, then what it saw"
    assert seen(trusted, "203.0.113.9", "6.6.6.6") == "203.0.113.9"
