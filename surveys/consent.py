"""The notice that a person reads before the first question, and its hash as evidence."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.language import Text


@dataclass(frozen=True)
class Notice:
    """What is said before consent. `hash` is kept with every response given under it."""

    version: int
    title: Text
    paragraphs: tuple[Text, ...]
    adult: Text
    hash: str


@cache
def notice() -> Notice:
    """The notice in force."""
    text = (Path(__file__).parent / "consent.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return Notice(
        table["version"],
        Text(table["title"]),
        tuple(Text(paragraph) for paragraph in table["paragraphs"]),
        Text(table["adult"]),
        hashlib.sha256(text.encode()).hexdigest()[:16],
    )
