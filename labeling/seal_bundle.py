"""Sealing archives: sealed files with a manifest that carries AIGC, the mark as comment, credentials last.

This is the only module that builds a ``LabelledBundle``.
"""

from collections.abc import Mapping
from pathlib import Path

from domain.errors import LabelError
from domain.label import Labelled, LabelledBundle
from labeling.aigc import parse_fields, write_aigc
from labeling.archive import MIME, Entry, Manifest, check_name, entry_of, paper_of, write_archive
from labeling.c2pa_sign import sign
from labeling.checks.metadata import first_writing, unique
from labeling.checks.provenance import ingredients
from labeling.evidence import BundleEvidence
from labeling.gate import report
from labeling.policies import bundle_policy
from labeling.release import release, workspace
from labeling.request import SealRequest
from labeling.wording import load_wordings


def seal_bundle(
    files: Mapping[str, Labelled], papers: Mapping[str, bytes], request: SealRequest, out: Path
) -> LabelledBundle:
    """Packs sealed files, and the JSON papers that describe them, into a labelled ZIP at ``out``, name by name.

    Raises LabelError when a file changed since it was sealed or a clause fails, StorageError when
    ``out`` cannot be written.
    """
    if out.suffix.lower() != ".zip":
        raise LabelError(f"{out.name} is not an archive", hint="name it .zip")
    number = str(request.new_id())
    claim = request.claim(MIME, number)
    entries = (*(_entry(name, file) for name, file in files.items()), *(_paper(*paper) for paper in papers.items()))
    with workspace(out, number) as (raw, _, sealed):
        manifest = Manifest(
            title=request.title,
            mark=load_wordings().text(request.language, request.regimes),
            digital_source_type=claim.source_type,
            files=entries,
            AIGC={key: str(value) for key, value in parse_fields(write_aigc(request.producer, number)).items()},
        )
        write_archive(raw, {**{name: file.path for name, file in files.items()}, **papers}, manifest, request.created)
        sign(raw, sealed, claim, request.signer)
        policy = bundle_policy(request.regimes).and_also(
            first_writing(), unique(request.ledger.claim, number), ingredients(request.titles)
        )
        found = report(out.name, sealed, "bundle", policy, BundleEvidence(sealed, request.signer.root))
        release(sealed, found, request, out)
    return LabelledBundle(out, found)


def _entry(name: str, file: Labelled) -> Entry:
    check_name(name)
    entry = entry_of(name, file.path, file.report.media, file.report.produce_id)
    if not file.report.passed or entry.sha256 != file.report.sha256:
        raise LabelError(f"'{name}' changed after it was sealed, or never passed", hint="make it again")
    return entry


def _paper(name: str, data: bytes) -> Entry:
    check_name(name)
    if not name.endswith(".json"):
        raise LabelError(f"'{name}' is no paper: only JSON describes what is in an archive", hint="seal it first")
    return paper_of(name, data)
