"""Names of sheets: at most 31 letters, none that Excel forbids, each once, and still readable."""

from collections.abc import Iterable

from analysis.letters import one_line

LONGEST = 31
_FORBIDDEN = dict.fromkeys(map(ord, "[]*?/\\"), " ") | {ord(":"): " –"}
_RESERVED = "history"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each title, in order."""
    taken = {_RESERVED}
    found = []
    for title in titles:
        plain = " ".join(one_line(title).translate(_FORBIDDEN).split()).strip("' ") or "–"
        name, number = shortened(plain, LONGEST), 1
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})"
            name = shortened(plain, LONGEST - len(ending)) + ending
        taken.add(name.casefold())
        found.append(name)
    return found


def shortened(name: str, most: int) -> str:
    """A name cut between words; what stands after its last dash tells it from others and is kept."""
    if len(name) <= most:
        return name
    head, dash, tail = name.rpartition(" – ")
    if dash and len(tail) < most // 2:
        return _cut(head, most - len(tail) - len(dash)) + dash + tail
    return _cut(name, most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    whole = text[:most].rsplit(" ", 1)[0]
    return f"{whole[: most - 1].rstrip(' ,;–')}…"
