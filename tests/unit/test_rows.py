"""Responses as rows: what each cell says, and that rows are made as they are read."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from uuid import uuid4

import pytest

from analysis.reports.rows import csv_parts, jsonl_parts
from surveys.language import words
from surveys.questionnaire import find, read
from surveys.questions.kind import Answer
from surveys.response import Response
from surveys.standing import Standing

SINK = read((Path(__file__).resolve().parent.parent / "kitchen_sink.toml").read_text("utf-8"))
NAMES = {"99001": "=Xã A"}


def _record(**answers: Answer) -> str:
    kept = (uuid4(), "2026-H1", "99001", "qr", "land", "vi", SINK.key, "n", date(2026, 3, 5))
    return Response(*kept, "morning", "unknown", answers, ("burst", "too_fast")).record("counted")


def _rows(*records: str, language: str = "vi") -> list[dict[str, str]]:
    stored = [(record, Standing.LATE) for record in records]
    text = b"".join(csv_parts(stored, SINK, NAMES, words(language))).decode()
    assert text.startswith("\ufeff")
    separator = ";" if language == "vi" else ","
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=separator))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_row_says_what_was_kept(language: str) -> None:
    """Everything but the id; where it stands now, whatever the sealed text says."""
    [row] = _rows(_record(rating=3), language=language)
    facts = {name: row[name] for name in ("round", "unit", "channel", "field", "language")}
    assert facts == dict(zip(facts, ("2026-H1", "99001", "qr", "land", "vi"), strict=True))
    assert (row["day"], row["hours"], row["duration"]) == ("2026-03-05", "morning", "unknown")
    assert (row["flags"], row["standing"], row["notice"]) == ("burst|too_fast", "late", "n")


def test_asked_answered_skipped_and_not_applicable_are_four_things() -> None:
    """In numbers for criteria, in words for the rest."""
    given, skipped, applies_not, asked_not = _rows(
        _record(rating=2, choice="a", choices=["x", "y"], yesno=True),
        _record(rating=None, choice=None, choices=None, yesno=None),
        _record(rating="na", choice="na", choices="na", yesno="na"),
        _record(),
    )
    ids = ("rating", "choice", "choices", "yesno")
    assert [given[id] for id in ids] == ["2", "a", "x|y", "yes"]
    assert [skipped[id] for id in ids] == ["999", "", "", ""]
    assert [applies_not[id] for id in ids] == ["998", "na", "na", "na"]
    assert [asked_not[id] for id in ids] == ["997", "not_asked", "not_asked", "not_asked"]


def test_no_cell_is_a_formula() -> None:
    """Neither a comment nor the name of a unit; line ends and separators stay inside their cell."""
    texts = ["=1+1", "+84", "-5", "@x", "\tx", "a;b\n=c", 'said "x"']
    comment = next(one.id for one in SINK.questions if one.kind.name == "text")
    rows = _rows(*(_record(**{comment: text}) for text in texts))
    assert [row[comment] for row in rows] == [*(f"'{text}" for text in texts[:5]), *texts[5:]]
    assert {row["unit_name"] for row in rows} == {"'=Xã A"}


def test_sensitive_answers_are_in_neither_format() -> None:
    """As in every other file."""
    form = find("ministry-service@1")
    record = _record(q15=5, ethnicity="kinh").replace(SINK.key, form.key)
    for parts in (csv_parts, jsonl_parts):
        told = b"".join(parts([(record, Standing.COUNTED)], form, NAMES, words("vi"))).decode()
        assert "q15" in told
        assert "ethnicity" not in told
        assert "kinh" not in told


def test_a_line_of_json_has_the_answers_as_they_are_stored() -> None:
    """With the standing of now beside them."""
    record = _record(rating=None, choices=["x"])
    [line] = b"".join(jsonl_parts([(record, Standing.LATE)], SINK, NAMES, words("vi"))).splitlines()
    assert json.loads(line) == json.loads(record) | {"standing": "late"}


@pytest.mark.parametrize("parts", [csv_parts, jsonl_parts])
def test_rows_are_made_as_they_are_read(parts: object) -> None:
    """Of a round without an end the first parts are there, and not much more has been read."""
    read: list[int] = []

    def endless() -> Iterator[tuple[str, str]]:
        for number in count():
            read.append(number)
            yield _record(rating=3), "counted"

    made = parts(endless(), SINK, NAMES, words("vi"))  # type: ignore[operator]
    assert len(list(islice(made, 3))) == 3
    assert len(read) <= 2000
