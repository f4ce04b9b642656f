"""Sets a document with Typst: what stands on it comes as data, how it looks is in the template.

The fonts come along: a letter that they lack is an error and not an empty place. Nothing is fetched,
and the same data give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from surveys.errors import Code, SurveyError

_HERE = Path(__file__).resolve().parent
_CHART_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
_STANDARDS = ("a-2a", "ua-1")
"""For archives and for screen readers."""


def pdf(template: str, given: Mapping[str, Any], at: datetime) -> bytes:
    """The pages as PDF/UA and PDF/A, made at this moment as the file says of itself.

    Raises SurveyError NOT_PRINTABLE for a letter that the fonts lack.
    """
    made = _compiled(
        template,
        given,
        format="pdf",
        pdf_standards=list(_STANDARDS),
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def pngs(template: str, given: Mapping[str, Any], ppi: float) -> Sequence[bytes]:
    """Each page as a picture; raises SurveyError NOT_PRINTABLE as the PDF of the same pages does."""
    made = _compiled(template, given, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made or ())


def _compiled(template: str, given: Mapping[str, Any], **how: Any) -> Any:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_HERE / "fonts", _CHART_FONTS],
    )
    try:
        return typst.Compiler(_HERE / template, root=_HERE, font_paths=fonts).compile(
            sys_inputs={"given": json.dumps(given, ensure_ascii=False)}, **how
        )
    except typst.TypstError as wrong:
        raise SurveyError(Code.NOT_PRINTABLE, why=wrong.message) from wrong
