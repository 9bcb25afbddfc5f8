"""Draw and record what the pages show of the product: templates, presenters and voices, each labelled like all else.

    python scripts/page_media.py [name …]

writes api/static/media: for each template of the catalogue its cover and a few of its scenes moving, for each presenter
a portrait, for each built-in voice a sentence. It needs a producer in the settings, as making a video does.
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.base import Box
from domain.label import LabelledImage
from domain.rig import Performance
from domain.timeline import PresenterLayer, Scene, Solid, Timeline
from labeling.mark import mark
from pipeline.briefs import load_brief
from pipeline.looking import rehearse_brief
from pipeline.preview import example_brief
from pipeline.sampling import write_sample
from pipeline.settings import load_settings
from pipeline.studio import Studio
from pipeline.wiring import open_studio
from presenter.characters import load_characters, load_rig
from presenter.voices import Voice, load_voices
from renderer.shrink import shrunk
from templates.catalogue import template_names

MEDIA = Path("api/static/media")
_SMALL, _SOFT, _PAUSE = 360, 1, 1100


def main(names: Sequence[str]) -> None:
    studio = open_studio(load_settings())
    for name in template_names():
        if not names or name in names:
            _template(name, studio)
    for name in load_characters():
        if not names or name in names:
            _presenter(name, studio)
    for voice in load_voices():
        if voice.provider == "espeak" and (not names or voice.name in names):
            _voice(voice, studio)
    (MEDIA / "sample").mkdir(parents=True, exist_ok=True)
    for photo in ("thermos-pack.jpg", "thermos-life.jpg"):
        shutil.copyfile(Path("examples/media") / photo, MEDIA / "sample" / photo)


def _small(timeline: Timeline, studio: Studio) -> Timeline:
    small = shrunk(timeline, _SMALL)
    roomy = small.model_copy(update={"safe": small.safe.inset(_SOFT)})
    return mark(roomy, studio.measure, studio.regimes).model_copy(update={"safe": small.safe})


def _template(name: str, studio: Studio) -> None:
    path = example_brief(name)
    brief = load_brief(path).model_copy(update={"template": name, "aspects": ("9:16",), "platforms": ()})
    timeline = _small(rehearse_brief(brief, path.parent, studio), studio)
    moments = [start + scene.frames * 6 // 10 for start, scene in zip(timeline.starts, timeline.scenes, strict=True)]
    cover = timeline.model_copy(update={"cover": moments[0]})
    stills = [studio.renderer.still(timeline, frame) for frame in moments]
    _put(lambda path: studio.sealer.image(stills[0], cover, path), MEDIA / "templates" / f"{name}.jpg")
    if moving := studio.moving:
        _put(lambda path: moving.seal(stills, _PAUSE, timeline, path), MEDIA / "templates" / f"{name}.webp")


def _presenter(name: str, studio: Studio) -> None:
    side = 1080
    box = Box(x=90, y=0, w=900, h=side)
    layer = PresenterLayer(id="presenter", box=box, rig=name, act=Performance(), framing="half")
    scene = Scene(id="portrait", role="hook", frames=1, background=Solid(colour="#E9EEEA"), layers=(layer,))
    timeline = Timeline(
        title=name, language="en", template="spotlight", seed=0, width=side, height=side,
        safe=Box(x=24, y=24, w=side - 48, h=side - 48), scenes=(scene,), assets={}, rigs={name: load_rig(name)},
    )  # fmt: skip
    small = _small(timeline, studio)
    picture = studio.renderer.still(small, 0)
    _put(lambda path: studio.sealer.image(picture, small, path), MEDIA / "presenters" / f"{name}.jpg")


def _voice(voice: Voice, studio: Studio) -> None:
    target = MEDIA / "voices" / f"{voice.name}.mp3"
    write_sample(voice, target, studio, studio.sealer)
    print(target, target.stat().st_size)


def _put(seal: Callable[[Path], LabelledImage], target: Path) -> None:
    """Seal into a folder of its own, and put the file where the pages find it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        shutil.copyfile(seal(Path(scratch) / target.name).path, target)
    print(target, target.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1:])
