"""The worker beside ``vitrine serve``: gives way, is succeeded when it dies, and is gone when the server is."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.clock import system_clock
from pipeline.jobs.opening import open_database
from pipeline.jobs.roster import Roster
from pipeline.settings import Settings
from pipeline.store.schema import create_schema
from tests.pipeline.jobs.nursery import send, wait_gone

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
_LONGEST_S = 60


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    database = open_database(Settings(home=tmp_path / "home"))
    create_schema(database)
    return Roster(database, system_clock)


@pytest.fixture
def server(tmp_path: Path, roster: Roster) -> "Iterator[subprocess.Popen[bytes]]":
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    settings = {"VITRINE_HOME": str(tmp_path / "home"), "VITRINE_PRODUCER": "Test-Shop", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL)
    yield process
    process.kill()
    process.wait()
    for row in roster.all():
        send(row.pid, signal.SIGKILL)


def worker_of(roster: Roster, server: "subprocess.Popen[bytes]", before: int = 0) -> int:
    """The process number of the worker that takes jobs, once it is another than ``before`` and the only one."""
    end = time.monotonic() + _LONGEST_S
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        pids = [row.pid for row in roster.all()]
        if len(pids) == 1 and pids[0] != before:
            return pids[0]
        time.sleep(0.1)
    raise AssertionError(f"workers: {roster.all()}")


def test_a_worker_that_dies_is_succeeded_and_both_stop_at_a_signal(
    server: "subprocess.Popen[bytes]", roster: Roster
) -> None:
    first = worker_of(roster, server)
    assert first != server.pid
    assert os.getpriority(os.PRIO_PROCESS, first) >= max(10, os.getpriority(os.PRIO_PROCESS, server.pid))
    send(first, signal.SIGKILL)
    second = worker_of(roster, server, before=first)

    server.send_signal(signal.SIGTERM)
    server.wait(_LONGEST_S)
    wait_gone(second)
    assert not roster.all(), "the worker struck itself off: it stopped, it was not killed"


def test_the_worker_is_gone_when_the_server_was_killed(server: "subprocess.Popen[bytes]", roster: Roster) -> None:
    worker = worker_of(roster, server)
    server.kill()
    wait_gone(worker)
