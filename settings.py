"""Settings, frozen, from a mapping. The only reader of the environment is `from_environment`."""

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from surveys.errors import Code, SurveyError
from surveys.invitation import is_origin

VERSION = "0.1.0"
HERE = Path(__file__).resolve().parent

LONGEST_LINE = 300
RETENTION_MONTHS, MOST_MONTHS = 24, 120
LEAST_FEWEST, MOST_FEWEST = 3, 100
MOST_PROCESSES = 256
_LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,39}")
_FEWEST = (("FEWEST_INSIDE", "fewest_inside", 5), ("FEWEST_PUBLIC", "fewest_public", 10))
LONELY_UNIT = ("refuse", "certainty", "centre")


@dataclass(frozen=True)
class Oidc:
    """An OpenID Connect provider at which staff may sign in; `name` is what its button says."""

    name: str
    issuer: str
    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What an installation may choose.

    What the program makes itself is kept in the folder `var`, readable by its owner only: backups of
    the database are worth nothing without the key, and the key alone opens nothing.
    """

    database_url: str
    secret: bytes = field(repr=False)
    public_url: str
    var: Path
    metrics_token: str = field(repr=False)
    backup_passphrase: str = field(repr=False)
    valid_answered: int = 0
    agency_name: str = ""
    agency_contact: str = ""
    agency_legal_basis: str = ""
    agency_report_basis: str = ""
    agency_parent: str = ""
    agency_short: str = ""
    agency_place: str = ""
    agency_signs_for: str = ""
    agency_position: str = ""
    agency_signer: str = ""
    agency_recipients: tuple[str, ...] = ()
    data_licence: str = "CC-BY-4.0"
    retention_months: int = 24
    lonely_unit: str = "refuse"
    fewest_inside: int = 5
    fewest_public: int = 10
    oidc: Oidc | None = None
    embed_hosts: tuple[str, ...] = ()
    processes: int = 1
    database_replica_url: str = ""


def from_environment() -> Settings:
    """Settings of this process: `.env` beside the program, overruled by the environment."""
    given = _given()
    return read(given, _var(given))


def environment_of(settings: Settings) -> dict[str, str]:
    """What another process of this machine needs to open the same program."""
    return {
        **os.environ,
        "VAR_FOLDER": str(settings.var),
        "DATABASE_URL": settings.database_url,
        "DATABASE_REPLICA_URL": settings.database_replica_url,
        "SECRET_KEY": settings.secret.decode(),
    }


def secret_if_any() -> bytes | None:
    """The secret key if this machine has one. None is made, and nothing else is looked at."""
    given = _given()
    path = _var(given) / "secret-key"
    if given.get("SECRET_KEY") or path.exists():
        return _secret(given.get("SECRET_KEY", ""), path.parent).encode()
    return None


def _given() -> dict[str, str]:
    file = {
        name: value for name, value in dotenv_values(HERE / ".env").items() if value is not None
    }
    return {**file, **os.environ}


def _var(given: Mapping[str, str]) -> Path:
    return Path(given.get("VAR_FOLDER") or HERE / "var").absolute()


def read(given: Mapping[str, str], var: Path) -> Settings:
    """Settings from a mapping; `var` is the folder for what the program makes itself.

    Raises SurveyError BAD_SETTING with the name of the setting that is wrong.
    """
    return Settings(
        database_url=_database_url(given.get("DATABASE_URL", ""), var),
        secret=_secret(given.get("SECRET_KEY", ""), var).encode(),
        public_url=_public_url(given.get("PUBLIC_URL", "")),
        agency_name=_line(given, "AGENCY_NAME"),
        agency_contact=_line(given, "AGENCY_CONTACT"),
        agency_legal_basis=_line(given, "AGENCY_LEGAL_BASIS"),
        agency_report_basis=_line(given, "AGENCY_REPORT_BASIS"),
        agency_parent=_line(given, "AGENCY_PARENT"),
        agency_short=_line(given, "AGENCY_SHORT"),
        agency_place=_line(given, "AGENCY_PLACE"),
        agency_signs_for=_line(given, "AGENCY_SIGNS_FOR"),
        agency_position=_line(given, "AGENCY_POSITION"),
        agency_signer=_line(given, "AGENCY_SIGNER"),
        agency_recipients=tuple(
            one.strip() for one in _line(given, "AGENCY_RECIPIENTS").split(";") if one.strip()
        ),
        data_licence=_data_licence(given),
        retention_months=_retention_months(given.get("RETENTION_MONTHS", "")),
        **_fewest(given),
        lonely_unit=_lonely_unit(given.get("LONELY_UNIT", "")),
        valid_answered=_valid_answered(given.get("VALID_ANSWERED", "")),
        oidc=_oidc(given),
        embed_hosts=_embed_hosts(given.get("EMBED_HOSTS", "")),
        database_replica_url=_replica_url(given),
        processes=_processes(given.get("PROCESSES", "")),
        var=var,
        metrics_token=_long_enough(given, "METRICS_TOKEN", 16)
        or kept_in(var / "metrics-token", lambda: secrets.token_urlsafe(24)),
        backup_passphrase=_long_enough(given, "BACKUP_PASSPHRASE", 12),
    )


def _database_url(given: str, var: Path) -> str:
    if not given:
        return f"sqlite:///{var / 'hailong.db'}"
    if not given.startswith(("sqlite:///", "postgresql://", "postgres://")):
        why = "sqlite:///… | postgresql://…"
        raise SurveyError(Code.BAD_SETTING, setting="DATABASE_URL", why=why)
    return given


def _replica_url(given: Mapping[str, str]) -> str:
    """A streaming replica of the PostgreSQL database; SQLite has none."""
    asked = given.get("DATABASE_REPLICA_URL", "")
    for url in (asked, given.get("DATABASE_URL", "")):
        if asked and not url.startswith(("postgresql://", "postgres://")):
            why = "DATABASE_URL=postgresql://… + DATABASE_REPLICA_URL=postgresql://…"
            raise SurveyError(Code.BAD_SETTING, setting="DATABASE_REPLICA_URL", why=why)
    return asked


def _embed_hosts(given: str) -> tuple[str, ...]:
    """Websites that may show the open form in a frame; no patterns, so that nobody else is among them."""
    hosts = tuple(given.replace(",", " ").split())
    if not all(is_origin(host) for host in hosts):
        raise SurveyError(Code.BAD_SETTING, setting="EMBED_HOSTS", why="https://host …")
    return hosts


def _secret(given: str, var: Path) -> str:
    if given and len(given) < 32:
        raise SurveyError(Code.BAD_SETTING, setting="SECRET_KEY", why="≥ 32")
    return given or kept_in(var / "secret-key", lambda: secrets.token_hex(32))


def _long_enough(given: Mapping[str, str], name: str, least: int) -> str:
    value = given.get(name, "")
    if value and len(value) < least:
        raise SurveyError(Code.BAD_SETTING, setting=name, why=f"≥ {least}")
    return value


def _fewest(given: Mapping[str, str]) -> dict[str, int]:
    """Fewest people behind a figure that the agency sees, and that everybody sees."""
    found = {}
    for setting, name, usual in _FEWEST:
        asked = given.get(setting) or str(usual)
        if not (asked.isdecimal() and LEAST_FEWEST <= int(asked) <= MOST_FEWEST):
            why = f"{LEAST_FEWEST} … {MOST_FEWEST}"
            raise SurveyError(Code.BAD_SETTING, setting=setting, why=why)
        found[name] = int(asked)
    if found["fewest_public"] < found["fewest_inside"]:
        raise SurveyError(Code.BAD_SETTING, setting="FEWEST_PUBLIC", why="≥ FEWEST_INSIDE")
    return found


def _data_licence(given: Mapping[str, str]) -> str:
    """What the agency lets others do with open data: a name of SPDX, or `none`."""
    asked = given.get("DATA_LICENCE") or "CC-BY-4.0"
    if not _LICENCE.fullmatch(asked):
        raise SurveyError(Code.BAD_SETTING, setting="DATA_LICENCE", why="CC-BY-4.0 | … | none")
    return "" if asked == "none" else asked


def _lonely_unit(given: str) -> str:
    """What to do where one unit alone was drawn from its stratum; see `docs/statistics.md`."""
    if given and given not in LONELY_UNIT:
        raise SurveyError(Code.BAD_SETTING, setting="LONELY_UNIT", why=" | ".join(LONELY_UNIT))
    return given or LONELY_UNIT[0]


def _public_url(given: str) -> str:
    if given and not given.startswith(("http://", "https://")):
        raise SurveyError(Code.BAD_SETTING, setting="PUBLIC_URL", why="http(s)://…")
    return given.rstrip("/")


def _oidc(given: Mapping[str, str]) -> Oidc | None:
    """The provider, when one is named: then everything that it needs must be there."""
    issuer = given.get("OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    if not issuer.startswith(("http://", "https://")):
        raise SurveyError(Code.BAD_SETTING, setting="OIDC_ISSUER", why="http(s)://…")
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"):
        if not given.get(name):
            raise SurveyError(Code.BAD_SETTING, setting=name, why="OIDC_ISSUER")
    suffix = "/.well-known/openid-configuration"
    return Oidc(
        name=given.get("OIDC_NAME", "") or urlsplit(issuer).hostname or "OpenID Connect",
        issuer=given["OIDC_ISSUER"].removesuffix(suffix),
        metadata_url=issuer.removesuffix(suffix) + suffix,
        client_id=given["OIDC_CLIENT_ID"],
        client_secret=given["OIDC_CLIENT_SECRET"],
    )


def _valid_answered(given: str) -> int:
    """Percentage of the criteria asked that a valid response answers; 0: one criterion is enough."""
    percent = int(given) if given.isdecimal() else -1
    if given and not 0 <= percent <= 100:
        raise SurveyError(Code.BAD_SETTING, setting="VALID_ANSWERED", why="0–100")
    return max(0, percent)


def _processes(given: str) -> int:
    """How many processes take the answers of citizens together: each counts its part of them."""
    number = int(given) if given.isdecimal() and len(given) < 4 else 0
    if given and not 1 <= number <= MOST_PROCESSES:
        raise SurveyError(Code.BAD_SETTING, setting="PROCESSES", why=f"1–{MOST_PROCESSES}")
    return number or 1


def _line(given: Mapping[str, str], name: str) -> str:
    """One line that citizens read as it is."""
    line = " ".join(given.get(name, "").split())
    if len(line) > LONGEST_LINE:
        raise SurveyError(Code.BAD_SETTING, setting=name, why=f"≤ {LONGEST_LINE}")
    return line


def _retention_months(given: str) -> int:
    """Months after a round's last day for which answers are kept."""
    months = int(given) if given.isdecimal() and len(given) < 4 else 0
    if given and not 1 <= months <= MOST_MONTHS:
        raise SurveyError(Code.BAD_SETTING, setting="RETENTION_MONTHS", why=f"1–{MOST_MONTHS}")
    return months or RETENTION_MONTHS


def kept_in(path: Path, make: Callable[[], str]) -> str:
    """What is kept in the file at `path`, made first where it is missing; whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make() + "\n", "ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text("ascii").strip()
