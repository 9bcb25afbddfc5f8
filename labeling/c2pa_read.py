"""Reading content credentials back: their state, their failures, and what they claim."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import c2pa

from domain.errors import LabelError
from labeling.c2pa_sdk import offline_context
from labeling.c2pa_sign import DISCLOSURE

TOLERATED = frozenset({"signingCredential.untrusted"})
"""A self-issued certificate proves integrity, not identity."""


@dataclass(frozen=True)
class Credentials:
    """What a file's active manifest says. ``state`` is Valid, Trusted or Invalid; empty without a manifest.

    ``stamped`` is the time a time-stamp service attests, ISO 8601, and ``stamp_state`` whether it holds
    (``timeStamp.trusted``, ``timeStamp.validated`` or a failure); ``disclosure`` is our own assertion.
    """

    state: str = ""
    failures: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    source_types: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    issuer: str = ""
    stamped: str = ""
    stamp_state: str = ""
    disclosure: dict[str, str] = field(default_factory=dict)


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
    return _credentials(state, manifest, results.get("activeManifest") or {})


def _credentials(state: str, manifest: dict[str, Any], active: dict[str, Any]) -> Credentials:
    actions, signature = _actions(manifest), manifest.get("signature_info") or {}
    return Credentials(
        state=state,
        failures=tuple(dict.fromkeys(str(status["code"]) for status in active.get("failure", ()))),
        actions=tuple(str(action.get("action", "")) for action in actions),
        source_types=tuple(str(a["digitalSourceType"]) for a in actions if "digitalSourceType" in a),
        ingredients=tuple(str(i.get("title", "")) for i in manifest.get("ingredients", ())),
        issuer=str(signature.get("issuer", "")),
        stamped=str(signature.get("time", "") or ""),
        stamp_state=_stamp_state(active),
        disclosure=_disclosure(manifest),
    )


def _stamp_state(active: dict[str, Any]) -> str:
    """The first failure of the time stamp; else that it is trusted; else whatever is said of it."""
    said = [
        [code for status in active.get(kind, ()) if (code := str(status["code"])).startswith("timeStamp.")]
        for kind in ("failure", "success", "informational")
    ]
    trusted = [code for code in said[1] if code == "timeStamp.trusted"]
    return next(iter((*said[0], *trusted, *said[1], *said[2])), "")


def _disclosure(manifest: dict[str, Any]) -> dict[str, str]:
    for assertion in _assertions(manifest):
        data = assertion.get("data")
        if assertion.get("label") == DISCLOSURE and isinstance(data, dict):
            return {str(name): value for name, value in data.items() if isinstance(value, str)}
    return {}


def _actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for assertion in _assertions(manifest):
        data = assertion.get("data")
        if str(assertion.get("label", "")).startswith("c2pa.actions") and isinstance(data, dict):
            found += [action for action in data.get("actions", ()) if isinstance(action, dict)]
    return found


def _assertions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    assertions = manifest.get("assertions")
    return [a for a in assertions if isinstance(a, dict)] if isinstance(assertions, list) else []
