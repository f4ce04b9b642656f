"""Passwords as hashes: argon2id with the profile that its library recommends."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surveys.password import normal

HASHER = PasswordHasher()
"""RFC 9106's second profile (64 MiB); whoever signs in after it changed gets a new hash."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_of(password: str) -> str:
    return HASHER.hash(normal(password))


def matches(hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash the work is the same, and the answer no."""
    try:
        HASHER.verify(hash or _nobodys(), normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return hash is not None


def outdated(hash: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(hash)


def generated() -> str:
    """Easy to read aloud and type: four groups of four, about 80 bits, so that guessing is hopeless."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@cache
def _nobodys() -> str:
    return HASHER.hash(secrets.token_hex(32))
