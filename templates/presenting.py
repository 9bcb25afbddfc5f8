"""The presenter's place in a scene."""

from collections.abc import Iterator

from domain.base import Box
from templates.finished import Built
from templates.layers import PresenterSpec
from templates.stage import Stage


def build_presenter(stage: Stage, spec: PresenterSpec, box: Box, path: str) -> Iterator[Built]:
    """Nothing while no presenter is drawn: the scene's other layers fill its place (``when: ["!presenter"]``)."""
    yield from ()
