"""Signatures of sealed rounds: anybody who has the public key can check them, on any machine."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"hailong manifest ed25519"


def public_key(secret: bytes) -> bytes:
    """The 32 bytes with which this installation's signatures are checked."""
    return _key(secret).public_key().public_bytes_raw()


def sign(secret: bytes, text: str) -> bytes:
    """Ed25519 over the exact bytes of the text."""
    return _key(secret).sign(text.encode())


def is_signed(public: bytes, text: str, signature: bytes) -> bool:
    """Whether the text was signed with the key behind `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(secret: bytes) -> Ed25519PrivateKey:
    """Derived from the installation's secret, so that a backup of that is enough."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(derived)
