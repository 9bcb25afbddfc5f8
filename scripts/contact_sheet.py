"""Contact sheets: what a template makes of a brief, frame by frame, in every language and aspect.

    python scripts/contact_sheet.py spotlight --brief examples/briefs/thermos.yaml --out /tmp/sheets

draws one PNG per language and aspect: a column of frames per scene, early, middle and late. With
``--script`` a script file is used in place of the offline planner's, with ``--full N`` frame N of
the first combination is written at full size too.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import skia
import yaml
from numpy.typing import NDArray

from agent.offline import OfflinePlanner
from agent.planner import plan_script
from domain.brief import Aspect, Brief, Language
from domain.script import Script
from domain.timeline import Timeline
from labeling.mark import mark
from media.fonts import load_font_book
from media.picture import load_picture
from media.store import LocalAssetStore
from pipeline.briefs import load_brief
from pipeline.casting import cast
from pipeline.intake import take_in
from pipeline.settings import load_settings
from pipeline.wiring import open_portraits
from renderer.resources import Resources
from renderer.still import draw_still
from renderer.text.measure import SkiaMeasurer
from templates.catalogue import load_template
from templates.choose import choose_template
from templates.compose import compose
from templates.inputs import ComposeInputs
from templates.rehearsal import rehearse

_GAP = 12
_WIDTHS: dict[str, int] = {"9:16": 236, "4:5": 260, "1:1": 300, "16:9": 420}


def main() -> None:
    args = _arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    store = LocalAssetStore(args.work / "assets")
    resources = Resources(load_font_book(), store.path, load_picture)
    for language in args.language:
        for aspect in args.aspect:
            timeline = _compose(args, language, aspect, store, SkiaMeasurer(resources.fonts))
            name = f"{timeline.template}-{args.brief.stem}-{language}-{aspect.replace(':', 'x')}"
            _save(_sheet(timeline, resources, _WIDTHS[aspect], args.moments), args.out / f"{name}.png")
            for frame in args.full:
                _save(draw_still(timeline, frame, resources), args.out / f"{name}-{frame:04d}.png")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("template", help="a template's name, its folder, or 'auto'")
    parser.add_argument("--brief", type=Path, required=True)
    parser.add_argument("--script", type=Path, help="a script as YAML or JSON; {} is replaced by the language")
    parser.add_argument("--language", nargs="+", choices=get_args(Language), default=list(get_args(Language)))
    parser.add_argument("--aspect", nargs="+", choices=get_args(Aspect), default=list(get_args(Aspect)))
    parser.add_argument("--full", nargs="*", type=int, default=[], metavar="FRAME")
    parser.add_argument("--moments", type=int, default=3, choices=(1, 2, 3), help="pictures of each scene")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--presenter", help="who speaks on screen, in place of the brief's")
    parser.add_argument("--work", type=Path, default=Path("work/sheets"), help="where assets are kept")
    parser.add_argument("--out", type=Path, default=Path("work/sheets"))
    return parser.parse_args()


def _compose(
    args: argparse.Namespace, language: Language, aspect: Aspect, store: LocalAssetStore, measure: SkiaMeasurer
) -> Timeline:
    brief = load_brief(args.brief).model_copy(update={"language": language})
    taken = take_in(brief, args.brief.parent, store, memory=args.work / "cutouts")
    script = _script(args, brief)
    if args.presenter:
        brief = brief.model_copy(update={"presenter": args.presenter})
    name = choose_template(brief, script)[0] if args.template == "auto" else args.template
    voiceover = rehearse(script)
    template = load_template(name)
    inputs = ComposeInputs(
        script=script,
        voiceover=voiceover,
        product=brief.product,
        brand=taken.brand,
        images=taken.images,
        videos=taken.filmed(template),
        voice_assets=(),
        effects={},
        logo=taken.logo,
        aspect=aspect,
        platforms=brief.platforms,
        seed=brief.seed if args.seed is None else args.seed,
        presenter=cast(brief, script, voiceover, open_portraits(load_settings())),
        pair=taken.pair,
        cutouts=taken.cutouts,
    )
    return mark(compose(template, inputs, measure), measure)


def _script(args: argparse.Namespace, brief: Brief) -> Script:
    if args.script is None:
        return plan_script(brief, [OfflinePlanner()])
    path = Path(str(args.script).replace("{}", brief.language))
    return Script.model_validate(yaml.safe_load(path.read_text("utf-8")))


def _sheet(timeline: Timeline, resources: Resources, width: int, rows: int) -> NDArray[np.uint8]:
    """All scenes side by side, ``rows`` frames of each below one another; then the cover."""
    columns = [
        [_small(draw_still(timeline, frame, resources), width) for frame in _shown(frames, rows)]
        for frames in _moments(timeline)
    ]
    h, w, _ = columns[0][0].shape
    sheet = np.full((rows * (h + _GAP) + _GAP, len(columns) * (w + _GAP) + _GAP, 3), 60, np.uint8)
    for i, column in enumerate(columns):
        for k, frame in enumerate(column):
            y, x = _GAP + k * (h + _GAP), _GAP + i * (w + _GAP)
            sheet[y : y + h, x : x + w] = frame
    return sheet


def _shown(frames: Sequence[int], rows: int) -> Sequence[int]:
    """So many of a scene's moments: the one in its middle, or the last of them."""
    return frames[1:2] or frames if rows == 1 else frames[-rows:]


def _moments(timeline: Timeline) -> Iterator[Sequence[int]]:
    for start, scene in zip(timeline.starts, timeline.scenes, strict=True):
        enter = scene.transition.frames if scene.transition else 0
        last = min(start + scene.frames, timeline.frames) - 1
        yield (start + enter // 2 + 6, start + scene.frames // 2, last - 16)
    yield (timeline.cover,)


def _small(picture: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    height = round(picture.shape[0] * width / picture.shape[1])
    image = skia.Image.fromarray(_rgba(picture), colorType=skia.ColorType.kRGBA_8888_ColorType)
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    small = image.withDefaultMipmaps().resize(width, height, sampling)
    return np.ascontiguousarray(small.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)[..., :3])


def _rgba(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)]))


def _save(picture: NDArray[np.uint8], path: Path) -> None:
    image = skia.Image.fromarray(_rgba(picture), colorType=skia.ColorType.kRGBA_8888_ColorType)
    image.save(str(path), skia.EncodedImageFormat.kPNG)
    print(path)


if __name__ == "__main__":
    main()
