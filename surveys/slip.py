"""Slips: single-use links, printed as QR codes and handed out with a dossier, without its person.

A token says for which round, unit and field it is, and a random serial; a signature over these 16
bytes shows that this installation made it. Keys are the services' business: nothing here signs.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

from surveys.chain import subkey
from surveys.link import ALPHABET, CODE_LENGTH, number_of, spelled

VERSION = 1
SAID_BYTES, SIGNATURE_BYTES = 16, 64
TOKEN_LENGTH = 128
"""80 bytes in base 32 without a bit to spare: a token has one spelling, and QR codes pack it tightly."""

SERIAL_LETTERS, CHECK_LETTERS = 8, 2
SERIALS = len(ALPHABET) ** SERIAL_LETTERS

MOST_ANSWERS = 5
"""So many answers are kept of one slip, the first and four apart: nobody fills the disk with one."""

_TOKEN = re.compile(f"[A-Z2-7]{{{TOKEN_LENGTH}}}")
_SERIAL = re.compile(f"[{ALPHABET}]{{{SERIAL_LETTERS + CHECK_LETTERS}}}")


class Given(StrEnum):
    """With what a slip is handed out: refused and returned dossiers are asked about as well."""

    GRANTED = "granted"
    REFUSED = "refused"
    RETURNED = "returned"


@dataclass(frozen=True)
class Slip:
    """What a token says. Round and field are tags, to be looked up among those that there are.

    `unit` is the unit's public code. A field tag of noughts means that the form asks.
    """

    round: bytes
    unit: str
    field: bytes
    serial: int

    @property
    def said(self) -> bytes:
        """The bytes that are signed."""
        unit, serial = number_of(self.unit).to_bytes(5), self.serial.to_bytes(5)
        return bytes([VERSION]) + self.round + unit + self.field + serial


def round_tag(id: str) -> bytes:
    """What a token says of its round. Two rounds may share it; their keys differ."""
    return hashlib.sha256(b"round\0" + id.encode()).digest()[:3]


def field_tag(id: str | None) -> bytes:
    """What a token says of its procedure field; noughts for none."""
    return hashlib.sha256(b"field\0" + id.encode()).digest()[:2] if id else bytes(2)


def token_of(slip: Slip, signature: bytes) -> str:
    """The last part of a slip's address."""
    return base64.b32encode(slip.said + signature).decode("ascii")


def is_token(code: str) -> bool:
    """Whether a code has the form of a slip's."""
    return _TOKEN.fullmatch(code) is not None


def read_token(token: str) -> tuple[Slip, bytes] | None:
    """What a token says, and the signature under it; None when nothing of ours says that."""
    raw = base64.b32decode(token) if is_token(token) else b""
    if not raw or raw[0] != VERSION:
        return None
    unit, serial = int.from_bytes(raw[4:9]), int.from_bytes(raw[11:SAID_BYTES])
    if unit >= len(ALPHABET) ** CODE_LENGTH or serial >= SERIALS:
        return None
    return Slip(raw[1:4], spelled(unit, CODE_LENGTH), raw[9:11], serial), raw[SAID_BYTES:]


def printed_serial(key: bytes, round: str, unit: str, serial: int) -> str:
    """The serial as it stands on the paper: two groups of five, the last two letters a check.

    The check is keyed by round and unit: what was misread, or belongs elsewhere, is no serial here.
    """
    letters = spelled(serial, SERIAL_LETTERS) + _check(key, round, unit, serial)
    return f"{letters[:5]}-{letters[5:]}"


def read_serial(key: bytes, round: str, unit: str, typed: str) -> int | None:
    """The serial that somebody typed; None when this unit has none like it in this round."""
    letters = re.sub(r"[\s–—-]", "", typed[:80]).upper()
    if not _SERIAL.fullmatch(letters):
        return None
    serial = number_of(letters[:SERIAL_LETTERS])
    right = _check(key, round, unit, serial)
    return serial if hmac.compare_digest(right, letters[SERIAL_LETTERS:]) else None


def spent_hash(key: bytes, round: str, unit: str, serial: int) -> bytes:
    """Under what a slip is known once it is used or voided: without the key no way back to it.

    The salt is the round's own and lies with the key, not in the database.
    """
    salt = subkey(key, f"spent slips of {round}")
    return hmac.digest(salt, f"{unit}\0{serial}".encode(), "sha256")


def _check(key: bytes, round: str, unit: str, serial: int) -> str:
    digest = subkey(key, f"slip {round}\0{unit}\0{serial}")
    return spelled(int.from_bytes(digest) % len(ALPHABET) ** CHECK_LETTERS, CHECK_LETTERS)
