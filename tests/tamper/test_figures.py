"""Figures follow from the responses, and standings from text and log: also when the key has signed."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import settings
from services.exporting import export_round
from services.manifest import canonical
from services.program import Program, close_program, open_program
from services.proving import Known
from services.publishing import correct_round, publish_round
from services.reviewing import exclude, include
from services.rounds import close_round
from services.sealing import seal_round
from services.signing import sign
from services.verdict import Verdict
from services.verifying import verify_file
from surveys.fault import Wrong
from surveys.review import Choice
from surveys.standing import Standing
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND, UNIT, plan
from tests.services.test_reviewing import answer
from tests.tamper.conftest import LATER
from tests.tamper.insider import tamper

pytestmark = pytest.mark.long

OTHER, FEW = "99005", "99006"
WHY = "trẻ em nghịch máy"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A closed round: two communes with enough answers, one with too few, some late and not valid."""
    opened = open_program(settings.read({}, tmp_path / "var"))
    plan(opened, "short-counter@1")
    batch = [answer(1, "burst", unit=UNIT) for _ in range(12)]
    batch += [answer(1 + number % 5, unit=UNIT) for number in range(23)]
    batch += [answer(2 + number % 4, unit=OTHER) for number in range(14)]
    batch += [answer(3, unit=FEW) for _ in range(3)]
    late = [replace(answer(5, unit=OTHER), standing=Standing.LATE) for _ in range(2)]
    empty = [replace(answer(5, unit=UNIT), standing=Standing.INCOMPLETE)]
    opened.store.keep([*batch, *late, *empty])
    close_round(opened, ROUND, BOSS, NOW)
    return opened


def _sealed(program: Program) -> tuple[Path, bytes]:
    """The round sealed and the file let go of."""
    seal_round(program, ROUND, BOSS, LATER)
    return _closed(program)


def _closed(program: Program) -> tuple[Path, bytes]:
    path, secret = program.store.upkeep.path, program.settings.secret
    close_program(program)
    return path, secret


def _verdict(path: Path, secret: bytes | None) -> Verdict:
    return verify_file(path, Known(secret))


def _keys(verdict: Verdict) -> set[str]:
    return {one.key for one in (*verdict.proved, *verdict.open)}


def _falsify(path: Path, secret: bytes, change: Change) -> None:
    """Somebody with the key signs other figures for the same responses."""

    def work(db: sqlite3.Connection) -> object:
        [text] = db.execute("select text from manifest order by edition desc limit 1").fetchone()
        table = json.loads(text)
        change(table)
        made = canonical(table)
        assert made != text
        row = (made, sign(secret, made), table["round"]["edition"])
        return db.execute("update manifest set text = ?, signature = ? where edition = ?", row)

    tamper(path, work)


def _unit(table: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in table["figures"] if one["unit"] == code)


def test_right_figures_are_counted_anew_and_fit(program: Program) -> None:
    """With the key and without it; what is hidden or may lag is said."""
    path, secret = _sealed(program)
    for known in (secret, None):
        verdict = _verdict(path, known)
        assert verdict.faults == []
        assert {"figures", "standings", "figures_hidden", "figures_limited"} <= _keys(verdict)
    proved = next(one for one in verdict.proved if one.key == "figures")
    assert isinstance(proved.details["n"], int)
    assert proved.details["n"] > 100


def _better(table: dict[str, Any]) -> None:
    parts = next(q for q in _unit(table, UNIT)["questions"] if q["question"] == "overall")["parts"]
    parts["very_satisfied"] += 1
    parts["very_dissatisfied"] -= 1


def _more(table: dict[str, Any]) -> None:
    for unit in (UNIT, "99"):
        _unit(table, unit)["responses"] += 1


def _less_late(table: dict[str, Any]) -> None:
    _unit(table, OTHER)["apart"]["late"] = 0


def _happier(table: dict[str, Any]) -> None:
    _unit(table, "99")["overall"]["satisfied"] += 3


def _row(table: dict[str, Any]) -> None:
    rows = _unit(table, "99")["by"]["unit"]
    next(row for row in rows if row["value"] == OTHER)["responses"] += 2


def _channel(table: dict[str, Any]) -> None:
    _unit(table, UNIT)["by"]["channel"][0]["responses"] += 40


def _received(table: dict[str, Any]) -> None:
    _unit(table, FEW)["received"] -= 1


def _skipped(table: dict[str, Any]) -> None:
    _unit(table, UNIT)["questions"][0]["skipped"] += 5


def _fraction(table: dict[str, Any]) -> None:
    _unit(table, UNIT)["responses"] = True


def _invented(table: dict[str, Any]) -> None:
    _unit(table, UNIT)["questions"][0]["parts"]["delighted"] = 7


FALSE: dict[str, tuple[Change, set[str]]] = {
    "an answer moved": (_better, {"overall very_satisfied", "overall very_dissatisfied"}),
    "a response more": (_more, {"responses"}),
    "late ones kept quiet": (_less_late, {"late"}),
    "a better share": (_happier, {"overall satisfied"}),
    "a unit's row": (_row, {f"unit {OTHER}"}),
    "a channel": (_channel, {"channel qr"}),
    "fewer came in": (_received, {"received"}),
    "more skipped": (_skipped, {"overall skipped"}),
    "no number": (_fraction, {"responses"}),
    "a level of its own": (_invented, {"overall delighted"}),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_figures_are_found_although_the_key_signed_them(program: Program, name: str) -> None:
    """In the database and in an export; the figure is named, with what the responses give."""
    change, expected = FALSE[name]
    path, secret = _sealed(program)
    _falsify(path, secret, change)
    out = path.parent.parent / "round.ndjson.gz"
    again = open_program(settings.read({}, path.parent))
    export_round(again, ROUND, out, BOSS, LATER)
    close_program(again)
    for file in (path, out):
        faults = _verdict(file, secret).faults
        assert {one.wrong for one in faults} == {Wrong.MANIFEST_FIGURES}
        assert {one.details["figure"] for one in faults} == expected
        assert "figures" not in _keys(_verdict(file, secret))


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.update(figures=[]),
        lambda table: table["figures"][0].pop("by"),
        lambda table: table["figures"].append(table["figures"][0]),
        lambda table: table.update(figures={"a": 1}),
        lambda table: _unit(table, UNIT).update(responses="35"),
        lambda table: _unit(table, UNIT).update(responses={}),
    ],
)
def test_figures_that_are_none_are_a_fault(program: Program, change: Change) -> None:
    """Left out, twice, of another form: never a crash, never whole."""
    path, secret = _sealed(program)
    _falsify(path, secret, change)
    found = {one.wrong for one in _verdict(path, secret).faults}
    assert found <= {Wrong.MANIFEST_OTHER, Wrong.MANIFEST_FIGURES}
    assert found


def test_a_unit_left_out_of_a_sum_is_told(program: Program) -> None:
    """The row of a commune cut out of the province, and its people out of the sum."""
    path, secret = _sealed(program)

    def change(table: dict[str, Any]) -> None:
        top = _unit(table, "99")
        top["by"]["unit"] = [row for row in top["by"]["unit"] if row["value"] != OTHER]

    _falsify(path, secret, change)
    assert "figures_tops" in _keys(_verdict(path, secret))
    assert {one.wrong for one in _verdict(path, secret).faults} == {Wrong.MANIFEST_FIGURES}


def test_erased_answers_loosen_the_count_by_what_they_were(program: Program) -> None:
    """Three are gone: three more is possible, four is not; and it is said."""
    seal_round(program, ROUND, BOSS, LATER)
    mine = [one.id for one in program.store.responses(ROUND, Standing.COUNTED) if one.unit == OTHER]
    program.store.seals.destroy(mine[:3], replace(ACT, action="response.erase"))
    path, secret = _closed(program)
    verdict = _verdict(path, secret)
    assert verdict.faults == []
    assert "figures_erased" in _keys(verdict)

    def change(table: dict[str, Any]) -> None:
        _unit(table, UNIT)["responses"] += 4

    _falsify(path, secret, change)
    assert [one.wrong for one in _verdict(path, secret).faults] == [Wrong.MANIFEST_FIGURES]


def test_after_a_purge_nothing_is_counted_and_that_is_said(program: Program) -> None:
    """The signature and the leaves still hold."""
    seal_round(program, ROUND, BOSS, LATER)
    program.store.seals.purge(ROUND, replace(ACT, action="round.purge"))
    verdict = _verdict(*_closed(program))
    assert verdict.faults == []
    assert "figures_gone" in _keys(verdict)
    assert "figures" not in _keys(verdict)


def test_reviews_of_several_editions_are_followed(program: Program) -> None:
    """Excluded, sealed, taken back, sealed once more: only the last figures can be counted anew."""
    exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    seal_round(program, ROUND, BOSS, LATER)
    publish_round(program, ROUND, BOSS, LATER)
    correct_round(program, ROUND, "đã xem lại băng ghi hình", BOSS, LATER)
    include(program, ROUND, 1, "đã xem lại băng ghi hình", BOSS, LATER)
    again = LATER + timedelta(days=1)
    exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, again)
    include(program, ROUND, 2, "đã xem lại băng ghi hình", BOSS, again)
    seal_round(program, ROUND, BOSS, again)
    verdict = _verdict(*_closed(program))
    assert verdict.faults == []
    editions = {one.details["edition"] for one in verdict.proved if one.key == "figures"}
    assert editions == {2}
    assert {"figures_moved", "standings"} <= _keys(verdict)


@pytest.mark.parametrize("standing", ["late", "incomplete", "double", "excluded"])
@pytest.mark.parametrize("keyed", [True, False])
def test_a_response_moved_out_before_the_seal_is_named(
    program: Program, standing: str, keyed: bool
) -> None:
    """Before the round is sealed no manifest stands in the way; text and log do."""
    [victim] = [
        one.id for one in program.store.responses(ROUND, Standing.COUNTED) if one.unit == FEW
    ][:1]
    path, secret = _closed(program)
    tamper(
        path,
        lambda db: db.execute(
            "update response set standing = ? where id = ?", (standing, victim.bytes)
        ),
    )
    [found] = _verdict(path, secret if keyed else None).faults
    assert found.wrong is Wrong.STANDING
    assert found.details["response"] == victim.hex
    assert (found.details["stored"], found.details["expected"]) == (standing, "counted")


def test_neither_late_nor_excluded_ones_are_moved_in(program: Program) -> None:
    """Each is named; and one more that is passed off as excluded with the group."""
    exclude(program, ROUND, Choice(UNIT, "burst"), WHY, BOSS, LATER)
    seal_round(program, ROUND, BOSS, LATER)
    out = program.store.upkeep.path.parent.parent / "round.ndjson.gz"
    path, secret = _closed(program)
    assert _verdict(path, secret).faults == []
    for change in (
        "update response set standing = 'counted' where standing = 'late'",
        "update response set standing = 'counted' where exclusion = 1",
        "update response set standing = 'excluded', exclusion = 1 where unit = '99006'",
    ):
        tamper(path, lambda db, change=change: db.execute(change))
    found = [one for one in _verdict(path, secret).faults if one.wrong is Wrong.STANDING]
    assert len(found) == 2 + 12 + 3
    again = open_program(settings.read({}, path.parent))
    export_round(again, ROUND, out, BOSS, LATER)
    close_program(again)
    verdict = _verdict(out, secret)
    assert len([one for one in verdict.faults if one.wrong is Wrong.STANDING]) == 2
    assert {"standings_excluded", "standings_changed"} <= _keys(verdict)


def test_what_was_kept_before_standings_were_sealed_is_said(program: Program) -> None:
    """Such a text does not tell where its response stood."""
    store = program.store
    kept = len(list(store.seals.ids()))
    path, secret = _closed(program)
    tamper(
        path,
        lambda db: db.execute(
            "update response set record = json_remove(record, '$.standing') where unit = '99006'"
        ),
    )
    verdict = _verdict(path, secret)
    assert kept == 55
    assert next(one for one in verdict.open if one.key == "standings_unsaid").details["n"] == 3


def test_what_comes_in_while_the_round_is_being_sealed_is_in_its_numbers(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late answer between the figures and the seal: both tell of it."""
    from services import sealing

    made, calls = sealing.figures, []

    def figures(*given: Any) -> list[dict[str, Any]]:
        shown = made(*given)
        if not calls:
            program.store.add_counted([replace(answer(5, unit=OTHER), standing=Standing.LATE)])
        calls.append(shown)
        return shown

    monkeypatch.setattr(sealing, "figures", figures)
    path, secret = _sealed(program)
    assert len(calls) == 2
    assert _verdict(path, secret).faults == []
