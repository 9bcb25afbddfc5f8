"""Verifying: the label checks on any file, with this installation's fonts and certificates."""

from functools import partial
from pathlib import Path

from domain.errors import InputError, LabelError
from domain.label import LabelReport
from labeling.certificates import ROOT
from labeling.verify import verify_file
from media.fonts import load_font_book
from pipeline.settings import Settings
from pipeline.setup import certificates_folder
from renderer.text.mask import draw_mask
from renderer.text.measure import SkiaMeasurer


def verify_labels(path: Path, settings: Settings) -> LabelReport:
    """Every label check of an MP4, MOV, JPEG or PNG, ours or not. Raises InputError when it cannot be read."""
    fonts = load_font_book(settings.font_dir)
    root = certificates_folder(settings) / ROOT
    anchors = root.read_text("ascii") if root.is_file() else ""
    try:
        return verify_file(path, SkiaMeasurer(fonts), partial(draw_mask, fonts=fonts), anchors)
    except LabelError as error:
        raise InputError(error.message, hint=error.hint) from error
