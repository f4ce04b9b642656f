"""What is shown of a study: for each side of it a table, a chart, and two sentences about their meaning."""

from analysis.drawings.criteria import criteria
from analysis.drawings.drawing import Drawing
from analysis.drawings.index import index
from analysis.study.study import Study
from surveys.language import Words


def drawings(study: Study, words: Words) -> tuple[Drawing, ...]:
    """All drawings of a study in the order of a page; ids and tables are unique."""
    return (index(study, words), criteria(study, words))
