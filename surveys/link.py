"""Links: what stands behind a code on a poster. Channel and unit are the link's word."""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for another when reading them from paper."""

CODE_LENGTH = 7
RECEIPT_LENGTH = 12
_RECEIPTS: int = len(ALPHABET) ** RECEIPT_LENGTH
_RECEIPT = re.compile(f"[{ALPHABET}]{{{RECEIPT_LENGTH}}}")
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
    """The receipt for a response id: always the same, and no way back to the id.

    It is the code to withdraw the response with; with 59 bits it cannot be guessed.
    """
    return written_receipt(_receipt_number(key, response))


def written_receipt(number: int) -> str:
    """A receipt that was read, as it is printed: three groups of four."""
    spelled = _spelled(number, RECEIPT_LENGTH)
    return "-".join(spelled[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def read_receipt(typed: str) -> int | None:
    """A receipt as somebody typed it, as the number it stands for; None when none looks like that."""
    letters = re.sub(r"[\s–—-]", "", typed[:80]).upper()
    if not _RECEIPT.fullmatch(letters):
        return None
    number = 0
    for letter in reversed(letters):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def is_receipt_of(key: bytes, response: bytes, receipt: int) -> bool:
    """Whether a receipt, read, was given for this response id."""
    return _receipt_number(key, response) == receipt


def _receipt_number(key: bytes, response: bytes) -> int:
    digest = hmac.digest(key, b"receipt\0" + response, "sha256")
    return int.from_bytes(digest) % _RECEIPTS


def _spell(digest: bytes, length: int) -> str:
    return _spelled(int.from_bytes(digest[:8]), length)


def _spelled(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
