"""Use cases on a real database: units, rounds, counts, sample data, the check."""

import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from services import addresses, demo
from services.checking import check
from services.counts import import_counts
from services.program import Program
from services.reporting import as_json, as_lines
from services.results import find_round, narrowed, summary, top_unit, units_of
from services.rounds import close_round, create_round, open_round
from services.snapshots import take_due_snapshots
from services.units import form_address, import_units, public_codes
from surveys.errors import Code, SurveyError
from surveys.round import Origin, State
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, SAMPLES, UNIT, opened, plan
from tests.contract.test_store import entry

pytestmark = pytest.mark.long

DAYS = {"opens": date(2026, 7, 1), "closes": date(2026, 12, 31)}


def _file(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    return path


def test_units_come_with_codes_and_people_served(empty: Program) -> None:
    """The sample province; importing it again changes nothing."""
    first = import_units(empty, SAMPLES / "units.csv", BOSS, NOW)
    codes = dict(public_codes(empty))
    second = import_units(empty, SAMPLES / "units.csv", BOSS, NOW)
    assert (first.units, first.new, second.new) == (19, 19, 0)
    assert codes == public_codes(empty)
    assert len(set(codes.values())) == 19
    assert empty.store.served("2026-H1")["99010"] == 480


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("code,name,kind,parent\n1,A,commune,\n1,B,commune,\n", "1"),
        ("code,name,kind,parent\n1,A,village,\n", 2),
        ("code,name,kind,parent\n1,A,commune,9\n", "1"),
        ("code,name,kind,parent\n,A,commune,\n", 2),
        ("code,name,kind,parent,valid_from\n1,A,commune,,2026-13-01\n", 2),
        ("code,name,kind,parent,served:2026-H1\n1,A,commune,,many\n", 2),
        ("code,name,kind,parent\n1,A,commune,,x\n", 2),
        ("code;name;kind;parent\n1;A;commune;1\n", "1"),
    ],
)
def test_a_wrong_row_refuses_the_whole_file(
    empty: Program, tmp_path: Path, text: str, row: object
) -> None:
    """The row is named and nothing is imported."""
    with pytest.raises(SurveyError) as refused:
        import_units(empty, _file(tmp_path, text), BOSS, NOW)
    assert (Code.BAD_ROW, row) == (refused.value.code, refused.value.details["row"])
    assert empty.store.units().units == ()


@pytest.mark.parametrize("text", ["", "code,name\n", "\xff\xfe"])
def test_what_is_no_table_is_refused(empty: Program, tmp_path: Path, text: str) -> None:
    """An empty file, a file without the columns, a file in another encoding."""
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SurveyError) as refused:
        import_units(empty, path, BOSS, NOW)
    assert refused.value.code == Code.BAD_FILE


def test_a_round_takes_every_serving_unit_of_its_day(program: Program) -> None:
    """Not the province, not the district that was dissolved in 2025."""
    units = find_round(program, ROUND).units
    assert len(units) == 17
    assert {"99", "990"}.isdisjoint(units)
    assert top_unit(program, find_round(program, ROUND)).code == "99"
    assert len(units_of(program, find_round(program, ROUND))) == 18


def test_two_open_rounds_cannot_share_a_unit(program: Program) -> None:
    """A public code opens one round."""
    create_round(
        program, BOSS, NOW, id="2026-X", title="x", questionnaire="short-counter@1", **DAYS
    )
    with pytest.raises(SurveyError) as refused:
        open_round(program, "2026-X", BOSS, NOW)
    assert refused.value.code == Code.ROUND_OVERLAPS
    close_round(program, ROUND, BOSS, NOW)
    assert State.OPEN is open_round(program, "2026-X", BOSS, NOW + timedelta(days=1)).state


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"questionnaire": "nothing@1"}, Code.UNKNOWN_QUESTIONNAIRE),
        ({"units": ("nowhere",)}, Code.UNKNOWN_UNIT),
        ({"id": "half a year"}, Code.BAD_ROUND_ID),
        ({"closes": date(2026, 1, 1)}, Code.BAD_DATES),
        ({"id": ROUND}, Code.ROUND_EXISTS),
    ],
)
def test_a_wrong_round_is_refused(program: Program, change: dict[str, object], code: Code) -> None:
    """With its reason, and nothing is stored."""
    values = {"id": "2027-H1", "title": "x", "questionnaire": "short-counter@1", **DAYS, **change}
    with pytest.raises(SurveyError) as refused:
        create_round(program, BOSS, NOW, **values)  # type: ignore[arg-type]
    assert code == refused.value.code
    assert [round.id for round in program.store.rounds()] == [ROUND]


def test_published_totals_are_imported_and_flagged(empty: Program) -> None:
    """The figures of Châu Thành 2023: 5.952 printed, 6.952 added up."""
    done = import_counts(empty, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    again = import_counts(empty, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    assert (done.rows, done.mismatches[0].difference) == (3, 1000)
    assert done == again
    made = summary(empty, "2023", None, NOW)
    told = "\n".join(as_lines(made, None, "vi"))
    for figure in ("94,89 %", "4,82 %", "0,29 %", "6.952", "5.952"):
        assert figure in told
    assert Origin.PUBLISHED is find_round(empty, "2023").origin
    assert list(check(empty)) == []


def test_published_totals_are_never_mixed_with_answers(program: Program) -> None:
    """A round that collects here takes no totals, and a round of totals collects nothing."""
    with pytest.raises(SurveyError) as refused:
        import_counts(program, SAMPLES / "chau-thanh-2023.csv", ROUND, BOSS, NOW)
    assert refused.value.code == Code.ROUND_ORIGIN
    import_counts(program, SAMPLES / "chau-thanh-2023.csv", "2023", BOSS, NOW)
    with pytest.raises(SurveyError) as refused:
        open_round(program, "2023", BOSS, NOW)
    assert refused.value.code == Code.ROUND_ORIGIN


@pytest.mark.parametrize(
    "change",
    [
        ("very_satisfied", "superb"),
        ("6.597", "many"),
        ("@1;;", "@1;q99;"),
        ("@1;;satisfied", "@1;;neutral"),
    ],
)
def test_wrong_totals_are_refused_by_row(
    empty: Program, tmp_path: Path, change: tuple[str, str]
) -> None:
    """An unknown level or criterion, no number, the same level twice."""
    text = (SAMPLES / "chau-thanh-2023.csv").read_text("utf-8")
    with pytest.raises(SurveyError) as refused:
        import_counts(empty, _file(tmp_path, text.replace(*change)), "2023", BOSS, NOW)
    assert refused.value.code == Code.BAD_ROW
    assert list(empty.store.rounds()) == []


def test_sample_data_are_marked_believable_and_the_same_again(empty: Program) -> None:
    """Two closed half-years and an open one; the officers' factor rises; all is counted right."""
    list(demo.fill(empty, 600, NOW))
    rounds = {round.id: round for round in empty.store.rounds()}
    assert list(rounds) == ["2026-H2", "2026-H1", "2025-H2"]
    assert all(round.sample for round in rounds.values())
    assert [round.state for round in rounds.values()] == [State.OPEN, State.CLOSED, State.CLOSED]
    before, after = (summary(empty, id, None, NOW) for id in ("2025-H2", "2026-H1"))
    shares = [
        {factor.id: factor.satisfied.share or 0 for factor in one.factors}
        for one in (before, after)
    ]
    rises = {id: shares[1][id] - shares[0][id] for id in ("officers", "access")}
    assert rises["officers"] - rises["access"] > 0.03
    assert list(check(empty)) == []
    with pytest.raises(SurveyError) as refused:
        list(demo.fill(empty, 10, NOW))
    assert refused.value.code == Code.DATABASE_NOT_EMPTY


def test_answers_of_one_invented_person_hang_together(empty: Program) -> None:
    """Two criteria of one person correlate, as they do with real people."""
    list(demo.fill(empty, 300, NOW))
    pairs = [
        (one.answers["q16"], one.answers["q29"])
        for one in empty.store.responses("2026-H1")
        if type(one.answers["q16"]) is int and type(one.answers["q29"]) is int
    ]
    import numpy

    first, second = zip(*pairs, strict=True)
    assert numpy.corrcoef(first, second)[0, 1] > 0.3  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sampled(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a program with sample data in which everything fits: to be copied."""
    folder = tmp_path_factory.mktemp("sampled") / "var"
    shutil.copytree(blank, folder)
    with opened(folder) as program:
        list(demo.fill(program, 300, NOW))
        assert list(check(program)) == []
    return folder


@pytest.mark.parametrize(
    "statement",
    [
        "update tally set responses = responses + 1 where dimension = 'all' and unit = '99004'",
        "delete from response where rowid = 1",
        "update rollup set counts = '{}' where dimension = 'all' and unit = '99'",
        "update snapshot set responses = responses + 100 where dimension = 'all'",
        "update snapshot set counts = replace(counts, '\"1\":', '\"5\":') where dimension = 'all'",
    ],
)
def test_the_check_finds_what_does_not_fit(sampled: Path, tmp_path: Path, statement: str) -> None:
    """Edited tallies, lost responses, edited roll-ups."""
    shutil.copytree(sampled, tmp_path / "var")
    with closing(sqlite3.connect(tmp_path / "var" / "hailong.db")) as db, db:
        assert db.execute(statement).rowcount >= 1
    with opened(tmp_path / "var") as program:
        assert list(check(program))


def test_a_breakdown_can_be_asked_for_alone(program: Program) -> None:
    """By unit, field or channel; anything else is refused."""
    made = summary(program, ROUND, None, NOW)
    assert {"rows", "apart"} == set(as_json(made, "vi")["by"]["channel"])
    assert narrowed(made, "field").dimension == "field"
    with pytest.raises(SurveyError):
        narrowed(made, "colour")


@pytest.mark.parametrize(("round", "unit"), [("1999-H1", None), (ROUND, "nowhere"), (ROUND, "990")])
def test_figures_of_what_does_not_exist_are_refused(
    program: Program, round: str, unit: str | None
) -> None:
    """Also those of a unit that takes no part."""
    with pytest.raises(SurveyError):
        summary(program, round, unit, NOW)


def test_posters_print_an_address_that_telephones_reach(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a telephone localhost is the telephone."""
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.168.1.7")
    assert (
        form_address(program, "X", "http://localhost:8501/khao-sat")
        == "http://192.168.1.7:8501/s/X"
    )
    assert form_address(program, "X", "https://a.example/khao-sat") == "https://a.example/s/X"


def test_a_unit_that_joins_later_keeps_the_old_codes(empty: Program, tmp_path: Path) -> None:
    """A second file adds, and printed posters stay right."""
    plan(empty, "short-counter@1")
    before = dict(public_codes(empty))
    import_units(
        empty, _file(tmp_path, "code,name,kind,parent\n99011,Xã Mới,commune,99\n"), BOSS, NOW
    )
    after = public_codes(empty)
    assert before.items() <= after.items()
    assert UNIT in before


def test_the_check_is_right_while_answers_come(program: Program) -> None:
    """It reads everything of a round at one moment, so that a running server raises no alarm."""
    stop = threading.Event()

    def answer() -> None:
        while not stop.is_set():
            program.store.keep([entry(round=ROUND, unit=UNIT)])

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        assert [list(check(program)) for _ in range(10)] == [[]] * 10
    finally:
        stop.set()
        thread.join()


def test_several_tops_are_no_dead_end(empty: Program, tmp_path: Path) -> None:
    """Two communes without a province: figures of the first, and of the other when chosen."""
    import_units(
        empty,
        _file(tmp_path, "code,name,kind,parent\n1,Xã A,commune,\n2,Xã B,commune,\n"),
        BOSS,
        NOW,
    )
    create_round(empty, BOSS, NOW, id=ROUND, title="x", questionnaire="short-counter@1", **DAYS)
    assert summary(empty, ROUND, None, NOW).unit.code == "1"
    assert summary(empty, ROUND, "2", NOW).unit.code == "2"


def test_a_response_rate_needs_every_office(program: Program) -> None:
    """The province has a rate while all offices have reported, and none when one has not."""
    assert summary(program, ROUND, None, NOW).served == 36347
    assert summary(program, ROUND, "99001", NOW).served == 6396
    assert summary(program, ROUND, "99001.1", NOW).served is None


def test_a_round_whose_days_ran_out_gets_its_last_figures(program: Program) -> None:
    """Nobody has to click for the last answers to be in them."""
    program.store.keep([entry(round=ROUND, unit=UNIT) for _ in range(8)])
    take_due_snapshots(program.store, NOW.date())
    program.store.keep([entry(round=ROUND, unit=UNIT)])
    take_due_snapshots(program.store, NOW.date())
    assert summary(program, ROUND, None, NOW).responses == 8
    take_due_snapshots(program.store, date(2100, 1, 1))
    assert summary(program, ROUND, None, NOW).responses == 8, (
        "an answer in grace could be seen alone"
    )
    take_due_snapshots(program.store, date(2100, 1, 2))
    assert summary(program, ROUND, None, NOW).responses == 9


@pytest.mark.parametrize("printed", ["1.5", "94.89", "1.2345", "-3", "3,5", "1..000"])
def test_a_fraction_is_no_count(empty: Program, tmp_path: Path, printed: str) -> None:
    """A column of percentages is refused, not read as thousands."""
    text = (SAMPLES / "chau-thanh-2023.csv").read_text("utf-8").replace(";335;", f";{printed};")
    with pytest.raises(SurveyError) as refused:
        import_counts(empty, _file(tmp_path, text), "2023", BOSS, NOW)
    assert refused.value.code == Code.BAD_ROW


def test_a_provinces_own_total_is_not_added_to_its_parts(empty: Program, tmp_path: Path) -> None:
    """What was published for a unit replaces the sum of what is below it."""
    import_units(empty, SAMPLES / "units.csv", BOSS, NOW)
    head = "unit,unit_name,questionnaire,question,level,count,printed_total\n"
    rows = (
        "99,,three-level-counter@1,,satisfied,320,\n99004,,three-level-counter@1,,satisfied,120,\n"
    )
    import_counts(empty, _file(tmp_path, head + rows), "2024", BOSS, NOW)
    assert summary(empty, "2024", "99", NOW).responses == 320
    assert summary(empty, "2024", "99004", NOW).responses == 120
