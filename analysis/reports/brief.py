"""The report on one page, for who has a minute: the figures that matter, and how far they hold."""

from dataclasses import replace

from analysis.reports.basis import Basis
from analysis.reports.compose import compose, composed
from analysis.reports.document import Block, Paragraph, Report, Section, Tone
from analysis.reports.ledger import fingerprint, source_line
from analysis.reports.lettered import inert
from analysis.reports.pdf import around, made_at, parts
from analysis.reports.sections.index import headline, since
from analysis.reports.sections.levels import told
from analysis.reports.sections.participation import said
from analysis.reports.sections.weakest import least
from analysis.reports.typesetting import pdf
from surveys.language import Words

BRIEF = "brief"


def compose_brief(basis: Basis, words: Words) -> Report:
    """Headline, forms received, levels, change, the weakest, and how to read it.

    Its last line has the fingerprint of the whole report of the same day, where every figure stands.
    """
    sections = (
        Section("index", words("report.brief.index"), tuple(_headline(basis, words))),
        Section("participation", words("report.brief.participation"), _received(basis, words)),
        Section("levels", words("report.levels.title"), tuple(told(basis, words))),
        Section("weakest", words("report.weakest.title"), tuple(least(basis, words))),
        Section("reading", words("report.reading.title"), _reading(basis, words)),
    )
    made = composed(basis, BRIEF, tuple(one for one in sections if one.blocks), words)
    return replace(made, title=words("report.brief.title"))


def write(report: Report, words: Words) -> bytes:
    """The page as PDF, in letters as large as it has room for."""
    source = inert(source_line(report.annex[0].source, words)) if report.annex else ""
    given = {**around(report, words), "parts": parts(report, words, closing=False)}
    return pdf("brief.typ", {**given, "source": source}, made_at(report))


def _headline(basis: Basis, words: Words) -> list[Block]:
    warnings = (Paragraph(words(f"warnings.{one}"), Tone.WARNING) for one in basis.summary.warnings)
    change = [Paragraph(since(basis.study, words))] if basis.study else []
    return [*warnings, *headline(basis, words), *change]


def _received(basis: Basis, words: Words) -> tuple[Block, ...]:
    return (Paragraph(" ".join(said(basis, words))),)


def _reading(basis: Basis, words: Words) -> tuple[Block, ...]:
    whole = fingerprint(compose(basis, words), words)
    return (
        Paragraph(words("report.reading.interval")),
        Paragraph(words("report.brief.whole", fingerprint=whole), Tone.REMARK),
    )
