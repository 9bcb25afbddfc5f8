"""Accounts: made by the owner's one-time link or the command line, signed in to with a password."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select

from domain.account import Account, Role
from domain.errors import AccessError, ThrottledError
from pipeline.accounts.passwords import Passwords
from pipeline.accounts.secrets import digest, new_id, random_text
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.store.accounts import AccountRow, KeyRow, LoginFailureRow, SessionRow, SetupLinkRow
from pipeline.store.database import Columns, Database

SETUP_HOURS = 24
FAILURES = 5
WINDOW = timedelta(minutes=15)
"""After five refusals of one person, or twenty from one machine, signing in waits for a quarter of an hour."""
FAILURES_OF_A_MACHINE = 20


@dataclass(frozen=True)
class NewAccount:
    """Who is to have an account; an empty password gives one that only uses keys."""

    email: str
    name: str = ""
    password: str = ""
    role: Role = "member"


@dataclass(frozen=True)
class Accounts:
    """Every account of the installation. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock
    passwords: Passwords = field(default_factory=Passwords)

    def none_yet(self) -> bool:
        """Whether this installation is new."""
        with self.database.session() as session:
            return session.exec(select(AccountRow.id).limit(1)).first() is None

    def create(self, new: NewAccount) -> Account:
        """Make an account. Raises AccessError when the address is taken or the password weak."""
        try:
            with self.database.session() as session:
                row = self._row(new)
                session.add(row)
                session.flush()
                note(session, self.now(), "account.created", row.id, role=row.role)
        except IntegrityError as error:
            raise AccessError(f"an account '{new.email}' exists", hint="choose another address") from error
        return as_account(row)

    def all(self) -> tuple[Account, ...]:
        """Every account, the oldest first."""
        with self.database.session() as session:
            return tuple(as_account(row) for row in session.exec(select(AccountRow).order_by(col(AccountRow.created))))

    def find(self, name: str) -> Account:
        """The account with this id or address. Raises AccessError when there is none."""
        with self.database.session() as session:
            wanted = (col(AccountRow.id) == name) | (col(AccountRow.email) == _plain(name))
            row = session.exec(select(AccountRow).where(wanted)).first()
        if row is None:
            raise AccessError(f"there is no account '{name}'", hint="'vitrine accounts' lists them")
        return as_account(row)

    def set_password(self, account: Account, password: str) -> None:
        """Give an account another password and end its sessions. Raises AccessError for a weak one."""
        hashed = self.passwords.hash(password, account.email, account.name)
        with self.database.session() as session:
            row = session.get_one(AccountRow, account.id)
            row.password = hashed
            session.exec(delete(SessionRow).where(col(SessionRow.account) == account.id))
            note(session, self.now(), "account.password_set", account.id)

    def freeze(self, account: Account) -> None:
        """Shut an account out at once: its sessions end and its keys are revoked."""
        with self.database.session() as session:
            session.get_one(AccountRow, account.id).frozen = True
            session.exec(delete(SessionRow).where(col(SessionRow.account) == account.id))
            keys = select(KeyRow).where(col(KeyRow.account) == account.id, col(KeyRow.revoked).is_(None))
            for key in session.exec(keys):
                key.revoked = self.now()
            note(session, self.now(), "account.frozen", account.id)

    def sign_in(self, email: str, password: str, machine: str) -> Account | None:
        """The account if the password is its own; None for a wrong one and for no account alike.

        Raises ThrottledError while too many were refused. An attempt counts as refused until it is known to hold, so
        that many at once are no way around it.
        """
        subjects = {digest(f"person {_plain(email)}"): FAILURES, digest(f"machine {machine}"): FAILURES_OF_A_MACHINE}
        attempt = [LoginFailureRow(subject=subject, at=self.now()) for subject in subjects]
        with self.database.session() as session:
            self.database.alone(session, "signing in")
            self._check_refusals(session, subjects)
            session.add_all(attempt)
            row = session.exec(select(AccountRow).where(col(AccountRow.email) == _plain(email))).first()
        holds = self.passwords.holds(password, row.password if row else "")
        with self.database.session() as session:
            if row is not None and holds and not row.frozen:
                mine = col(LoginFailureRow.id).in_([one.id for one in attempt])
                person = col(LoginFailureRow.subject) == next(iter(subjects))
                session.exec(delete(LoginFailureRow).where(mine | person))
                note(session, self.now(), "account.signed_in", row.id, machine=machine)
                return as_account(row)
            if row is not None:
                note(session, self.now(), "account.sign_in_refused", row.id, machine=machine)
        return None

    def setup_link(self) -> str:
        """The secret of a new one-time link for the owner; older links stop working."""
        secret = random_text(32)
        with self.database.session() as session:
            session.exec(delete(SetupLinkRow))
            session.add(SetupLinkRow(digest=digest(secret), expires=self.now() + timedelta(hours=SETUP_HOURS)))
        return secret

    def set_up(self, secret: str, new: NewAccount) -> Account:
        """Make the owner's account with the link's secret, once. Raises AccessError when it is spent or unknown."""
        row = self._row(NewAccount(new.email, new.name, new.password, "owner"))
        if not row.password:
            raise AccessError("an owner needs a password", hint="choose one of 15 or more characters")
        with self.database.session() as session:
            link = (col(SetupLinkRow.digest) == digest(secret)) & (col(SetupLinkRow.expires) > self.now())
            taken = session.exec(delete(SetupLinkRow).where(link))
            if taken.rowcount != 1 or session.exec(select(func.count()).select_from(AccountRow)).one():
                raise AccessError("this link is spent, too old or unknown", hint="start 'vitrine serve' for a new one")
            session.add(row)
            note(session, self.now(), "account.created", row.id, role=row.role)
        return as_account(row)

    def _row(self, new: NewAccount) -> AccountRow:
        email = _plain(new.email)
        if email.count("@") != 1 or not all(email.split("@")) or len(email) > 254 or any(c.isspace() for c in email):
            raise AccessError(f"'{new.email[:80]}' is not an e-mail address", hint="write one such as you@example.com")
        hashed = self.passwords.hash(new.password, email, new.name) if new.password else ""
        return AccountRow(
            id=new_id("acc"), email=email, name=new.name[:120], role=new.role, password=hashed, created=self.now()
        )

    def _check_refusals(self, session: Session, subjects: dict[str, int]) -> None:
        since = self.now() - WINDOW
        session.exec(delete(LoginFailureRow).where(col(LoginFailureRow.at) < since))
        for subject, most in subjects.items():
            refused = select(func.count(), func.min(LoginFailureRow.at)).where(col(LoginFailureRow.subject) == subject)
            count, oldest = session.exec(refused).one()
            if count >= most:
                raise ThrottledError(
                    "too many refused attempts to sign in",
                    hint=f"wait {WINDOW.seconds // 60} minutes and try again",
                    wait_s=max(1, round((oldest - since).total_seconds())),
                )


def as_account(row: AccountRow | Columns) -> Account:
    """The account as the rest of the program knows it."""
    role: Role = "owner" if row.role == "owner" else "member"
    return Account(row.id, row.email, row.name, role, row.created, row.frozen)


def _plain(email: str) -> str:
    return email.strip().casefold()
