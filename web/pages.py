"""HTML pages from templates, every value escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from surveys.language import languages, words
from web import assets

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(name: str, language: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The page made of template `name`; its template knows `lang`, `w` (the words) and `asset`."""
    html = _TEMPLATES.get_template(name).render(
        lang=language,
        w=words(language),
        other=next(code for code in languages() if code != language),
        asset=assets.address,
        **values,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
