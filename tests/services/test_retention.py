"""Answers are destroyed when their time is over; figures, seals and promises stay."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner

import manage
from data.retention import Cleared
from data.store import Entry
from services import requests
from services.checking import check
from services.notices import notice_in_force
from services.program import Program
from services.results import find_round, summary
from services.retention import (
    due,
    kept_until,
    months_kept,
    run_retention,
    set_retention,
)
from services.rounds import close_round
from surveys.account import Actor, Role
from surveys.dates import day_of, months_after
from surveys.errors import Code, SurveyError
from surveys.privacy_request import Kind, Outcome
from surveys.questionnaire import find
from surveys.response import Response
from surveys.round import State
from surveys.tally import counts_of
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND, UNIT

SECRET_WORDS = "Ghế ngồi chờ ở tầng hai rất nóng"


def _answer(number: int) -> Entry:
    form = find("short-counter@1")
    answers = {one.id: None for one in form.questions if one.show_if is None}
    comment = SECRET_WORDS if number % 2 else None
    response = Response(
        *(uuid4(), ROUND, UNIT, "qr", "land", "vi", form.key, "n", NOW.date()),
        *("morning", "unknown", {**answers, "overall": 1 + number % 5, "comment": comment}),
    )
    return Entry(response, counts_of(response, form))


@pytest.fixture
def sealed(program: Program) -> Program:
    """A round with twelve answers, six of them with a comment, closed and sealed."""
    program.store.keep([_answer(number) for number in range(12)])
    closed = close_round(program, ROUND, BOSS, NOW)
    program.store.take_snapshots(ROUND, closed.step, last=True)
    program.store.change_round(replace(closed, state=State.SEALED, edition=1), closed, ACT)
    program.catalogue.forget()
    return program


def _after(program: Program, days: int = 1) -> datetime:
    """Some days after the time of the round is over."""
    last = kept_until(program, find_round(program, ROUND)) + timedelta(days=days)
    return datetime(last.year, last.month, last.day, 5, tzinfo=UTC)


def _figures(program: Program) -> object:
    made = summary(program, ROUND, None, NOW)
    return (made.responses, made.overall, made.criteria, dict(program.store.tallies(ROUND)))


def _files(program: Program) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(program.settings.var.glob("hailong.db*")))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 12, 31), -1, date(2026, 11, 30)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, then: date) -> None:
    """The same day, or the last one of a shorter month."""
    assert months_after(day, months) == then


def test_nothing_is_due_before_its_day(sealed: Program) -> None:
    """On the last day answers are still kept."""
    assert not due(sealed, BOSS, _after(sealed, 0)).rounds
    assert len(due(sealed, BOSS, _after(sealed, 1)).rounds) == 1


def test_a_round_that_is_not_sealed_keeps_its_answers(program: Program) -> None:
    """However old: its figures could not be proved any more."""
    program.store.keep([_answer(1)])
    close_round(program, ROUND, BOSS, NOW)
    assert not due(program, BOSS, _after(program, 4000)).rounds


def test_a_dry_run_tells_exactly_what_a_run_destroys(sealed: Program) -> None:
    """The same numbers, and no trace of itself."""
    when = _after(sealed)
    before = (sealed.store.log.head(), _figures(sealed))
    told = due(sealed, BOSS, when)
    assert (sealed.store.log.head(), _figures(sealed)) == before
    assert [(one.responses, one.comments) for one in told.rounds] == [(12, 6)]
    assert run_retention(sealed, BOSS, when) == told
    assert not due(sealed, BOSS, when).anything


@pytest.mark.file
def test_figures_and_seals_stay(sealed: Program) -> None:
    """Text, salts and ids are gone from every file; the check finds everything whole."""
    figures = _figures(sealed)
    ids = [one.id for one in sealed.store.responses(ROUND)]
    assert SECRET_WORDS.encode() in _files(sealed)
    run_retention(sealed, BOSS, _after(sealed))
    assert _figures(sealed) == figures
    assert list(sealed.store.responses(ROUND)) == []
    assert list(check(sealed)) == []
    files = _files(sealed)
    assert SECRET_WORDS.encode() not in files
    assert all(id.bytes not in files for id in ids)


def test_a_run_leaves_a_record_and_can_be_repeated(sealed: Program) -> None:
    """An act and a row with the counts; the second run destroys, logs and records nothing."""
    when = _after(sealed)
    run_retention(sealed, BOSS, when)
    (purge,) = sealed.store.retention.purges()
    assert (purge.round, purge.responses, purge.comments) == (ROUND, 12, 6)
    assert purge.done == when
    acts = [one.act for one in sealed.store.log.read() if one.act.action == "round.purge"]
    assert [dict(one.details) for one in acts] == [{"responses": 12, "comments": 6}]
    before = sealed.store.log.head()
    assert not run_retention(sealed, BOSS, when).anything
    assert sealed.store.log.head() == before
    assert len(sealed.store.retention.purges()) == 1


@pytest.mark.parametrize("step", ["begin_purge", "purge", "end_purge", "clear"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_is_broken_off_is_gone_on_with(
    sealed: Program, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    """Whatever moment it dies at, the next one ends in the same state."""
    owner = sealed.store.seals if step == "purge" else sealed.store.retention
    real = getattr(type(owner), step)

    def dying(*given: object, **more: object) -> None:
        if when == "after":
            real(*given, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(type(owner), step, dying)
        with pytest.raises(KeyboardInterrupt):
            run_retention(sealed, BOSS, _after(sealed))
    run_retention(sealed, BOSS, _after(sealed))
    purges = sealed.store.retention.purges()
    assert [(one.responses, one.comments, one.done is None) for one in purges] == [(12, 6, False)]
    told = [one.act for one in sealed.store.log.read() if one.act.action == "round.purge"]
    assert [one.details["responses"] for one in told] == [12]
    assert SECRET_WORDS.encode() not in _files(sealed)
    assert list(check(sealed)) == []


@pytest.mark.file
def test_a_run_that_dies_before_the_files_are_cleaned_is_gone_on_with(
    sealed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers are gone from the tables, and the next run takes them out of the files."""

    def dying(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("data.sqlite.connection.Connections.forget", dying)
        with pytest.raises(KeyboardInterrupt):
            run_retention(sealed, BOSS, _after(sealed))
    assert SECRET_WORDS.encode() in _files(sealed)
    run_retention(sealed, BOSS, _after(sealed))
    assert SECRET_WORDS.encode() not in _files(sealed)


def _fill_with_old(program: Program) -> None:
    """An old session and wrong password, a request closed long ago, an old contact."""
    from services.accounts import add_account  # the accounts' own way in

    add_account(program, BOSS, NOW, name="lan.nguyen", display="Lan", role=Role.ADMINISTRATOR)
    program.store.sessions.begin(b"d" * 32, "lan.nguyen", NOW, ACT)
    program.store.sessions.attempt(b"k" * 32, NOW)
    for contact in ("0912 345 678", ""):
        requests.enter_request(
            program, BOSS, NOW, kind=Kind.ACCESS, received=day_of(NOW), contact=contact
        )
    requests.close_request(program, BOSS, "YC-2026-0002", Outcome.DONE, NOW)


def test_what_else_is_out_of_date_goes_too(program: Program) -> None:
    """Each in its own time, told beforehand exactly, and logged with the numbers."""
    _fill_with_old(program)
    assert not due(program, BOSS, NOW + timedelta(minutes=1)).anything
    for when, cleared in (
        (NOW + timedelta(minutes=61), Cleared(sessions=1)),
        (NOW + timedelta(hours=13), Cleared(sessions=1)),
        (NOW + timedelta(days=2), Cleared(sessions=1, attempts=1)),
        (NOW + timedelta(days=200), Cleared(sessions=1, attempts=1, contacts=1)),
        (NOW + timedelta(days=800), Cleared(1, 1, 1, 1)),
    ):
        assert due(program, BOSS, when).cleared == cleared
    when = NOW + timedelta(days=800)
    assert run_retention(program, BOSS, when).cleared == Cleared(1, 1, 1, 1)
    assert program.store.log.read()[0].act.details["contacts"] == 1
    assert not due(program, BOSS, when).anything
    assert [one.number for one in requests.requests(program, BOSS)] == ["YC-2026-0001"]
    assert requests.read_contact(program, BOSS, "YC-2026-0001", when) == ""


def test_a_round_has_its_own_time(program: Program) -> None:
    """By default that of the settings; for a planned round any, within bounds."""
    round = find_round(program, ROUND)
    assert months_kept(program, round) == program.settings.retention_months == 24
    set_retention(program, BOSS, ROUND, 6, NOW)
    assert kept_until(program, round) == months_after(round.closes, 6)
    assert program.store.log.read()[0].act.action == "round.retention"
    for months in (0, 121):
        with pytest.raises(SurveyError) as refused:
            set_retention(program, BOSS, ROUND, months, NOW)
        assert refused.value.code is Code.BAD_MONTHS


def test_a_promise_is_only_shortened(program: Program) -> None:
    """Once people were told a period, neither a command nor the settings make it longer."""
    notice_in_force(program, ROUND, NOW)
    longer = replace(program.settings, retention_months=60)
    object.__setattr__(program, "settings", longer)
    assert months_kept(program, find_round(program, ROUND)) == 24
    with pytest.raises(SurveyError) as refused:
        set_retention(program, BOSS, ROUND, 25, NOW)
    assert refused.value.code is Code.LONGER_THAN_PROMISED
    set_retention(program, BOSS, ROUND, 12, NOW)
    text = " ".join(one.text.in_("vi") for one in notice_in_force(program, ROUND, NOW).paragraphs)
    assert "12 tháng" in text


def test_only_who_may_seal_destroys(sealed: Program) -> None:
    """Neither an analyst nor the official of one commune."""
    for by, code in (
        (Actor("x", Role.ANALYST), Code.NOT_ALLOWED),
        (Actor("x", Role.OFFICIAL, UNIT), Code.OTHER_UNITS),
    ):
        for ask in (due, run_retention):
            with pytest.raises(SurveyError) as refused:
                ask(sealed, by, _after(sealed))
            assert refused.value.code is code


@pytest.fixture
def shell(sealed: Program, monkeypatch: pytest.MonkeyPatch) -> tuple[CliRunner, Program]:
    """The command line on the sealed round, after its time."""
    when = _after(sealed)
    monkeypatch.setattr("commands.door.open_program", lambda _: sealed)
    monkeypatch.setattr("commands.door.close_program", lambda _: None)
    monkeypatch.setattr("commands.door.from_environment", lambda: sealed.settings)
    monkeypatch.setattr("commands.retention.now", lambda: when)
    return CliRunner(), sealed


def test_the_shell_tells_and_destroys_the_same(shell: tuple[CliRunner, Program]) -> None:
    """Dry run and run print the same numbers, as sentences and as JSON."""
    runner, program = shell
    dry = runner.invoke(manage.main, ["retention", "run", "--dry-run", "--json"])
    plain = runner.invoke(manage.main, ["retention", "run", "--dry-run"])
    assert "12 phiếu, trong đó 6 phiếu có ý kiến viết" in plain.output
    assert "Chưa hủy gì" in plain.output
    done = runner.invoke(manage.main, ["retention", "run", "--json"])
    assert json.loads(done.output) == json.loads(dry.output)
    assert json.loads(done.output)["rounds"][0]["responses"] == 12
    assert list(program.store.responses(ROUND)) == []


def test_the_shell_says_and_sets_how_long(shell: tuple[CliRunner, Program]) -> None:
    """With the day until which answers are kept; longer than promised is refused."""
    runner, _ = shell
    assert "24 tháng" in runner.invoke(manage.main, ["round", "retention", ROUND]).output
    told = runner.invoke(manage.main, ["round", "retention", ROUND, "--months", "3"])
    assert "3 tháng sau ngày cuối" in told.output
    again = runner.invoke(manage.main, ["round", "retention", ROUND, "--months", "4"])
    assert again.exit_code == 2
