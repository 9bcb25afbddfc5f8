"""A private PostgreSQL cluster on the loopback interface, in a folder of its own, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, text

from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema

_GUARD = 'read -r line; "$1" -D "$2" -m immediate -s stop; rm -rf "$3"'


class Cluster:
    """A running cluster. ``new_database`` gives an empty database with all tables.

    A guard in a session of its own holds one end of a pipe. When the other end closes, because the cluster is removed
    or because this process was killed, the guard ends the server and removes its folder.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="vitrine-pg-", dir="/tmp"))
        self._folder.chmod(0o755)
        self._port, self._made = _free_port(), 0
        self._data = self._folder / "data"
        self._data.mkdir(0o700)
        if self._user:
            for path in (self._folder, self._data):
                shutil.chown(path, self._user)
        self._guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "guard", _find("pg_ctl"), str(self._data), str(self._folder)],
            user=self._user, cwd="/", start_new_session=True, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._run("initdb", "-D", str(self._data), "-U", "vitrine", "-A", "trust", "-E", "UTF8", "--no-sync")
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write(
                f"port={self._port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self._folder}'\n"
                "fsync=off\nmax_connections=200\nshared_buffers=32MB\nlog_min_messages=panic\n"
            )
        self.start()
        self._template()

    @property
    def _user(self) -> str | None:
        """Root may not run it."""
        if os.geteuid():
            return None
        names = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    def url(self, name: str) -> str:
        return f"postgresql://vitrine@127.0.0.1:{self._port}/{name}"

    def new_database(self) -> str:
        """The address of a new database."""
        self._made += 1
        name = f"vitrine_{self._made}"
        self._ask(f"CREATE DATABASE {name} TEMPLATE vitrine_template")
        return self.url(name)

    def let_write(self, database: Database, may: bool) -> None:
        """Whether a database takes writes; everybody who is connected is cut off, so that all of them know."""
        name = database.engine.url.database
        self._ask(f"ALTER DATABASE {name} SET default_transaction_read_only = {'off' if may else 'on'}")
        self._ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def start(self) -> None:
        self._control("start", "-l", str(self._folder / "log"))

    def stop(self) -> None:
        """As if somebody had pulled the plug."""
        self._control("stop", "-m", "immediate")

    def remove(self) -> None:
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def _template(self) -> None:
        self._ask("CREATE DATABASE vitrine_template")
        database = open_database(self.url("vitrine_template"))
        create_schema(database)
        database.close()

    def _ask(self, statement: str) -> None:
        engine = create_engine(self.url("postgres").replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-s", *words)

    def _run(self, tool: str, *words: str) -> None:
        subprocess.run(
            [_find(tool), *words], check=True, user=self._user, cwd=self._folder,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def _find(tool: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), reverse=True)
    found = str(places[0]) if places else shutil.which(tool)
    assert found, f"'{tool}' of PostgreSQL is needed: install the packages of scripts/apt-packages.txt"
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
