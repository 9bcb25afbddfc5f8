"""Handing a finished video over: what a platform or a scheduler is given beside the file.

The kit is that of the post beside every video; its rules on the video are measured on the published file.
"""

import json
from dataclasses import dataclass
from typing import Any

from agent.post.limits import PlatformRules, platform_table, video_rules
from agent.post.write import rules_of, write_post_kit
from domain.brief import Aspect, Platform
from domain.errors import ConflictError
from domain.job import Job, Output
from domain.post import PostKit
from labeling.wording import load_wordings
from pipeline.shelf import Shelf

_TYPES: dict[Platform, str] = {"tiktok": "tiktok", "reels": "instagram", "shorts": "youtube"}
_BEST: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")


@dataclass(frozen=True)
class Handover:
    """A post for one platform, the file that suits it best, and its settings in Postiz where that posts there."""

    kit: PostKit
    file: Output
    postiz: dict[str, Any] | None
    limits_dated: str


def hand_over(job: Job, outputs: list[Output], shelf: Shelf, platform: Platform) -> Handover:
    """What to give a platform. Raises ConflictError while there is no film, or when it has no brief or script."""
    films = {output.aspect or "9:16": output for output in outputs if output.kind == "video"}
    if not films or job.script is None or job.request.brief is None:
        raise ConflictError(f"video '{job.id}' has no script and film yet", hint="wait until it is completed")
    aspect = next(one for one in _BEST if one in films)
    film, brief = films[aspect], job.request.brief
    kit = write_post_kit(job.script, brief, platform, load_wordings().text(job.script.language))
    found = video_rules(rules_of(platform), _seconds(job, outputs, shelf, aspect), aspect, film.size)
    texts = tuple(rule for rule in kit.rules if not rule.rule.startswith("video"))
    whole = kit.model_copy(update={"rules": (*texts, *found)})
    return Handover(whole, film, _postiz(platform, whole), platform_table().dated.isoformat())


def platform_rules() -> tuple[str, dict[Platform, PlatformRules]]:
    """The date of the platforms' limits, and the limits with their sources."""
    table = platform_table()
    return table.dated.isoformat(), table.platforms


def _seconds(job: Job, outputs: list[Output], shelf: Shelf, aspect: Aspect) -> float:
    """How long the film is, by its own timeline; as long as was asked for where that is not kept."""
    for output in outputs:
        if output.kind == "timeline" and output.aspect in (None, aspect):
            timeline = json.loads(b"".join(shelf.read(output, 0, output.size)))
            fps = str(timeline.get("fps", "30")).split("/")
            frames = sum(scene["frames"] for scene in timeline.get("scenes", ()))
            if frames:
                return float(frames * int((*fps, "1")[1]) / int(fps[0]))
    return float(job.request.brief.seconds if job.request.brief else 0)


def _postiz(platform: Platform, kit: PostKit) -> dict[str, Any] | None:
    """The ``settings`` of a post in Postiz. TikTok keeps the AI flag under DIRECT_POST alone."""
    kind = _TYPES.get(platform)
    if kind == "tiktok":
        return {
            "__type": kind, "title": kit.title, "privacy_level": "SELF_ONLY", "duet": False, "stitch": False,
            "comment": True, "autoAddMusic": "no", "brand_content_toggle": False, "brand_organic_toggle": True,
            "video_made_with_ai": True, "content_posting_method": "DIRECT_POST",
        }  # fmt: skip
    if kind == "youtube":
        return {"__type": kind, "title": kit.title, "type": "private", "tags": []}
    return {"__type": kind, "post_type": "post"} if kind else None
