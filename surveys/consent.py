"""The notice that a person reads before the first question, and its hash as evidence.

Each version is a file of its own in `consents/`, which never changes once it has been shown. What the
agency fills in is part of what was shown: the hash is that of the filled notice, and the store keeps
the filled text of every notice of a round, so that each hash can be read again for ever.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from surveys.language import Text

FOLDER = Path(__file__).resolve().parent / "consents"
LOCK = FOLDER / "published.toml"
"""Hashes of the files that have been shown: such a file never changes, a new version is a new file."""

HASH_LETTERS = 16


@dataclass(frozen=True)
class Terms:
    """What the agency says of itself, and for how many months answers are kept."""

    agency: str = ""
    contact: str = ""
    basis: str = ""
    months: int = 24


@dataclass(frozen=True)
class Paragraph:
    """One thing that is said; `lead` names it in a word or two."""

    text: Text
    lead: Text | None = None


@dataclass(frozen=True)
class Notice:
    """What is said before consent. `hash` is kept with every response given under it.

    `record` is the whole notice as it was shown, to be kept beside the hash.
    """

    version: int
    title: Text
    paragraphs: tuple[Paragraph, ...]
    adult: Text
    hash: str
    record: str


@cache
def versions() -> Mapping[int, str]:
    """The text of the file of each version."""
    texts = [path.read_text("utf-8") for path in FOLDER.glob("notice.v*.toml")]
    return {tomllib.loads(text)["version"]: text for text in texts}


@lru_cache(maxsize=64)
def notice(terms: Terms, version: int = 0) -> Notice:
    """The newest notice, or the one of `version`, filled with what the agency says."""
    text = versions()[version or max(versions())]
    table = tomllib.loads(text)
    if "unnamed" not in table:  # the first version had nothing to fill in; its hash is its file's
        return _of(table, _hash(text))
    filled = table | {
        "paragraphs": [
            _filled(paragraph, terms, table["unnamed"])
            for paragraph in table["paragraphs"]
            if getattr(terms, paragraph.get("needs", "months"))
        ]
    }
    del filled["unnamed"]
    return _of(filled, _hash(_canonical(filled)))


def from_record(record: str, hash: str) -> Notice:
    """A notice back from its kept text."""
    return _of(json.loads(record), hash)


def _filled(
    paragraph: Mapping[str, Any], terms: Terms, unnamed: Mapping[str, str]
) -> dict[str, Any]:
    made: dict[str, Any] = {"lead": paragraph["lead"]}
    for language, name in unnamed.items():
        made[language] = paragraph[language].format(
            agency=terms.agency or name,
            contact=terms.contact,
            basis=terms.basis,
            months=terms.months,
        )
    return made


def _of(table: Mapping[str, Any], hash: str) -> Notice:
    paragraphs = []
    for entry in table["paragraphs"]:
        words = {language: text for language, text in entry.items() if language != "lead"}
        lead = Text(entry["lead"]) if "lead" in entry else None
        paragraphs.append(Paragraph(Text(words), lead))
    return Notice(
        table["version"],
        Text(table["title"]),
        tuple(paragraphs),
        Text(table["adult"]),
        hash,
        _canonical(table),
    )


def _canonical(table: Mapping[str, Any]) -> str:
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LETTERS]
