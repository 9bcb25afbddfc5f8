"""Loudness after EBU R 128 / ITU-R BS.1770, measured by ffmpeg's ebur128 filter."""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from domain.errors import RenderError
from renderer.audio.process import open_sound, run

SILENCE_LUFS = -70.0
_SUMMARY = re.compile(r"\[(?P<name>[^\]@]*(?:@\w+)?) @ 0x[0-9a-f]+\] Summary:(?P<body>.*?)(?=\n\[|\Z)", re.DOTALL)
_INTEGRATED = re.compile(r"\bI:\s+(-?[\d.]+|-?inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-?inf|nan) dBFS")


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and the highest (true or sample) peak in dBFS; -inf without a peak."""

    lufs: float
    peak: float

    @property
    def silent(self) -> bool:
        return self.lufs <= SILENCE_LUFS or math.isinf(self.lufs)


def meter(stream: Any, name: str, peak: str = "none") -> Any:
    """The stream through an ebur128 filter whose summary ``read_meters`` finds under ``name``."""
    return stream.filter(f"ebur128@{name}", framelog="quiet", peak=peak)


def read_meters(printed: str) -> dict[str, Loudness]:
    """What each meter of a finished graph measured, by its name."""
    found = {}
    for summary in _SUMMARY.finditer(printed):
        lufs, peak = _INTEGRATED.search(summary["body"]), _PEAK.search(summary["body"])
        if lufs:
            found[summary["name"].removeprefix("ebur128@")] = Loudness(
                float(lufs[1]), float(peak[1]) if peak else -math.inf
            )
    return found


def measure_file(path: Path) -> Loudness:
    """Decode a sound or video file and measure it: integrated loudness and true peak."""
    graph = ffmpeg.output(meter(open_sound(path), "file", "true"), "-", format="null")
    meters = read_meters(run(graph, f"measuring {path.name}"))
    if "file" not in meters:
        raise RenderError(f"measuring {path.name}: ffmpeg gave no loudness")
    return meters["file"]
