from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from socket import socket

import pytest

from domain.errors import LabelError
from domain.render import Render
from labeling.c2pa_read import Credentials, read_credentials
from labeling.c2pa_sign import COMPOSITE, GENERATED, Claim, Ingredient, sign
from labeling.certificates import SigningIdentity, create_chain, load_signer
from tests.labeling.conftest import ISSUED, NOW


def claim(*ingredients: Ingredient) -> Claim:
    return Claim("Mug", "video/mp4", "0.1.0", NOW, ingredients)


def signed(render: Render, folder: Path, what: Claim, signer: SigningIdentity) -> Path:
    sign(render.path, folder / "signed.mp4", what, signer)
    return folder / "signed.mp4"


def test_a_film_with_photos_is_composite_and_names_them(
    tmp_path: Path, render: Render, signer: SigningIdentity, photo: Ingredient
) -> None:
    what = replace(claim(photo), provider="Shop", number="42")
    found = read_credentials(signed(render, tmp_path, what, signer), "video/mp4", signer.root)
    assert found == Credentials(
        disclosure={
            "provider": "Shop",
            "system": "Vitrine",
            "version": "0.1.0",
            "created": "2026-07-01T12:00:00Z",
            "id": "42",
        },
        state="Trusted",
        actions=("c2pa.created", "c2pa.placed", "c2pa.edited"),
        source_types=(COMPOSITE,),
        ingredients=("mug.jpg",),
        issuer="Example Shop",
    )


def test_a_film_without_photos_is_wholly_generated(tmp_path: Path, render: Render, signer: SigningIdentity) -> None:
    found = read_credentials(signed(render, tmp_path, claim(), signer), "video/mp4", signer.root)
    assert (found.actions, found.source_types) == (("c2pa.created",), (GENERATED,))


def test_without_the_root_only_the_identity_is_unknown(tmp_path: Path, render: Render, signer: SigningIdentity) -> None:
    found = read_credentials(signed(render, tmp_path, claim(), signer), "video/mp4")
    assert (found.state, found.failures) == ("Valid", ("signingCredential.untrusted",))


def test_a_photo_of_any_format_can_be_an_ingredient(
    tmp_path: Path, render: Render, signer: SigningIdentity, photo: Ingredient
) -> None:
    clip = tmp_path / "clip.webm"
    clip.write_bytes(b"\x1aE\xdf\xa3" + bytes(400))
    webm = Ingredient(photo.asset.model_copy(update={"name": "clip.webm", "mime": "video/webm"}), clip)
    found = read_credentials(signed(render, tmp_path, claim(photo, webm), signer), "video/mp4", signer.root)
    assert (found.state, found.ingredients) == ("Trusted", ("mug.jpg", "clip.webm"))


def test_a_signed_photo_keeps_its_own_history_as_ingredient(
    tmp_path: Path, render: Render, signer: SigningIdentity, sealed_image: Path, photo: Ingredient
) -> None:
    ours = Ingredient(photo.asset, sealed_image)
    signed(render, tmp_path, claim(ours), signer)
    assert read_credentials(tmp_path / "signed.mp4", "video/mp4", signer.root).state == "Trusted"


def test_a_single_changed_media_byte_is_noticed(tmp_path: Path, render: Render, signer: SigningIdentity) -> None:
    path = signed(render, tmp_path, claim(), signer)
    data = bytearray(path.read_bytes())
    data[-1000] ^= 1
    path.write_bytes(data)
    found = read_credentials(path, "video/mp4", signer.root)
    assert (found.state, found.failures) == ("Invalid", ("assertion.bmffHash.mismatch",))


def test_a_film_without_credentials_has_none(render: Render) -> None:
    assert read_credentials(render.path, "video/mp4") == Credentials()


def test_a_certificate_out_of_date_is_refused_before_signing(
    tmp_path: Path, render: Render, signer: SigningIdentity
) -> None:
    late = replace(claim(), created=NOW + timedelta(days=4000))
    with pytest.raises(LabelError, match="valid from 2023-12-31"):
        signed(render, tmp_path, late, signer)
    assert not (tmp_path / "signed.mp4").exists()


def test_a_timestamp_service_that_does_not_answer_stops_the_signing(
    tmp_path: Path, render: Render, signer: SigningIdentity
) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        stamped = replace(signer, timestamp_url=f"http://127.0.0.1:{taken.getsockname()[1]}/")
        with pytest.raises(LabelError, match="content credentials"):
            signed(render, tmp_path, claim(), stamped)


def test_a_damaged_film_is_an_error_and_not_an_absence(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"\0\0\0\x18ftypisom" + b"\xff" * 64)
    with pytest.raises(LabelError, match="content credentials"):
        read_credentials(tmp_path / "x.mp4", "video/mp4")


def test_another_operators_root_does_not_make_it_trusted(
    tmp_path: Path, render: Render, signer: SigningIdentity
) -> None:
    create_chain(tmp_path / "other", "Other", ISSUED)
    path = signed(render, tmp_path, claim(), signer)
    assert read_credentials(path, "video/mp4", load_signer(tmp_path / "other").root).state == "Valid"
