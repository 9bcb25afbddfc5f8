"""The schema: every table of the database, made and brought up to date in one place."""

import logging

from dbos import DBOS
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from domain.errors import DatabaseError
from pipeline.store.accounts import (
    AcceptanceRow,
    AccountRow,
    KeyLineRow,
    KeyRow,
    LoginFailureRow,
    SessionRow,
    SetupLinkRow,
)
from pipeline.store.audit import AuditHeadRow, AuditRow
from pipeline.store.batches import BatchItemRow, BatchRow, FetchedRow
from pipeline.store.database import Database
from pipeline.store.idempotency import AnswerRow
from pipeline.store.jobs import JobEventRow, JobRow, OutputRow
from pipeline.store.ledger import TABLES as LEDGER
from pipeline.store.library import AssetRow, LinkRow
from pipeline.store.portraits import PortraitRow
from pipeline.store.usage import UsageRow
from pipeline.store.webhooks import DeliveryRow, EndpointRow, MessageRow, WishRow
from pipeline.store.workers import WorkerRow

ENGINE_SCHEMA = "vitrine_engine"
"""Where the job engine keeps its own tables on PostgreSQL; on SQLite they are in the same file."""

TABLES: tuple[type[SQLModel], ...] = (
    JobRow, JobEventRow, OutputRow, WorkerRow,
    AccountRow, AcceptanceRow, KeyRow, KeyLineRow, SessionRow, SetupLinkRow, LoginFailureRow, AnswerRow, AssetRow,
    LinkRow,
    UsageRow, PortraitRow, EndpointRow, MessageRow, WishRow, DeliveryRow, BatchRow, BatchItemRow, FetchedRow,
    AuditRow, AuditHeadRow,
)  # fmt: skip
"""Every table but the ledger's, in an order in which they can be made and copied."""


def create_schema(database: Database) -> None:
    """Make what is missing; what is there stays. Safe while others do the same. Raises DatabaseError."""
    logging.getLogger("dbos").setLevel(logging.ERROR)  # it reports every table it makes
    try:
        with database.engine.begin() as connection:
            alone = "BEGIN IMMEDIATE" if database.is_sqlite else "SELECT pg_advisory_xact_lock(7184120)"
            connection.exec_driver_sql(alone)
            rows = TABLES if database.is_sqlite else (*TABLES, *LEDGER)
            tables = [SQLModel.metadata.tables[str(row.__tablename__)] for row in rows]
            SQLModel.metadata.create_all(connection, tables=tables)
        DBOS.migrate(database.url, schema=ENGINE_SCHEMA)
    except DBAPIError as error:
        raise DatabaseError(
            f"database '{database.where}': {str(error.orig).splitlines()[0]}",
            hint="see that it runs and that this user may create tables",
        ) from error
