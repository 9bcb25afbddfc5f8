"""What the regimes ask for, time stamps, operators' own certificates, and the marks that assets bring."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.asset import Asset
from domain.errors import LabelError, SettingsError
from domain.label import CheckResult
from domain.layers import TextLayer
from labeling.c2pa_read import read_credentials
from labeling.c2pa_sign import Ingredient
from labeling.certificates import CHAIN, KEY, ROOT, SigningIdentity, load_signer
from labeling.incoming import incoming_mark
from labeling.request import SealRequest
from labeling.seal import seal_image
from tests.labeling.films import SMALL, backdrop
from tests.labeling.pen import Pen
from tests.labeling.tsa import time_stamp_server

openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")


def cover(pen: Pen, mark: TextLayer, request: SealRequest, out: Path) -> dict[str, CheckResult]:
    report = seal_image(pen.stamp(backdrop(SMALL), mark), request, out).report
    return {check.clause.split()[0]: check for check in report.checks}


def test_california_gets_its_disclosure(tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest) -> None:
    checks = cover(pen, zh_mark, replace(request_for, regimes=frozenset({"US-CA"})), tmp_path / "c.jpg")
    assert "Vitrine-Demo Vitrine 0.1.0" in checks["U1"].measured
    assert "M2" in checks, "a regime takes no check away"
    with pytest.raises(LabelError, match="no regime"):
        cover(pen, zh_mark, replace(request_for, regimes=frozenset()), tmp_path / "d.jpg")


@openssl
def test_the_eu_asks_for_a_time_stamp(
    tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest, signer: SigningIdentity
) -> None:
    request = replace(request_for, regimes=frozenset({"CN", "EU"}))
    with pytest.raises(LabelError, match="E1"):
        cover(pen, zh_mark, request, tmp_path / "without.jpg")
    with time_stamp_server(tmp_path / "tsa") as url:
        stamped = replace(request, signer=replace(signer, timestamp_url=url))
        checks = cover(pen, zh_mark, stamped, tmp_path / "with.jpg")
    assert "timeStamp." in checks["E1"].measured
    trusted = signer.root + (tmp_path / "tsa/tsa-root.pem").read_text()
    assert read_credentials(tmp_path / "with.jpg", "image/jpeg", trusted).stamp_state == "timeStamp.trusted"


@openssl
def test_a_time_stamp_server_that_talks_nonsense_stops_the_seal(
    tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest, signer: SigningIdentity
) -> None:
    with time_stamp_server(tmp_path / "tsa", broken=True) as url, pytest.raises(LabelError):
        cover(pen, zh_mark, replace(request_for, signer=replace(signer, timestamp_url=url)), tmp_path / "c.jpg")
    assert not (tmp_path / "c.jpg").exists()


Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Public = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


def own_chain(folder: Path, key: Key, use: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION) -> Path:
    """An operator's own certificates: a root of theirs, and a leaf for this key."""
    folder.mkdir()
    root_key = ec.generate_private_key(ec.SECP256R1())

    def named(common: str) -> x509.Name:
        return x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Own CA"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
        )

    def certificate(
        name: str, public: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey, leaf: bool
    ) -> x509.Certificate:
        start = datetime(2024, 1, 1, tzinfo=UTC)
        usage = x509.KeyUsage(leaf, False, False, False, False, not leaf, not leaf, False, False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("root"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=9000))
            .add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False) if leaf else builder
        return builder.sign(root_key, hashes.SHA256())

    pem = serialization.Encoding.PEM
    root = certificate("root", root_key.public_key(), leaf=False).public_bytes(pem)
    leaf = certificate("signing", key.public_key(), leaf=True).public_bytes(pem)
    (folder / ROOT).write_bytes(root)
    (folder / CHAIN).write_bytes(leaf + root)
    (folder / KEY).write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / KEY).chmod(0o600)
    return folder


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ec.generate_private_key(ec.SECP384R1()), "ES384"),
        (ed25519.Ed25519PrivateKey.generate(), "ED25519"),
    ],
    ids=["P-256", "P-384", "Ed25519"],
)
def test_an_operators_own_certificate_signs(
    key: Key, algorithm: str, tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    signer = load_signer(own_chain(tmp_path / "own", key))
    assert signer.algorithm == algorithm
    checks = cover(pen, zh_mark, replace(request_for, signer=signer), tmp_path / "c.jpg")
    assert checks["C1"].measured == "Trusted (Own CA)"


def test_a_certificate_for_web_servers_is_refused(tmp_path: Path) -> None:
    folder = own_chain(tmp_path / "own", ec.generate_private_key(ec.SECP256R1()), ExtendedKeyUsageOID.SERVER_AUTH)
    with pytest.raises(SettingsError, match="lacks the purpose"):
        load_signer(folder)


def test_marks_that_an_asset_brings_are_read_kept_and_shown(
    tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest, sealed_image: Path, signer: SigningIdentity
) -> None:
    asset = Asset(sha256="b" * 64, kind="image", name="bought.jpg", mime="image/jpeg", width=360, height=640)
    bought = Ingredient(asset, sealed_image)
    mark = incoming_mark(bought, signer.root)
    assert mark is not None
    assert (mark.asset, mark.credentials, len(mark.aigc)) == ("bought.jpg", "Trusted (Example Shop)", 1)

    picture = pen.stamp(backdrop(SMALL), zh_mark)
    report = seal_image(picture, replace(request_for, ingredients=(bought,)), tmp_path / "c.jpg").report
    assert report.lineage == (mark,)
    assert [check.measured for check in report.checks if check.clause.startswith("M2")] == ["1"]


def test_a_plain_photo_brings_nothing(photo: Ingredient) -> None:
    assert incoming_mark(photo) is None
