"""Passwords: what is accepted, and Argon2id (OWASP ASVS 5.0, 6.2)."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import AccessError

SHORTEST = 8
LONGEST = 256
_DISTINCT = 4


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks. ``decoy`` is checked for accounts that are not there, so that both take as long."""

    hasher: PasswordHash = field(default_factory=lambda: PasswordHash((Argon2Hasher(),)))

    def hash(self, password: str, *about: str) -> str:
        """The hash to keep. Raises AccessError for a password that others would guess; ``about`` is the user."""
        check_password(password, *about)
        return self.hasher.hash(password)

    def holds(self, password: str, hashed: str) -> bool:
        """Whether a password belongs to a hash; an empty hash takes as long and never holds."""
        if len(password) > LONGEST:
            return False
        return self.hasher.verify(password, hashed or self.decoy) and bool(hashed)

    @property
    def decoy(self) -> str:
        return _decoy(self.hasher)


@cache
def _decoy(hasher: PasswordHash) -> str:
    return hasher.hash("nobody's")


def check_password(password: str, *about: str) -> None:
    """Raise AccessError unless a password is long enough and not one that is tried first."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise _weak(f"has {len(password)} characters, {SHORTEST} to {LONGEST} are accepted")
    plain = password.casefold()
    words = {part for text in about for part in text.casefold().replace("@", " ").split() if len(part) > 3}
    if plain in common_passwords() or plain.rstrip("0123456789!.?") in common_passwords():
        raise _weak("is among those that are tried first")
    if any(word in plain for word in words):
        raise _weak("contains your name or address")
    if len(set(plain)) < _DISTINCT:
        raise _weak("repeats the same few characters")


@cache
def common_passwords() -> frozenset[str]:
    """Passwords, in small letters, that lists of stolen ones begin with."""
    path = Path(__file__).with_name("common_passwords.yaml")
    return frozenset(str(line) for line in yaml.safe_load(path.read_text("utf-8")))


def _weak(reason: str) -> AccessError:
    return AccessError(f"password {reason}", hint="use 15 or more characters, or four words that belong to no sentence")
