"""Sealing sound: the audible mark before it, AIGC, XMP, credentials last; read back; only then into place.

This is the only module that builds a ``LabelledAudio``.
"""

from pathlib import Path

from domain.errors import LabelError
from domain.label import LabelledAudio
from labeling.checks.metadata import first_writing, unique
from labeling.checks.provenance import ingredients
from labeling.checks.sound import whole_sound
from labeling.encode import encode_sound
from labeling.evidence import AudioEvidence
from labeling.formats import format_of
from labeling.gate import report
from labeling.policies import audio_policy
from labeling.release import release, stamp_and_sign, workspace
from labeling.request import SealRequest
from labeling.rhythm import Samples, with_rhythm


def seal_audio(samples: Samples, rate: int, request: SealRequest, out: Path) -> LabelledAudio:
    """Labels sound of (n, 1 or 2) samples at ``rate`` Hz and puts it at ``out``: WAV, MP3 or M4A by its name.

    Raises LabelError naming the failed clauses, StorageError when ``out`` cannot be written.
    """
    number, kind = str(request.new_id()), format_of(out)
    if kind.name not in ("wav", "mp3", "m4a"):
        raise LabelError(f"{out.name} is not a sound file", hint="name it .wav, .mp3 or .m4a")
    with workspace(out, number) as (raw, stamped, sealed):
        marked = with_rhythm(samples, rate)
        encode_sound(marked, rate, raw, kind.name)
        stamp_and_sign(raw, stamped, sealed, kind, number, request)
        policy = audio_policy(request.regimes).and_also(
            first_writing(),
            unique(request.ledger.claim, number),
            whole_sound(len(marked) / rate),
            ingredients(request.titles),
        )
        found = report(out.name, sealed, "audio", policy, AudioEvidence(sealed, kind.name, request.signer.root))
        release(sealed, found, request, out)
    return LabelledAudio(out, found)
