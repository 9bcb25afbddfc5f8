"""Casting: which of a template's scenes shows each scene of the script, and with which pictures."""

from collections.abc import Mapping, Sequence

from domain.asset import Asset
from domain.base import Box
from domain.brief import Aspect, Language
from domain.errors import TemplateError
from domain.script import Script
from templates.framing import frame_photo, stands_clear, subject_of, taken_up
from templates.layers import AnyLayer, CutoutSpec, GroupSpec, ListSpec, PhotoSpec, TableSpec
from templates.layout import Frame
from templates.pictures import Shelf
from templates.slots import FLAGS, Slots, holds, role_numbers, told_lists
from templates.spec import SceneSpec, TemplateSpec

_REMEDIES: Mapping[str, str] = {
    "sale": "give product.price and a lower product.sale_price, or pick another template",
    "price": "give product.price, or pick another template",
    "sale_price": "give product.sale_price, or pick another template",
    "life": "add a photo that shows the product in use, or pick another template",
    "pack": "add a photo of the product on white, or pick another template",
    "in_use": "add a photo that shows the product in use or a clip, or pick another template",
    "video": "add a clip under product.videos, or pick another template",
    "before": "give the photos product.before and product.after, or pick another template",
    "after": "give the photos product.before and product.after, or pick another template",
    "comparison[0]": "give product.comparison, or pick another template",
    "steps[0]": "give product.steps, or pick another template",
    "included[0]": "list what is in the set under product.included, or pick another template",
    "reviews": "give product.reviews, or pick another template",
    "review.text": "give a review of four stars or more in the video's language that can be quoted in one breath "
    "(44 Chinese characters, 130 letters), or pick another template",
}


def check_needs(template: TemplateSpec, slots: Sequence[Slots]) -> None:
    """Raise TemplateError when the template as a whole needs a slot that no scene fills."""
    somewhere = {name: text for filled in slots for name, text in filled.items() if text}
    for need in template.needs:
        if not holds([need], somewhere):
            raise TemplateError(
                f"{template.name}: slot '{need}' is empty",
                hint=_REMEDIES.get(need, f"fill in {need}, or pick another template"),
            )


def check_limits(template: TemplateSpec, script: Script, slots: Sequence[Slots]) -> None:
    """Raise TemplateError naming scene and slot when a text is longer than the template says it may be."""
    for scene, filled in zip(script.scenes, slots, strict=True):
        problem = over_limit(template, filled, script.language)
        if problem:
            raise TemplateError(
                f"{template.name} scene '{scene.id}': {problem}",
                hint="shorten it in the script, or pick another template",
            )


def over_limit(template: TemplateSpec, slots: Slots, language: Language) -> str:
    """What of a scene is more than the template's limits allow; empty when nothing is."""
    for name, limit in template.slots.items():
        most = limit.zh if language == "zh" else limit.en
        lists = [slots[f"items[{i}]"] for i in range(6) if f"items[{i}]" in slots]
        texts = lists if name in ("item", "items") else [slots.get(name, "")]
        longest = max(texts, key=len, default="")
        if most is not None and len(longest) > most:
            return f"slot '{name}' has {len(longest)} characters, at most {most} fit: “{longest}”"
        if limit.most is not None and len(lists) > limit.most:
            return f"slot '{name}' has {len(lists)} entries, at most {limit.most} fit"
    return ""


def cast_scenes(template: TemplateSpec, script: Script, slots: Sequence[Slots], seed: int) -> tuple[SceneSpec, ...]:
    """A scene of the template for each scene of the script.

    Of those whose needs are met, the ones that show most of what the scene has to say; what lists the brief's steps
    or contents waits for the scene that tells them, where one does. Among these one that does
    not look like the scene before, then one whose look came least, then the seed and the count of the role decide.
    Where there is a clip and these would not show it, the last that can make way for one that does, if need be for one
    that comes for nothing else (``most: 0``).
    """
    chosen: list[SceneSpec] = []
    choices: list[Sequence[SceneSpec]] = []
    for scene, number, filled in zip(script.scenes, role_numbers(script), slots, strict=True):
        lists = told_lists(scene)
        elsewhere = {name for other in script.scenes if other.role == scene.role for name in told_lists(other)} - lists
        held = [
            spec for spec in template.scenes[scene.role] if holds(spec.needs, filled) and not _used_up(spec, chosen)
        ]
        fit = [spec for spec in held if not _lists(spec) & elsewhere] or held
        told = [sum(need not in FLAGS for need in spec.needs) + len(_lists(spec) & lists) for spec in fit]
        best = [spec for spec, count in zip(fit, told, strict=True) if count == max(told)]
        turn = (seed + number - 1) % len(best)
        turned = best[turn:] + best[:turn]
        looks = [spec.look for spec in chosen]
        chosen.append(min(turned, key=lambda spec: (spec.look in looks[-1:], looks.count(spec.look))))
        choices.append(turned)
    if not holds(["video"], slots[0]):
        return tuple(chosen)
    scenes = zip(script.scenes, slots, strict=True)
    spare = [
        [s for s in template.scenes[scene.role] if s.most == 0 and holds(s.needs, known)] for scene, known in scenes
    ]
    return _with_footage(_with_footage(chosen, choices), spare)


def _lists(spec: SceneSpec) -> set[str]:
    """Which lists of the brief a scene shows, named as in ``told_lists``."""
    tables = {"compared_with" for layer in spec.layers if isinstance(layer, TableSpec)}
    return {layer.of for layer in spec.layers if isinstance(layer, ListSpec)} | tables


def _with_footage(chosen: Sequence[SceneSpec], choices: Sequence[Sequence[SceneSpec]]) -> tuple[SceneSpec, ...]:
    """The scenes with one among them that shows a clip, where any of ``choices`` does."""
    if any(map(_is_filmed, chosen)):
        return tuple(chosen)
    films = [(i, spec) for i, fit in enumerate(choices) for spec in fit if _is_filmed(spec)]
    apart = [(i, spec) for i, spec in films if spec.look not in {other.look for other in chosen[max(0, i - 1) : i + 2]}]
    for i, spec in (apart or films)[-1:]:
        return (*chosen[:i], spec, *chosen[i + 1 :])
    return tuple(chosen)


def shows_clips(template: TemplateSpec) -> bool:
    """Whether some scene of a template shows a clip before it shows photos."""
    return any(_is_filmed(spec) for scenes in template.scenes.values() for spec in scenes)


def _is_filmed(spec: SceneSpec) -> bool:
    """Whether a scene shows a clip before it shows photos."""
    return any(isinstance(layer, PhotoSpec) and layer.pick[0] == "video" for layer in spec.layers)


def _used_up(spec: SceneSpec, chosen: Sequence[SceneSpec]) -> bool:
    """Whether a scene has come as often as it may in one video."""
    return spec.most is not None and sum(other.id == spec.id for other in chosen) >= spec.most


def cast_pictures(
    specs: Sequence[SceneSpec], slots: Sequence[Slots], shelf: Shelf, aspect: Aspect
) -> tuple[dict[str, Asset], ...]:
    """For each scene the picture of every photo layer, by the layer's path; what was shown least comes first."""
    scenes: list[dict[str, Asset]] = []
    for spec, filled in zip(specs, slots, strict=True):
        pictures: dict[str, Asset] = {}
        before = [asset.sha256 for asset in scenes[-1].values()] if scenes else []
        for path, photo in _photos(spec.layers, filled, aspect):
            taken = [*before, *(asset.sha256 for asset in pictures.values())]
            pictures[path] = shelf.pick(photo.pick, taken)
        scenes.append(pictures)
        shelf = shelf.after([asset.sha256 for asset in pictures.values()])
    return tuple(scenes)


_HELD = 1500
"""Milliseconds that a clip's last picture is held at most so that it begins with its product in shot."""


def trim_clips(pictures: Sequence[Mapping[str, Asset]], lengths: Sequence[int]) -> tuple[dict[str, int], ...]:
    """For each scene, which lasts so many milliseconds, when its clips begin, by their hash.

    A clip begins when its product is in shot, its last picture held a moment for that where it is too short, and
    goes on where the scene before left it as long as there is enough of it.
    """
    ends: dict[str, int] = {}
    scenes: list[dict[str, int]] = []
    for shown, length in zip(pictures, lengths, strict=True):
        begins: dict[str, int] = {}
        for clip in (asset for asset in shown.values() if asset.kind == "video"):
            spare, end = max(0, clip.duration_ms - length), ends.get(clip.sha256)
            begins[clip.sha256] = end if end is not None and end <= spare else min(clip.starts_ms, spare + _HELD)
            ends[clip.sha256] = begins[clip.sha256] + length
        scenes.append(begins)
    return tuple(scenes)


_FULL = 0.98
"""Of its box: what a picture to the frame's edges has to take up, or another one is shown."""
_SLIM = 0.5
"""Width over height below which a product stands beside the words in a tall frame, not above or below them."""
_SLIM_CLIP = 0.6
"""The same for a clip, so that one of 9:16 counts: little of it can be cropped."""
_SLIM_SHORT = 0.85
"""The same for a product cut out in a short frame: up to this shape it is larger beside the words."""


def refit_pictures(
    spec: SceneSpec, slots: Slots, pictures: Mapping[str, Asset], boxes: Mapping[str, Box], shelf: Shelf, frame: Frame
) -> dict[str, Asset]:
    """The pictures of a scene, another of the kinds wanted in place of one that goes to the frame's edges and does not
    fit there: it would leave bars at its sides, or show the product behind the AI mark or what stands over it.

    A clip stays where it was cast: one is seen whole before it is not seen at all.
    """
    found = dict(pictures)
    for path, photo in _photos(spec.layers, slots, frame.aspect):
        box = boxes[photo.at or "frame"]
        if not reaches_edge(box, frame) or isinstance(photo, CutoutSpec) or "." in path or found[path].kind == "video":
            continue
        over = _covers(photo, boxes, frame)
        others = [asset for kind in photo.pick for asset in shelf.of(kind)]
        full = [asset for asset in (found[path], *others) if taken_up(photo, asset, box) >= _FULL]
        clear = (asset for asset in full if stands_clear(photo, asset, box, over))
        found[path] = next(clear, next(iter(full), found[path]))
    return found


def shows_slim(
    spec: SceneSpec,
    slots: Slots,
    pictures: Mapping[str, Asset],
    cutouts: Mapping[str, Asset],
    boxes: Mapping[str, Box],
    frame: Frame,
) -> bool:
    """Whether what a scene shows of the product is far higher than wide: on white, cut out, in a clip or in a photo
    to the frame's edges, which can be cropped to it. In a short frame every photo is cropped, and for a cut-out it is
    enough to be somewhat higher than wide. What stands below the captions does not count."""
    found: list[bool] = []
    for path, photo in _photos(spec.layers, slots, frame.aspect):
        box, asset = boxes[photo.at or "frame"], pictures[path]
        if box.y >= frame.captions.bottom:
            continue
        edge = reaches_edge(box, frame)
        widest = _SLIM_CLIP if asset.kind == "video" else _SLIM
        if frame.short and not edge and asset.sha256 in cutouts:
            widest = _SLIM_SHORT
        found.append(_shape(asset, cutouts, whole=not edge and not frame.short) < widest)
    return bool(found) and all(found)


def shows_framed(
    spec: SceneSpec, slots: Slots, pictures: Mapping[str, Asset], cutouts: Mapping[str, Asset], aspect: Aspect
) -> bool:
    """Whether a scene that would show the product cut out has to show a photo or a clip of it instead."""
    cut = [pictures[path] for path, photo in _photos(spec.layers, slots, aspect) if isinstance(photo, CutoutSpec)]
    return any(asset.sha256 not in cutouts for asset in cut)


_FILLED_SIDE, _FILLED_AREA = 0.9, 0.6
"""Share of its photo's width or height, or of the whole, from which a product fills it."""


def shows_filled(
    spec: SceneSpec,
    slots: Slots,
    pictures: Mapping[str, Asset],
    cutouts: Mapping[str, Asset],
    boxes: Mapping[str, Box],
    frame: Frame,
) -> bool:
    """Whether a photo that a scene would let fade is filled by its product, so that a fade would cover it, or would
    have to be so small for it that little of its place is left."""
    faded = [(photo, pictures[path]) for path, photo in _photos(spec.layers, slots, frame.aspect) if photo.fade]
    return any(
        _is_filled(asset) or _is_lost(photo, asset, boxes, frame)
        for photo, asset in faded
        if asset.kind == "image" and asset.sha256 not in cutouts
    )


_LOST = 0.2
"""Of a square as wide as its place: the area below which a faded photo is lost in it."""


def _is_lost(photo: PhotoSpec, asset: Asset, boxes: Mapping[str, Box], frame: Frame) -> bool:
    place = boxes[photo.at or "frame"]
    seen = frame_photo(photo, asset, place, clear=_covers(photo, boxes, frame)).box
    return seen.w * seen.h < _LOST * place.w * place.w


def _covers(photo: PhotoSpec, boxes: Mapping[str, Box], frame: Frame) -> tuple[Box, ...]:
    """What a picture's product should not stand behind: the AI mark, and the place its layer names."""
    return (frame.marked, boxes[photo.clear]) if photo.clear else (frame.marked,)


def _is_filled(asset: Asset) -> bool:
    subject = subject_of(asset)
    return max(subject.w, subject.h) > _FILLED_SIDE or subject.w * subject.h > _FILLED_AREA


def reaches_edge(box: Box, frame: Frame) -> bool:
    """Whether a picture goes to the frame's edges, where a bar beside it would be seen."""
    return box.x <= 0 or box.y <= 0 or box.right >= frame.width


def _shape(asset: Asset, cutouts: Mapping[str, Asset], *, whole: bool) -> float:
    """The product's width over its height; a photo not on white that is shown ``whole`` is as wide as its place."""
    cut = cutouts.get(asset.sha256)
    if cut:
        return cut.width / max(1, cut.height)
    known = asset.white_background or asset.kind == "video" or (asset.subject is not None and not whole)
    subject = subject_of(asset) if asset.kind == "video" else asset.subject or subject_of(asset)
    return subject.w * asset.width / max(1.0, subject.h * asset.height) if known else 1.0


def _photos(layers: Sequence[AnyLayer], slots: Slots, aspect: Aspect) -> list[tuple[str, PhotoSpec]]:
    found: list[tuple[str, PhotoSpec]] = []
    for i, layer in enumerate(layers):
        if not holds(layer.when, slots) or (layer.only and aspect not in layer.only):
            continue
        if isinstance(layer, PhotoSpec):
            found.append((str(i), layer))
        if isinstance(layer, GroupSpec | ListSpec):
            found += [(f"{i}.{k}", child) for k, child in enumerate(layer.layers) if isinstance(child, PhotoSpec)]
    return found
