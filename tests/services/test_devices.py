"""Tablets of the office: who may pair and retire them, and what the commands and figures tell."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import manage
from services.devices import (
    devices,
    find_device,
    hear,
    offer_pairing,
    pair,
    rename_device,
    retire_device,
)
from services.figures import look
from services.program import Program
from surveys.account import RIGHTS, Actor, Right, Role
from surveys.device import (
    PAIRING_LENGTH,
    Said,
    Standing,
    checked_name,
    new_code,
    read_pairing_code,
    rules,
)
from surveys.errors import Code, SurveyError
from surveys.link import ALPHABET
from tests.acts import BOSS, NOW
from tests.conftest import UNIT

OTHER_UNIT = "99005"
SOMEBODY = Actor("lan", Role.OFFICIAL, OTHER_UNIT)


def _refusal(ask: Callable[[], object]) -> Code:
    with pytest.raises(SurveyError) as refused:
        ask()
    return refused.value.code


def test_heads_of_units_and_administrators_manage_devices() -> None:
    """A device speaks for its unit: those at the desk cannot make one."""
    may = {role for role in Role if Right.MANAGE_DEVICES in RIGHTS[role]}
    assert may == {Role.OFFICIAL, Role.ADMINISTRATOR}


def test_nobody_manages_devices_of_other_units(program: Program) -> None:
    """Neither pairs, sees, renames nor retires them."""
    made = pair(program, offer_pairing(program, BOSS, UNIT, "Máy", NOW).code, NOW).device
    asked: list[Callable[[], object]] = [
        lambda: offer_pairing(program, SOMEBODY, UNIT, "Máy", NOW),
        lambda: rename_device(program, SOMEBODY, made.number, "x", NOW),
        lambda: retire_device(program, SOMEBODY, made.number, NOW),
    ]
    codes = [_refusal(one) for one in asked]
    assert codes == [Code.OTHER_UNITS, Code.UNKNOWN_DEVICE, Code.UNKNOWN_DEVICE]
    assert devices(program, SOMEBODY) == []
    assert devices(program, BOSS) == [made]


@pytest.mark.parametrize(
    ("unit", "name", "field", "code"),
    [
        ("00000", "Máy", None, Code.UNKNOWN_UNIT),
        (UNIT, "", None, Code.BAD_DEVICE_NAME),
        (UNIT, "  ", None, Code.BAD_DEVICE_NAME),
        (UNIT, "x" * 61, None, Code.BAD_DEVICE_NAME),
        (UNIT, "Máy\x00", None, Code.BAD_DEVICE_NAME),
        (UNIT, "Máy", "nothing", Code.INVALID_FIELD),
        (UNIT, "Máy", "unstated", Code.INVALID_FIELD),
    ],
)
def test_what_cannot_be_is_not_offered(
    program: Program, unit: str, name: str, field: str | None, code: Code
) -> None:
    """No code, and nothing in the log."""
    acts = program.store.log.head()
    assert _refusal(lambda: offer_pairing(program, BOSS, unit, name, NOW, field)) is code
    assert program.store.log.head() == acts


def test_a_device_lives_and_ends(program: Program) -> None:
    """Every step is an act; its secret and its code are in none of them."""
    offered = offer_pairing(program, BOSS, UNIT, " Máy   quầy 1 ", NOW)
    made = pair(program, offered.code, NOW + timedelta(minutes=14))
    number = made.device.number
    assert made.device.name == "Máy quầy 1"
    rename_device(program, BOSS, number, "Máy cửa", NOW)
    hear(program, made.secret, Said(4, 50), NOW)
    found = find_device(program, BOSS, number)
    assert (found.name, found.standing_at(NOW)) == ("Máy cửa", Standing.LIVE)
    assert retire_device(program, BOSS, number, NOW).beat == found.beat
    assert _refusal(lambda: retire_device(program, BOSS, number, NOW)) is Code.UNKNOWN_DEVICE
    assert _refusal(lambda: hear(program, made.secret, Said(0), NOW)) is Code.DEVICE_NOT_PAIRED
    acts = [one.act for one in program.store.log.read(most=4)]
    assert [(one.action, one.object, dict(one.details)) for one in reversed(acts)] == [
        ("device.offer", UNIT, {"field": None}),
        ("device.pair", number, {"unit": UNIT}),
        ("device.rename", number, {}),
        ("device.retire", number, {"waiting": 4}),
    ]
    told = " ".join(one.record() for one in acts)
    assert not [one for one in (offered.code, made.secret, made.device.code) if one in told]


@pytest.mark.file
def test_the_database_cannot_be_paired_with(program: Program) -> None:
    """It holds neither secret nor pairing code; a code is short, so its digest has a key."""
    offered = offer_pairing(program, BOSS, UNIT, "Máy", NOW)
    other = pair(program, offer_pairing(program, BOSS, UNIT, "Máy", NOW).code, NOW)
    files = program.settings.var.glob("hailong.db*")
    held = b"".join(one.read_bytes() for one in files)
    assert offered.code.replace("-", "").encode() not in held
    assert other.secret.encode() not in held
    assert other.device.code.encode() in held  # the file was read


def test_codes_are_of_letters_that_nobody_mistakes() -> None:
    """Never two alike, and read back however somebody types them."""
    made = {new_code(PAIRING_LENGTH) for _ in range(500)}
    assert len(made) == 500
    assert {sign for code in made for sign in code} <= set(ALPHABET)
    assert len({sign for code in made for sign in code}) == len(ALPHABET)
    for code in made:
        assert read_pairing_code(f" {code[:4].lower()} – {code[4:]} ") == code
    assert [read_pairing_code(one) for one in ("", "2222222", "222222222", "0000-OOOO")] == [
        None,
        None,
        None,
        None,
    ]


def test_a_warning_lasts_as_long_as_the_guideline_asks() -> None:
    """WCAG 2.2.1: at least twenty seconds to say that one is still there."""
    assert rules().warning_seconds >= 20
    assert checked_name("Máy 1") == "Máy 1"


def test_the_figures_tell_which_devices_are_silent(program: Program) -> None:
    """With what they have still to send; retired ones are not among them."""
    made = [
        pair(program, offer_pairing(program, BOSS, UNIT, "Máy", NOW).code, NOW) for _ in range(4)
    ]
    hear(program, made[0].secret, Said(2), NOW)
    hear(program, made[1].secret, Said(5), NOW - timedelta(hours=1))
    hear(program, made[2].secret, Said(7), NOW)
    retire_device(program, BOSS, made[2].device.number, NOW)
    figures = {name: dict(values) for name, _, values in look(program, NOW)}
    assert figures["hailong_devices"] == {"new": 1, "live": 1, "silent": 1}
    assert figures["hailong_silent_devices"] == {"": 1}
    assert figures["hailong_device_answers"] == {"": 7}


def test_the_commands_pair_list_and_retire(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an operator types them; a refusal is a sentence and status 2."""

    def command(*words: str) -> Result:
        return CliRunner().invoke(manage.main, ["device", *words])

    var = Path(program.settings.var)
    monkeypatch.setenv("DATABASE_URL", program.settings.database_url)
    monkeypatch.setenv("VAR_FOLDER", str(var))
    offered = command("pair", "--unit", UNIT, "--name", "Máy 1", "--field", "land")
    assert offered.exit_code == 0
    code = offered.output.split("Mã ghép máy: ")[1].split(".")[0]
    made = pair(program, code, datetime.now(UTC))
    [row] = json.loads(command("list", "--json").output)
    assert (row["number"], row["unit"], row["field"], row["standing"]) == (
        made.device.number,
        UNIT,
        "land",
        "new",
    )
    assert "chưa báo về" in command("list").output
    assert command("rename", row["number"], "Máy 2").exit_code == 0
    assert command("retire", row["number"]).exit_code == 0
    assert json.loads(command("list", "--json").output) == []
    assert len(json.loads(command("list", "--json", "--retired").output)) == 1
    again = command("retire", row["number"])
    assert (again.exit_code, "Không có máy" in again.stderr) == (2, True)
