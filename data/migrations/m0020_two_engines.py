"""PostgreSQL joins: everything that the changes before this one made, in one step."""

from pathlib import Path
from typing import Any

from sqlite_utils import Database

BEGIN = Path(__file__).parent.parent / "postgres" / "begin.sql"


def sqlite(db: Database) -> None:
    """Nothing: its tables are there."""


def postgres(db: Any) -> None:
    """The whole schema. Every later change has a function for each engine."""
    db.execute(BEGIN.read_text("utf-8"))
