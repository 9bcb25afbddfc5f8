"""A whole front over a temporary folder, and what publishes a finished video without rendering one."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlmodel import col, update

from api.app import create_app
from api.front import Front
from api.opening import front_over
from domain.account import Account, Mode, Scope
from domain.job import Job, JobRequest, Output
from media.fetch import Fetcher
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.keys import NewKey
from pipeline.accounts.terms import VERSION
from pipeline.clock import Clock, system_clock
from pipeline.exported import ExportedFile
from pipeline.jobs.desk import Desk
from pipeline.settings import Settings
from pipeline.storage.admission import Admission
from pipeline.storage.folder import FolderStorage
from pipeline.storage.storage import Storage
from pipeline.store.jobs import JobEventRow, JobRow, OutputRow
from pipeline.store.ledger import Ledger
from tests.pipeline.databases import new_database

EVERYTHING: tuple[Scope, ...] = (
    "videos:read", "videos:write", "assets:read", "assets:write", "webhooks:read", "webhooks:write",
    "keys:read", "keys:write", "usage:read",
)  # fmt: skip
BRIEF = {"product": {"name": "保温杯", "price": "99.00", "selling_points": ["12 小时保温"]}, "seconds": 12}


@dataclass
class House:
    """The front, its application, and how to make what a worker would have made."""

    home: Path
    front: Front
    app: FastAPI

    def key(self, account: Account, scopes: tuple[Scope, ...] = EVERYTHING, mode: Mode = "live") -> str:
        return self.front.keys.create(account, NewKey("test", mode, scopes))[1]

    def account(self, email: str) -> Account:
        """An account that has accepted the terms."""
        made = self.front.accounts.create(NewAccount(email))
        self.front.terms.accept(made, VERSION, "127.0.0.1")
        return made

    def client(self, secret: str = "", **more: str) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {secret}", **more} if secret else more
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="https://vitrine.example", headers=headers,
            event_hooks={"response": [self._names_no_folder]},
        )  # fmt: skip

    async def _names_no_folder(self, response: httpx.Response) -> None:
        """Nobody outside is told where the server keeps its files, whatever is asked."""
        if response.headers.get("content-type", "").endswith("json"):
            assert str(self.home) not in (await response.aread()).decode()

    def publish(self, job: str, *, labelled: bool = True, film: bytes = b"") -> dict[str, Output]:
        """End a job with small files, as a worker does; ``film`` is what its video is."""
        made: dict[str, Output] = {}
        ledger = Ledger(self.home / "ledger.sqlite")
        names = {"video": "bei.mp4", "cover": "bei.jpg", "captions": "bei.srt", "timeline": "timeline.json"}
        for kind, name in names.items():
            body = json.dumps({"assets": {}}).encode() if kind == "timeline" else f"{kind} of {job} ".encode() * 500
            file = self.home / name
            file.write_bytes(film if film and kind == "video" else body)
            blob = self.front.shelf.storage.put("outputs", file)
            mime = {"mp4": "video/mp4", "jpg": "image/jpeg", "srt": "application/x-subrip", "json": "application/json"}
            made[kind] = Output(
                job=job, name=name, kind=kind, mime=mime[name[-3:] if kind != "timeline" else "json"],  # type: ignore[arg-type]
                sha256=blob.sha256, size=blob.size, created=self.front.now(),
            )  # fmt: skip
            if labelled and kind in ("video", "cover", "captions"):
                number = hashlib.sha256(f"{job}{kind}".encode()).hexdigest()
                ledger.claim(number)
                ledger.record((ExportedFile(number, blob.sha256, name, job, self.front.now()),))
        self.change(job, "completed")
        with self.front.database.session() as session:
            owner = session.get_one(JobRow, job).owner
            for output in made.values():
                session.add(OutputRow(**output.model_dump(exclude={"job"}), job_id=job, owner=owner))
        return made

    def change(self, job: str, status: str, **values: object) -> None:
        """Put a job into a state, with its event."""
        at: datetime = self.front.now()
        with self.front.database.session() as session:
            row = session.get_one(JobRow, job)
            version = row.version + 1
            finished = at if status in ("completed", "failed", "canceled") else None
            session.exec(
                update(JobRow).where(col(JobRow.id) == job)
                .values(status=status, version=version, updated=at, finished=finished, attempt=1, **values)
                .execution_options(synchronize_session=False)
            )  # fmt: skip
            session.add(JobEventRow(
                job_id=job, owner=row.owner, seq=version, type="status", status=status, progress=row.progress, at=at
            ))  # fmt: skip

    def submit(self, account: Account) -> Job:
        """A job that nobody works on."""
        request = {
            "brief": {
                "product": {"name": "杯", "price": "129.00", "sale_price": "99.00", "images": ["asset:" + "a" * 64]}
            }
        }
        return self.front.desk.submit(JobRequest.model_validate(request), account.id)


@contextmanager
def open_house(
    home: Path,
    now: Clock = system_clock,
    fetcher: Fetcher | None = None,
    storage: Storage | None = None,
    **settings: object,
) -> Iterator[House]:
    """A front over a folder; the application's own background work only runs where a server runs it."""
    database = new_database(home)
    given = {"home": home, "producer": "Test-Shop", "public_url": "https://vitrine.example", **settings}
    front = front_over(
        Settings.model_validate(given), database, storage or FolderStorage(home / "storage"),
        Desk(database, Admission((home,), 0), now=now), now, fetcher or Fetcher(),
    )  # fmt: skip
    yield House(home, front, create_app(front))
    database.close()
