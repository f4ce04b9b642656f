"""Which files a tier leaves alone, told by their text: importing them would take longer than some tests."""

import re
from itertools import combinations
from pathlib import Path

TIERS = ("long", "browser", "faults")
_WHOLE = re.compile(r"^pytestmark = (.*)$", re.MULTILINE)
_MARK = re.compile(r"pytest\.mark\.(\w+)")


def may_be_chosen(path: Path, expression: str) -> bool:
    """Whether a test in the file can have marks that fit what stands behind `-m`.

    A test has the marks of its whole file, and may have any that the file names elsewhere. Whatever
    is not a matter of tiers alone is not judged here, and so may be chosen.
    """
    if path.suffix != ".py" or not path.name.startswith("test_") or not expression:
        return True
    if set(re.findall(r"\w+", expression)) - {*TIERS, "and", "or", "not"}:
        return True
    text = path.read_text("utf-8")
    whole = _WHOLE.search(text)
    certain = set(_MARK.findall(whole[1])) & set(TIERS) if whole else set()
    possible = sorted(set(_MARK.findall(text)) & set(TIERS) - certain)
    return any(
        eval(expression, {name: name in {*certain, *more} for name in TIERS})
        for number in range(len(possible) + 1)
        for more in combinations(possible, number)
    )
