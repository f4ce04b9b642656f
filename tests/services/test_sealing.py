"""Sealing a round: when it can be done, what is signed, and that the figures stand from then on."""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.anchoring import anchors, evening_sheet, note_now
from services.answering import submit
from services.checking import check
from services.daily_anchor import DailyAnchor
from services.erasing import erase
from services.exporting import export_round
from services.program import Program
from services.publishing import correct_round
from services.results import summary
from services.rounds import close_round
from services.sealing import manifest_file, seal_round
from services.signing import is_signed, public_key, sign
from settings import VERSION
from surveys import submission
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.fault import Wrong
from surveys.questionnaire import find
from surveys.round import State
from surveys.sealed import LOG
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND, UNIT
from tests.web.conftest import payload

LATER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Two days after NOW, on which the round is closed: the day of grace is over."""


def _answer(program: Program, code: str, times: int, **changes: object) -> list[str]:
    return [
        asyncio.run(
            submit(program, submission.read(payload(code, id=str(uuid4()), **changes)), NOW)
        ).receipt
        for _ in range(times)
    ]


def _refusal(call: Callable[[], object]) -> SurveyError:
    with pytest.raises(SurveyError) as refused:
        call()
    return refused.value


def test_a_sealed_round_has_a_signed_manifest(program: Program, code: str) -> None:
    """What was asked, how it is counted, what it rests on, and the figures as everybody may see them."""
    _answer(program, code, 12)
    close_round(program, ROUND, BOSS, NOW)
    made = seal_round(program, ROUND, BOSS, LATER)
    assert is_signed(public_key(program.settings.secret), made.text, made.signature)
    table = json.loads(made.text)
    assert json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == made.text
    assert table["round"]["id"] == ROUND
    assert table["questionnaire"]["hash"] == find("short-counter@1").hash
    assert (table["version"], table["sealed_on"]) == (VERSION, "2026-11-24")
    assert table["previous_edition"] is None
    assert table["responses"]["by_standing"] == {"counted": 12}
    assert table["public_key"] == public_key(program.settings.secret).hex()
    shown = {one["unit"]: one for one in table["figures"]}
    assert (shown[UNIT]["responses"], shown["99"]["responses"]) == (12, 12)
    assert shown[UNIT]["overall"] == {"satisfied": 24, "answers": 24}
    assert program.store.rounds()[0].state is State.SEALED
    assert list(check(program)) == []
    act = program.store.log.read()[0].act
    assert (act.action, act.details) == ("round.seal", {"edition": 1})


def test_what_pages_hide_is_hidden_in_the_manifest(program: Program, code: str) -> None:
    """A unit with four answers has none there; no number betrays them."""
    _answer(program, code, 4)
    close_round(program, ROUND, BOSS, NOW)
    table = json.loads(seal_round(program, ROUND, BOSS, LATER).text)
    for unit in table["figures"]:
        assert unit["responses"] == 0
        assert all(question["n"] in (0, None) for question in unit["questions"])
    made = summary(program, ROUND, UNIT, LATER)
    assert made.responses == 0


def test_a_round_is_sealed_only_when_nothing_more_can_come(program: Program, code: str) -> None:
    """Not while it asks, not in its days of grace: then the day is told. Nothing is changed."""
    _answer(program, code, 1)
    assert _refusal(lambda: seal_round(program, ROUND, BOSS, NOW)).code is Code.ROUND_STATE
    close_round(program, ROUND, BOSS, NOW)
    for moment in (NOW, NOW + timedelta(days=1)):
        refusal = _refusal(lambda moment=moment: seal_round(program, ROUND, BOSS, moment))
        assert (refusal.code, refusal.details["day"]) == (Code.GRACE_RUNS, "24/11/2026")
    assert program.store.seals.manifests(ROUND) == []
    assert program.store.rounds()[0].state is State.CLOSED
    seal_round(program, ROUND, BOSS, LATER)
    assert _refusal(lambda: seal_round(program, ROUND, BOSS, LATER)).code is Code.ROUND_STATE


def test_a_round_whose_days_ran_out_is_closed_and_sealed_at_once(program: Program) -> None:
    """Nobody has to click twice."""
    far = datetime(2100, 2, 1, tzinfo=UTC)
    assert seal_round(program, ROUND, BOSS, far).edition == 1
    assert program.store.rounds()[0].closes == date(2099, 12, 31)


@pytest.mark.parametrize(
    ("by", "code_"),
    [
        (Actor("a", Role.ANALYST), Code.NOT_ALLOWED),
        (Actor("o", Role.OFFICIAL, "99004"), Code.OTHER_UNITS),
    ],
)
def test_sealing_is_for_those_who_may(program: Program, by: Actor, code_: Code) -> None:
    """The analyst may not, the official of one commune not for the province."""
    close_round(program, ROUND, BOSS, NOW)
    assert _refusal(lambda: seal_round(program, ROUND, by, LATER)).code is code_


def test_of_two_who_seal_at_once_one_is_told(program: Program) -> None:
    """The second one saw an older round."""
    close_round(program, ROUND, BOSS, NOW)
    seen = program.store.rounds()[0]
    seal_round(program, ROUND, BOSS, LATER)
    refusal = _refusal(lambda: seal_round(program, ROUND, BOSS, LATER, was=seen))
    assert refusal.code is Code.ROUND_MOVED
    assert len(program.store.seals.manifests(ROUND)) == 1


def test_each_edition_names_the_one_before_and_none_is_lost(program: Program, code: str) -> None:
    """A corrected round is sealed again; both manifests can be had."""
    _answer(program, code, 6)
    close_round(program, ROUND, BOSS, NOW)
    first = seal_round(program, ROUND, BOSS, LATER)
    correct_round(program, ROUND, "Một phiếu giấy bị nhập nhầm đơn vị", BOSS, LATER)
    second = seal_round(program, ROUND, BOSS, LATER)
    assert (first.edition, second.edition) == (1, 2)
    digest = hashlib.sha256(first.text.encode()).hexdigest()
    assert json.loads(second.text)["previous_edition"] == digest
    assert [one.edition for one in program.store.seals.manifests(ROUND)] == [1, 2]
    for edition, made in ((None, second), (1, first), (2, second)):
        table = json.loads(manifest_file(program, ROUND, edition).content)
        assert table["manifest"] == made.text
    refusal = _refusal(lambda: manifest_file(program, ROUND, 3))
    assert (refusal.code, refusal.details["edition"]) == (Code.NO_MANIFEST, 3)


def test_after_sealing_an_erased_answer_leaves_the_figures_as_they_are(
    program: Program, code: str
) -> None:
    """Seal, manifest and figures still hold; the answer is gone."""
    receipts = _answer(program, code, 6)
    close_round(program, ROUND, BOSS, NOW)
    seal_round(program, ROUND, BOSS, LATER)
    before = program.store.seals.seal_of(ROUND)
    erase(program, receipts[2], BOSS, LATER)
    after = program.store.seals.seal_of(ROUND)
    assert (after.leaves, after.standings) == (before.leaves, before.standings)
    assert (before.erased, after.erased) == (0, 1)
    assert summary(program, ROUND, UNIT, LATER).responses == 6
    assert list(check(program)) == []


def test_while_a_round_is_open_an_erased_answer_leaves_it(program: Program, code: str) -> None:
    """And what was shown already stays, as it would show the person."""
    receipts = _answer(program, code, 6)
    program.store.take_snapshots(ROUND, 5)
    erase(program, receipts[0], BOSS, NOW)
    assert program.store.received(ROUND) == {UNIT: 5}
    assert summary(program, ROUND, UNIT, NOW).responses == 6
    assert list(check(program)) == []


def test_the_signing_key_depends_on_the_secret() -> None:
    """One installation cannot sign for another."""
    assert public_key(b"a" * 64) != public_key(b"b" * 64)
    signature = sign(b"a" * 64, "text")
    assert is_signed(public_key(b"a" * 64), "text", signature)
    assert not is_signed(public_key(b"a" * 64), "text.", signature)
    assert not is_signed(public_key(b"b" * 64), "text", signature)
    assert not is_signed(b"short", "text", signature)


def test_the_export_is_for_administrators_of_everything(program: Program, tmp_path: object) -> None:
    """It holds every answer; that it was taken is logged."""
    out = tmp_path / "r.gz"  # type: ignore[operator]
    for by in (Actor("o", Role.OFFICIAL), Actor("a", Role.ADMINISTRATOR, "99004")):
        refusal = _refusal(lambda by=by: export_round(program, ROUND, out, by, NOW))
        assert refusal.code in (Code.NOT_ALLOWED, Code.OTHER_UNITS)
    assert export_round(program, ROUND, out, BOSS, NOW) == 0
    assert out.stat().st_mode & 0o077 == 0
    assert program.store.log.read()[0].act.action == "round.export"
    assert _refusal(lambda: export_round(program, ROUND, out, BOSS, NOW)).code is Code.BAD_FILE
    missing = out.parent / "nowhere" / "r.gz"
    assert _refusal(lambda: export_round(program, ROUND, missing, BOSS, NOW)).code is Code.BAD_FILE


def test_heads_are_noted_once_a_day_when_something_changed(program: Program, code: str) -> None:
    """The first chance of a day; a day without anything new has none."""
    daily, day = DailyAnchor(), date(2030, 1, 1)
    _answer(program, code, 1)
    program.writer.close()  # it notes the heads of today by itself, once
    program.store.log.write(ACT)
    taken = len(anchors(program))
    daily.take(program.store, day)
    assert len(anchors(program)) == taken + 1
    program.store.log.write(ACT)
    daily.take(program.store, day)
    DailyAnchor().take(program.store, day)
    assert len(anchors(program)) == taken + 1
    daily.take(program.store, day + timedelta(days=1))
    daily.take(program.store, day + timedelta(days=2))
    assert [noted.day for noted in anchors(program)[:2]] == [day + timedelta(days=1), day]
    newest = anchors(program)[0]
    assert {head.chain: head.link for head in newest.heads}[1] == 1
    assert all(len(head.groups) == 16 for head in newest.heads)


def test_heads_on_demand_wait_for_five_new_answers(program: Program, code: str) -> None:
    """So that nobody can time a single answer by asking for sheets."""
    _answer(program, code, 5)
    first = note_now(program, NOW)
    assert first is not None
    for _ in range(4):
        _answer(program, code, 1)
        assert note_now(program, LATER) == first
    _answer(program, code, 1)
    second = note_now(program, LATER)
    assert second is not None
    assert second.day == date(2026, 11, 24)
    assert second.heads != first.heads
    assert {head.chain for head in second.heads} == {LOG, 1}


def test_the_evening_sheet_counts_in_steps(program: Program, code: str) -> None:
    """Nine answers, five shown; for those who may share the form there."""
    _answer(program, code, 5)
    program.store.take_snapshots(ROUND, 5)
    _answer(program, code, 4)
    clerk = Actor("c", Role.CLERK, UNIT)
    sheet = evening_sheet(program, UNIT, clerk, NOW)
    assert [(round.id, n) for round, n in sheet.counts] == [(ROUND, 5)]
    assert sheet.printed == date(2026, 11, 22)
    assert sheet.noted is not None
    refusal = _refusal(lambda: evening_sheet(program, "99005", clerk, NOW))
    assert refusal.code is Code.OTHER_UNITS
    viewer = replace(clerk, role=Role.VIEWER)
    assert _refusal(lambda: evening_sheet(program, UNIT, viewer, NOW)).code is Code.NOT_ALLOWED
    assert _refusal(lambda: evening_sheet(program, "zz", clerk, NOW)).code is Code.UNKNOWN_UNIT


@pytest.mark.file
def test_a_changed_tally_is_found_after_an_erasure_too(program: Program, code: str) -> None:
    """The sum of what was erased proves the rest, although no answer of it is kept."""
    receipts = _answer(program, code, 6)
    close_round(program, ROUND, BOSS, NOW)
    seal_round(program, ROUND, BOSS, LATER)
    erase(program, receipts[0], BOSS, LATER)
    with closing(sqlite3.connect(program.store.upkeep.path)) as db, db:
        sql = "update tally set counts = replace(counts, '\"5\":6', '\"5\":5') where dimension = 'all'"
        assert db.execute(sql).rowcount == 1
    assert Wrong.RESIDUE in {fault.wrong for fault in check(program)}
