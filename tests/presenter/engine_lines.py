"""The narration lines that the voices are measured on, how much is said in them, and the bare engine."""

import json
import re
import subprocess
import sys
from pathlib import Path

import espeakng_loader
import yaml

from domain.brief import Language
from presenter import espeak_child
from presenter.normalise import normalise


def lines(language: Language) -> list[str]:
    return list(yaml.safe_load(Path(__file__).with_name("lines.yaml").read_text(encoding="utf-8"))[language])


def hanzi(text: str) -> int:
    """Syllables said: ¥99 counts as 九十九元."""
    return len(re.findall(r"[㐀-鿿]", normalise(text, "zh").said))


def words(text: str) -> int:
    """English words as written."""
    return len(text.split())


def run_engine(voice: str, text: str) -> subprocess.CompletedProcess[bytes]:
    """The engine's process asked for one line, as our speaker asks it."""
    part = {"voice": voice, "wpm": 200, "pitch": 50, "range": 50, "gap": 0, "volume": 60, "text": text}
    places = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    command = [sys.executable, "-I", "-S", espeak_child.__file__, *places]
    request = json.dumps({"seconds": 20, "parts": [part]}).encode()
    return subprocess.run(command, input=request, capture_output=True, timeout=20, check=False)
