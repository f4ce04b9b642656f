"""Long names in the room that a chart has: shortened, and still apart from each other."""

from collections.abc import Sequence


def shortened(texts: Sequence[str], width: int, lines: int = 2) -> list[str]:
    """The texts in `lines` lines of about `width` letters, or in as many as tell them apart."""
    names = [_wrap(text, width, lines) for text in texts]
    while len(set(names)) < len(set(texts)):
        lines += 1
        names = [_wrap(text, width, lines) for text in texts]
    return names


def clipped(text: str, width: int) -> str:
    """The text in one line; a long one keeps its beginning and, where criteria differ most, its end."""
    if len(text) <= width:
        return text
    head = text[: width * 2 // 5].rsplit(" ", 1)[0]
    tail = text[-(width - len(head) - 2) :].split(" ", 1)[-1]
    return f"{head} … {tail}"


def apart(names: Sequence[str]) -> list[str]:
    """The names, numbered where two are the same: rows of one name would be drawn as one."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _wrap(text: str, width: int, most: int) -> str:
    """The text in at most `most` lines, the rest as an ellipsis."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            if len(lines) == most:
                lines[-1] += "…"
                break
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
