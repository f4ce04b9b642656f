"""Settings: made once, kept safely, wrong ones refused by name."""

import stat
from pathlib import Path

import pytest

from settings import read
from surveys.errors import Code, SurveyError


def test_what_is_not_given_is_made_once(tmp_path: Path) -> None:
    """A key of this installation's own, the same at every start."""
    first, second = read({}, tmp_path / "var"), read({}, tmp_path / "var")
    assert first == second
    assert len(first.secret) >= 32
    assert first.secret != read({}, tmp_path / "other").secret


def test_the_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    """Mode 600, in a folder of mode 700."""
    read({}, tmp_path / "var")
    modes = [
        stat.S_IMODE((tmp_path / name).stat().st_mode)
        for name in ("var", "var/secret-key", "var/metrics-token")
    ]
    assert modes == [0o700, 0o600, 0o600]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_REPLICA_URL", "postgresql://x"),
        ("SECRET_KEY", "short"),
        ("PUBLIC_URL", "example.vn"),
        ("METRICS_TOKEN", "123456"),
        ("BACKUP_PASSPHRASE", "123456"),
        ("AGENCY_NAME", "x" * 301),
        ("AGENCY_CONTACT", "x" * 301),
        ("RETENTION_MONTHS", "0"),
        ("RETENTION_MONTHS", "soon"),
        ("RETENTION_MONTHS", "121"),
        ("PROCESSES", "0"),
        ("PROCESSES", "257"),
        ("PROCESSES", "two"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    """The program does not start with half a configuration."""
    with pytest.raises(SurveyError) as refused:
        read({name: value}, tmp_path / "var")
    assert (Code.BAD_SETTING, name) == (refused.value.code, refused.value.details["setting"])


def test_given_settings_are_taken(tmp_path: Path) -> None:
    """And nothing is made for them."""
    given = {
        "DATABASE_URL": "sqlite:///x.db",
        "SECRET_KEY": "k" * 32,
        "PUBLIC_URL": "https://khaosat.example.vn/",
        "METRICS_TOKEN": "m" * 16,
    }
    made = read(given, tmp_path / "var")
    assert (made.database_url, made.public_url) == ("sqlite:///x.db", "https://khaosat.example.vn")
    assert not (tmp_path / "var").exists()


def test_what_the_agency_says_is_one_line(tmp_path: Path) -> None:
    """Line breaks and spaces of an environment file do not reach the citizens' page."""
    given = {"AGENCY_NAME": " UBND  xã\nĐồng Sen ", "RETENTION_MONTHS": "36"}
    made = read(given, tmp_path / "var")
    assert (made.agency_name, made.retention_months) == ("UBND xã Đồng Sen", 36)
    assert (read({}, tmp_path / "var").agency_name, made.agency_contact) == ("", "")
