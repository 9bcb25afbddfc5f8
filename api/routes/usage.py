"""Use: what an account asked for, and what it may still ask for."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import InFront, UsageReader, a_minute
from api.models.common import Shown
from api.problems import responses

router = APIRouter(prefix="/v1", tags=["usage"])


class Day(Shown):
    """One UTC day with any use."""

    day: str
    videos: int
    seconds: int
    test_videos: int


class UsageShown(Shown):
    """The use of your account. ``videos_per_day`` 0 sets no limit."""

    videos_per_day: int
    videos_left: int | None
    requests_per_minute: int
    days: list[Day]


@router.get("/usage", responses=responses("invalid_request"))
def get_usage(
    front: InFront,
    caller: UsageReader,
    days: Annotated[int, Query(ge=1, le=366, description="How many of the last days.")] = 30,
) -> UsageShown:
    """Videos and seconds asked for, day by day, and what is left of today's limit."""
    with front.database.session() as session:
        quota = front.usage.quota(caller, session)
    most = front.limiter.per_minute
    return UsageShown(
        videos_per_day=quota.limit,
        videos_left=quota.left if quota.limit else None,
        requests_per_minute=a_minute(caller, most) or most,
        days=[Day(**vars(day)) for day in front.usage.days(caller.account.id, days)],
    )
