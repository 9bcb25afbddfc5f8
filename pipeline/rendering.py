"""Rendering and sealing: a marked timeline becomes a labelled video with its cover."""

import hashlib
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from domain.errors import TimelineError
from domain.layers import CaptionLayer, GroupLayer, Layer, TextLayer
from domain.render import Render
from domain.timeline import Timeline
from labeling.recognition.take import fingerprint_picture
from pipeline.captions import as_srt
from pipeline.export import Product, storage_errors
from pipeline.job import Job
from pipeline.studio import Studio

_SOUND_IS_MIXED = 0.5
"""The share of a render at which there is memory again: ffmpeg has mixed the sound and is gone."""


def check_assets(timeline: Timeline, studio: Studio) -> None:
    """Raise AssetError when a photo, clip or sound of the timeline is not in the store."""
    for sha256 in sorted(timeline.used_assets()):
        studio.store.path(sha256)


def check_glyphs(timeline: Timeline, studio: Studio) -> None:
    """Raise TimelineError naming the first character that no font can draw."""
    for scene in timeline.scenes:
        for layer in (*scene.layers, *timeline.overlays):
            _check_layer(layer, scene.id, studio)


def render(timeline: Timeline, job: Job) -> Render:
    """The timeline as an unsealed file in the work folder; meanwhile recording gets ready for what comes next."""

    def tell(stage: str, share: float) -> None:
        if share > _SOUND_IS_MIXED:
            job.studio.recorder.get_ready()
        job.tell(stage, share)

    job.tell("render", 0.0)
    ingredients = [timeline, job.studio.encode, job.studio.fonts]
    out = job.stages.file("render", ingredients, ".mp4")
    return job.stages.run(
        "render",
        Render,
        ingredients,
        lambda: job.studio.renderer.video(timeline, out, tell, fresh=job.fresh),
        whole=lambda done: not job.fresh and _is_whole(done),
    )


def seal(rendered: Render, timeline: Timeline, suffix: str, folder: Path, job: Job) -> Product:
    """Video, cover and captions, labelled, read back and let through; in ``folder``, for the export.

    Done anew in every run: what leaves was read back by the run that lets it leave. Meanwhile another
    core draws the cover and takes the fingerprint of the render, whose pictures and sound sealing does not change.
    """
    name, studio = f"video{suffix}", job.studio
    job.tell("seal", 0.0)
    studio.recorder.get_ready()
    with ThreadPoolExecutor(1, "beside sealing") as pool:
        drawn = pool.submit(studio.renderer.still, timeline, timeline.cover)
        fingerprint = pool.submit(studio.fingerprint, rendered.path)
        video = studio.sealer.video(rendered, timeline, folder / f"{name}.mp4")
    job.tell("seal", 0.7)
    still = drawn.result()
    cover = studio.sealer.image(still, timeline, folder / f"{name}.jpg")
    captions = studio.sealer.text(as_srt(timeline), timeline, folder / f"{name}.srt")
    job.tell("seal", 1.0)
    grey = np.asarray(cv2.cvtColor(still, cv2.COLOR_RGB2GRAY), np.uint8)
    return Product(video, cover, captions, timeline, suffix, fingerprint.result(), fingerprint_picture(grey))


@contextmanager
def sealing_folder(work: Path) -> Iterator[Path]:
    """A folder for sealed files until they are exported; gone afterwards."""
    with storage_errors(work, "work folder"):
        work.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="seal-", dir=work)
    with folder as name:
        yield Path(name)


def _is_whole(done: Render) -> bool:
    if not done.path.is_file():
        return False
    with done.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == done.sha256


def _check_layer(layer: Layer, scene: str, studio: Studio) -> None:
    if isinstance(layer, GroupLayer):
        for child in layer.layers:
            _check_layer(child, scene, studio)
    elif isinstance(layer, TextLayer | CaptionLayer):
        missing = studio.measure.missing(_text(layer), layer.style.font)
        if missing:
            raise TimelineError(
                f"scene '{scene}', layer '{layer.id}': no font can draw '{missing[0]}' (U+{ord(missing[0]):04X})",
                hint="replace the character, or name a folder of fonts that have it in VITRINE_FONT_DIR",
            )


def _text(layer: TextLayer | CaptionLayer) -> str:
    if isinstance(layer, TextLayer):
        return layer.text
    return "".join(word.text for page in layer.pages for line in page.lines for word in line)
