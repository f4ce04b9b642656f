"""HTML pages from templates, every value escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from surveys.language import SOURCE, Text, lacking, languages, words
from web import assets

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def say_in(text: Text, language: str) -> Markup:
    """A text for the page; where it lacks in the page's language, marked as Vietnamese for voices."""
    own = text.own(language)
    if own is not None:
        return escape(own)
    return Markup('<span lang="{}">{}</span>').format(SOURCE, text.in_(SOURCE))


def page(name: str, language: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The page made of template `name`; its template knows `lang`, `w` (the words) and `asset`."""
    choices = values.pop("choices", languages())
    html = _TEMPLATES.get_template(name).render(
        lang=language,
        w=words(language),
        other=next(code for code in languages() if code != language),
        others=[(code, words(code)("language.name")) for code in choices if code != language],
        say=lambda text: say_in(text, language),
        lacking=lambda key: lacking(language, key),
        asset=assets.address,
        **values,
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})
