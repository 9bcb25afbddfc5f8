"""Where the server listens."""

import socket

import pytest

from cli.service import listen
from domain.errors import SettingsError


def test_it_listens_at_every_address_of_a_host() -> None:
    sockets = listen("127.0.0.1", 0)
    try:
        assert [one.getsockname()[0] for one in sockets] == ["127.0.0.1"]
        port = sockets[0].getsockname()[1]
        with pytest.raises(SettingsError, match=rf"'127\.0\.0\.1', port {port}: Address already in use") as taken:
            listen("127.0.0.1", port)
        assert "--port" in taken.value.hint
    finally:
        for one in sockets:
            one.close()
    again = listen("127.0.0.1", port)
    again[0].close()


def test_answers_do_not_wait_for_the_callers_acknowledgement() -> None:
    (listening,) = listen("127.0.0.1", 0)
    with listening, socket.create_connection(listening.getsockname()), listening.accept()[0] as taken:
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a" * 300, "\ud800"])
def test_an_address_that_is_not_this_machines_is_named(host: str) -> None:
    with pytest.raises(SettingsError, match="cannot listen at"):
        listen(host, 0)
