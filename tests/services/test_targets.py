"""Targets of units: set whole or not at all, logged, and shown beside what would be enough."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import manage
from analysis.statistics.sample_size import cochran
from data.store import Entry
from services.plans import round_standings
from services.program import Program
from services.results import find_round
from services.rounds import close_round, create_round, pause_round
from services.targets import set_targets, typed_targets, unit_standings
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.target import Wanted
from tests.acts import ACT, BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.contract.given import entry

OTHER = "99005"


def _kept(unit: str, n: int) -> list[Entry]:
    return [entry(unit=unit, round=ROUND) for _ in range(n)]


def test_each_unit_has_its_target_and_the_others_keep_theirs(program: Program) -> None:
    """Twice, so that the second file changes only what it names; both are acts."""
    set_targets(program, ROUND, typed_targets(f"{UNIT}; 120\n{OTHER}; 40"), BOSS, NOW)
    changed = set_targets(program, ROUND, [Wanted(2, OTHER, 0)], BOSS, NOW)
    assert changed == find_round(program, ROUND)
    wanted = changed.wanted()
    assert (wanted[UNIT], wanted[OTHER], sum(wanted.values())) == (120, 0, 120)
    lines = program.store.log.read(most=2)
    assert [(one.act.action, dict(one.act.details)) for one in lines] == [
        ("round.targets", {"units": 1, "total": 120}),
        ("round.targets", {"units": 2, "total": 160}),
    ]


def test_one_wrong_line_changes_nothing(program: Program) -> None:
    """Neither the good line before it nor the log."""
    before, acts = find_round(program, ROUND), program.store.log.head()
    with pytest.raises(SurveyError) as refused:
        set_targets(program, ROUND, typed_targets(f"{UNIT}; 120\n99; 3"), BOSS, NOW)
    assert (refused.value.code, refused.value.details["row"]) == (Code.BAD_ROW, 2)
    assert (find_round(program, ROUND), program.store.log.head()) == (before, acts)


def test_whoever_comes_second_is_told(program: Program) -> None:
    """He saw targets that somebody has changed since, or a round that has moved."""
    seen = find_round(program, ROUND)
    set_targets(program, ROUND, [Wanted(1, UNIT, 5)], BOSS, NOW, was=seen)
    with pytest.raises(SurveyError) as refused:
        set_targets(program, ROUND, [Wanted(1, UNIT, 9)], BOSS, NOW, was=seen)
    assert refused.value.code is Code.ROUND_MOVED
    paused = pause_round(program, ROUND, BOSS, NOW)
    assert paused.wanted()[UNIT] == 5
    set_targets(program, ROUND, [Wanted(1, UNIT, 9)], BOSS, NOW)
    close_round(program, ROUND, BOSS, NOW)
    with pytest.raises(SurveyError) as refused:
        set_targets(program, ROUND, [Wanted(1, UNIT, 1)], BOSS, NOW)
    assert refused.value.code is Code.ROUND_STATE
    assert find_round(program, ROUND).wanted()[UNIT] == 9


def test_who_runs_no_round_or_not_all_of_it_sets_no_target(program: Program) -> None:
    """A commune does not lower its own target."""
    for who in (Actor("x", Role.VIEWER), Actor("xa", Role.OFFICIAL, UNIT)):
        with pytest.raises(SurveyError):
            set_targets(program, ROUND, [Wanted(1, UNIT, 1)], who, NOW)
    assert find_round(program, ROUND).targets == ()


def test_a_plan_has_targets_from_the_start(program: Program) -> None:
    """A unit that does not take part is refused with its line; nothing is planned then."""
    plan = {
        "title": "x",
        "questionnaire": "short-counter@1",
        "opens": NOW.date() + timedelta(days=400),
        "closes": NOW.date() + timedelta(days=500),
        "units": [OTHER, UNIT],
        "target": 30,
    }
    wrong = [Wanted(2, "99001", 7)]
    with pytest.raises(SurveyError) as refused:
        create_round(program, BOSS, NOW, id="2027-X", targets=wrong, **plan)
    assert refused.value.code is Code.BAD_ROW
    own = [Wanted(2, UNIT, 99)]
    made = create_round(program, BOSS, NOW, id="2027-X", targets=own, **plan)
    assert made == find_round(program, "2027-X")
    assert made.wanted() == {OTHER: 30, UNIT: 99}


def test_responses_stand_beside_target_and_what_would_be_enough(program: Program) -> None:
    """Yamane: 3.042 people served, 5 %: 354; by lot a little fewer are needed."""
    program.store.keep(_kept(UNIT, 12))
    program.store.take_snapshots(ROUND, 5)
    set_targets(program, ROUND, [Wanted(1, UNIT, 120)], BOSS, NOW)
    [one] = [one for one in unit_standings(program, BOSS, ROUND) if one.unit.code == UNIT]
    assert (one.responses, one.target, one.served) == (12, 120, 3042)
    assert (one.customary, one.needed) == (354, 342)
    assert cochran(3042) == 342
    counter = next(u for u in unit_standings(program, BOSS, ROUND) if u.served is None)
    assert (counter.customary, counter.needed) == (None, None)
    [standing] = round_standings(program, BOSS, NOW)
    assert standing.target == 120
    own = unit_standings(program, Actor("xa", Role.OFFICIAL, UNIT), ROUND)
    assert {unit.unit.code for unit in own} < set(find_round(program, ROUND).units)


def test_a_reform_of_the_round_leaves_the_targets(program: Program) -> None:
    """Steps of its life do not touch them, and a stale page is told."""
    was = find_round(program, ROUND)
    set_targets(program, ROUND, [Wanted(1, UNIT, 5)], BOSS, NOW)
    longer = replace(was, title="y")
    program.store.change_round(longer, was, ACT)
    program.catalogue.forget()
    assert find_round(program, ROUND).wanted()[UNIT] == 5


class _Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str) -> Result:
        environment = {
            "DATABASE_URL": f"sqlite:///{self.folder / 'hailong.db'}",
            "SECRET_KEY": "k" * 32,
            "VAR_FOLDER": str(self.folder / "var"),
        }
        return CliRunner().invoke(manage.main, arguments, env=environment)


def test_the_shell_plans_changes_and_lists_targets(tmp_path: Path) -> None:
    """A bad file is refused with status 2 and its line, and changes nothing."""
    shell = _Shell(tmp_path)
    assert shell("units", "import", "data/samples/units.csv").exit_code == 0
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"unit;target\n{UNIT};120\n", "utf-8")
    bad.write_text(f"unit,target\n{OTHER},7\n{OTHER},8\n", "utf-8")
    plan = ("round", "create", "2027-H1", "--questionnaire", "short-counter@1")
    days = ("--opens", "2027-01-01", "--closes", "2027-06-30", "--target", "30")
    refused = shell(*plan, *days, "--targets", str(bad))
    assert (refused.exit_code, "Dòng 3" in refused.stderr) == (2, True)
    assert json.loads(shell("round", "list", "--json").stdout) == []
    assert shell(*plan, *days, "--targets", str(good)).exit_code == 0
    refused = shell("round", "targets", "2027-H1", str(bad))
    assert (refused.exit_code, "Dòng 3" in refused.stderr) == (2, True)
    [listed] = json.loads(shell("round", "list", "--json").stdout)
    targets = {one["unit"]: one["target"] for one in listed["units"]}
    assert (listed["target"], targets[UNIT], targets[OTHER]) == (30, 120, 30)
    good.write_text(f"unit,target\n{OTHER},44\n", "utf-8")
    rows = json.loads(shell("round", "targets", "2027-H1", str(good), "--json").stdout)
    assert {one["unit"]: one["target"] for one in rows} == {**targets, OTHER: 44}
    assert "\t0/" in shell("round", "list").stdout
