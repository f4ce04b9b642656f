"""`manage.py links`: what it writes, what it counts, and that refusals leave neither."""

import csv
import json
from pathlib import Path

import pytest

from tests.services.test_manage import Shell

UNIT = "99.01"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A database with sample rounds, one of them open."""
    made = Shell(tmp_path_factory.mktemp("links"))
    made.environment["PUBLIC_URL"] = "https://khaosat.example.vn"
    assert made("demo", "--responses", "10").exit_code == 0
    return made


@pytest.fixture(scope="module")
def round(shell: Shell) -> str:
    [id] = [one["id"] for one in shell.json("round", "list") if one["state"] == "open"]  # type: ignore[attr-defined]
    return str(id)


def _create(shell: Shell, round: str, out: Path, *more: str) -> int:
    place = ("--round", round, "--unit", UNIT, "--out", str(out))
    return shell("links", "create", *place, *more).exit_code


def _numbers(shell: Shell, round: str) -> dict[str, object]:
    rows = shell.json("links", "list", "--round", round)
    return next((row for row in rows if row["unit"] == UNIT), {})  # type: ignore[attr-defined]


def test_slips_are_written_counted_voided_and_listed(
    shell: Shell, round: str, tmp_path: Path
) -> None:
    """A page to print, a list of addresses, and numbers that add up."""
    page, addresses = tmp_path / "slips.html", tmp_path / "slips.csv"
    assert _create(shell, round, page, "--count", "12", "--format", "58", "--field", "land") == 0
    assert page.read_text("utf-8").count("<svg") == 12
    assert _create(shell, round, addresses, "--count", "4", "--refused") == 0
    rows = list(csv.DictReader(addresses.read_text("utf-8").splitlines()))
    assert len({row["address"] for row in rows}) == 4
    assert all(row["address"].startswith("https://khaosat.example.vn/s/A") for row in rows)
    spoilt = (rows[0]["serial"], rows[1]["address"])
    assert shell("links", "void", "--round", round, "--unit", UNIT, *spoilt).exit_code == 0
    told = _numbers(shell, round)
    assert [told[name] for name in ("made", "voided", "handed_out", "used")] == [16, 2, 14, None]
    days = {(one["field"], one["given"]): one["made"] for one in told["days"]}  # type: ignore[attr-defined]
    assert days == {("land", "granted"): 12, (None, "refused"): 4, (None, None): 0}
    assert UNIT in shell("links", "list").stdout


def test_a_refusal_leaves_no_file_and_no_number(shell: Shell, round: str, tmp_path: Path) -> None:
    """Status 2 with the reason; a file that is there is not written over."""
    before, there = _numbers(shell, round), tmp_path / "there.html"
    there.write_text("mine", "utf-8")
    assert _create(shell, round, there, "--count", "1") == 2
    assert there.read_text("utf-8") == "mine"
    for name, more in (
        ("a.html", ("--count", "0")),
        ("b.html", ("--count", "1", "--field", "astrology")),
        ("no/folder.html", ("--count", "1")),
    ):
        assert _create(shell, round, tmp_path / name, *more) == 2
        assert not (tmp_path / name).exists()
    assert _create(shell, "2025-H2", tmp_path / "c.html", "--count", "1") == 2
    assert shell("links", "void", "--round", round, "--unit", UNIT, "AAAAA-AAAAA").exit_code == 2
    assert json.dumps(before) == json.dumps(_numbers(shell, round))
