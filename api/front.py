"""The front: everything the HTTP front door works with, made from the settings once."""

from collections.abc import Callable
from dataclasses import dataclass

from api.limits import Limiter
from labeling.readback import Verify
from pipeline.accounts.accounts import Accounts
from pipeline.accounts.keys import Keys
from pipeline.accounts.sessions import Sessions
from pipeline.accounts.terms import Terms
from pipeline.batch.desk import BatchDesk
from pipeline.batch.feeder import Feeder
from pipeline.batch.plan import Paid
from pipeline.clock import Clock
from pipeline.gallery import Gallery
from pipeline.idempotency import Answers
from pipeline.jobs.desk import Desk
from pipeline.library import Library
from pipeline.links import Links
from pipeline.offer import Offer
from pipeline.reception import Reception
from pipeline.shelf import Shelf
from pipeline.store.database import Database
from pipeline.usage import Usage
from pipeline.webhooks.courier import Courier
from pipeline.webhooks.endpoints import Endpoints
from pipeline.webhooks.outbox import Outbox


@dataclass(frozen=True)
class Front:
    """What routes are given. ``public_url`` is how this server is reached from outside, without a slash at its end.

    ``ready`` raises a VitrineError while something the service stands on is away.
    """

    database: Database
    desk: Desk
    accounts: Accounts
    keys: Keys
    sessions: Sessions
    terms: Terms
    answers: Answers
    usage: Usage
    library: Library
    links: Links
    endpoints: Endpoints
    outbox: Outbox
    courier: Courier
    shelf: Shelf
    reception: Reception
    batches: BatchDesk
    feeder: Feeder
    paid: Paid
    limiter: Limiter
    public_url: str
    max_upload: int
    offer: Callable[[], Offer]
    gallery: Gallery
    verify: Verify
    ready: Callable[[], None]
    now: Clock
