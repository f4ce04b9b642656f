"""The key for which devices seal rescue files: who finds the USB stick reads nothing."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from surveys.chain import subkey

PURPOSE = "rescue file"
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def rescue_key(secret: bytes) -> bytes:
    """The public half, as browsers take it: a point of 65 bytes."""
    return _private(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def unsealed(secret: bytes, key: bytes, iv: bytes, content: bytes) -> bytes | None:
    """What a device sealed with its passing key; None when it was not for us, or was changed."""
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, key)
        shared = _private(secret).exchange(ec.ECDH(), theirs)
        return AESGCM(_derived(shared)).decrypt(iv, content, None)
    except (ValueError, InvalidTag):
        return None


def _derived(shared: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, f"hailong {PURPOSE}".encode()).derive(shared)


def _private(secret: bytes) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(subkey(secret, PURPOSE)) % (_ORDER - 1) + 1
    return ec.derive_private_key(number, _CURVE)
