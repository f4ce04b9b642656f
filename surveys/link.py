"""Links: what stands behind a code on a poster. Channel and unit are the link's word."""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from surveys.errors import Code, SurveyError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for another when reading them from paper."""

CODE_LENGTH = 7
RECEIPT_LENGTH = 12
_RECEIPTS: int = len(ALPHABET) ** RECEIPT_LENGTH
_RECEIPT = re.compile(f"[{ALPHABET}]{{{RECEIPT_LENGTH}}}")
CODE_MOST, _MOST_TYPED = 16, 256
_CODE = re.compile(f"[{ALPHABET}]{{4,{CODE_MOST}}}")
_SLIP = re.compile("[A-Z2-7]{128}")
"""A single-use link (`surveys.slip`)."""


class Channel(StrEnum):
    """How an answer came. More channels come with their doors; the word is the server's."""

    OPEN_QR = "qr"
    KIOSK = "kiosk"
    ASSISTED = "assisted"
    PAPER = "paper"
    SLIP = "slip"


@dataclass(frozen=True)
class Link:
    """A unit's public code. It never changes, and opens whichever round is open.

    `field` is the procedure field it stands for, or None: then the form asks. A single-use link is
    for one `round`, and `spent` is the hash under which the store knows that it was used.
    """

    code: str
    unit: str
    channel: Channel = Channel.OPEN_QR
    field: str | None = None
    round: str | None = None
    spent: bytes = b""


def public_code(key: bytes, unit: str) -> str:
    """The public code of a unit: always the same, and not to be guessed from the unit's own."""
    digest = hmac.digest(key, b"public code\0" + unit.encode(), "sha256")
    return spelled(int.from_bytes(digest[:8]), CODE_LENGTH)


def read_code(typed: str) -> str | None:
    """A code as somebody typed it, in its written form; None when no code looks like that."""
    code = _written(typed)
    return code if _CODE.fullmatch(code) or _SLIP.fullmatch(code) else None


def code_meant(typed: str) -> str:
    """The code that somebody sent.

    Raises SurveyError UNKNOWN_LINK, or SLIP_DAMAGED for what can only be a broken single-use link.
    """
    code = read_code(typed)
    if code is None:
        broken = CODE_MOST < len(_written(typed)) < _MOST_TYPED
        raise SurveyError(Code.SLIP_DAMAGED if broken else Code.UNKNOWN_LINK)
    return code


def _written(typed: str) -> str:
    return typed[:_MOST_TYPED].strip().replace("-", "").upper()


def receipt_of(key: bytes, response: bytes) -> str:
    """The receipt for a response id: always the same, and no way back to the id.

    It is the code to withdraw the response with; with 59 bits it cannot be guessed.
    """
    return written_receipt(_receipt_number(key, response))


def written_receipt(number: int) -> str:
    """A receipt that was read, as it is printed: three groups of four."""
    letters = spelled(number, RECEIPT_LENGTH)
    return "-".join(letters[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def read_receipt(typed: str) -> int | None:
    """A receipt as somebody typed it, as the number it stands for; None when none looks like that."""
    letters = re.sub(r"[\s–—-]", "", typed[:80]).upper()
    return number_of(letters) if _RECEIPT.fullmatch(letters) else None


def is_receipt_of(key: bytes, response: bytes, receipt: int) -> bool:
    """Whether a receipt, read, was given for this response id."""
    return _receipt_number(key, response) == receipt


def _receipt_number(key: bytes, response: bytes) -> int:
    # Not `hmac.digest`: it lets other threads run, and each answer would wait until they pause.
    made = _receipts(key).copy()
    made.update(response)
    return int.from_bytes(made.digest()) % _RECEIPTS


@lru_cache(maxsize=4)
def _receipts(key: bytes) -> hmac.HMAC:
    return hmac.new(key, b"receipt\0", "sha256")


def number_of(letters: str) -> int:
    """The number that `spelled` wrote so."""
    number = 0
    for letter in reversed(letters):
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def spelled(number: int, length: int) -> str:
    """A number in letters that nobody mistakes for another."""
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
