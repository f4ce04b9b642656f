"""Which letters a font has, and the names of those that it lacks: nothing is dropped in silence."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_TABLES, _TABLE, _CHARACTERS = 12, 16, b"cmap"
"""Where a font file lists its tables, how long an entry is, and which one maps characters."""
_SEGMENTS, _GROUPS = 4, 12
"""The forms of that table that say all of Unicode up to U+FFFF, and all of it."""
_NO_GLYPH = 0

_LINE_ENDS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]")
_NO_LETTERS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Signs that XML forbids, that steer a machine, or that turn the direction of what follows."""
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")


@cache
def letters(*fonts: Path) -> frozenset[str]:
    """The characters that every one of these TrueType fonts can show."""
    return frozenset.intersection(*(frozenset(_mapped(one.read_bytes())) for one in fonts))


def named(text: str, shown: frozenset[str]) -> str:
    """The text with the name of each character that cannot be shown in its place: ``[GRINNING FACE]``.

    A letter with marks (ệ written as three signs) is one letter where there is one that can be shown.
    """
    if shown.issuperset(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(one if one in shown else f"[{name(one)}]" for one in composed)


def one_line(text: str) -> str:
    """The text with nothing in it that is more than text: ends of lines are blanks, other signs that
    are no letters are named (``[U+0007]``)."""
    return _NO_LETTERS.sub(_in_brackets, _LINE_ENDS.sub(" ", text))


def encodable(text: str) -> str:
    """The text with the numbers of what no file of text can hold: halves of characters, non-characters."""
    return _NO_TEXT.sub(_in_brackets, text)


def name(character: str) -> str:
    """What Unicode calls a character, or its number where it has no name."""
    return unicodedata.name(character, f"U+{ord(character):04X}")


def _in_brackets(found: re.Match[str]) -> str:
    return f"[{name(found[0])}]"


def _mapped(font: bytes) -> Iterator[str]:
    """The characters of a font file, by its table *cmap* (ISO/IEC 14496-22)."""
    start = _start(font)
    (count,) = struct.unpack_from(">H", font, start + 2)
    places = {
        start + offset
        for _, _, offset in struct.iter_unpack(">HHL", font[start + 4 : start + 4 + 8 * count])
    }
    for place in places:
        (form,) = struct.unpack_from(">H", font, place)
        if form == _SEGMENTS:
            yield from map(chr, _by_segments(font, place))
        elif form == _GROUPS:
            yield from map(chr, _by_groups(font, place))


def _start(font: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    listed = font[_TABLES : _TABLES + _TABLE * count]
    return next(
        int(offset)
        for tag, _, offset, _ in struct.iter_unpack(">4sLLL", listed)
        if tag == _CHARACTERS
    )


def _by_segments(font: bytes, place: int) -> Iterator[int]:
    (twice,) = struct.unpack_from(">H", font, place + 6)
    count, at = twice // 2, place + 14
    form = f">{count}H"
    ends = struct.unpack_from(form, font, at)
    starts = struct.unpack_from(form, font, at + twice + 2)
    deltas = struct.unpack_from(form, font, at + 2 * twice + 2)
    offsets_at = at + 3 * twice + 2
    offsets = struct.unpack_from(form, font, offsets_at)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                there = offsets_at + 2 * number + offsets[number] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", font, there)
            if (offsets[number] and not glyph) or (glyph + deltas[number]) % 0x10000 == _NO_GLYPH:
                continue
            yield code


def _by_groups(font: bytes, place: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, place + 12)
    groups = font[place + 16 : place + 16 + 12 * count]
    for first, last, glyph in struct.iter_unpack(">LLL", groups):
        yield from range(first + (glyph == _NO_GLYPH), last + 1)
