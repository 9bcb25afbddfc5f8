"""The easel: one small picture of a template with a seller's own brief, drawn in a process beside the server."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import SettingsError
from domain.label import LabelledImage
from domain.timeline import Timeline
from pipeline.looking import rehearse_brief, small_marked
from pipeline.preview import moments, placed
from pipeline.settings import Settings
from pipeline.studio import Studio
from pipeline.wiring import open_studio

PAUSE_MS = 1100
"""How long a moving picture rests on each scene."""
_Seal = Callable[[Path], LabelledImage]


@dataclass(frozen=True)
class Easel:
    """Draws pictures for the gallery of templates."""

    studio: Studio

    def ready(self) -> None:
        """Do nothing: what is called in another process starts it, and opens the studio there."""

    def draw(self, brief: Brief, brand: BrandKit | None, out: Path) -> None:
        """Write the opening scene of a brief whose media are in the store, or a ``.webp`` of all its scenes in turn.

        Labelled, the shorter side 360 pixels. Raises TemplateError when the template needs what the brief has not,
        AssetError, StorageError or LabelError.
        """
        timeline = small_marked(rehearse_brief(brief, out.parent, self.studio, brand), self.studio)
        seal = self._moving(timeline) if out.suffix == ".webp" else self._still(timeline)
        placed(out, timeline, self.studio, seal)

    def _still(self, timeline: Timeline) -> _Seal:
        frame = moments(timeline)[0]
        shown = timeline.model_copy(update={"cover": frame})
        picture = self.studio.renderer.still(shown, frame)
        return lambda path: self.studio.sealer.image(picture, shown, path)

    def _moving(self, timeline: Timeline) -> _Seal:
        moving = self.studio.moving
        if moving is None:
            raise SettingsError("this place makes no moving previews", hint="ask for a still one")
        pictures = [self.studio.renderer.still(timeline, frame) for frame in moments(timeline)]
        return lambda path: moving.seal(pictures, PAUSE_MS, timeline, path)


@dataclass(frozen=True)
class Atelier:
    """What the process beside the server opens: an easel, with its studio made at the first picture."""

    settings: Settings

    @cached_property
    def easel(self) -> Easel:
        """Raises SettingsError without a producer, since what is drawn leaves labelled."""
        return Easel(open_studio(self.settings))
