"""Texts of a spreadsheet in several languages: ``label::Vietnamese (vi)``, ``label::English (en)``."""

import re

from data.imports.workbook import Line
from surveys.language import SOURCE, languages

_NAMES = {"vietnamese": "vi", "tiếng việt": "vi", "english": "en", "tiếng anh": "en"}
_CODE = re.compile(r"\(([a-z]{2,3})(?:-[A-Za-z]+)?\)\s*$")


def language_called(name: str) -> str:
    """``Vietnamese (vi)``, ``vi`` and ``Tiếng Việt`` are vi; what is not known stays as it is."""
    found = _CODE.search(name)
    return found.group(1) if found else _NAMES.get(name.strip().lower(), name.strip().lower())


def has(line: Line, name: str) -> bool:
    """Whether a row has the text in any language."""
    return any(_is(heading, name) for heading in line.cells)


def texts(line: Line, name: str, default: str) -> dict[str, str]:
    """A text by language, `default` being that of the heading without one.

    Raises SurveyError BAD_CELL where the Vietnamese wording lacks, for a language that comes as a file
    of its own, for a text that stands twice, and for one that repeats an answer (``${…}``).
    """
    found: dict[str, str] = {}
    for heading, text in line.cells.items():
        if not _is(heading, name):
            continue
        language = language_called(heading.partition("::")[2]) or default
        if language not in languages():
            raise line.wrong(heading, "other_language", heading.partition("::")[2] or default)
        if language in found:
            raise line.wrong(heading, "text_twice")
        if "${" in text:
            raise line.wrong(heading, "repeats_answer")
        found[language] = text
    if SOURCE not in found:
        columns = (one for one in line.letters if _is(one, name))
        own = [
            one for one in columns if (language_called(one.partition("::")[2]) or default) == SOURCE
        ]
        raise line.wrong(own[0] if own else f"{name}::Vietnamese ({SOURCE})", "no_vietnamese", "")
    return {language: found[language] for language in languages() if language in found}


def known_columns(line: Line, names: frozenset[str], translated: frozenset[str]) -> None:
    """Refuses a filled cell under a heading that is none of these: it would be lost unseen."""
    for heading in line.cells:
        name, colons, _ = heading.partition("::")
        if name not in names | translated or (colons and name not in translated):
            raise line.wrong(heading, "unknown_column")


def _is(heading: str, name: str) -> bool:
    return heading.partition("::")[0] == name
