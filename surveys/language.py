"""Words in the person's language: texts of questionnaires, and the interface's words from `locales/`."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from surveys.errors import SurveyError
from surveys.fault import Fault

SOURCE = "vi"
"""The language everything is written in first, and the one shown where a translation lacks."""

LONGEST_NAMED = 90
"""Letters of a question's words in a sentence about it."""

LOCALES = Path(__file__).resolve().parent.parent / "locales"


@dataclass(frozen=True)
class Text:
    """One text in several languages; the source language is always among them."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.by_language.get(SOURCE, "").strip():
            raise ValueError(f"a text without its {SOURCE} wording: {dict(self.by_language)}")

    def in_(self, language: str) -> str:
        """The wording in `language`, or in the source language where that is missing."""
        return self.own(language) or self.by_language[SOURCE]

    def own(self, language: str) -> str | None:
        """The wording in `language` itself, or None where that is missing."""
        if found := self.by_language.get(language):
            return found
        file = None if language in BUILT_IN else further().get(language)
        return file.texts.get(self.by_language[SOURCE]) if file else None

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.by_language.items())))


@dataclass(frozen=True)
class Words:
    """The interface's words of one language, found by dotted key (``form.start``)."""

    language: str
    entries: Mapping[str, str]
    decimal_sign: str
    thousands_sign: str

    def __call__(self, key: str, **details: object) -> str:
        """The words under `key` with `{name}` places filled. An unknown key is a bug: KeyError."""
        return self.entries[key].format(**details) if details else self.entries[key]

    def error(self, error: SurveyError) -> str:
        """The sentence that tells a person why something was refused."""
        said = {name: self._said(name, value) for name, value in error.details.items()}
        return self(f"errors.{error.code}", **said)

    def _said(self, name: str, value: object) -> object:
        """A detail as people say it: days as they are written here, a state by its word."""
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Text):
            return shortened(value.in_(self.language))
        return self.entries.get(f"{name}s.{value}", value)

    def fault(self, fault: Fault) -> str:
        """The sentence that tells what was found not to fit."""
        return self(f"faults.{fault.wrong}", **fault.details)

    def number(self, value: float, decimals: int = 0) -> str:
        """``6952`` as ``6.952`` and ``94.894`` as ``94,89`` (Vietnamese signs; English swaps them)."""
        plain = f"{value:,.{decimals}f}"
        signs = {ord(","): self.thousands_sign, ord("."): self.decimal_sign}
        return plain.translate(signs)

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share between 0 and 1 as a percentage with its sign."""
        return f"{self.number(100 * share, decimals)} %"

    def date(self, day: Any) -> str:
        """A day as people here write it: 22/11/2026."""
        return f"{day:%d/%m/%Y}"


def shortened(text: str) -> str:
    """A question's words as a sentence about it names them: whole, or their beginning."""
    if len(text) <= LONGEST_NAMED:
        return text
    return text[:LONGEST_NAMED].rsplit(" ", 1)[0] + "…"


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The entries of a table of tables, by dotted key."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


BUILT_IN = (SOURCE, "en")
"""The languages that come complete with the program, the source language first."""

TEXTS = "texts"
"""Table of a further language's file: the wording in the source language = its translation."""

_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Further:
    """The file of a further language. A wording that has changed since has no translation any more."""

    code: str
    hash: str
    words: Mapping[str, str]
    texts: Mapping[str, str]


def languages() -> tuple[str, ...]:
    """Codes of the languages in which every page and every report is complete."""
    return BUILT_IN


def further() -> Mapping[str, Further]:
    """The further languages that have a file, whether anybody has approved it or not."""
    found = {}
    for path in sorted(LOCALES.glob("*.toml")):
        if path.stem not in BUILT_IN and _CODE.fullmatch(path.stem):
            found[path.stem] = _read(path, path.stat().st_mtime_ns)
    return found


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Further:
    data = path.read_bytes()
    table = tomllib.loads(data.decode("utf-8"))
    texts = {str(source): str(own) for source, own in table.pop(TEXTS, {}).items()}
    return Further(path.stem, hashlib.sha256(data).hexdigest(), dict(flat(table)), texts)


@cache
def _entries(language: str) -> Mapping[str, str]:
    return dict(flat(tomllib.loads((LOCALES / f"{language}.toml").read_text("utf-8"))))


def words(language: str) -> Words:
    """The interface's words in `language`; an unknown language gets the source language.

    What a further language lacks is in the source language.
    """
    if language in BUILT_IN:
        return _built_in(language)
    found = further().get(language)
    if found is None:
        return _built_in(SOURCE)
    entries = {**_entries(SOURCE), **found.words}
    return Words(language, entries, entries["number.decimal"], entries["number.thousands"])


@cache
def _built_in(language: str) -> Words:
    entries = {**_entries(SOURCE), **_entries(language)}
    return Words(language, entries, entries["number.decimal"], entries["number.thousands"])


def lacking(language: str, key: str) -> bool:
    """Whether the words under `key` are shown in the source language to who reads `language`."""
    return language not in BUILT_IN and key not in further()[language].words
