"""Files that were labelled wrongly on purpose: stamped with any text, signed with any claim."""

import subprocess
from pathlib import Path

import c2pa
import imageio_ffmpeg

from domain.render import Render
from labeling.c2pa_sdk import offline_context
from labeling.c2pa_sign import COMPOSITE, Claim, Ingredient, sign
from labeling.certificates import SigningIdentity
from labeling.mp4_write import stamp_mp4
from labeling.xmp import SOURCE_TYPE, merge_packet
from tests.labeling.conftest import NOW


def forged(render: Render, out: Path, aigc: str, signer: SigningIdentity, photo: Ingredient, **xmp: str) -> Path:
    """A video with this AIGC text and these XMP properties (composite unless told), signed as ours are."""
    properties = {SOURCE_TYPE: COMPOSITE} | {name: value for name, value in xmp.items() if value}
    stamped = out.with_suffix(".stamped")
    stamp_mp4(render.path, stamped, aigc, merge_packet(None, properties))
    sign(stamped, out, Claim("Mug", "video/mp4", "0.1.0", NOW, (photo,)), signer)
    return out


def signed_as(render: Render, out: Path, manifest: dict[str, object], signer: SigningIdentity) -> Path:
    """The render signed with any manifest whatever, nothing stamped."""
    info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, signer.chain.encode(), signer.key.encode(), None)
    with (
        offline_context() as context,
        c2pa.Signer.from_info(info) as native,
        c2pa.Builder(manifest, context) as builder,
        render.path.open("rb") as reader,
        out.open("w+b") as writer,
    ):
        builder.sign(native, "video/mp4", reader, writer)
    return out


def ffmpeg(source: Path, out: Path, *options: str) -> Path:
    """What ffmpeg makes of a file."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-i", str(source), *options, str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return out
