"""The audit: a chain that shows every change, gap and cut, and who did what."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlmodel import col
from typer.testing import CliRunner

from cli.app import app
from domain.errors import AuditError
from pipeline.accounts.accounts import Accounts, NewAccount
from pipeline.accounts.keys import Keys, NewKey
from pipeline.accounts.terms import VERSION, Terms
from pipeline.audit import ACTOR, Audit, note
from pipeline.clock import system_clock
from pipeline.store.audit import AuditHeadRow, AuditRow
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = open_database(f"sqlite:///{tmp_path}/vitrine.sqlite")
    create_schema(database)
    return database


def _act(database: Database) -> None:
    account, keys = Accounts(database).create(NewAccount("ann@example.com")), Keys(database)
    key, secret = keys.create(account, NewKey())
    keys.revoke(key)
    keys.revoke(key)
    assert secret not in str(Audit(database).latest(10))


def test_what_is_done_is_noted_once_with_who_did_it(database: Database) -> None:
    set_ = ACTOR.set("acc_1 key_1")
    _act(database)
    ACTOR.reset(set_)
    entries = Audit(database).latest(10)
    assert [entry.action for entry in entries] == ["key.revoked", "key.created", "account.created"]
    assert {entry.actor for entry in entries} == {"acc_1 key_1"}
    assert entries[1].details["account"] == entries[2].subject
    assert [entry.seq for entry in Audit(database).latest(10, entries[0].subject)] == [3, 2]
    chain = Audit(database).verify()
    assert (chain.entries, chain.digest) == (3, entries[0].digest)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (update(AuditRow).where(col(AuditRow.seq) == 2).values(actor="acc_2"), "entry 2"),
        (update(AuditRow).where(col(AuditRow.seq) == 2).values(digest="0" * 64), "entry 2"),
        (delete(AuditRow).where(col(AuditRow.seq) == 2), "entry 2 of the audit is missing"),
        (delete(AuditRow).where(col(AuditRow.seq) == 1), "entry 1 of the audit is missing"),
        (delete(AuditRow).where(col(AuditRow.seq) == 3), "ends with entry 2, but 3 were written"),
        (delete(AuditHeadRow), "ends with entry 3, but 0 were written"),
    ],
)
def test_a_changed_or_removed_entry_is_found(database: Database, tamper: object, found: str) -> None:
    _act(database)
    with database.session() as session:
        session.execute(tamper)  # type: ignore[call-overload]
    with pytest.raises(AuditError, match=found):
        Audit(database).verify()


def test_a_chain_written_anew_does_not_have_the_digest_that_was_kept(database: Database) -> None:
    _act(database)
    kept = Audit(database).verify().digest
    with database.session() as session:
        note(session, system_clock(), "account.frozen", "acc_1")
    assert Audit(database).verify(kept).entries == 4
    with database.session() as session:
        session.execute(delete(AuditRow))
        session.execute(delete(AuditHeadRow))
    _note(database, "acc_2")
    assert Audit(database).verify().entries == 1
    with pytest.raises(AuditError, match=f"digest {kept}"):
        Audit(database).verify(kept)


def test_accepting_the_terms_is_noted_once(database: Database) -> None:
    account, terms = Accounts(database).create(NewAccount("ann@example.com")), Terms(database)
    for address in ("10.0.0.1", "10.0.0.2"):
        terms.accept(account, VERSION, address)
    noted = [entry for entry in Audit(database).latest(9) if entry.action == "terms.accepted"]
    assert [(entry.subject, entry.details) for entry in noted] == [
        (account.id, {"version": VERSION, "machine": "10.0.0.1"})
    ]


def test_an_entry_is_there_only_with_what_it_tells_of(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        note(session, system_clock(), "account.frozen", "acc_1")
        raise ZeroDivisionError
    assert Audit(database).verify().entries == 0


def test_many_write_at_once_into_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: _note(database, f"acc_{number}"), range(20)))
    assert Audit(database).verify().entries == 20


def _note(database: Database, subject: str) -> None:
    with database.session() as session:
        note(session, system_clock(), "account.frozen", subject)


def test_the_command_says_whether_the_record_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path))
    run = CliRunner().invoke
    run(app, ["accounts", "create", "ann@example.com", "--keys-only"])
    listed, held = run(app, ["audit", "list"]), run(app, ["audit", "verify"])
    assert "account.created" in listed.output and "by command line" in listed.output
    assert held.exit_code == 0 and "1 entries" in held.output
    database = open_database(f"sqlite:///{tmp_path}/vitrine.sqlite")
    with database.session() as session:
        session.connection().execute(text("UPDATE audit SET subject = 'acc_x'"))
    with pytest.raises(AuditError, match="entry 1"):
        run(app, ["audit", "verify"], catch_exceptions=False)
