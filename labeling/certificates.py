"""The operator's own signing certificates for C2PA: a root, a leaf, and the leaf's private key.

Self-issued: they prove a file is unchanged since it was signed, not who signed it.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.errors import SettingsError, StorageError

ROOT, CHAIN, KEY = "root.pem", "chain.pem", "signing-key.pem"
_LEAF_LIFE = timedelta(days=3650)
_ROOT_LIFE = timedelta(days=7300)


@dataclass(frozen=True)
class SigningIdentity:
    """What signs: PEM texts, ``chain`` leaf first; ``key`` is secret and kept out of ``repr``.

    ``timestamp_url`` is an RFC 3161 service, or empty: then signing never touches the network.
    """

    chain: str
    root: str
    key: str = field(repr=False)
    valid_from: datetime
    valid_until: datetime
    timestamp_url: str = ""


def create_chain(folder: Path, organisation: str, now: datetime) -> None:
    """Makes root, leaf and key in ``folder`` (the key readable by its owner only).

    The root's private key signs the one leaf and is then forgotten. Raises SettingsError when a
    chain stands there already, StorageError when the folder cannot be written.
    """
    if any((folder / name).exists() for name in (ROOT, CHAIN, KEY)):
        raise SettingsError(
            f"{folder} already holds signing certificates",
            hint="keep them: files signed earlier are checked against them; or move the folder away",
        )
    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _root(root_key, organisation, now)
    leaf = _leaf(leaf_key.public_key(), root_key, root, organisation, now)
    secret = leaf_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(folder / KEY, secret, 0o600)
        _write(folder / ROOT, _pem(root), 0o644)
        _write(folder / CHAIN, _pem(leaf) + _pem(root), 0o644)
    except OSError as error:
        raise StorageError(
            f"signing certificates cannot be written to {folder}: {error.strerror}", hint="pick a writable folder"
        ) from error


def load_signer(folder: Path, timestamp_url: str = "") -> SigningIdentity:
    """The identity in a folder that ``create_chain`` filled, or an operator's own files of those names.

    Raises SettingsError for a missing, unreadable or mismatched file, or a key others can read.
    """
    try:
        chain, key = (folder / CHAIN).read_text("ascii"), (folder / KEY).read_text("ascii")
        root = (folder / ROOT).read_text("ascii")
        mode = (folder / KEY).stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"signing certificates in {folder} cannot be read: {error}", hint="run 'vitrine init' to make them"
        ) from error
    if mode & 0o077:
        raise SettingsError(f"{folder / KEY} can be read by other users", hint=f"run: chmod 600 {folder / KEY}")
    leaf = _checked_leaf(folder, chain, key)
    return SigningIdentity(chain, root, key, leaf.not_valid_before_utc, leaf.not_valid_after_utc, timestamp_url)


def _checked_leaf(folder: Path, chain: str, key: str) -> x509.Certificate:
    try:
        leaf = x509.load_pem_x509_certificates(chain.encode())[0]
        private = serialization.load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise SettingsError(
            f"signing certificates in {folder} are damaged: {error}", hint="restore them from a backup"
        ) from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != leaf.public_key():
        raise SettingsError(
            f"{folder / KEY} is not the P-256 key of the first certificate in {CHAIN}",
            hint="put the leaf certificate first and use its own key",
        )
    return leaf


def _name(organisation: str, common: str) -> x509.Name:
    if not organisation.strip() or len(organisation) > 64 or not organisation.isprintable():
        raise SettingsError(
            f"'{organisation}' cannot be a certificate's organisation", hint="use 1 to 64 printable characters"
        )
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} {common}"[:64]),
        ]
    )


def _root(key: ec.EllipticCurvePrivateKey, organisation: str, now: datetime) -> x509.Certificate:
    name = _name(organisation, "root")
    usage = _usage(sign_certificates=True)
    return (
        _builder(name, name, key.public_key(), now, _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    public: ec.EllipticCurvePublicKey,
    root_key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    organisation: str,
    now: datetime,
) -> x509.Certificate:
    return (
        _builder(_name(organisation, "content signing"), root.subject, public, now, _LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    # An hour back, so that a machine whose clock is slightly behind accepts it at once.
    start = now.astimezone(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
