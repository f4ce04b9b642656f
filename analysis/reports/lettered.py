"""Texts that are set with the fonts that come along: what these lack is named, long words may break."""

import re
from pathlib import Path
from unicodedata import combining

from analysis.letters import letters, named
from analysis.reports import laid

FONTS = tuple(sorted((Path(__file__).resolve().parent / "fonts").glob("*.ttf")))
_WORD, _WORD_IN_CELL = re.compile(r"\S{81,}"), re.compile(r"\S{21,}")
"""What is longer than a hash with its brackets, and in a cell longer than a word."""
_PIECE, _MAY_BREAK = 10, "\u200b"


def inert(text: str) -> str:
    """The text with nothing in it that is more than text, every letter one that can be shown."""
    return _WORD.sub(_broken, named(laid.inert(text), letters(*FONTS)))


def celled(text: str) -> str:
    """The same for a cell, which has room for shorter words alone."""
    return _WORD_IN_CELL.sub(_broken, named(laid.inert(text), letters(*FONTS)))


def _broken(found: re.Match[str]) -> str:
    """A long word with places to break; a mark stays with its letter."""
    return "".join(
        f"{_MAY_BREAK}{sign}" if at and at % _PIECE == 0 and not combining(sign) else sign
        for at, sign in enumerate(found[0])
    )
