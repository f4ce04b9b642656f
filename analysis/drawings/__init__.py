"""What is shown of a study: for each side of it a table, a chart, and two sentences about their meaning."""

from analysis.drawings.changes import changes
from analysis.drawings.channels import channels
from analysis.drawings.criteria import criteria
from analysis.drawings.drawing import Drawing
from analysis.drawings.drivers import drivers
from analysis.drawings.findings import findings
from analysis.drawings.funnel import funnel
from analysis.drawings.index import index
from analysis.drawings.quality import quality
from analysis.drawings.ranks import ranks
from analysis.drawings.reliability import reliability
from analysis.drawings.silent import silent
from analysis.drawings.weeks import weeks
from analysis.study.study import Study
from surveys.language import Words


def drawings(study: Study, words: Words) -> tuple[Drawing, ...]:
    """All drawings of a study in the order of a page; ids and tables are unique.

    Kinds of units have drawings of their own: ``ranks_commune``, ``funnel_department``.
    """
    by_kind = (made(group, words) for group in study.groups for made in (ranks, funnel))
    return (
        index(study, words),
        criteria(study, words),
        changes(study, words),
        *by_kind,
        findings(study, words),
        silent(study, words),
        channels(study, words),
        drivers(study, words),
        reliability(study, words),
        weeks(study, words),
        quality(study, words),
    )
