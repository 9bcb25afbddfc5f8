"""No flag, setting or environment variable turns labelling off: all of them are tried."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from typer.main import get_command

from cli.app import app, run
from domain.base import Box
from domain.errors import LabelError, SettingsError, StorageError
from domain.label import LabelReport
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from labeling.mark import mark
from labeling.regimes import Regime
from media.fonts import load_font_book
from media.picture import load_picture
from media.store import LocalAssetStore
from pipeline.sealing import LocalSealer
from pipeline.settings import PREFIX, Settings, load_settings
from pipeline.setup import ensure_certificates
from pipeline.store.ledger import Ledger
from pipeline.wiring import open_sealer
from renderer.resources import Resources
from renderer.still import draw_still

ROOT = Path(__file__).parents[2]
KEPT = {"home", "font_dir", "certificates", "producer"}
"""Where things are and who answers: tried by themselves, since everything else needs them."""
VALUES = ("false", "true", "0", "1", "none", "off", "", "[]", "1000000", '["US-CA"]', "http://127.0.0.1:9/")
GUESSES = ("NO_LABEL", "NO_MARK", "LABELS", "LABEL", "MARK", "WATERMARK", "VISIBLE_MARK", "SKIP_GATE", "GATE", "UNSAFE",
           "DEBUG", "DISABLE_LABELS", "POLICY", "VERIFY", "TEST", "DEV")  # fmt: skip


def film() -> Timeline:
    scene = Scene(id="one", role="hook", frames=66, background=Solid(colour="#8899AA"), layers=())
    safe = Box(x=30, y=75, w=435, h=675)
    return Timeline(title="Mug", language="zh", template="t", seed=1, width=540, height=960, safe=safe, scenes=(scene,))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(f"{PREFIX}HOME", str(tmp_path / "home"))
    monkeypatch.setenv(f"{PREFIX}PRODUCER", "Vitrine-Demo")
    ensure_certificates(load_settings())
    return tmp_path


def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings with every variable set to every value it takes, one after another, and with made-up ones."""
    for name in [*(set(Settings.model_fields) - KEPT), *(guess.lower() for guess in GUESSES)]:
        for value in VALUES:
            with monkeypatch.context() as patch:
                patch.setenv(PREFIX + name.upper(), value)
                try:
                    yield load_settings()
                except SettingsError:
                    continue


def test_no_setting_lets_an_unmarked_picture_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resources = Resources(load_font_book(), LocalAssetStore(home / "assets").path, load_picture)
    bare, store = film(), LocalAssetStore(home / "assets")
    different: dict[object, LocalSealer] = {}
    count = 0
    for settings in tried(monkeypatch):
        count += 1
        try:
            sealer = open_sealer(settings, store, resources)
        except (SettingsError, StorageError):
            continue  # nothing is sealed with this
        assert sealer.regimes
        signer = replace(sealer.signer, timestamp_url="")
        different[(sealer.producer, sealer.regimes)] = replace(sealer, signer=signer, ledger=Ledger(home / "l.sqlite"))
    assert count > len(Settings.model_fields)
    assert len(different) >= 2
    picture = draw_still(bare, 0, resources)
    for number, sealer in enumerate(different.values()):
        with pytest.raises(LabelError, match="I1"):
            sealer.image(picture, bare, home / f"{number}.png")
        marked = mark(bare, sealer.measure, sealer.regimes)
        assert marked.overlays
        assert not np.array_equal(draw_still(marked, 0, resources), picture)


@pytest.mark.parametrize("name", ["producer", "regimes"])
def test_what_is_required_cannot_be_left_empty(name: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), "[]" if name == "regimes" else "")
    store = LocalAssetStore(home / "assets")
    with pytest.raises(SettingsError):
        open_sealer(load_settings(), store, Resources(load_font_book(), store.path, load_picture))


def test_no_regime_has_fewer_checks_than_the_floor() -> None:
    from labeling.policies import audio_policy, bundle_policy, image_policy, video_policy

    for policy in (video_policy, image_policy, audio_policy, bundle_policy):
        floor = {check.clause for check in policy().checks}
        for regime in get_args(Regime):
            assert floor <= {check.clause for check in policy([regime]).checks}


def commands(group: Any = None, above: str = "") -> dict[str, Any]:
    """Every command by its whole name, those of groups too."""
    found: dict[str, Any] = {}
    for name, command in getattr(group or get_command(app), "commands", {}).items():
        found[f"{above}{name}"] = command
        if getattr(command, "commands", None):
            found |= commands(command, f"{above}{name} ")
    return found


def test_no_option_speaks_of_leaving_labels_out() -> None:
    words = ("label", "mark", "gate", "seal", "aigc", "c2pa", "unsafe", "skip", "bare", "clean", "raw", "plain")
    options = {
        f"{name} {option}"
        for name, command in commands().items()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("-")
    }
    assert len(options) > 40
    assert not [option for option in options if any(word in option.split()[-1] for word in words)]


def test_every_command_that_writes_files_is_known_to_this_test() -> None:
    """A new one has to be tried below, or to write nothing that was generated."""
    writing = {name for name, command in commands().items() if any("--out" in one.opts for one in command.params)}
    assert writing == TRIED | NO_MEDIA


TRIED = {"make", "render", "preview", "export", "grant-copy", "templates", "batch", "batches zip", "voices"}
"""Commands that write pictures, film, sound or captions: ``make`` ends as ``render`` does, ``templates --preview``
draws the sheet of ``preview``, ``batch`` hands out what jobs published, checked against the ledger; a batch's ZIP and a
granted copy have tests of their own, in which the gate reads every file back."""
NO_MEDIA = {"plan", "brief", "translate"}
"""Commands that write JSON or YAML to go on with."""


HOSTILE = {
    **{f"{PREFIX}{guess}": "off" for guess in GUESSES},
    **{f"{PREFIX}{name}": value for name, value in (("ARTICLE9", "true"), ("CRF", "51"), ("PRESET", "ultrafast"))},
    f"{PREFIX}REGIMES": '["US-CA"]',
}
"""Variables, real and made up, that somebody may hope to switch a label off with."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("voices", "--sample", "espeak-en-annie", "--out", "out/a.mp3"),
        ("preview", "--out", "out/a.jpg"),
        ("preview", "--frame", "9", "--out", "out/a.png"),
        ("preview", "--at", "0.5", "--out", "out/a.webp"),
        ("preview", "--sheet", "--out", "out/a.jpg"),
        ("preview", "--animated", "--out", "out/a.webp"),
        ("export", *(part for kind in ("mov", "png", "gif", "srt", "vtt", "zip") for part in ("--as", kind)), "--out",
         "out", "--quiet"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)  # fmt: skip
def test_whatever_a_command_is_given_what_it_writes_is_labelled(
    arguments: tuple[str, ...], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)
    command, *options = arguments
    (home / "timeline.json").write_text(film().model_dump_json(), "utf-8")
    assert run([command, *(["timeline.json"] if command != "voices" else []), *options]) == 0
    assert [path for path in (home / "out").iterdir() if path.suffix != ".json"]
    assert run(["verify", "out", "--quiet"]) == 0


@pytest.mark.slow
def test_with_every_flag_and_every_variable_at_once_the_file_is_labelled(home: Path) -> None:
    (home / "timeline.json").write_text(film().model_dump_json(), "utf-8")
    variables = HOSTILE | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-O", "-m", "cli", "render", "timeline.json", "--no-cache", "--quiet", "--out", "out"]
    done = subprocess.run(command, cwd=home, env=os.environ | variables, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    labels = (home / "out/labels.json").read_text("utf-8")
    report = LabelReport.model_validate(json.loads(labels)["video"])
    assert report.passed
    assert {"V1", "V2", "V3", "V6", "M2", "C1"} <= {check.clause.split()[0] for check in report.checks}
