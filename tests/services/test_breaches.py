"""The register of breaches: entered, told in time, closed; and nothing of a citizen anywhere."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import manage
from services import breaches
from services.program import Program
from surveys.account import Actor, Role
from surveys.breach import LONGEST, Account, Breach, Kind
from surveys.dates import VIETNAM
from surveys.errors import Code, SurveyError
from surveys.language import words
from tests.acts import BOSS, NOW
from tests.conftest import UNIT

OFFICIAL = Actor("official", Role.OFFICIAL)
HOUR = timedelta(hours=1)
KNOWN = Account("mất một máy tính bảng ở quầy 2", "phiếu chưa gửi trong máy", 12, "đã khóa từ xa")


def _enter(program: Program, account: Account = KNOWN) -> Breach:
    return breaches.enter_breach(
        program, OFFICIAL, NOW, kind=Kind.LOST, found=NOW - HOUR, account=account
    )


def _refusal(ask: object) -> Code:
    with pytest.raises(SurveyError) as refused:
        ask()  # type: ignore[operator]
    return refused.value.code


def test_a_breach_runs_from_entry_to_closing(program: Program) -> None:
    """Each step is an act with who took it, and the register has the whole of it."""
    made = _enter(program)
    assert made.due == NOW + 71 * HOUR
    more = Account("mất hai máy tính bảng", "phiếu chưa gửi", 30, "đã khóa từ xa, đã báo công an")
    breaches.describe_breach(program, BOSS, made.number, more, NOW)
    breaches.tell_breach(program, OFFICIAL, made.number, NOW, "Bộ Công an, công văn 12", NOW)
    closed = breaches.close_breach(program, BOSS, made.number, "đã tìm lại được máy", NOW)
    assert (closed.account, closed.told, closed.told_to) == (more, NOW, "Bộ Công an, công văn 12")
    assert list(breaches.breaches(program, BOSS)) == [closed]
    lines = program.store.log.read(most=4)[::-1]
    assert [(one.act.action, one.act.actor, dict(one.act.details)) for one in lines] == [
        ("breach.add", "official", {"breach": "lost"}),
        ("breach.change", BOSS.name, {"done": "describe"}),
        ("breach.change", "official", {"done": "tell"}),
        ("breach.change", BOSS.name, {"done": "close"}),
    ]


def test_names_and_numbers_of_people_are_masked(program: Program) -> None:
    """Whoever writes them down all the same; the log has none of the words."""
    account = Account("ông Trần Văn Ba gọi 0912 345 678", "thư của a@example.vn", None, "")
    made = _enter(program, account)
    breaches.tell_breach(program, BOSS, made.number, NOW, "gọi 0912 345 678", NOW)
    breaches.close_breach(program, BOSS, made.number, "đã gọi 0912 345 678 xin lỗi", NOW)
    [kept] = breaches.breaches(program, BOSS)
    whole = f"{kept} {[line.act for line in program.store.log.read(most=3)]}"
    for secret in ("0912", "345", "a@example.vn"):
        assert secret not in whole


def test_what_cannot_be_entered_is_refused(program: Program) -> None:
    """Nothing said, too much said, a moment to come, impossible numbers: nothing is kept."""
    acts = program.store.log.head()
    for account, code in (
        (Account(" ", "x"), Code.BREACH_TEXT),
        (Account("x", ""), Code.BREACH_TEXT),
        (Account("x", "y " * LONGEST), Code.BREACH_TEXT),
        (Account("x", "y", -1), Code.BREACH_PEOPLE),
    ):
        assert _refusal(lambda account=account: _enter(program, account)) is code
    later = {"kind": Kind.LOST, "found": NOW + HOUR, "account": KNOWN}
    assert _refusal(lambda: breaches.enter_breach(program, BOSS, NOW, **later)) is Code.BAD_MOMENT
    assert (list(breaches.breaches(program, BOSS)), program.store.log.head()) == ([], acts)
    made = _enter(program)
    steps = (
        (lambda: breaches.tell_breach(program, BOSS, made.number, NOW, " ", NOW), Code.BREACH_TEXT),
        (
            lambda: breaches.tell_breach(program, BOSS, made.number, NOW + HOUR, "x", NOW),
            Code.BAD_MOMENT,
        ),
        (
            lambda: breaches.close_breach(program, BOSS, made.number, "xong", NOW),
            Code.REASON_NEEDED,
        ),
        (lambda: breaches.find_breach(program, BOSS, "SC-1"), Code.UNKNOWN_BREACH),
    )
    for ask, code in steps:
        assert _refusal(ask) is code
    assert list(breaches.breaches(program, BOSS)) == [made]


@pytest.mark.parametrize("who", [Actor("xa", Role.OFFICIAL, UNIT), Actor("x", Role.CLERK)])
def test_only_who_handles_requests_for_all_may_read_it(program: Program, who: Actor) -> None:
    """Neither a commune nor a clerk."""
    for ask in (
        lambda: breaches.breaches(program, who),
        lambda: breaches.breach_report(program, who, "SC-1", words("vi"), NOW),
    ):
        assert _refusal(ask) in (Code.NOT_ALLOWED, Code.OTHER_UNITS)


def test_the_report_says_the_deadline_with_its_zone_and_source(program: Program) -> None:
    """In both languages; an agency's own hours come before the shipped ones."""
    own = program.settings.var / "breaches.toml"
    own.write_text(
        'source = { vi = "theo công văn 1", en = "per letter 1" }\nreport_hours = 24\nnear_hours = 5\n',
        "utf-8",
    )
    made = _enter(program)
    assert made.due == NOW + 23 * HOUR
    text = breaches.breach_report(program, BOSS, made.number, words("vi"), NOW)
    assert "08:00 ngày 23/11/2026 (giờ Việt Nam, UTC+7) (theo công văn 1)" in text
    assert "mất một máy tính bảng" in text
    assert "UTC+7" in breaches.breach_report(program, BOSS, made.number, words("en"), NOW)
    own.write_text("report_hours = 24", "utf-8")
    assert _refusal(lambda: _enter(program)) is Code.BAD_FILE


def test_the_shell_keeps_the_register(tmp_path: Path) -> None:
    """Entered, listed, told, exported, closed; refusals change nothing."""

    def shell(*arguments: str) -> Result:
        environment = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'hailong.db'}",
            "SECRET_KEY": "k" * 32,
            "VAR_FOLDER": str(tmp_path / "var"),
        }
        return CliRunner().invoke(manage.main, ("privacy", "breach", *arguments), env=environment)

    here = datetime.now(VIETNAM) - 3 * HOUR
    found = f"{here:%Y-%m-%dT%H:%M}"
    given = ("--kind", "leaked", "--found", found, "--what", "gửi nhầm tệp", "--data", "danh sách")
    made = shell("add", *given)
    assert made.exit_code == 0, made.stderr
    number = made.stdout.split("\t")[0]
    assert "UTC+7" in made.stdout
    [row] = json.loads(shell("list", "--json").stdout)
    due = datetime.fromisoformat(row["due"])
    assert (due - datetime.fromisoformat(row["found"]), row["standing"]) == (72 * HOUR, "due")
    assert (due.utcoffset(), row["hours_left"] in (68, 69)) == (7 * HOUR, True)
    assert shell("describe", number, "--people", "40").exit_code == 0
    refused = shell("tell", number, "--at", "2020-01-01T00:00", "--to", "x")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert (
        shell("tell", number, "--at", f"{here + HOUR:%Y-%m-%dT%H:%M}", "--to", "Bộ").exit_code == 0
    )
    out = tmp_path / "bao-cao.txt"
    assert shell("export", number, "--out", str(out)).exit_code == 0
    assert "gửi nhầm tệp" in out.read_text("utf-8")
    assert shell("export", number, "--out", str(out)).exit_code == 2
    assert shell("close", number, "--conclusion", "đã thu hồi tệp").exit_code == 0
    assert json.loads(shell("list", "--open", "--json").stdout) == []
    [row] = json.loads(shell("list", "--json").stdout)
    assert (row["people"], row["standing"]) == (40, "closed")
