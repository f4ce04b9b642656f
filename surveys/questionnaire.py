"""Questionnaires: data files, one instrument and version each, read into frozen values."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from surveys.errors import Code, SurveyError
from surveys.language import Text
from surveys.question import Answers, Condition, Option, Question, Section
from surveys.questions import KINDS
from surveys.questions.kind import RESERVED, Answer
from surveys.scale import Level, Scale

__all__ = ["Answers", "Condition", "Option", "Question", "Questionnaire", "Section", "find", "read"]

FOLDER = Path(__file__).resolve().parent / "questionnaires"
LOCK = FOLDER / "published.toml"
"""Hashes of the files that have been in use: such a file never changes, a new version is a new file."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")

CLIP = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.(mp3|ogg|m4a)")

GATE = "more"
"""Id of the question between the core and the rest of a long form (`[more]` in the file)."""


@dataclass(frozen=True)
class Questionnaire:
    """One version of one instrument. `hash` is that of its file, which never changes once used."""

    id: str
    version: int
    title: Text
    about: Text
    source: str
    minutes: int
    sections: tuple[Section, ...]
    hash: str

    def __hash__(self) -> int:
        return hash((self.id, self.version, self.hash))

    @property
    def key(self) -> str:
        """How rounds, responses and reports name it: ``short-counter@1``."""
        return f"{self.id}@{self.version}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def criteria(self) -> tuple[Question, ...]:
        """The rating questions: what satisfaction is measured on."""
        return tuple(question for question in self.questions if question.scale is not None)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @property
    def without_negative(self) -> bool:
        """True when some scale has no level that says *not satisfied*; every result must say so."""
        return any(not question.rating_scale.has_negative for question in self.criteria)

    def with_first(self, section: Section) -> "Questionnaire":
        """The same questionnaire with a section put before all others."""
        return replace(self, sections=(section, *self.sections))

    @cached_property
    def steps(self) -> tuple[tuple[Section, Question], ...]:
        """Every question with its section, in the order asked: the core, the gate, and the rest."""
        pairs = [(section, one) for section in self.sections for one in section.questions]
        return tuple(sorted(pairs, key=lambda pair: (pair[1].long, pair[1].id == GATE)))

    def clips(self, language: str) -> dict[str, str]:
        """The recorded sounds in a language, by question."""
        found = {question.id: dict(question.clips).get(language) for question in self.questions}
        return {question: clip for question, clip in found.items() if clip}

    @cached_property
    def longer(self) -> int:
        """How many questions come after the core; 0 where there is only a core."""
        return sum(question.long for question in self.questions)

    @cached_property
    def at_first(self) -> tuple[int, int]:
        """The fewest and the most questions that somebody is asked who does not go on after the core."""
        return len(self.asked({})), len(self.questions) - self.longer

    @cached_property
    def _always(self) -> frozenset[str]:
        """The questions that everybody is asked, whatever was answered before them."""
        return frozenset(one.id for one in self.questions if not one.long and one.show_if is None)

    def asks(self, question: Question, answers: Mapping[str, object]) -> bool:
        """Whether a question is asked after these answers."""
        if question.long and answers.get(GATE) is not True:
            return False
        return question.show_if is None or question.show_if.met(answers)

    def asked(self, answers: Mapping[str, object]) -> tuple[Question, ...]:
        """The questions that a person with these answers is asked, in that order.

        An answer to a question that is not asked meets no condition.
        """
        asked: list[Question] = []
        seen: dict[str, object] = {}
        for _, question in self.steps:
            if self.asks(question, seen):
                asked.append(question)
                seen[question.id] = answers.get(question.id)
        return tuple(asked)

    def check(self, given: Mapping[str, object], *, left: bool = False) -> dict[str, Answer]:
        """The answers in stored form: one entry for every question that was asked.

        `left` is True where a person may have gone away midway: then nothing is required.

        Raises SurveyError for an unknown question, an answer outside the question, an answer to a
        question that was not asked, a required one left out, and for a form with no answer at all.
        """
        by_id, always = self.by_id, self._always
        for name in given:
            if name not in by_id:
                raise SurveyError(Code.UNKNOWN_QUESTION, question=name[:40])
        checked: dict[str, Answer] = {}
        for _, question in self.steps:
            if question.id not in always and not self.asks(question, checked):
                if given.get(question.id) is not None:
                    raise SurveyError(Code.NOT_ASKED, question=question.id, asked=question.text)
                continue
            answer = given.get(question.id)
            checked[question.id] = None if left and answer is None else question.check(answer)
        if all(answer is None for name, answer in checked.items() if name != GATE):
            raise SurveyError(Code.NOTHING_ANSWERED)
        return checked


def read(text: str, name: str = "") -> Questionnaire:
    """A questionnaire from the text of its TOML file.

    Raises SurveyError BAD_QUESTIONNAIRE naming the entry that is wrong.
    """
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    try:
        return _questionnaire(tomllib.loads(text), digest)
    except (KeyError, ValueError, TypeError, AttributeError, SurveyError) as wrong:
        why = f"missing {wrong}" if isinstance(wrong, KeyError) else str(wrong)
        raise SurveyError(Code.BAD_QUESTIONNAIRE, file=name, why=why) from wrong


@cache
def shipped() -> Mapping[str, Questionnaire]:
    """The questionnaires that come with the program, by key."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path != LOCK)
    found = [read(path.read_text("utf-8"), path.name) for path in files]
    return {questionnaire.key: questionnaire for questionnaire in found}


_own: dict[str, Questionnaire] = {}
"""The questionnaires that the office has made itself; the program's store keeps them."""


def learn(questionnaire: Questionnaire) -> None:
    """Lets `find` know a questionnaire of the office; a shipped one is never replaced."""
    if questionnaire.key not in shipped():
        _own[questionnaire.key] = questionnaire


def known() -> Mapping[str, Questionnaire]:
    """Every questionnaire that rounds can use: the shipped ones, then the office's own."""
    return {**shipped(), **_own}


def shipped_text(key: str) -> str:
    """The text of the file of a shipped questionnaire."""
    one = shipped()[key]
    return (FOLDER / f"{one.id}.v{one.version}.toml").read_text("utf-8")


def find(key: str) -> Questionnaire:
    """The questionnaire called ``id@version``; raises SurveyError UNKNOWN_QUESTIONNAIRE."""
    found = shipped().get(key) or _own.get(key)
    if found is None:
        names = ", ".join(known())
        raise SurveyError(Code.UNKNOWN_QUESTIONNAIRE, questionnaire=key[:60], known=names)
    return found


def _questionnaire(table: Mapping[str, Any], digest: str) -> Questionnaire:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", table["id"]):
        raise ValueError(f"id {table['id']!r}: small letters, digits and hyphens only")
    scales = {entry["id"]: _scale(entry) for entry in table.get("scales", [])}
    option_sets = {name: _options(rows) for name, rows in table.get("options", {}).items()}
    split = GATE in table
    sections = tuple(_section(entry, scales, option_sets, split) for entry in table["sections"])
    if split:
        sections = (*sections, _gate(table[GATE], sections))
    questionnaire = Questionnaire(
        id=table["id"],
        version=int(table["version"]),
        title=Text(table["title"]),
        about=Text(table["about"]),
        source=table["source"],
        minutes=int(table["minutes"]),
        sections=sections,
        hash=digest,
    )
    _check_order(questionnaire)
    return questionnaire


def _scale(entry: Mapping[str, Any]) -> Scale:
    levels = tuple(
        Level(
            row["value"],
            row["id"],
            Text(row["label"]),
            row.get("satisfied", False),
            row.get("negative", False),
        )
        for row in entry["levels"]
    )
    values = [level.value for level in levels]
    if values != sorted(set(values)) or len(values) < 2:
        raise ValueError(f"scale {entry['id']}: two levels or more, each value once, lowest first")
    if any(level.satisfied and level.negative for level in levels):
        raise ValueError(f"scale {entry['id']}: a level cannot be satisfied and negative")
    return Scale(entry["id"], levels)


def _options(rows: list[Mapping[str, Any]]) -> tuple[Option, ...]:
    options = tuple(Option(row["id"], Text(row["label"])) for row in rows)
    ids = [option.id for option in options]
    if len(set(ids)) != len(ids) or RESERVED & set(ids):
        raise ValueError(f"options {ids}: each id once, and none of {sorted(RESERVED)}")
    return options


def _section(
    entry: Mapping[str, Any],
    scales: Mapping[str, Scale],
    option_sets: Mapping[str, tuple[Option, ...]],
    split: bool,
) -> Section:
    questions = tuple(_question(row, scales, option_sets, split) for row in entry["questions"])
    return Section(entry["id"], _text(entry, "title"), questions)


def _gate(row: Mapping[str, Any], sections: tuple[Section, ...]) -> Section:
    """The question whether somebody wants to answer more; `{n}` in its words is how many more."""
    questions = [question for section in sections for question in section.questions]
    more = sum(question.long for question in questions)
    if not 0 < more < len(questions) or not all(question.optional for question in questions):
        raise ValueError(f"{GATE}: some questions are core and others not, and all are optional")
    words = {language: text.replace("{n}", str(more)) for language, text in row["text"].items()}
    gate = Question(GATE, KINDS["yesno"], Text(words), hint=_text(row, "hint"), optional=True)
    return Section(GATE, None, (gate,))


def _question(
    row: Mapping[str, Any],
    scales: Mapping[str, Scale],
    option_sets: Mapping[str, tuple[Option, ...]],
    split: bool,
) -> Question:
    if not _ID.fullmatch(row["id"]):
        raise ValueError(f"question id {row['id']!r}: small letters, digits and _ only")
    if row["id"] == GATE:
        raise ValueError(f"question id {GATE!r} is kept for the table of that name")
    if row["kind"] not in KINDS:
        raise ValueError(f"question {row['id']}: unknown kind {row['kind']!r}")
    options = row.get("options", ())
    condition = row.get("show_if")
    question = Question(
        id=row["id"],
        kind=KINDS[row["kind"]],
        text=Text(row["text"]),
        hint=_text(row, "hint"),
        scale=scales[row["scale"]] if "scale" in row else None,
        options=option_sets[options] if isinstance(options, str) else _options(list(options)),
        optional=row.get("optional", False),
        not_applicable=row.get("not_applicable", False),
        sensitive=row.get("sensitive", False),
        notice=_text(row, "notice"),
        show_if=Condition(condition["question"], tuple(condition["is"])) if condition else None,
        clips=tuple(row.get("clip", {}).items()),
        long=split and not row.get("core", False),
        minimum=row.get("minimum", 0),
        maximum=row.get("maximum", 0),
        max_length=row.get("max_length", 0),
    )
    _check_question(question)
    return question


def _check_question(question: Question) -> None:
    """What every question must have for its kind, so that a mistake is found when the file is read."""
    needs = {
        "rating": question.scale is not None,
        "choice": len(question.options) >= 2,
        "choices": len(question.options) >= 2,
        "number": question.minimum < question.maximum <= question.minimum + 100,
        "text": 0 < question.max_length <= 5000 and not question.not_applicable,
    }
    if not needs.get(question.kind.name, True):
        raise ValueError(f"question {question.id}: not complete for kind {question.kind.name}")
    if not all(CLIP.fullmatch(name) for _, name in question.clips):
        raise ValueError(f"question {question.id}: a clip is the name of an mp3, ogg or m4a file")
    if question.sensitive and not (question.optional and question.notice):
        raise ValueError(f"question {question.id}: sensitive ones are optional and carry a notice")
    if question.sensitive and "no_answer" not in question.option_ids:
        raise ValueError(f"question {question.id}: sensitive ones offer the option no_answer")


def _check_order(questionnaire: Questionnaire) -> None:
    """Ids are unique, and a condition looks back at an answer that its question can have."""
    if len({question.rating_scale.id for question in questionnaire.criteria}) > 1:
        raise ValueError("all ratings of a questionnaire share one scale")
    before: dict[str, Question] = {}
    for _, question in questionnaire.steps:
        if question.id in before:
            raise ValueError(f"question {question.id} stands twice")
        if question.show_if:
            earlier = before.get(question.show_if.question)
            if earlier is None:
                raise ValueError(f"question {question.id}: its condition is not asked before it")
            for value in question.show_if.values:
                earlier.check([value] if earlier.kind.name == "choices" else value)
        before[question.id] = question


def _text(row: Mapping[str, Any], name: str) -> Text | None:
    return Text(row[name]) if name in row else None
