"""Casting: which of a template's scenes shows each scene of the script, and with which pictures."""

from collections.abc import Mapping, Sequence

from domain.asset import Asset
from domain.brief import Aspect
from domain.errors import TemplateError
from domain.script import Script
from templates.layers import AnyLayer, GroupSpec, ListSpec, PhotoSpec
from templates.pictures import Shelf
from templates.slots import FLAGS, Slots, holds, role_numbers
from templates.spec import SceneSpec, TemplateSpec

_REMEDIES: Mapping[str, str] = {
    "sale": "give product.price and a lower product.sale_price, or pick another template",
    "price": "give product.price, or pick another template",
    "sale_price": "give product.sale_price, or pick another template",
    "life": "add a photo that shows the product in use, or pick another template",
    "pack": "add a photo of the product on white, or pick another template",
    "video": "add a clip under product.videos, or pick another template",
}


def check_needs(template: TemplateSpec, slots: Slots) -> None:
    """Raise TemplateError when the template as a whole needs a slot that is empty."""
    for need in template.needs:
        if not holds([need], slots):
            raise TemplateError(
                f"{template.name}: slot '{need}' is empty",
                hint=_REMEDIES.get(need, f"fill in {need}, or pick another template"),
            )


def cast_scenes(template: TemplateSpec, script: Script, slots: Sequence[Slots], seed: int) -> tuple[SceneSpec, ...]:
    """A scene of the template for each scene of the script.

    Of those whose needs are met, the ones that show most of what the scene has to say; among these
    the seed and the count of the role decide, and one that looks like the scene before is avoided.
    """
    chosen: list[SceneSpec] = []
    for scene, number, filled in zip(script.scenes, role_numbers(script), slots, strict=True):
        fit = [spec for spec in template.scenes[scene.role] if holds(spec.needs, filled)]
        told = [sum(need not in FLAGS for need in spec.needs) for spec in fit]
        best = [spec for spec, count in zip(fit, told, strict=True) if count == max(told)]
        turn = (seed + number - 1) % len(best)
        turned = best[turn:] + best[:turn]
        before = chosen[-1].look if chosen else ""
        chosen.append(next((spec for spec in turned if spec.look != before), turned[0]))
    return tuple(chosen)


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
