"""Recognition after re-encoding, and the time it takes in a large ledger.

Every clip is encoded anew at 540 pixels, crf 28, and 64 kbit/s of sound. Five in six are in the ledger; the
others are near variants of those, which must not be taken for them.
"""

import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from benchmarks.clips import Clip
from benchmarks.report import Figure
from labeling.recognition.fingerprint import Fingerprint, pack
from labeling.recognition.match import Index
from labeling.recognition.take import fingerprint_any, fingerprint_own
from pipeline.exported import ExportedFile
from pipeline.store.database import open_database
from pipeline.store.ledger import ExportRow, Ledger

CLIPS = 120
HELD_OUT = 6
ENTRIES = 10_000
_WORSE = ("-vf", "scale=540:-2", "-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-c:a", "aac", "-b:a", "64k")


@dataclass(frozen=True)
class Tally:
    """Of the clips in the ledger: how many were found, and how many of these certainly; of all clips, how many
    were taken for another one. ``seconds`` are those of finding one clip among ten thousand."""

    known: int
    found: int
    certain: int
    unknown: int
    wrong: int
    seconds: float


def measure_recognition(folder: Path, clips: int = CLIPS) -> Tally:
    """Draw, re-encode and look up ``clips`` clips."""
    folder.mkdir()
    own, queries = [], []
    for number in range(clips):
        clip, worse = folder / "clip.mp4", folder / "worse.mp4"
        Clip(number).draw(clip)
        _encode_worse(clip, worse)
        own.append(fingerprint_own(clip))
        queries.append(fingerprint_any(worse))
    known = [number for number in range(clips) if number % HELD_OUT != HELD_OUT - 1]
    counts = _tally(Index([pack(own[number]) for number in known]), known, queries)
    seconds = time_of_finding(folder / "ledger.sqlite", [own[number] for number in known], queries[0])
    return Tally(len(known), counts["found"], counts["certain"], clips - len(known), counts["wrong"], seconds)


def _tally(index: Index, known: list[int], queries: list[Fingerprint]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for number, query in enumerate(queries):
        matches = [match for match in index.find(query) if match.certainty != "possible"]
        right = bool(matches) and known[matches[0].entry] == number
        counts["found"] += right
        counts["certain"] += right and matches[0].certainty == "certain"
        counts["wrong"] += any(known[match.entry] != number for match in matches)
    return counts


def time_of_finding(path: Path, real: list[Fingerprint], query: Fingerprint) -> float:
    """Seconds of asking a ledger of ten thousand 30 s films, read from its file, for a clip that is in it."""
    database, rng = open_database(f"sqlite:///{path}"), np.random.default_rng(1)
    ledger = Ledger(database)
    prints = [*real, *(_made_up(rng) for _ in range(ENTRIES - len(real)))]
    when = datetime(2026, 1, 1, tzinfo=UTC)
    files = tuple(ExportedFile(f"{n:032d}", f"{n:064x}", f"{n}.mp4", "job", when) for n in range(ENTRIES))
    ledger.claim("the first makes the tables")
    with database.session() as session:
        session.add_all(ExportRow(produce_id=file.produce_id, created=when.isoformat()) for file in files)
    ledger.record(files, zip((file.produce_id for file in files), prints, strict=True))
    start = time.perf_counter()
    numbers, stored = Ledger(path).fingerprints()
    best = Index(stored).find(query)[0]
    seconds = time.perf_counter() - start
    if numbers[best.entry] != files[0].produce_id:
        raise SystemExit("the clip was not found among ten thousand")
    return seconds


def _made_up(rng: np.random.Generator) -> Fingerprint:
    moments = np.sort(rng.uniform(0, 30, 14)).astype(np.float32)
    pictures = rng.integers(0, 2**64, (14, 4), dtype=np.uint64)
    sound = rng.integers(1, 2**32, 465, dtype=np.uint32)
    return Fingerprint(30.0, moments, pictures, sound, rng.integers(0, 2**64, 24, dtype=np.uint64), pictures)


def _encode_worse(source: Path, out: Path) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(source), *_WORSE, str(out)]
    subprocess.run(command, check=True, capture_output=True)


def recognition_figures(tally: Tally) -> list[Figure]:
    """The rows of the table."""
    return [
        Figure(f"found again at crf 28, 540p, of {tally.known}", 100 * tally.found / tally.known, "%", 99, "at least"),
        Figure("found with certainty", 100 * tally.certain / tally.known, "%", 95, "at least"),
        Figure(f"taken for another, of {tally.known + tally.unknown}", tally.wrong, "", 0, "at most"),
        Figure("ledger find over 10,000 entries", tally.seconds, "s", 1, "at most"),
    ]
