"""Content credentials (C2PA 2.x): what was made, with what, from which photos; signed last."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import c2pa

from domain.asset import Asset
from domain.errors import LabelError
from labeling.c2pa_sdk import offline_context
from labeling.certificates import SigningIdentity

_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GENERATED = f"{_SOURCE}trainedAlgorithmicMedia"
COMPOSITE = f"{_SOURCE}compositeWithTrainedAlgorithmicMedia"
APP = "Vitrine"
DISCLOSURE = "org.vitrine.disclosure"
"""Our assertion of what California asks of a latent disclosure: provider, system and version, time, number."""


@dataclass(frozen=True)
class Ingredient:
    """A photo or clip that is in the picture, and where its bytes are."""

    asset: Asset
    path: Path


@dataclass(frozen=True)
class Claim:
    """What the credentials state about one file: a ``media_type`` the SDK signs, who provides it, its number,
    and the ``grant`` under which it has no visible mark."""

    title: str
    media_type: str
    version: str
    created: datetime
    ingredients: tuple[Ingredient, ...]
    provider: str = ""
    number: str = ""
    grant: str = ""

    @property
    def source_type(self) -> str:
        """The IPTC digital source type: composite as soon as a real photo or clip is in it."""
        return COMPOSITE if self.ingredients else GENERATED

    def manifest(self) -> dict[str, object]:
        """The manifest definition: created, what was placed in it and edited, and the disclosure."""
        agent = {"name": APP, "version": self.version}
        return {
            "claim_generator_info": [agent],
            "title": self.title,
            "format": self.media_type,
            "assertions": [
                {"label": "c2pa.actions.v2", "data": {"actions": self._actions(agent)}},
                {"label": DISCLOSURE, "kind": "Json", "data": self._disclosure(agent)},
            ],
        }

    def _actions(self, agent: dict[str, str]) -> list[dict[str, object]]:
        created: dict[str, object] = {
            "action": "c2pa.created",
            "when": self._when,
            "softwareAgent": agent,
            "digitalSourceType": self.source_type,
        }
        if not self.ingredients:
            return [created]
        placed: dict[str, object] = {
            "action": "c2pa.placed",
            "softwareAgent": agent,
            "parameters": {"ingredientIds": [label(i) for i in range(len(self.ingredients))]},
        }
        edited: dict[str, object] = {
            "action": "c2pa.edited",
            "softwareAgent": agent,
            "description": "photos and clips cropped, moved, and set with texts",
        }
        return [created, placed, edited]

    def _disclosure(self, agent: dict[str, str]) -> dict[str, str]:
        granted = {"grant": f"标识办法 art. 9, {self.grant}"} if self.grant else {}
        return {
            **granted,
            "provider": self.provider,
            "system": agent["name"],
            "version": agent["version"],
            "created": self._when,
            "id": self.number,
        }

    @property
    def _when(self) -> str:
        return self.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def label(index: int) -> str:
    """The manifest's own name for an ingredient."""
    return f"ingredient-{index + 1}"


def sign(source: Path, target: Path, claim: Claim, signer: SigningIdentity) -> None:
    """Writes ``source`` to ``target`` with signed content credentials; nothing may touch it afterwards.

    Offline unless the identity names a time-stamp service. Raises LabelError when the certificate was
    not valid at ``claim.created``, the SDK refuses, or the service does not answer as it should.
    """
    if not signer.valid_from <= claim.created <= signer.valid_until:
        raise LabelError(
            f"the signing certificate is valid from {signer.valid_from:%Y-%m-%d} to {signer.valid_until:%Y-%m-%d}",
            hint="set the clock right, or run 'vitrine init' in a new folder for a new certificate",
        )
    info = c2pa.C2paSignerInfo(
        c2pa.C2paSigningAlg[signer.algorithm], signer.chain.encode(), signer.key.encode(), signer.timestamp_url or None
    )
    with (
        offline_context(signer.root) as context,
        c2pa.Signer.from_info(info) as native,
        c2pa.Builder(claim.manifest(), context) as builder,
        source.open("rb") as reader,
        target.open("x+b") as writer,
    ):
        for index, ingredient in enumerate(claim.ingredients):
            _add(builder, index, ingredient)
        builder.sign(native, claim.media_type, reader, writer)


def _add(builder: c2pa.Builder, index: int, ingredient: Ingredient) -> None:
    facts = {"title": ingredient.asset.name, "relationship": "componentOf", "label": label(index)}
    with ingredient.path.open("rb") as file:
        builder.add_ingredient(facts, ingredient.asset.mime, file)
