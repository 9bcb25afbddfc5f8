"""A read-aloud service on loopback that the real client trusts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import edge_tts.communicate
import pytest

from tests.presenter import edge_service
from tests.presenter.certificates import Authority
from tests.presenter.edge_service import Answer, Service

Start = Callable[..., Service]


@pytest.fixture(scope="session")
def trusted() -> Authority:
    """An authority that the real client trusts from here on; its other TLS settings stay as they are."""
    authority = Authority.create("Vitrine test authority")
    edge_tts.communicate._SSL_CTX.load_verify_locations(cadata=authority.pem)
    return authority


@pytest.fixture
def start(trusted: Authority, tmp_path: Path) -> Iterator[Start]:
    """Starts a service whose certificate the client trusts, unless another authority is given."""
    with ExitStack() as stack:

        def run(*answers: Answer, authority: Authority = trusted) -> Service:
            tls = authority.server_tls(edge_service.HOST, tmp_path)
            return stack.enter_context(edge_service.running(*answers, tls=tls))

        yield run
