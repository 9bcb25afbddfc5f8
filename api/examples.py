"""Examples of what is sent and answered, for the API's description; each is valid as it stands."""

from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from api.models.videos import SHOWN

_PAGE = "Page_"

_SCRIPT = {
    "language": "en",
    "title": "Thermos",
    "seconds": 12,
    "scenes": [
        {"id": "hook", "role": "hook", "narration": "Still hot at midnight.", "headline": "Hot for 12 hours"},
        {
            "id": "offer", "role": "cta", "narration": "One hand opens it. Take yours along.", "headline": "One hand",
            "subline": "129.00",
        },
    ],
    "written_by": {"planner": "person"},
    "seed": 7,
}  # fmt: skip
_CATALOGUE = {"name": "Spring", "languages": "en,zh", "template": "auto", "seconds": 15}
EXAMPLES: MappingProxyType[str, dict[str, Any]] = MappingProxyType(
    {
        "rerender_video": {"script": _SCRIPT},
        "put_script": {"script": _SCRIPT},
        "approve_video": {"script": _SCRIPT},
        "create_link": {"variant": "video", "aspect": "9:16"},
        "upload_asset": {"file": "thermos-front.jpg"},
        "preview_batch": {"file": "products.csv", **_CATALOGUE},
        "create_batch": {"file": "products.csv", **_CATALOGUE, "webhook_url": "https://shop.example/hooks/vitrine"},
        "change_webhook": {"events": ["video.completed", "batch.completed"], "enabled": True},
        "create_key": {"name": "scheduler", "scopes": ["videos:read", "videos:write"], "expires_in_days": 90},
        "rotate_key": {"overlap_hours": 24},
        "sign_in": {"email": "you@shop.example", "password": "correct horse battery staple"},
        "set_up": {
            "token": "rT3mQ8vXk2LpZ7wYc5Nd9HbJf4Gs6Ea1", "email": "you@shop.example", "name": "You",
            "password": "correct horse battery staple", "terms": "1",
        },
        "accept_terms": {"version": "1"},
        "verify_file": {"file": "thermos.mp4"},
    }
)  # fmt: skip
"""By the name of the operation, for those whose model has no example of its own."""


def add_examples(document: dict[str, Any]) -> None:
    """Put examples where the document describes bodies and answers."""
    schemas = document["components"]["schemas"]
    schemas["Video"]["examples"] = [SHOWN]  # FastAPI leaves out what is null
    shown = {name: schema["examples"][0] for name, schema in schemas.items() if "examples" in schema}
    shown |= yaml.safe_load(Path(__file__).with_name("shown.yaml").read_text("utf-8"))
    for operation in (one for methods in document["paths"].values() for one in methods.values()):
        example = EXAMPLES.get(operation["operationId"])
        if example is not None:
            for content in operation["requestBody"]["content"].values():
                content["example"] = example
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json", {})
            if status.startswith("2") and content.get("schema", {}).get("format") != "binary" and content:
                content["example"] = _answer(content["schema"], shown)


def _answer(schema: dict[str, Any], shown: dict[str, Any]) -> object:
    """An answer of a schema: one thing, a list of one, or a page of one."""
    if "items" in schema:
        return [_answer(schema["items"], shown)]
    name = schema["$ref"].rpartition("/")[2]
    if name.startswith(_PAGE):
        return {"data": [shown[name.removeprefix(_PAGE).rstrip("_")]], "has_more": False, "next_cursor": None}
    return shown[name]
