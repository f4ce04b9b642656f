"""Rescue files: answers that a device without a line has saved, to be carried by hand.

The first line says what it is: ``{"hailong": "rescue", "version": 1, "key": …, "iv": …}``. With a key
the second line is sealed for this installation; without one each further line is one answer: its
``body`` and ``notice``, why it was ``refused``, when it was ``kept`` by the device's clock, and by how
many seconds that was behind the server's (``skew``), where the device knew.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from surveys.errors import Code, SurveyError

MOST_BYTES = 50_000_000
HEAD, VERSION = "rescue", 1
_FARTHEST = 100 * 366 * 24 * 3600
"""Seconds that a device's clock can be off; a clock without a battery begins in 1970 or 2015."""


@dataclass(frozen=True)
class RescueFile:
    """What stands below the head. `key` and `iv` are empty where it is not sealed."""

    key: bytes
    iv: bytes
    content: bytes


def read(path: Path) -> RescueFile:
    """The file as it is, still sealed; raises SurveyError BAD_FILE when it is none of ours."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _wrong(path, "quá lớn / too large")
        head, _, rest = path.read_text("utf-8").partition("\n")
        told = json.loads(head)
    except (OSError, ValueError) as fault:
        raise _wrong(path, "không đọc được / unreadable") from fault
    if not isinstance(told, dict) or told.get("hailong") != HEAD:
        raise _wrong(path, "không phải tệp cứu hộ / not a rescue file")
    if told.get("version") != VERSION:
        raise _wrong(path, "của phiên bản khác / of another version")
    if not told.get("key"):
        return RescueFile(b"", b"", rest.encode())
    try:
        return RescueFile(*(_bytes(one) for one in (told["key"], told.get("iv"), rest.strip())))
    except (binascii.Error, ValueError, TypeError) as fault:
        raise _wrong(path, "bị hỏng / damaged") from fault


def lines(path: Path, content: bytes) -> list[dict[str, Any]]:
    """The answers, one a line, as the device wrote them down; raises SurveyError BAD_FILE."""
    try:
        found = [json.loads(line) for line in content.decode().splitlines() if line.strip()]
    except ValueError as fault:
        raise _wrong(path, "bị hỏng / damaged") from fault
    if not all(isinstance(one, dict) and isinstance(one.get("body"), str) for one in found):
        raise _wrong(path, "bị hỏng / damaged")
    return found


def skew(line: dict[str, Any]) -> timedelta | None:
    """By how much the times of an answer are to be moved, where the device had heard the server."""
    seconds = line.get("skew")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or abs(seconds) > _FARTHEST:
        return None
    return timedelta(seconds=seconds)


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    return base64.b64decode(text, validate=True)


def _wrong(path: Path, why: str) -> SurveyError:
    return SurveyError(Code.BAD_FILE, file=path.name, why=why)
