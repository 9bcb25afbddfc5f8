"""A bill of materials (CycloneDX 1.6) of what `requirements/runtime.txt` locks: versions, hashes, licences.

Run: python scripts/sbom.py > sbom.json
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements/runtime.txt"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """One component for each pinned package, with the hashes of all its files."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            found.append(_component(pinned[1].lower(), pinned[2]))
        found[-1]["hashes"] += [{"alg": "SHA-256", "content": one} for one in _HASH.findall(line)] if found else []
    return found


def _component(name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    licence = [{"license": {"name": text}}] if (text := _licence(name)) else []
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "licenses": licence,
        "hashes": [],
    }  # fmt: skip


def _licence(name: str) -> str:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    said = about.get("License-Expression") or about.get("License") or ""
    kinds = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License")]
    return said.splitlines()[0][:80] if said else ", ".join(kinds)


def main() -> None:
    """Print the bill."""
    subject = {"type": "application", "name": "vitrine", "version": metadata("vitrine")["Version"]}
    bill = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": subject},
        "components": components(LOCK.read_text(encoding="utf-8")),
    }  # fmt: skip
    json.dump(bill, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
