"""Which letters the fonts have, by their tables, against the typesetter, which sets them."""

from collections.abc import Iterable

import pytest
import typst

from analysis.letters import letters
from analysis.reports.lettered import FONTS

pytestmark = pytest.mark.long

_STYLES = ('style: "normal"', 'style: "italic"', 'weight: "bold"')


def _set(text: str, style: str) -> bool:
    """Whether the typesetter has all letters of a text."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[FONTS[0].parent],
    )
    page = (
        '#set document(title: "x")\n'
        f'#text(font: "Tinos", fallback: false, {style}, sys.inputs.given)'
    )
    try:
        typst.Compiler(page.encode(), font_paths=fonts).compile(
            format="pdf", pdf_standards=["ua-1"], sys_inputs={"given": text}
        )
    except typst.TypstError as wrong:
        if "could not be displayed" in wrong.message:
            return False
        raise
    return True


def _beside(shown: Iterable[str]) -> list[str]:
    """Letters just before and after each row of those that can be shown."""
    codes = {ord(one) for one in shown}
    near = {code + step for code in codes for step in (-1, 1)} - codes
    return [chr(code) for code in sorted(near) if code > ord(" ")]


@pytest.mark.parametrize("style", _STYLES)
def test_every_letter_of_the_fonts_can_be_set(style: str) -> None:
    """Upright, slanted and bold."""
    shown = letters(*FONTS)
    assert set("Nguyễn Thị Ước – 0,5 % ≤ ₫") <= shown
    assert _set(" ".join(sorted(shown)), style)


def test_what_stands_beside_them_cannot() -> None:
    """Both ends of every row of letters: nothing is named that could have been shown."""
    beside = _beside(letters(*FONTS))
    assert len(beside) > 10
    assert [one for one in beside if one.isprintable() and _set(one, _STYLES[0])] == []
