"""The table of workers: who is alive, told by a counter that only a live worker moves."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class WorkerRow(SQLModel, table=True):
    """One worker process. ``beats`` is compared with itself only, so no two clocks have to agree."""

    __tablename__ = "workers"

    id: str = Field(primary_key=True)
    host: str
    pid: int
    born: str
    slots: int = 1
    beats: int = 0
    draining: bool = False
    started: datetime = Field(sa_type=UtcTime)
    seen: datetime = Field(sa_type=UtcTime)
