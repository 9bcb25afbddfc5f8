"""An assistant: a fork of a command that has just begun, for what needs few of its modules.

It takes a brief's files in while the command still loads the rest of the program, cuts the products out while the
script is written and spoken, and writes the music while the scenes are composed. What it fails at is done here, and
nothing comes out otherwise than without it.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from domain.asset import Asset
from domain.brief import Brief
from media.music import compose_music
from pipeline.cutouts import cut_products
from pipeline.fork import SILENT, answer, forked
from pipeline.intake import Intake, Taken, take_files, take_in, with_cutouts
from pipeline.settings import Settings
from pipeline.storage.opening import open_assets

if TYPE_CHECKING:
    from pipeline.make import Order
    from pipeline.studio import Studio


class Assistant:
    """What one does for a brief, on the other end of ``pipe``; to be asked by one thread at a time."""

    def __init__(self, pipe: Connection, brief: Brief, folder: Path, settings: Settings) -> None:
        self._pipe, self._brief, self._folder = pipe, brief, folder
        self._store, self._memory = open_assets(settings), settings.work / "cutouts"
        self._cutting: Future[Mapping[str, Asset]] | None = None

    def help(self, order: "Order", studio: "Studio") -> "tuple[Order, Studio]":
        """The order and the studio with the assistant's work in place of their own."""
        return replace(order, intake=self.intake), replace(studio, sounds=replace(studio.sounds, music=self.music))

    def intake(self) -> Intake:
        """The brief's files in the store, as ``take_in`` takes them. Raises as it does."""
        try:
            taken: Taken = answer(self._pipe)
        except SILENT:
            return take_in(self._brief, self._folder, self._store, None, self._memory)
        intake = with_cutouts(taken, partial(self._cutouts, taken), self._store, self._memory)
        self._cutting = intake.cutting
        return intake

    def _cutouts(self, taken: Taken) -> Mapping[str, Asset]:
        try:
            cutouts: Mapping[str, Asset] = answer(self._pipe)
        except SILENT:
            return cut_products(taken.images, self._store, self._memory)
        return cutouts

    def music(self, seconds: float, mood: str, seed: int) -> bytes:
        """A piece of music, as ``compose_music`` writes it. The assistant writes one and ends."""
        if self._cutting:
            self._cutting.exception()  # its answer comes first
        try:
            self._pipe.send((seconds, mood, seed))
            with closing(self._pipe):
                sound: bytes = answer(self._pipe)
        except SILENT:
            return compose_music(seconds, mood, seed)
        return sound


@contextmanager
def engaged(brief: Brief, folder: Path, settings: Settings) -> Iterator[Assistant | None]:
    """An assistant for a brief lying in ``folder``, at work already, where one can be forked; gone after the block."""
    with forked(partial(assist, brief, folder, settings)) as pipe:
        yield Assistant(pipe, brief, folder, settings) if pipe else None


def assist(brief: Brief, folder: Path, settings: Settings, pipe: Connection) -> None:
    """What an assistant does: the files, the cut-outs, and the music when it is asked for it and the brief has any."""
    store = open_assets(settings)
    taken = take_files(brief, folder, store)
    pipe.send(taken)
    pipe.send(cut_products(taken.images, store, settings.work / "cutouts"))
    if taken.wants_music:
        pipe.send(compose_music(*pipe.recv()))
