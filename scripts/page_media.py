"""Draw and record what the pages show of the product: templates, presenters and voices, each labelled like all else.

    python scripts/page_media.py [name …]

writes api/static/media: for each template of the catalogue and each language of the pages its cover and a few of its
scenes moving, for each presenter a portrait, for each built-in voice a sentence. It needs a producer in the settings,
as making a video does.
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from api.pages.words import LANGUAGES
from domain.base import Box
from domain.label import LabelledImage
from domain.layers import PresenterLayer
from domain.paint import Solid
from domain.rig import Performance
from domain.timeline import Scene, Timeline
from pipeline.briefs import load_brief
from pipeline.easel import PAUSE_MS
from pipeline.looking import rehearse_brief, small_marked
from pipeline.preview import example_brief, moments
from pipeline.sampling import write_sample
from pipeline.settings import load_settings
from pipeline.studio import Studio
from pipeline.wiring import open_studio
from presenter.characters import load_characters, load_rig
from presenter.voices import Voice, load_voices
from templates.catalogue import template_names

MEDIA = Path("api/static/media")


def main(names: Sequence[str]) -> None:
    studio = open_studio(load_settings())
    for name in template_names():
        for language in LANGUAGES:
            if not names or {name, f"{name}-{language}"} & set(names):
                _template(name, language, studio)
    for name in load_characters():
        if not names or name in names:
            _presenter(name, studio)
    for voice in load_voices():
        if voice.provider == "espeak" and (not names or voice.name in names):
            _voice(voice, studio)
    (MEDIA / "sample").mkdir(parents=True, exist_ok=True)
    for photo in ("thermos-pack.jpg", "thermos-life.jpg"):
        shutil.copyfile(Path("examples/media") / photo, MEDIA / "sample" / photo)


def _template(name: str, language: str, studio: Studio) -> None:
    path = example_brief(name)
    shown = {"template": name, "language": language, "aspects": ("9:16",), "platforms": ()}
    brief = load_brief(path).model_copy(update=shown)
    timeline = small_marked(rehearse_brief(brief, path.parent, studio), studio)
    frames = moments(timeline)
    cover = timeline.model_copy(update={"cover": frames[0]})
    stills = [studio.renderer.still(timeline, frame) for frame in frames]
    target = MEDIA / "templates" / f"{name}-{language}"
    _put(lambda path: studio.sealer.image(stills[0], cover, path), target.with_suffix(".jpg"))
    if moving := studio.moving:
        _put(lambda path: moving.seal(stills, PAUSE_MS, timeline, path), target.with_suffix(".webp"))


def _presenter(name: str, studio: Studio) -> None:
    side = 1080
    box = Box(x=90, y=0, w=900, h=side)
    layer = PresenterLayer(id="presenter", box=box, rig=name, act=Performance(), framing="half")
    scene = Scene(id="portrait", role="hook", frames=1, background=Solid(colour="#E9EEEA"), layers=(layer,))
    timeline = Timeline(
        title=name, language="en", template="spotlight", seed=0, width=side, height=side,
        safe=Box(x=24, y=24, w=side - 48, h=side - 48), scenes=(scene,), assets={}, rigs={name: load_rig(name)},
    )  # fmt: skip
    small = small_marked(timeline, studio)
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
