"""Links: a published file under an address that anybody may open, until it is revoked."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from domain.account import Account
from domain.errors import NotFoundError
from domain.job import Output
from pipeline.accounts.secrets import new_id, random_text
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.export import slug
from pipeline.store.accounts import AccountRow
from pipeline.store.batches import BatchItemRow
from pipeline.store.database import Database
from pipeline.store.jobs import OutputRow
from pipeline.store.library import LinkRow

_TOKEN = 32


@dataclass(frozen=True)
class Link:
    """One public address: its path is ``/m/{token}/{slug}``, the slug ending in ``.mp4`` or ``.jpg``."""

    id: str
    job: str
    output: str
    token: str
    slug: str
    created: datetime
    revoked: datetime | None

    @property
    def path(self) -> str:
        return f"/m/{self.token}/{self.slug}"


@dataclass(frozen=True)
class Links:
    """The links of every account. Raises NotFoundError for what is not the account's."""

    database: Database
    now: Clock = system_clock

    def create(self, account: Account, output: Output, title: str) -> Link:
        """A new link to a published file."""
        ending = output.name.rpartition(".")[2]
        row = LinkRow(
            id=new_id("lnk"), account=account.id, token=random_text(_TOKEN), slug=f"{slug(title)}.{ending}",
            job=output.job, output=output.name, created=self.now(),
        )  # fmt: skip
        with self.database.session() as session:
            session.add(row)
            note(session, row.created, "link.created", row.id, video=row.job, file=row.output)
        return _link(row)

    def of(self, account: Account, job: str) -> list[Link]:
        """The links to a video, the newest first; revoked ones too."""
        query = select(LinkRow).where(LinkRow.account == account.id, LinkRow.job == job)
        with self.database.session() as session:
            return [_link(row) for row in session.exec(query.order_by(col(LinkRow.created).desc()))]

    def addresses(self, account: Account, batch: str) -> dict[str, str]:
        """The newest open link's path of each video of a batch, by the video's id."""
        mine = select(BatchItemRow.job).where(BatchItemRow.batch == batch, BatchItemRow.owner == account.id)
        same = select(BatchItemRow.same_as).where(BatchItemRow.batch == batch, BatchItemRow.owner == account.id)
        theirs = select(BatchItemRow.job).where(col(BatchItemRow.id).in_(same))
        query = select(LinkRow).where(
            LinkRow.account == account.id, col(LinkRow.revoked).is_(None), col(LinkRow.slug).endswith(".mp4"),
            col(LinkRow.job).in_(mine) | col(LinkRow.job).in_(theirs),
        )  # fmt: skip
        with self.database.session() as session:
            return {row.job: _link(row).path for row in session.exec(query.order_by(col(LinkRow.created)))}

    def revoke(self, account: Account, link: str) -> Link:
        """Close a link; nobody can open it from now on. Again changes nothing."""
        with self.database.session() as session:
            row = session.get(LinkRow, link)
            if row is None or row.account != account.id:
                raise NotFoundError(f"there is no link '{link[:80]}'", hint="list the links of the video")
            if row.revoked is None:
                row.revoked = self.now()
                note(session, row.revoked, "link.revoked", row.id)
            return _link(row)

    def follow(self, token: str, name: str) -> Output:
        """What an open link leads to. Raises NotFoundError for a wrong, revoked or orphaned one alike."""
        query = select(LinkRow, OutputRow, AccountRow).where(
            LinkRow.token == token, LinkRow.slug == name, col(LinkRow.revoked).is_(None),
            OutputRow.job_id == LinkRow.job, OutputRow.name == LinkRow.output, AccountRow.id == LinkRow.account,
        )  # fmt: skip
        with self.database.session() as session:
            found = session.exec(query).first()
        if found is None or found[2].frozen:
            raise NotFoundError("there is nothing at this address", hint="ask whoever sent it for a new one")
        return found[1].as_value()


def _link(row: LinkRow) -> Link:
    return Link(row.id, row.job, row.output, row.token, row.slug, row.created, row.revoked)
