"""The notice that a person reads before the first question, and its hash as evidence.

Each version is a file of its own in `consents/`, which never changes once it has been shown. What the
agency fills in is part of what was shown: the hash is that of the filled notice, and the store keeps
the filled text of every notice of a round, so that each hash can be read again for ever.
"""

import hashlib
import json
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from surveys.language import SOURCE, Further, Text

FOLDER = Path(__file__).resolve().parent / "consents"
LOCK = FOLDER / "published.toml"
"""Hashes of the files that have been shown: such a file never changes, a new version is a new file."""

HASH_LETTERS = 16


Translation = tuple[str, tuple[tuple[str, str], ...]]
"""A language, and each of the notice's wordings beside its translation."""


class Wording(Text):
    """A text of the notice. It is in a language only where the whole notice is: never half of it."""

    def own(self, language: str) -> str | None:
        return self.by_language.get(language)


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


@cache
def wordings() -> tuple[str, ...]:
    """What a further language has to translate of the newest notice, blanks as they stand in its file."""
    table = tomllib.loads(versions()[max(versions())])
    found = [table["title"], table["adult"], table["unnamed"]]
    for paragraph in table["paragraphs"]:
        found += [paragraph["lead"], paragraph]
    return tuple(dict.fromkeys(one[SOURCE] for one in found))


def translated(file: Further) -> tuple[tuple[str, str], ...]:
    """The wordings of the newest notice that a language has, those left out whose blanks are others."""
    found = ((source, file.texts.get(source, "")) for source in wordings())
    return tuple((source, own) for source, own in found if own and _blanks(own) == _blanks(source))


def carried(file: Further) -> Translation | None:
    """A language's translation of the notice, if it is whole."""
    own = translated(file)
    return (file.code, own) if len(own) == len(wordings()) else None


def _blanks(text: str) -> frozenset[str] | None:
    try:
        parts = [(name, form, turn) for _, name, form, turn in string.Formatter().parse(text)]
    except ValueError:
        return None
    if any(form or turn for _, form, turn in parts):
        return None
    return frozenset(name for name, _, _ in parts if name is not None)


@lru_cache(maxsize=64)
def notice(terms: Terms, version: int = 0, further: tuple[Translation, ...] = ()) -> Notice:
    """The newest notice, or the one of `version`, filled with what the agency says.

    `further` languages are part of what is shown, and so of the hash and of the record.
    """
    text = versions()[version or max(versions())]
    table = tomllib.loads(text)
    if "unnamed" not in table:  # the first version had nothing to fill in; its hash is its file's
        return _of(table, _hash(text))
    for language, own in further:
        _translate(table, language, dict(own))
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


def _translate(table: dict[str, Any], language: str, own: Mapping[str, str]) -> None:
    for one in (table["title"], table["adult"], table["unnamed"]):
        one[language] = own[one[SOURCE]]
    for paragraph in table["paragraphs"]:
        paragraph[language] = own[paragraph[SOURCE]]
        paragraph["lead"][language] = own[paragraph["lead"][SOURCE]]


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
        lead = Wording(entry["lead"]) if "lead" in entry else None
        paragraphs.append(Paragraph(Wording(words), lead))
    return Notice(
        table["version"],
        Wording(table["title"]),
        tuple(paragraphs),
        Wording(table["adult"]),
        hash,
        _canonical(table),
    )


def _canonical(table: Mapping[str, Any]) -> str:
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LETTERS]
