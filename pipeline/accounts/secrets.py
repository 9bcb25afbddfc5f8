"""Random secrets and identifiers. Only digests of secrets are stored: they carry ≥ 128 bits, so SHA-256 suffices."""

import hashlib
import secrets

BRAND = "vitrine"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz"
"""Letters and digits that are hard to confuse; 54 of them, so 32 characters carry 184 bits."""


def new_id(prefix: str) -> str:
    """An identifier such as ``vid_7HQ…``: 24 characters, 138 bits."""
    return f"{prefix}_{random_text(24)}"


def random_text(length: int) -> str:
    """Random letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
