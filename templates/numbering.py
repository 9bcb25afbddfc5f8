"""Numbering: scenes that tell which of their role they are, as long as there are several that do."""

from collections.abc import Sequence

from domain.script import Script
from templates.layers import BadgeSpec, GroupSpec, StackSpec, TextSpec
from templates.slots import Slots, slots_in
from templates.spec import SceneSpec

_COUNTS = {"number", "count"}


def without_lone_numbers(
    script: Script, specs: Sequence[SceneSpec], slots: Sequence[Slots]
) -> tuple[dict[str, str], ...]:
    """The slots, ``number`` and ``count`` empty in a scene that alone of its role would show them: it is no series."""
    numbered = [scene.role for scene, spec in zip(script.scenes, specs, strict=True) if _shows_number(spec)]
    lone = [
        _shows_number(spec) and numbered.count(scene.role) == 1
        for scene, spec in zip(script.scenes, specs, strict=True)
    ]
    return tuple(
        {name: text for name, text in filled.items() if not alone or name not in _COUNTS}
        for alone, filled in zip(lone, slots, strict=True)
    )


def _shows_number(spec: SceneSpec) -> bool:
    """Whether a scene shows which of its role it is; the entries of a list are a series of their own."""
    inner = [child for layer in spec.layers if isinstance(layer, StackSpec | GroupSpec) for child in layer.layers]
    texts = [layer.text for layer in (*spec.layers, *inner) if isinstance(layer, TextSpec | BadgeSpec)]
    return any(not _COUNTS.isdisjoint(slots_in(text)) for text in texts)
