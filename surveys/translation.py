"""How complete a language is: its words of the interface, and the texts of questionnaires."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.consent import translated, wordings
from surveys.language import SOURCE, Further, Text, words

CITIZENS = (
    "number",
    "language",
    "common",
    "form",
    "look",
    "thanks",
    "saved",
    "declined",
    "closed",
    "paused",
)
"""Tables of words that a person who answers reads: all of them must be there before it is shown."""


@dataclass(frozen=True)
class Completeness:
    """How many of the words and texts there are; `needed` are words without which nothing is shown.

    `notice` are the wordings of the notice: unless all are there, it is read in Vietnamese as a whole.
    """

    words: int
    all_words: int
    texts: int
    all_texts: int
    notice: int
    all_notice: int
    needed: tuple[str, ...]


def completeness(file: Further, texts: Iterable[Text]) -> Completeness:
    """What a language has of the interface's words and of these texts."""
    every, source = tuple(dict.fromkeys(texts)), words(SOURCE).entries
    return Completeness(
        words=sum(bool(file.words.get(key)) for key in source),
        all_words=len(source),
        texts=sum(text.own(file.code) is not None for text in every),
        all_texts=len(every),
        notice=len(translated(file)),
        all_notice=len(wordings()),
        needed=tuple(
            key for key in source if key.split(".")[0] in CITIZENS and not file.words.get(key)
        ),
    )
