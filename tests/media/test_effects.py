"""Sound effects: short, soft-edged, seeded, and in the register they should be."""

import numpy as np
import pytest

from domain.errors import AssetError
from media.effects import effect_names, make_effect
from media.store import LocalAssetStore
from tests.media.listen import hear


def _centroid(name: str) -> float:
    mono = hear(make_effect(name, 1)).mono
    power = np.abs(np.fft.rfft(mono)) ** 2
    return float((power * np.fft.rfftfreq(mono.size, 1 / 48_000)).sum() / power.sum())


@pytest.mark.parametrize("name", effect_names())
def test_effect(name: str) -> None:
    heard = hear(make_effect(name, 3))
    assert 0.05 < heard.seconds < 1.6
    assert np.abs(heard.sound).max() == pytest.approx(10 ** (-6 / 20), abs=2e-4)
    assert np.abs(heard.sound[:, [0, -1]]).max() < 2e-3
    assert np.abs(heard.sound.mean(axis=1)).max() < 0.01
    assert heard.level(0, heard.seconds) > -45


@pytest.mark.parametrize("name", effect_names())
def test_seeds_vary_it(name: str) -> None:
    assert make_effect(name, 3) == make_effect(name, 3)
    assert make_effect(name, 3) != make_effect(name, 4)


def test_the_ones_templates_rely_on_are_there() -> None:
    assert {"whoosh", "pop", "ding", "tick"} <= set(effect_names())


def test_registers() -> None:
    assert _centroid("thud") < _centroid("pop") < _centroid("ding") < 4000


def test_whoosh_crosses_the_stereo_field() -> None:
    left, right = hear(make_effect("whoosh", 1)).sound
    halves = np.array_split(np.log(left**2 + 1e-9) - np.log(right**2 + 1e-9), 2)
    assert np.sign(halves[0].mean()) == -np.sign(halves[1].mean())


def test_unknown_effect_names_the_known_ones() -> None:
    with pytest.raises(AssetError, match="'boing' is unknown") as refused:
        make_effect("boing", 1)
    assert "whoosh" in refused.value.hint


def test_effect_can_be_stored(tmp_path) -> None:  # type: ignore[no-untyped-def] # pytest's own Path fixture
    asset = LocalAssetStore(tmp_path).put_bytes(make_effect("pop", 1), "pop")
    assert (asset.kind, asset.duration_ms) == ("audio", 110)
