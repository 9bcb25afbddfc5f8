"""The operator's own signing certificates for C2PA: a root, a leaf, and the leaf's private key.

Self-issued: they prove a file is unchanged since it was signed, not who signed it.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.errors import SettingsError, StorageError

ROOT, CHAIN, KEY = "root.pem", "chain.pem", "signing-key.pem"
_PURPOSES = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documentSigning, RFC 9336
        x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),  # C2PA claim signing
    }
)
_LEAF_LIFE = timedelta(days=3650)
_ROOT_LIFE = timedelta(days=7300)


@dataclass(frozen=True)
class SigningIdentity:
    """What signs: PEM texts, ``chain`` leaf first; ``key`` is secret and kept out of ``repr``.

    ``timestamp_url`` is an RFC 3161 service, or empty: then signing never touches the network.
    ``algorithm`` is C2PA's name for the key's kind.
    """

    chain: str
    root: str
    key: str = field(repr=False)
    valid_from: datetime
    valid_until: datetime
    timestamp_url: str = ""
    algorithm: str = "ES256"


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
        open_to_others = _is_open((folder / KEY).stat())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"signing certificates in {folder} cannot be read: {error}", hint="run 'vitrine init' to make them"
        ) from error
    if open_to_others:
        raise SettingsError(f"{folder / KEY} can be read by other users", hint=f"run: chmod 600 {folder / KEY}")
    leaf, algorithm = _checked_leaf(folder, chain, key)
    begin, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    return SigningIdentity(chain, root, key, begin, end, timestamp_url, algorithm)


def _is_open(key: os.stat_result) -> bool:
    """Whether others than we may read or change the key.

    A key that another user owns and our group may read was given to us so: a cluster mounts its secrets like that.
    """
    allowed = 0o040 if key.st_uid != os.geteuid() else 0
    return bool(key.st_mode & 0o077 & ~allowed)


def _checked_leaf(folder: Path, chain: str, key: str) -> tuple[x509.Certificate, str]:
    try:
        leaf = x509.load_pem_x509_certificates(chain.encode())[0]
        private = serialization.load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise SettingsError(
            f"signing certificates in {folder} are damaged: {error}", hint="restore them from a backup"
        ) from error
    algorithm = _algorithm(private)
    if not algorithm or not _same_key(private.public_key(), leaf.public_key()):
        raise SettingsError(
            f"{folder / KEY} is not the key of the first certificate in {CHAIN}, or of a kind C2PA has no name for",
            hint="put the leaf certificate first and use its own key: P-256, P-384, P-521, Ed25519 or RSA",
        )
    _check_purpose(folder, leaf)
    return leaf, algorithm


def _algorithm(private: object) -> str:
    """C2PA's name for what a private key signs with, or nothing."""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}.get(private.curve.name, "")
    if isinstance(private, ed25519.Ed25519PrivateKey):
        return "ED25519"
    return "PS256" if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= 2048 else ""


def _same_key(one: object, other: object) -> bool:
    return one == other


def _check_purpose(folder: Path, leaf: x509.Certificate) -> None:
    """C2PA 2.x §14.5.1: issued by another, and meant for signing mail, documents or content claims."""
    try:
        uses = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        uses = set()
    if leaf.issuer == leaf.subject or not uses & _PURPOSES or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in uses:
        raise SettingsError(
            f"the first certificate in {folder / CHAIN} cannot sign content: it is self-signed or lacks the purpose",
            hint="use one issued by another certificate, with emailProtection, documentSigning or C2PA claim signing",
        )


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
