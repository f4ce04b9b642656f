"""Keys of other offices that are trusted, the packages taken from them, and whose each response is."""

from typing import Any

from sqlite_utils import Database

_BOTH = (
    """
    create table trusted_key (
        number INTEGER primary key, key TEXT not null, unit TEXT not null references unit(code),
        name TEXT not null, since TEXT not null, until TEXT
    )""",
    # One office has one key at a time.
    "create unique index trusted_key_now on trusted_key (unit) where until is null",
    """
    create table package (
        number INTEGER primary key, round TEXT not null references round(id),
        unit TEXT not null references unit(code), origin TEXT not null, begun TEXT not null,
        edition INTEGER not null, acts INTEGER not null, sha256 TEXT not null,
        manifest TEXT not null, key TEXT not null, version TEXT not null,
        on_day TEXT not null, by_name TEXT not null,
        responses INTEGER not null, counted INTEGER not null, erased INTEGER not null
    )""",
    "create unique index package_once on package (round, unit, origin, begun, edition, acts)",
    # The last package that brought the response; none where it was given here.
    "alter table response add column package INTEGER",
    "create index response_package on response (package) where package is not null",
)


def sqlite(db: Database) -> None:
    for statement in _BOTH:
        if "create table" in statement:
            statement += " strict"
        db.execute(statement)


def postgres(db: Any) -> None:
    for statement in _BOTH:
        statement = statement.replace("INTEGER", "bigint").replace("TEXT", 'text collate "C"')
        db.execute(statement)
