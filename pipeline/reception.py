"""The reception: a video is accepted together with everything that hangs on it, or not at all.

The job, its place in the queue, the count of use, the wish for a webhook and the answer kept for the
idempotency key are one transaction. So a client that saw no answer sends the same key again and gets
the same video, whatever broke in between.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from domain.account import Account, Caller
from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import AssetError, BriefError, QuotaError
from domain.job import Job, JobOptions, JobRequest
from domain.timeline import Timeline
from media.music.moods import read_moods
from pipeline.casting import check_presenter
from pipeline.idempotency import Answer, Answers, KeyedRequest, Outcome
from pipeline.jobs.desk import Desk
from pipeline.library import Kept, Library
from pipeline.planned import AUTO
from pipeline.planning import check_choices
from pipeline.portraits import Portraits
from pipeline.store.database import Database
from pipeline.usage import Usage
from pipeline.webhooks.endpoints import Endpoints
from templates.catalogue import template_names

_STORED = "asset:"


@dataclass(frozen=True)
class VideoOrder:
    """What is to be made, and where to tell of it."""

    request: JobRequest
    options: JobOptions = field(default_factory=JobOptions)
    webhook_url: str = ""
    parent: str = ""

    @property
    def seconds(self) -> int:
        """Seconds of video asked for, over all aspects."""
        brief, timeline = self.request.brief, self.request.timeline
        if brief is not None:
            return brief.seconds * len(brief.aspects)
        return round(timeline.seconds) if timeline else 0


@dataclass(frozen=True)
class Reception:
    """Accepts videos. Raises InputError, QuotaError or StorageError, and then nothing was accepted."""

    database: Database
    desk: Desk
    usage: Usage
    endpoints: Endpoints
    answers: Answers
    library: Library
    portraits: Portraits

    def accept(
        self, order: VideoOrder, caller: Caller, answer: Callable[[Job], Answer], keyed: KeyedRequest | None
    ) -> Outcome:
        """The answer to give: that of a new job, or what became of an earlier request with the same key."""
        if order.webhook_url:
            self.endpoints.check(order.webhook_url)
        try:
            with self.database.turn(), self.database.session() as session:
                return self._accept(session, order, caller, answer, keyed)
        except IntegrityError:
            if keyed is None:
                raise
            return self.answers.again(keyed)

    def stored(self, brief: Brief, brand: BrandKit | None, account: Account) -> tuple[Brief, BrandKit | None]:
        """The brief and brand kit with their media named by what is in the store. Raises InputError."""
        check_choices(brief)
        check_presenter(brief.presenter, self.portraits.of(account.id))
        if brief.template not in (AUTO, *template_names()):  # a path of this machine is nobody's business here
            raise BriefError(f"template '{brief.template}' is unknown", hint="GET /v1/capabilities lists them")
        kept = [self._kept(name, account) for name in brief.product.images]
        clips = [one for one in kept if one.asset.kind == "video"]
        photos = [one for one in kept if one.asset.kind == "image"]
        clips += [self._kept(name, account) for name in brief.product.videos]
        sounds = [one.id for one in (*kept, *clips) if one.asset.kind == "audio"]
        if sounds:
            raise AssetError(f"asset '{sounds[0]}' is a sound", hint="name photos and clips of the product")
        media = {"images": tuple(map(_name, photos)), "videos": tuple(map(_name, clips))}
        pair = {name: self._photo(getattr(brief.product, name), account) for name in ("before", "after")}
        product = brief.product.model_copy(update={**media, **pair})
        stored = brief.model_copy(update={"product": product, "music": self._music(brief.music, account)})
        return stored, self.kit(brand, account) if brand else None

    def kit(self, brand: BrandKit, account: Account) -> BrandKit:
        """The brand kit with its logo and music named by what is in the store. Raises InputError."""
        if brand.logo:
            brand = brand.model_copy(update={"logo": _name(self._kept(brand.logo, account))})
        if brand.music:
            brand = brand.model_copy(update={"music": self._music(brand.music, account)})
        return brand

    def _photo(self, name: str | None, account: Account) -> str | None:
        return None if name is None else _name(self._kept(name, account))

    def _music(self, name: str, account: Account) -> str:
        """A track's name as it is, anything else as a sound of the account's library."""
        if name in (AUTO, "none", *read_moods().moods):
            return name
        kept = self._kept(name, account)
        if kept.asset.kind != "audio":
            raise AssetError(f"asset '{name}' is no sound", hint="name a track, or a sound you uploaded, as music")
        return _name(kept)

    def check_media(self, timeline: Timeline, before: Job, account: Account) -> None:
        """Raise AssetError for media that neither the job before nor the account's library has."""
        strange = set(timeline.assets) - self._media_of(before) - self.library.hashes(account, set(timeline.assets))
        if strange:
            raise AssetError(f"asset {min(strange)} is not yours", hint="upload the file, then name its SHA-256")

    def _media_of(self, job: Job) -> set[str]:
        """What an ended job's own timelines show and sound."""
        timelines = [output for output in self.desk.outputs(job.id, job.owner) if output.kind == "timeline"]
        read = (b"".join(self.library.storage.read("outputs", output.sha256)) for output in timelines)
        return {sha256 for text in read for sha256 in json.loads(text).get("assets", {})}

    def _kept(self, name: str, account: Account) -> Kept:
        if name.startswith("https://"):
            return self.library.fetch(account, name)
        return self.library.get(account, name)

    def _accept(
        self, session: Session, order: VideoOrder, caller: Caller, answer: Callable[[Job], Answer],
        keyed: KeyedRequest | None,
    ) -> Answer:  # fmt: skip
        quota = self.usage.ask(caller, session)
        if quota.limit and not quota.left:
            raise QuotaError(
                f"{quota.limit} videos in 24 hours are allowed and used", hint="wait", wait_s=quota.frees_s
            )
        job = self.desk.submit(order.request, caller.account.id, order.options, parent=order.parent, session=session)
        self.usage.note(caller, job.id, order.seconds, session)
        if order.webhook_url:
            self.endpoints.wish(session, caller.account, job.id, order.webhook_url, anew=True)
        given = answer(job)
        if keyed is not None:
            self.answers.within(session, keyed, given)
        return given


def _name(kept: Kept) -> str:
    return f"{_STORED}{kept.asset.sha256}"
