"""Accounts as use cases: who manages whom, the first minute, idleness, and the command line."""

import json
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import manage
from services import accounts, setup
from services.access import actor_of, session_of, sign_in
from services.own_password import change_own_password
from services.program import Program
from surveys.account import IDLE_DAYS, RIGHTS, Account, Actor, Role
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.session import FREE_ATTEMPTS
from tests import people
from tests.acts import BOSS, NOW

PASSWORD = "ba con meo den"
LOCAL = Actor("xa", Role.ADMINISTRATOR, "99004")


def _refusal(work: Callable[[], object]) -> Code | None:
    try:
        work()
    except SurveyError as refused:
        return refused.code
    return None


def _chosen(name: str = "dau.tien", password: str = PASSWORD) -> dict[str, str]:
    return {"name": name, "display": "", "password": password}


def test_the_setup_code_is_for_its_owner_and_stays_the_same(empty: Program) -> None:
    """Mode 600; made once, and told again at each start until it is used."""
    code = setup.setup_code(empty)
    path = empty.settings.var / "setup-code"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [code] == path.read_text("ascii").split()
    assert setup.setup_code(empty) == code
    assert code in setup.at_start(empty, NOW)[0]


def test_the_setup_code_makes_one_administrator(empty: Program) -> None:
    """Signed in, and in the log; afterwards the code, its file and the way are gone."""
    code = str(setup.setup_code(empty))
    typed = code.lower().replace("-", " ")
    token = setup.set_up(empty, people.moment(), code=typed, **_chosen())
    assert actor_of(empty, token) == Actor("dau.tien", Role.ADMINISTRATOR)
    assert not (empty.settings.var / "setup-code").exists()
    assert setup.at_start(empty, NOW) == []
    again = _refusal(lambda: setup.set_up(empty, NOW, code=code, **_chosen("hai")))
    assert again is Code.ALREADY_SET_UP
    assert empty.store.log.read()[1].act.action == "account.claim"


def test_a_wrong_setup_code_leads_to_the_same_wait(empty: Program) -> None:
    """After five, even the right one must wait."""
    code = str(setup.setup_code(empty))
    for _ in range(FREE_ATTEMPTS):
        wrong = _refusal(lambda: setup.set_up(empty, NOW, code="AAAA-BBBB", **_chosen()))
        assert wrong is Code.WRONG_SETUP_CODE
    late = _refusal(lambda: setup.set_up(empty, NOW, code=code, **_chosen()))
    assert late is Code.TOO_MANY_ATTEMPTS
    assert not setup.is_set_up(empty)


def test_a_bad_choice_does_not_use_the_setup_code_up(empty: Program) -> None:
    """Neither its file nor its attempts."""
    code = str(setup.setup_code(empty))
    for _ in range(FREE_ATTEMPTS + 2):
        short = _refusal(lambda: setup.set_up(empty, NOW, code=code, **_chosen(password="x")))
        assert short is Code.PASSWORD_SHORT
    assert setup.set_up(empty, NOW, code=code, **_chosen())


def test_of_two_who_set_up_at_once_one_does(empty: Program) -> None:
    """The other is told that it has been done."""
    code = str(setup.setup_code(empty))
    told: list[Code | None] = []

    def claim(number: int) -> None:
        given = _chosen(f"nguoi{number}")
        told.append(_refusal(lambda: setup.set_up(empty, NOW, code=code, **given)))

    threads = [threading.Thread(target=claim, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(None) == 1
    assert set(told) == {None, Code.ALREADY_SET_UP}
    assert len(empty.store.accounts.all()) == 1


def test_who_comes_just_after_the_set_up_is_told_so_and_leaves_no_code(
    empty: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one finishes after this one has seen that there is nobody yet."""
    code = str(setup.setup_code(empty))
    made = setup.kept_in

    def late(path: Path, make: Callable[[], str]) -> str:
        monkeypatch.setattr(setup, "kept_in", made)
        setup.set_up(empty, NOW, code=code, **_chosen("nguoi1"))
        return made(path, make)

    monkeypatch.setattr(setup, "kept_in", late)
    told = _refusal(lambda: setup.set_up(empty, NOW, code=code, **_chosen("nguoi2")))
    assert told is Code.ALREADY_SET_UP
    assert not (empty.settings.var / "setup-code").exists()


def test_an_administrator_of_a_part_manages_that_part(program: Program) -> None:
    """Neither accounts of the whole tree nor of neighbours; nor can he move his own out of it."""
    people.person(program, "chung", Role.VIEWER)
    people.person(program, "ben-canh", Role.VIEWER, "99005")
    people.person(program, "cua-minh", Role.VIEWER, "99004")
    assert [one.name for one in accounts.accounts(program, LOCAL)] == ["cua-minh"]
    for name in ("chung", "ben-canh", people.CHIEF):
        for work in (
            accounts.disable_account,
            accounts.reset_password,
            accounts.end_sessions,
            accounts.enable_account,
            accounts.sessions,
        ):
            refused = _refusal(lambda work=work, name=name: work(program, LOCAL, NOW, name))  # type: ignore[misc]
            assert refused is Code.OTHER_UNITS
    for unit in (None, "99", "99005"):
        for work in (
            lambda unit=unit: accounts.change_role(  # type: ignore[misc]
                program, LOCAL, NOW, "cua-minh", Role.VIEWER, unit
            ),
            lambda unit=unit: accounts.add_account(  # type: ignore[misc]
                program, LOCAL, NOW, name="moi", role=Role.VIEWER, unit=unit
            ),
        ):
            assert _refusal(work) is Code.OTHER_UNITS
    made = accounts.add_account(program, LOCAL, NOW, name="moi", role=Role.CLERK, unit="99004")
    assert made.account.unit == "99004"


def test_nobody_gives_more_than_he_has(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were an official allowed to manage accounts, he could not make administrators."""
    from surveys.account import Right

    more = {**RIGHTS, Role.OFFICIAL: RIGHTS[Role.OFFICIAL] | {Right.MANAGE_ACCOUNTS}}
    monkeypatch.setattr("surveys.account.RIGHTS", more)
    monkeypatch.setattr("services.accounts.RIGHTS", more)
    official = Actor("x", Role.OFFICIAL)
    add = lambda role: accounts.add_account(program, official, NOW, name="moi", role=role)  # noqa: E731
    people.chief(program)
    assert _refusal(lambda: add(Role.ADMINISTRATOR)) is Code.NOT_ALLOWED
    chief = lambda: accounts.reset_password(program, official, NOW, people.CHIEF)  # noqa: E731
    assert _refusal(chief) is Code.NOT_ALLOWED
    assert _refusal(lambda: add(Role.OFFICIAL)) is None


def test_a_password_made_by_somebody_else_opens_nothing_until_it_is_replaced(
    program: Program,
) -> None:
    """It signs in, but whoever holds it is a stranger everywhere; the same one again is refused."""
    people.chief(program)
    made = accounts.add_account(program, BOSS, NOW, name="lan", role=Role.VIEWER)
    token = sign_in(program, "lan", str(made.password), people.moment())
    assert session_of(program, token) is not None
    assert actor_of(program, token) is None

    def change(old: str | None, new: str | None) -> str:
        return change_own_password(program, token, str(old), str(new), people.moment())

    assert _refusal(lambda: change(made.password, made.password)) is Code.PASSWORD_SAME
    assert _refusal(lambda: change("sai mat khau", PASSWORD)) is Code.WRONG_OLD_PASSWORD
    new = change(made.password, PASSWORD)
    assert actor_of(program, new) == Actor("lan", Role.VIEWER)
    assert session_of(program, token) is None


def test_guessing_the_old_password_has_the_same_wait(program: Program) -> None:
    """A session that was left open is no place to guess at."""
    people.chief(program)
    accounts.add_account(program, BOSS, NOW, name="lan", role=Role.VIEWER, password=PASSWORD)
    token = sign_in(program, "lan", PASSWORD, people.moment())
    told = [
        _refusal(
            lambda: change_own_password(program, token, "sai", "mot mat khau moi", people.moment())
        )
        for _ in range(FREE_ATTEMPTS + 1)
    ]
    assert told == [Code.WRONG_OLD_PASSWORD] * FREE_ATTEMPTS + [Code.TOO_MANY_ATTEMPTS]


def test_a_locked_account_is_told_in_the_log_and_an_unknown_name_is_not(program: Program) -> None:
    """What strangers type where a name belongs may be a password."""
    people.person(program, "lan", Role.VIEWER)
    for name in ("lan", "mat-khau-go-nham"):
        for _ in range(FREE_ATTEMPTS):
            _refusal(lambda name=name: sign_in(program, name, "sai", people.moment()))  # type: ignore[misc]
    lines = [one.act for one in program.store.log.read()]
    assert [(one.action, one.object) for one in lines if one.action == "account.lock"] == [
        ("account.lock", "lan")
    ]
    assert "mat-khau-go-nham" not in str(lines)


def _idle(program: Program, name: str, days: int) -> Account:
    from dataclasses import replace

    from tests.acts import ACT

    was = people.person(program, name, Role.VIEWER)
    changed = replace(was, since=day_of(NOW) - timedelta(days=days))
    program.store.accounts.change(changed, was, ACT)
    return changed


def test_accounts_that_nobody_uses_are_closed(program: Program) -> None:
    """After 90 days without a sign-in, told in the log; not the last administrator; not those in use."""
    _idle(program, "cu", IDLE_DAYS)
    _idle(program, "sap", IDLE_DAYS - 1)
    used = _idle(program, "moi", IDLE_DAYS + 50)
    people.begin(program, used, NOW, "test")
    later = NOW + timedelta(days=0)
    chief = program.store.accounts.find(people.CHIEF)
    assert accounts.disable_idle(program, later) == ["cu"]
    assert [one.name for one in accounts.soon_idle(program, BOSS, later)] == ["sap"]
    assert program.store.log.read()[0].act.action == "account.idle"
    much_later = NOW + timedelta(days=400)
    assert set(accounts.disable_idle(program, much_later)) == {"sap", "moi"}
    assert program.store.accounts.find(people.CHIEF) == chief


def test_an_idle_account_cannot_sign_in_and_is_opened_again(program: Program) -> None:
    """The attempt itself finds it idle; enabling counts as the beginning of a new time."""
    people.chief(program)
    now = people.moment()
    made_at = now - timedelta(days=IDLE_DAYS)
    accounts.add_account(program, BOSS, made_at, name="lan", role=Role.VIEWER, password=PASSWORD)
    assert _refusal(lambda: sign_in(program, "lan", PASSWORD, now)) is Code.WRONG_PASSWORD
    accounts.enable_account(program, BOSS, now, "lan")
    assert sign_in(program, "lan", PASSWORD, now)


class Shell:
    """Runs `manage.py user …` on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            "DATABASE_URL": f"sqlite:///{folder / 'hailong.db'}",
            "VAR_FOLDER": str(folder / "var"),
            "SECRET_KEY": "k" * 32,
        }

    def __call__(self, *arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(manage.main, arguments, env=self.environment, input=typed)

    def users(self) -> dict[str, dict[str, object]]:
        rows = json.loads(self("user", "list", "--json").stdout)
        return {row["name"]: row for row in rows}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """With the sample units and an administrator."""
    made = Shell(tmp_path)
    for command in (
        ("units", "import", "data/samples/units.csv"),
        ("user", "add", "sep", "--role", "administrator", "--password-stdin"),
    ):
        done = made(*command, typed=PASSWORD + "\n")
        assert done.exit_code == 0, done.stderr
    return made


def test_the_shell_adds_and_lists_accounts(shell: Shell) -> None:
    """A generated password is printed once; one that was given, and an address, print none."""
    made = shell(
        "user", "add", "Lan", "--role", "viewer", "--unit", "99004", "--display", "Chị Lan"
    )
    assert "Mật khẩu tạm" in made.stdout
    by_mail = shell("user", "add", "hung", "--role", "official", "--oidc", "Hung@example.vn")
    assert "Mật khẩu" not in by_mail.stdout
    users = shell.users()
    assert users["lan"] == {
        "name": "lan",
        "display": "Chị Lan",
        "role": "viewer",
        "unit": "99004",
        "active": True,
        "password": True,
        "oidc": None,
        "last_seen": None,
    }
    assert (users["hung"]["password"], users["hung"]["oidc"]) == (False, "hung@example.vn")
    assert shell("user", "list").stdout.count("\n") == 3
    assert "Mã thiết lập" not in shell("address").stdout


def test_the_shell_changes_accounts(shell: Shell) -> None:
    """Role and unit, closed and open, password, address, sessions."""
    shell("user", "add", "lan", "--role", "viewer")
    for command in (
        ("user", "role", "lan", "clerk", "--unit", "99004"),
        ("user", "disable", "LAN"),
        ("user", "email", "lan", "lan@example.vn"),
    ):
        assert shell(*command).exit_code == 0
    lan = shell.users()["lan"]
    assert (lan["role"], lan["unit"], lan["active"]) == ("clerk", "99004", False)
    assert lan["oidc"] == "lan@example.vn"
    assert shell("user", "enable", "lan").exit_code == 0
    assert shell.users()["lan"]["active"]
    assert "Mật khẩu tạm" in shell("user", "password", "lan").stdout
    given = shell("user", "password", "lan", "--password-stdin", typed="mot mat khau khac\n")
    assert (given.exit_code, "Mật khẩu" in given.stdout) == (0, False)
    assert shell("user", "sessions", "lan", "--end").exit_code == 0
    assert shell("user", "sessions", "lan", "--json").stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    [
        ("disable", "sep"),
        ("role", "sep", "viewer"),
        ("role", "sep", "administrator", "--unit", "99"),
        ("disable", "khong-co"),
        ("password", "khong-co"),
        ("sessions", "khong-co"),
        ("role", "sep", "king"),
        ("add", "sep", "--role", "viewer"),
        ("add", "Tên Có Dấu", "--role", "viewer"),
        ("add", "x:y", "--role", "viewer"),
        ("add", "lan", "--role", "viewer", "--unit", "nowhere"),
        ("add", "lan", "--role", "viewer", "--oidc", "not-an-address"),
        ("add", "lan", "--role", "viewer", "--password-stdin"),
        ("password", "sep", "--password-stdin"),
    ],
    ids=" ".join,
)
def test_refusals_of_the_shell_change_nothing(shell: Shell, command: tuple[str, ...]) -> None:
    """Status 2 and a sentence; the last administrator stays what he is."""
    before = shell.users()
    done = shell("user", *command, typed="short\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.strip()) > 10
    assert "Traceback" not in done.stderr
    assert shell.users() == before


def test_the_address_command_prints_the_setup_code_until_it_is_used(tmp_path: Path) -> None:
    """The same at each call."""
    shell = Shell(tmp_path)
    first, second = (shell("address").stdout for _ in range(2))
    assert "Mã thiết lập lần đầu: " in first
    assert first == second
