"""The sorts of reports. A further one is a function that composes it and a line in KINDS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analysis.reports import FORMATS, Format, brief, poster, slide_pictures
from analysis.reports.basis import Basis
from analysis.reports.brief import BRIEF, compose_brief
from analysis.reports.compose import WHOLE, compose
from analysis.reports.document import Report
from analysis.reports.field import ONE_FIELD, compose_field
from analysis.reports.poster import POSTER, compose_poster
from analysis.reports.slides import SLIDES, compose_slides
from analysis.reports.trend import TREND, compose_trend
from surveys.errors import Code, SurveyError
from surveys.language import Words


@dataclass(frozen=True)
class Kind:
    """A sort of report: how it is put together, and the formats it can be had in.

    A `public` one hangs where everybody reads it, so its figures are those for everybody. One
    of `several` rounds is asked for by its period, one of `one_field` by its procedure field.
    """

    compose: Callable[[Basis, Words], Report]
    formats: Mapping[str, Format]
    public: bool = False
    several: bool = False
    one_field: bool = False

    def format(self, name: str) -> Format:
        """The format with this ending; raises SurveyError UNKNOWN_FORMAT."""
        try:
            return self.formats[name]
        except KeyError:
            known = ", ".join(self.formats)
            raise SurveyError(Code.UNKNOWN_FORMAT, format=name[:20], known=known) from None


_NOT_DEEP = {name: one for name, one in FORMATS.items() if not one.deep}

KINDS: Mapping[str, Kind] = {
    WHOLE: Kind(compose, FORMATS),
    BRIEF: Kind(
        compose_brief, {"pdf": Format("application/pdf", brief.write), "json": FORMATS["json"]}
    ),
    POSTER: Kind(compose_poster, {"pdf": Format("application/pdf", poster.write)}, public=True),
    SLIDES: Kind(compose_slides, {"zip": Format("application/zip", slide_pictures.write)}),
    TREND: Kind(compose_trend, _NOT_DEEP, several=True),
    ONE_FIELD: Kind(compose_field, _NOT_DEEP, one_field=True),
}


def kind_called(name: str) -> Kind:
    """The kind of this name; raises SurveyError UNKNOWN_KIND."""
    try:
        return KINDS[name]
    except KeyError:
        known = ", ".join(KINDS)
        raise SurveyError(Code.UNKNOWN_KIND, kind=name[:20], known=known) from None
