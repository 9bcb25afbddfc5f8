"""Reading content credentials back: their state, their failures, and the source type they claim."""

from dataclasses import dataclass
from pathlib import Path

import c2pa

from domain.errors import LabelError
from labeling.c2pa_sdk import offline_context

TOLERATED = frozenset({"signingCredential.untrusted"})
"""A self-issued certificate proves integrity, not identity."""


@dataclass(frozen=True)
class Credentials:
    """What a file's active manifest says. ``state`` is Valid, Trusted or Invalid; empty without a manifest."""

    state: str = ""
    failures: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    issuer: str = ""


def read_credentials(path: Path, media_type: str, anchors: str = "") -> Credentials:
    """The credentials inside a file, validated offline. Raises LabelError when the file cannot be parsed."""
    try:
        with (
            offline_context(anchors) as context,
            path.open("rb") as file,
            c2pa.Reader(media_type, file, context=context) as reader,
        ):
            manifest, results = reader.get_active_manifest() or {}, reader.get_validation_results() or {}
            state = str(reader.get_validation_state() or "")
    except LabelError as error:
        if isinstance(error.__cause__, c2pa.C2paError.ManifestNotFound):
            return Credentials()
        raise
    active = results.get("activeManifest") or {}
    actions = _actions(manifest)
    return Credentials(
        state=state,
        failures=tuple(dict.fromkeys(str(status["code"]) for status in active.get("failure", ()))),
        actions=tuple(str(action.get("action", "")) for action in actions),
        source_types=tuple(str(a["digitalSourceType"]) for a in actions if "digitalSourceType" in a),
        ingredients=tuple(str(i.get("title", "")) for i in manifest.get("ingredients", ())),
        issuer=str((manifest.get("signature_info") or {}).get("issuer", "")),
    )


def _actions(manifest: dict[str, object]) -> list[dict[str, object]]:
    assertions = manifest.get("assertions")
    found: list[dict[str, object]] = []
    for assertion in assertions if isinstance(assertions, list) else []:
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            found += [action for action in assertion["data"].get("actions", ()) if isinstance(action, dict)]
    return found
