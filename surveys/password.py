"""Which passwords may be chosen: long ones that are not on everybody's list. No signs are demanded."""

import unicodedata
from functools import cache
from pathlib import Path

from surveys.errors import Code, SurveyError

SHORTEST, LONGEST = 12, 128
"""Characters, after normalising."""

_COMMON = Path(__file__).with_name("common_passwords.txt")
_RUNS = ("0123456789" * 13, "abcdefghijklmnopqrstuvwxyz" * 5, "qwertyuiopasdfghjklzxcvbnm" * 5)
_SHORTEST_NAME = 3


def normal(typed: str) -> str:
    """A password as it is compared: the same whichever keyboard composed its accents (NFKC)."""
    return unicodedata.normalize("NFKC", typed)


def check(password: str, name: str) -> None:
    """Passes when `password` may protect the account `name`.

    Raises SurveyError PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_NAME, PASSWORD_PLAIN or
    PASSWORD_COMMON.
    """
    chosen = normal(password)
    if len(chosen) < SHORTEST:
        raise SurveyError(Code.PASSWORD_SHORT, minimum=SHORTEST)
    if len(chosen) > LONGEST:
        raise SurveyError(Code.PASSWORD_LONG, maximum=LONGEST)
    folded = chosen.casefold()
    if len(name) >= _SHORTEST_NAME and name.casefold() in folded:
        raise SurveyError(Code.PASSWORD_NAME)
    if _plain(folded):
        raise SurveyError(Code.PASSWORD_PLAIN)
    if _common(folded):
        raise SurveyError(Code.PASSWORD_COMMON)


def _plain(folded: str) -> bool:
    """A few characters again and again, or a run of the alphabet, the digits or the keyboard."""
    if len(set(folded)) < 4:
        return True
    return any(folded in run or folded[::-1] in run for run in _RUNS)


def _common(folded: str) -> bool:
    """On the list as it is, or once digits and signs around it, or between its letters, are gone."""
    letters = "".join(sign for sign in folded if sign.isalnum())
    word = letters.strip("0123456789")
    half = folded[: len(folded) // 2]
    forms = {folded, letters, word} | ({half} if half * 2 == folded else set())
    return not forms.isdisjoint(_list())


@cache
def _list() -> frozenset[str]:
    lines = _COMMON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
