"""A tablet that is paired again is known by its secret from before; what its answers were refused."""

from sqlite_utils import Database

_COLUMNS = ("former blob", "heir text", "refused integer", "last_refused integer", "forget integer")


def sqlite(db: Database) -> None:
    for column in _COLUMNS:
        db.execute(f"alter table device add column {column}")
    db.execute("create index device_former on device (former)")
