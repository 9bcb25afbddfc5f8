"""A folder of planning steps: one JSON file a step, which a person may edit and go on from.

A file keeps the hash of what its step was made from. When that changes (an earlier file was edited), a step is taken
anew, unless its own file was edited too: what a person wrote is never overwritten.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from domain.base import Frozen
from domain.brief import Brief
from domain.conversation import Conversation
from domain.errors import BriefError
from domain.plan import STEPS, Angle, Step
from domain.script import Script
from pipeline.documents import Kind, read_document
from pipeline.files import write_whole
from pipeline.plan_steps import Inputs, Value

_FILE = Kind("plan", BriefError, 5_000_000, "'vitrine plan' writes such files")
_ALWAYS_NEW: frozenset[Step] = frozenset({"claims", "timing"})
_BRIEF, _CONVERSATION = "brief.json", "conversation.json"


class StepFile(Frozen):
    """What a step's file holds: ``value`` is for editing, the hashes are not."""

    step: Step
    made_from: str
    made: str
    value: dict[str, object]


class PlanFolder:
    """The steps of one video in ``path``; ``notes`` tell what was found edited or taken anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes: list[str] = []

    def file(self, step: Step) -> Path:
        """Where a step's result is: ``3-script.json``."""
        return self.path / f"{STEPS.index(step) + 1}-{step}.json"

    def take(self, step: Step, kind: type[Value], inputs: Inputs, make: Callable[[], Value]) -> Value:
        """The result in the step's file where it is still good or was edited, else one made now and written there."""
        made_from = _hash(inputs)
        kept = self._read(step)
        if kept and step not in _ALWAYS_NEW:
            value, edited = self._parse(kept, kind), kept.made != _hash([kept.value])
            if edited or kept.made_from == made_from:
                if edited:
                    self.notes.append(f"{step}: your edit is used")
                return value
            self.notes.append(f"{step}: taken anew, because an earlier step changed")
        value = make()
        self.put(step, value, made_from)
        return value

    def put(self, step: Step, value: Frozen, made_from: str) -> None:
        """Write a step's result as made by the program from inputs with this hash."""
        plain = value.model_dump(mode="json")
        whole = StepFile(step=step, made_from=made_from, made=_hash([plain]), value=plain)
        self._write(self.file(step).name, whole)

    def edit(self, step: Step, value: Frozen) -> None:
        """Write a step's result as a person's own: it is used even when an earlier step changes."""
        known = self._read(step)
        whole = StepFile(
            step=step,
            made_from=known.made_from if known else "",
            made=known.made if known else "",
            value=value.model_dump(mode="json"),
        )
        self._write(self.file(step).name, whole)

    def start(self, step: Step, value: Frozen) -> None:
        """Begin with a step's result that came from elsewhere: it is used as it stands, like an edit."""
        self._write(
            self.file(step).name, StepFile(step=step, made_from="", made="", value=value.model_dump(mode="json"))
        )

    def angle(self) -> Angle | None:
        """The angle as it stands, if one was chosen."""
        kept = self._read("angle")
        return self._parse(kept, Angle) if kept else None

    def open(self, brief: Brief, conversation: Conversation = Conversation()) -> None:  # noqa: B008 (frozen)
        """Note the brief the plan is for, and what a language model was asked and said."""
        self._write(_BRIEF, brief)
        if conversation.exchanges:
            self._write(_CONVERSATION, Conversation(exchanges=(*self._told().exchanges, *conversation.exchanges)))

    def brief(self) -> Brief:
        """The brief the plan is for. Raises BriefError where the folder holds no plan."""
        document = read_document(self.path / _BRIEF, _FILE)
        try:
            return Brief.model_validate_json(json.dumps(document.value, default=float))
        except ValidationError as error:
            raise _wrong(self.path / _BRIEF, error) from error

    def script(self) -> Script:
        """The script as it stands. Raises BriefError where there is none yet."""
        kept = self._read("script")
        if kept is None:
            raise BriefError(f"'{self.path}' has no script yet", hint="run 'vitrine plan' up to the step script")
        return self._parse(kept, Script)

    def _told(self) -> Conversation:
        path = self.path / _CONVERSATION
        return Conversation.model_validate_json(path.read_bytes()) if path.is_file() else Conversation()

    def _read(self, step: Step) -> StepFile | None:
        path = self.file(step)
        if not path.exists():
            return None
        document = read_document(path, _FILE)
        try:
            return StepFile.model_validate_json(json.dumps(document.value, default=float))
        except ValidationError as error:
            raise _wrong(path, error) from error

    def _parse(self, kept: StepFile, kind: type[Value]) -> Value:
        try:
            return kind.model_validate_json(json.dumps(kept.value))
        except ValidationError as error:
            raise _wrong(self.file(kept.step), error) from error

    def _write(self, name: str, value: BaseModel) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.path / name, (value.model_dump_json(indent=2) + "\n").encode())


def _wrong(path: Path, error: ValidationError) -> BriefError:
    detail = error.errors()[0]
    where = ".".join(str(part) for part in detail["loc"])
    return BriefError(f"plan '{path}': {where}: {detail['msg']}", hint="mend that place, or delete the file")


def _hash(inputs: Inputs | list[dict[str, object]]) -> str:
    plain = [item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in inputs]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
