"""Timelines from files that a person may have edited."""

from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from domain.timeline import Timeline
from pipeline.documents import TIMELINE, read_document
from pipeline.explain import FieldHints, explain

_HINTS: FieldHints = MappingProxyType(
    {
        "scenes": "keep at least one scene",
        "version": "use a timeline that this version of Vitrine wrote",
        "cover": "write the number of a frame of the video",
        "width": "write an even number up to 4096",
        "height": "write an even number up to 4096",
    }
)


def load_timeline(path: Path) -> Timeline:
    """The timeline in a JSON or YAML file. Raises TimelineError naming each wrong field and the remedy."""
    document = read_document(path, TIMELINE)
    try:
        return Timeline.model_validate(document.value)
    except ValidationError as error:
        raise explain(error, document, Timeline, _HINTS) from error
