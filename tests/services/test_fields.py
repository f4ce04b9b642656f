"""The list of data fields is the real schema, line by line."""

import csv
import io
import json
import tomllib

import pytest
from click.testing import CliRunner

import manage
from services import fields
from services.fields import MISSING, data_fields, described_columns, real_columns
from services.program import Program
from surveys.questionnaire import shipped


def engine_of(program: Program) -> str:
    return program.settings.database_url.partition(":")[0]


def test_every_column_has_a_line(empty: Program) -> None:
    """A new column without one is named here: say in data/fields.toml what it is for."""
    assert set(real_columns(empty)) - set(described_columns(engine_of(empty))) == set()


def test_every_line_has_a_column(empty: Program) -> None:
    """A line of a column that is gone is removed."""
    assert set(described_columns(engine_of(empty))) - set(real_columns(empty)) == set()


def test_a_column_that_nobody_described_is_seen(
    empty: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list shows it with a question mark instead of leaving it out."""
    monkeypatch.setattr(type(empty.store), "columns", lambda _: [("response", "ip_address")])
    (one,) = data_fields(empty)
    assert (one.column, one.purpose) == ("ip_address", MISSING)


def test_every_line_is_whole(empty: Program) -> None:
    """A purpose in words, a known category, somebody whose it is, a period and a protection."""
    for one in data_fields(empty):
        assert len(one.purpose) > 3 or one.purpose in ("Mức", "Bắt đầu")
        assert one.category in fields.CATEGORIES
        assert one.whose in fields.WHOSE
        assert one.category == "none" or one.whose != "nobody"


def test_the_parts_of_a_record_are_listed(empty: Program) -> None:
    """What the sealed text of a response holds stands in the list, not only the column's name."""
    listed = {one.column for one in data_fields(empty) if one.table == "response"}
    assert {"record.answers", "record.hours", "record.notice"} <= listed


def test_answers_are_sensitive_as_long_as_a_questionnaire_asks_such_things(
    empty: Program,
) -> None:
    """The list follows the shipped questionnaires."""
    asked = any(q.sensitive for one in shipped().values() for q in one.questions)
    answers = next(one for one in data_fields(empty) if one.column == "record.answers")
    assert (answers.category == "sensitive") is asked


def test_sentences_of_periods_and_protections_are_used() -> None:
    """None is left over."""
    table = tomllib.loads(fields.DESCRIBED.read_text("utf-8"))
    said = [
        {**lines["defaults"], **(line if isinstance(line, dict) else {})}
        for lines in table["tables"].values()
        for name, line in lines.items()
        if name != "defaults"
    ]
    for name in ("kept", "protected"):
        assert {one[name] for one in said} == set(table[name])


@pytest.mark.parametrize("format", ["md", "csv", "json"])
def test_the_shell_prints_the_list(
    empty: Program, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    """As Markdown, CSV or JSON, each with as many rows as there are columns."""
    monkeypatch.setattr("commands.door.open_program", lambda _: empty)
    monkeypatch.setattr("commands.door.close_program", lambda _: None)
    monkeypatch.setattr("commands.door.from_environment", lambda: empty.settings)
    told = CliRunner().invoke(manage.main, ["privacy", "fields", "--format", format]).output
    count = len(real_columns(empty))
    if format == "json":
        assert len(json.loads(told)) == count
    elif format == "csv":
        assert len(list(csv.reader(io.StringIO(told), delimiter=";"))) == count + 1
    else:
        assert len(told.strip().splitlines()) == count + 2
    assert "Mã hóa AES-256-GCM" in told
