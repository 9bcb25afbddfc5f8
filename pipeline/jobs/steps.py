"""The steps of a durable job: each is a step of the engine, and its value is kept by the hash of its inputs.

The engine remembers that a step was done, the stages remember its value. So a job that is resumed asks
nobody twice, and another job, or the same one after an edit, takes what it has in common.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from dbos import DBOS, StepOptions

from pipeline.files import write_whole
from pipeline.stages import Ingredient, Stages, Value
from pipeline.storage.storage import Storage


class DurableStages(Stages):
    """Stages whose steps are the engine's, with values that every worker finds in the storage."""

    def __init__(self, folder: Path, code: str, shared: Storage | None = None) -> None:
        super().__init__(folder, code)
        self._shared = shared

    def run(
        self,
        name: str,
        kind: type[Value],
        inputs: Sequence[Ingredient],
        make: Callable[[], Value],
        *,
        whole: Callable[[Value], bool] = lambda value: True,
        keep: Callable[[Value], bool] = lambda value: True,
    ) -> Value:
        """The value of a step. One the engine has seen done is found again; were it lost, it is made again."""
        found: list[Value] = []
        path = self.file(name, inputs, ".json")

        def step() -> str:
            self._borrow(name, path)
            value = self._run(name, kind, path, make, whole, keep)
            if keep(value):
                self._lend(name, path)
            found.append(value)
            return path.stem

        DBOS.run_step(StepOptions(name=name), step)
        if not found:
            step()
        return found[0]

    def _borrow(self, name: str, path: Path) -> None:
        if self._shared and not path.is_file() and (data := self._shared.get_named(f"steps/{name}/{path.name}")):
            write_whole(path, data)

    def _lend(self, name: str, path: Path) -> None:
        if self._shared and path.is_file():
            self._shared.put_named(f"steps/{name}/{path.name}", path.read_bytes())
