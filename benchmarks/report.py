"""The figures, their bounds, and how they are shown and kept."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """A measured value and the bound it should keep to."""

    name: str
    value: float
    unit: str
    bound: float
    sense: Literal["at most", "at least"]

    @property
    def kept(self) -> bool:
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    def row(self) -> str:
        verdict = "yes" if self.kept else "NO"
        return f"{self.name:<58} {self.value:>9.2f} {self.unit:<3} {self.sense:>9} {self.bound:>7.2f}   {verdict}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned text."""
    head = f"{'figure':<58} {'measured':>9} {'':<3} {'bound':>17}   kept"
    return "\n".join([head, "-" * len(head), *(figure.row() for figure in figures)])


def save(path: Path, figures: Sequence[Figure], details: Mapping[str, object]) -> None:
    """Figures, the raw seconds behind them and the machine they were measured on, as JSON."""
    content = {
        "machine": machine(),
        "figures": [asdict(figure) | {"kept": figure.kept} for figure in figures],
        "details": dict(details),
    }
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What the figures depend on; a load well above 0 before the start means a noisy machine."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "av": version("av"),
        "moviepy": version("moviepy"),
        "load": os.getloadavg()[0],
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.is_file():
        return platform.processor()
    lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")
