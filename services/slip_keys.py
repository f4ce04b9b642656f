"""The keys of slips: one pair a round, so that a device can check a slip without the server.

Derived from the installation's secret like the key of the manifests: a backup of that is enough, and
whoever has a round's public key can check its slips and make none.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys.slip import Slip, token_of

_PURPOSE = b"hailong slips ed25519 "
_ROUNDS = 64
"""Keys kept at hand: making one takes longer than using it."""


def slip_public_key(secret: bytes, round: str) -> bytes:
    """The 32 bytes with which anybody can check the slips of a round."""
    return _public(secret, round).public_bytes_raw()


def signed_token(secret: bytes, round: str, slip: Slip) -> str:
    """The last part of a slip's address."""
    return token_of(slip, _private(secret, round).sign(slip.said))


def is_signed_slip(secret: bytes, round: str, slip: Slip, signature: bytes) -> bool:
    """Whether this installation made the slip, for this round."""
    try:
        _public(secret, round).verify(signature, slip.said)
    except InvalidSignature:
        return False
    return True


@lru_cache(_ROUNDS)
def _private(secret: bytes, round: str) -> Ed25519PrivateKey:
    info = _PURPOSE + round.encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(derived)


@lru_cache(_ROUNDS)
def _public(secret: bytes, round: str) -> Ed25519PublicKey:
    return _private(secret, round).public_key()
