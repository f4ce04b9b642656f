"""The log of acts for people: complete sentences, closed details, pages, files."""

import ast
import csv
import io
import json
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import manage
from services import log
from services.program import Program
from services.rights import act
from surveys.account import Actor, Role
from surveys.act import LONGEST_DETAIL, Act, Sought, actions
from surveys.errors import Code, SurveyError
from surveys.fault import Wrong, fault
from surveys.language import languages, words
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND

ROOT = Path(__file__).resolve().parent.parent.parent
VI = words("vi")


def _name(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _passing_on(tree: ast.Module) -> dict[str, int]:
    """Functions of a module that log the action which they are given, and its place in the call."""
    return {
        node.name: [argument.arg for argument in node.args.args].index("action")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and "action" in [argument.arg for argument in node.args.args]
    }


def _written() -> Iterator[tuple[str, ast.expr | None, ast.Call]]:
    """The action of every act that services make, as it is written, and the call."""
    for path in sorted((ROOT / "services").glob("*.py")):
        if path.name == "rights.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        passing = _passing_on(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            named = next((one.value for one in node.keywords if one.arg == "action"), None)
            place = {"act": 1, "Act": 2, **passing}.get(_name(node))
            if place is not None and named is None and len(node.args) > place:
                named = node.args[place]
            passed_on = passing and isinstance(named, ast.Name) and named.id == "action"
            if not passed_on and (place is not None or (_name(node) == "replace" and named)):
                yield f"{path.name}:{node.lineno}", named, node


def _actions(named: ast.expr | None) -> list[str]:
    """The actions that an expression can be: its literal, or both of a choice between two."""
    parts = [named.body, named.orelse] if isinstance(named, ast.IfExp) else [named]
    return [str(one.value) if isinstance(one, ast.Constant) else "?" for one in parts]


CALLS = [pytest.param(named, node, id=place) for place, named, node in _written()]


@pytest.mark.parametrize(("named", "node"), CALLS)
def test_what_services_log_is_registered_and_told(named: ast.expr | None, node: ast.Call) -> None:
    """Each action is a literal with a line in acts.toml, names its details there, and has sentences."""
    for action in _actions(named):
        assert action in actions(), "add a line to surveys/acts.toml"
        for language in languages():
            assert f"acts.{action}" in words(language).entries, "add its sentence to locales"
        if _name(node) == "act":
            assert {one.arg for one in node.keywords} - {None} <= actions()[action]


def test_the_walk_finds_the_acts() -> None:
    """The test above looks at something."""
    found = {action for parameter in CALLS for action in _actions(parameter.values[0])}
    assert {"round.open", "round.pause", "units.import", "log.download"} <= found


def test_no_action_is_registered_that_nobody_logs() -> None:
    """The list of what the log may hold is no longer than it must be."""
    found = {action for parameter in CALLS for action in _actions(parameter.values[0])}
    assert set(actions()) == found


@pytest.mark.parametrize("action", actions())
@pytest.mark.parametrize("language", languages())
def test_a_sentence_fills_its_places(action: str, language: str) -> None:
    """Its places are the object and details of that action, and it ends with a full stop."""
    pattern = words(language).entries[f"acts.{action}"]
    places = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
    assert places <= actions()[action] | {"object"}
    assert pattern.endswith((".", "{reason}", "{note}"))


def test_there_is_no_sentence_without_an_action() -> None:
    """Sentences that nothing says any more are removed."""
    told = {key.removeprefix("acts.") for key in VI.entries if key.startswith("acts.")}
    assert told == set(actions())


def test_an_act_is_told_plainly() -> None:
    """Days and numbers as people write them."""
    one = act(BOSS, "round.open", "2026-H2", NOW, opens="2026-07-01", closes="2026-12-31")
    assert log.sentence(one, VI) == "Mở đợt khảo sát 2026-H2, từ 01/07/2026 đến 31/12/2026."
    two = act(BOSS, "account.role", "lan", NOW, role="clerk", unit="99004")
    assert "Cán bộ tại quầy" in log.sentence(two, VI)


def test_an_unknown_action_stays_legible() -> None:
    """An act of another version is told by its name, object and details; a lacking detail by dots."""
    old = Act(NOW, "lan", "poster.burn", "99004", {"count": 3})
    assert log.sentence(old, VI) == 'poster.burn: 99004 {"count": 3}'
    assert log.sentence(replace(old, action="round.close", details={}), VI).endswith(
        "(ngày cuối …)."
    )


@pytest.mark.parametrize(
    "bad",
    [
        replace(ACT, details={"citizen": "Trần Văn Ba"}),
        Act(NOW, "lan", "round.close", "2026-H2", {"phone": "0912345678"}),
        Act(NOW, "lan", "round.close", "2026-H2", {"closes": "x" * (LONGEST_DETAIL + 1)}),
        Act(NOW, "lan", "round.close", "x" * 256, {}),
    ],
    ids=["unknown action", "unknown detail", "long detail", "long object"],
)
def test_nothing_else_gets_into_the_log(program: Program, bad: Act) -> None:
    """What acts.toml does not name is not written, whoever asks for it."""
    before = program.store.log.head()
    with pytest.raises(ValueError, match=r"acts\.toml|too long"):
        program.store.log.write(bad)
    assert program.store.log.head() == before


def test_own_words_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff may write a name or a number into a reason: the log gets neither, nor a novel."""
    reason = "Chị Trần Thị Lan gọi 0912 345 678 " + "x" * 500
    made = act(BOSS, "round.close", "2026-H2", NOW, reason=reason)
    assert "Lan" not in str(made.details["reason"])
    assert "345" not in str(made.details["reason"])
    assert len(str(made.details["reason"])) == LONGEST_DETAIL


def test_pages_follow_each_other(program: Program) -> None:
    """Every act once, the latest first, and an end."""
    for n in range(7):
        program.store.log.write(replace(ACT, object=str(n)))
    seen: list[int] = []
    before: int | None = None
    while True:
        page = log.read_page(program, BOSS, VI, before=before, most=3)
        seen += [one.number for one in page.lines]
        before = page.before
        if before is None:
            break
    assert seen == list(range(program.store.log.head()[0], 0, -1))


def test_one_looks_for_a_person_an_action_and_a_day(program: Program) -> None:
    """Days are Vietnam's: 17:00 UTC belongs to the next one."""
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    program.store.log.write(replace(ACT, at=late, actor="lan"))
    program.store.log.write(replace(ACT, at=late - timedelta(seconds=1), actor="lan"))
    for sought, found in (
        (Sought(actor="lan"), 2),
        (Sought(actor="lan", day=date(2026, 11, 24)), 1),
        (Sought(day=date(2026, 11, 23)), 1),
        (Sought(action="round.open"), 1),
        (Sought(action="round.open", actor="lan"), 0),
    ):
        assert len(log.read_page(program, BOSS, VI, sought).lines) == found, sought
    page = log.read_page(program, BOSS, VI, Sought(day=date(2026, 11, 24)))
    assert page.lines[0].at.isoformat() == "2026-11-24T00:00:00+07:00"
    assert set(log.names(program, BOSS).actors) == {BOSS.name, "lan"}


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (Actor("official", Role.OFFICIAL), Code.NOT_ALLOWED),
        (Actor("local", Role.ADMINISTRATOR, "99004"), Code.OTHER_UNITS),
    ],
)
def test_the_log_is_for_administrators_of_everything(
    program: Program, by: Actor, code: Code
) -> None:
    """Neither an official nor the administrator of one commune reads it, in any way."""
    for ask in (
        lambda: log.read_page(program, by, VI),
        lambda: log.names(program, by),
        lambda: log.wholeness(program, by),
        lambda: log.export(program, by, VI, Sought(), NOW),
    ):
        with pytest.raises(SurveyError) as refused:
            ask()
        assert refused.value.code is code


def test_the_file_has_all_acts_and_no_formula(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one batch of acts, and a cell that begins like a formula is inert."""
    monkeypatch.setattr(log, "_BATCH", 2)
    program.store.log.write(replace(ACT, actor="=HYPERLINK(1)", object="@x"))
    acts = program.store.log.head()[0]
    file = log.export(program, BOSS, VI, Sought(), NOW)
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(acts, 0, -1)]
    assert rows[1][2:4] == ["'=HYPERLINK(1)", "test.act"]
    assert rows[1][4] == "'@x"
    assert program.store.log.read()[0].act.action == "log.download"


@pytest.fixture
def shell(program: Program, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on the open program."""
    monkeypatch.setattr("commands.door.open_program", lambda _: program)
    monkeypatch.setattr("commands.door.close_program", lambda _: None)
    monkeypatch.setattr("commands.door.from_environment", lambda: program.settings)
    return CliRunner()


def test_the_shell_reads_takes_and_checks_the_log(
    shell: CliRunner, program: Program, tmp_path: Path
) -> None:
    """list, export and check, as lines and as JSON."""
    listed = shell.invoke(manage.main, ["log", "list", "--action", "round.open", "--json"])
    assert [row["object"] for row in json.loads(listed.output)] == [ROUND]
    assert "Mở đợt khảo sát" in shell.invoke(manage.main, ["log", "list"]).output
    out = tmp_path / "log.csv"
    assert shell.invoke(manage.main, ["log", "export", "--out", str(out)]).exit_code == 0
    assert "Mở đợt khảo sát" in out.read_text("utf-8-sig")
    checked = shell.invoke(manage.main, ["log", "check", "--json"])
    assert json.loads(checked.output)[0]["acts"] == program.store.log.head()[0]
    assert shell.invoke(manage.main, ["log", "check"]).output.startswith("OK")


def test_the_shell_says_that_the_log_was_altered(
    shell: CliRunner, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 2, with what was found on standard error."""
    found = log.Wholeness((fault(Wrong.ACT_MISSING, act=2),), 3, "00")
    monkeypatch.setattr(log, "wholeness", lambda *_: found)
    told = shell.invoke(manage.main, ["log", "check"])
    assert told.exit_code == 2
    assert "thiếu việc số 2" in told.stderr
    assert shell.invoke(manage.main, ["log", "check", "--json"]).exit_code == 2
