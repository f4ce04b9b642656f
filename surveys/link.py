"""Links: what stands behind a code on a poster. Channel and unit are the link's word."""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for another when reading them from paper."""

CODE_LENGTH = 7
_CODE = re.compile(f"[{ALPHABET}]{{4,16}}")


class Channel(StrEnum):
    """How an answer came. More channels come with their doors; the word is the server's."""

    OPEN_QR = "qr"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"


@dataclass(frozen=True)
class Link:
    """A unit's public code. It never changes, and opens whichever round is open.

    `field` is the procedure field it stands for, or None: then the form asks.
    """

    code: str
    unit: str
    channel: Channel = Channel.OPEN_QR
    field: str | None = None


def public_code(key: bytes, unit: str) -> str:
    """The public code of a unit: always the same, and not to be guessed from the unit's own."""
    return _spell(hmac.digest(key, b"public code\0" + unit.encode(), "sha256"), CODE_LENGTH)


def read_code(typed: str) -> str | None:
    """A code as somebody typed it, in its written form; None when no code looks like that."""
    code = typed.strip().replace("-", "").upper()
    return code if _CODE.fullmatch(code) else None


def receipt_of(key: bytes, response: bytes) -> str:
    """The receipt for a response id: always the same, and no way back to the id."""
    spelled = _spell(hmac.digest(key, b"receipt\0" + response, "sha256"), 8)
    return f"{spelled[:4]}-{spelled[4:]}"


def _spell(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest[:8])
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
