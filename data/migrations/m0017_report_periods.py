"""Reports on several rounds: the period that was asked for."""

from sqlite_utils import Database


def sqlite(db: Database) -> None:
    db.execute("alter table report_order add column period text not null default ''")
