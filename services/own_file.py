"""Data files that an agency may replace by its own: the one in its folder comes first."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from surveys.errors import Code, SurveyError

Read = TypeVar("Read")


def own_file(folder: Path, name: str, shipped: Path, read: Callable[[str], Read]) -> Read:
    """What the agency's own file says, or else the shipped one. Raises SurveyError BAD_FILE."""
    own = folder / name
    path = own if own.exists() else shipped
    try:
        return read(path.read_text("utf-8"))
    except (OSError, KeyError, TypeError, ValueError) as wrong:
        raise SurveyError(Code.BAD_FILE, file=name, why=str(wrong)) from wrong
