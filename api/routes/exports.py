"""Exports: a finished video as a platform takes it, and what each platform takes."""

from typing import Any

from fastapi import APIRouter

from agent.post.limits import PlatformRules
from api.deps import Anyone, Id, InFront, VideoReader
from api.models.common import Shown
from api.models.videos import File, show_file
from api.problems import responses
from domain.brief import Platform
from domain.post import Disclosure, RuleResult
from pipeline.handover import hand_over, platform_rules

router = APIRouter(tags=["exports"])


class Export(Shown):
    """A post for one platform. Nothing was cut to fit: ``rules`` say what holds, ``notes`` what was left out.

    ``text`` is the caption with the AI mark in words and the hashtags. ``disclosures`` name the flag by which
    the platform is told that the content was generated, and its value, letter for letter. ``postiz`` are the
    settings of such a post in Postiz, where it posts to this platform.
    """

    video: str
    platform: Platform
    title: str
    caption: str
    hashtags: tuple[str, ...]
    text: str
    cover_text: str
    disclosures: tuple[Disclosure, ...]
    fits: bool
    rules: tuple[RuleResult, ...]
    notes: tuple[str, ...]
    limits_dated: str
    file: File
    postiz: dict[str, Any] | None


class Platforms(Shown):
    """What each platform takes, with the source of each limit, as of a date."""

    dated: str
    platforms: dict[Platform, PlatformRules]


@router.get("/v1/videos/{video}/exports/{platform}", responses=responses("not_found", "conflict", "label_refused"))
def get_export(video: Id, platform: Platform, front: InFront, caller: VideoReader) -> Export:
    """A finished video for a platform: texts, the AI flag to set, and whether each rule holds."""
    job = front.desk.get(video, caller.account.id)
    found = hand_over(job, list(front.desk.outputs(video, caller.account.id)), front.shelf, platform)
    kit = found.kit
    return Export(
        video=video, platform=platform, title=kit.title, caption=kit.caption, hashtags=kit.hashtags, text=kit.text,
        cover_text=kit.cover_text, disclosures=kit.disclosures, fits=kit.passed, rules=kit.rules, notes=kit.notes,
        limits_dated=found.limits_dated, file=show_file(found.file, front.public_url), postiz=found.postiz,
    )  # fmt: skip


@router.get("/v1/platforms")
def list_platforms(caller: Anyone) -> Platforms:
    """What each platform takes."""
    dated, rules = platform_rules()
    return Platforms(dated=dated, platforms=rules)
