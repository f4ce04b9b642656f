"""The sections of a report. A further one is a file here and a line in SECTIONS."""

from collections.abc import Callable

from analysis.reports.basis import Basis
from analysis.reports.document import Section
from analysis.reports.sections.actions import actions, themes
from analysis.reports.sections.fields import fields
from analysis.reports.sections.index import index
from analysis.reports.sections.levels import levels
from analysis.reports.sections.participation import participation
from analysis.reports.sections.purpose import purpose
from analysis.reports.sections.reading import reading
from analysis.reports.sections.respondents import respondents
from analysis.reports.sections.units import units
from analysis.reports.sections.weakest import weakest
from surveys.language import Words

Write = Callable[[Basis, Words], Section | None]

SECTIONS: tuple[Write, ...] = (
    purpose,
    participation,
    levels,
    index,
    respondents,
    units,
    fields,
    weakest,
    themes,
    actions,
    reading,
)
"""In the order of the whole report; a section without anything to say is None and prints nothing."""
