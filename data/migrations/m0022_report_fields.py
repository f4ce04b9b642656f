"""Reports on one procedure field: the field that was asked for."""

from typing import Any

from sqlite_utils import Database


def sqlite(db: Database) -> None:
    db.execute("alter table report_order add column field text not null default ''")


def postgres(db: Any) -> None:
    db.execute("""alter table report_order add column field text collate "C" not null default ''""")
