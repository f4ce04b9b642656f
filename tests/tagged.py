"""The tables of a PDF, read as a screen reader does: from its tags, cell by cell."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader

Cells = list[list[str]]


def tables_of(content: bytes) -> dict[str, Cells]:
    """Each table by its caption: the cells of its head, then those of its rows."""
    pages = PdfReader(io.BytesIO(content))
    texts = {page.indirect_reference: _texts(page) for page in pages.pages}
    root: Any = pages.trailer["/Root"]
    return dict(_found(root["/StructTreeRoot"], None, texts))


def _found(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> Iterator[tuple[str, Cells]]:
    for one, on in _kids(node, page):
        if not hasattr(one, "get"):
            continue
        if one.get("/S") != "/Table":
            yield from _found(one, on, texts)
            continue
        caption = [" ".join(_words(each, at, texts)) for each, at in _under(one, on, "/Caption")]
        rows = [
            [" ".join(_words(cell, there, texts)) for cell, there in _kids(row, at)]
            for row, at in _under(one, on, "/TR")
        ]
        yield " ".join(caption), rows


def _under(node: Any, page: Any, tag: str) -> Iterator[tuple[Any, Any]]:
    """Whatever bears the tag in a node, in reading order."""
    for one, on in _kids(node, page):
        if hasattr(one, "get"):
            if one.get("/S") == tag:
                yield one, on
            else:
                yield from _under(one, on, tag)


def _words(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> Iterator[str]:
    """The lines of a node, without the blanks around them."""
    for one, on in _kids(node, page):
        if isinstance(one, int):
            yield texts[on][one].strip()
        elif hasattr(one, "get"):
            yield from _words(one, on, texts)


def _kids(node: Any, page: Any) -> Iterator[tuple[Any, Any]]:
    """What stands in a node, each with the page it stands on."""
    node = node.get_object()
    on = node.raw_get("/Pg") if "/Pg" in node else page
    if "/MCID" in node:
        yield node["/MCID"], on
    if "/K" not in node:
        return
    kids = node["/K"]
    for kid in kids if isinstance(kids, list) else [kids]:
        one = kid.get_object()
        yield one, on if isinstance(one, int) else (one.raw_get("/Pg") if "/Pg" in one else on)


def _texts(page: PageObject) -> dict[int, str]:
    """What each marked part of a page says."""
    found: dict[int, str] = {}
    opened: list[int] = []

    def before(operator: bytes, operands: Any, *_: Any) -> None:
        if operator == b"BDC":
            opened.append(operands[1].get("/MCID", opened[-1] if opened else -1))
        elif operator == b"BMC":
            opened.append(-1)
        elif operator == b"EMC":
            opened.pop()

    def said(text: str, *_: Any) -> None:
        place = opened[-1] if opened else -1
        found[place] = found.get(place, "") + text

    page.extract_text(visitor_operand_before=before, visitor_text=said)
    return found
