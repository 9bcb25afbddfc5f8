"""What is measured: the example brief at 30 s as the product itself makes it, and longer timelines from it."""

from dataclasses import dataclass, replace
from pathlib import Path

from domain.base import Box
from domain.layers import Layer, PresenterLayer, ShapeLayer
from domain.paint import Solid
from domain.timeline import Scene, Timeline, VoiceCue
from media.fonts import load_font_book
from media.picture import load_picture
from media.store import LocalAssetStore
from renderer.resources import Resources

ROOT = Path(__file__).resolve().parent.parent
BRIEF = ROOT / "examples" / "briefs" / "thermos.yaml"
SECONDS = 30


@dataclass(frozen=True)
class Subject:
    """A composed and marked timeline, and where its photos, clips and sounds are."""

    timeline: Timeline
    resources: Resources


def load_subject(timeline: Path, home: Path) -> Subject:
    """The timeline a job left behind, with the assets in that job's home."""
    store = LocalAssetStore(home / "assets")
    content = Timeline.model_validate_json(timeline.read_bytes())
    return Subject(content, Resources(load_font_book(), store.path, load_picture))


def repeated(timeline: Timeline, times: int) -> Timeline:
    """The same video several times in a row, every scene new to the cache: an unseen layer tells them apart."""
    scenes: list[Scene] = []
    for turn in range(times):
        for scene in timeline.scenes:
            layers = (*scene.layers, _unseen(f"turn-{turn}"))
            scenes.append(scene.model_copy(update={"layers": layers, "id": f"{scene.id}-{turn}"}))
    voice = tuple(
        VoiceCue(asset=cue.asset, start=cue.start + turn * timeline.frames)
        for turn in range(times)
        for cue in timeline.sound.voice
    )
    sound = timeline.sound.model_copy(update={"voice": voice})
    return Timeline.model_validate(timeline.model_copy(update={"scenes": tuple(scenes), "sound": sound}).model_dump())


def without_presenter(subject: Subject) -> Subject:
    """The subject with nobody in the picture."""
    timeline = subject.timeline
    scenes = tuple(scene.model_copy(update={"layers": _unpresented(scene.layers)}) for scene in timeline.scenes)
    changes = {"scenes": scenes, "overlays": _unpresented(timeline.overlays)}
    return replace(subject, timeline=timeline.model_copy(update=changes))


def _unpresented(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    return tuple(layer for layer in layers if not isinstance(layer, PresenterLayer))


def _unseen(name: str) -> ShapeLayer:
    return ShapeLayer(id=name, box=Box(x=0, y=0, w=2, h=2), fill=Solid(colour="#000000"), opacity=0)
