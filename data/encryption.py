"""Encrypts the little that must be readable again: AES-256-GCM, bound to what it belongs to."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from surveys.chain import subkey
from surveys.errors import Code, SurveyError

_NONCE = 12


class Box:
    """Seals texts with a key of their own `purpose`; what is sealed for one thing opens for no other."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._cipher = AESGCM(subkey(key, purpose))

    def seal(self, text: str, belongs_to: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, text.encode(), belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> str:
        """The text again; raises SurveyError UNREADABLE_CONTACT when key, place or bytes differ."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs_to.encode())
        except (InvalidTag, ValueError):
            raise SurveyError(Code.UNREADABLE_CONTACT) from None
        return plain.decode()
