"""Why was asked, on what grounds, who was asked with which form, and what must be known beforehand."""

from analysis.reports.basis import Basis
from analysis.reports.document import Block, Paragraph, Section, Tone
from analysis.summary import Warning
from surveys.language import Words
from surveys.round import Origin


def purpose(basis: Basis, words: Words) -> Section:
    """The opening of every report; warnings stand before any figure."""
    made, round = basis.summary, basis.summary.round
    days = {"opens": words.date(round.opens), "closes": words.date(round.closes)}
    named = {"unit": made.unit.name, "title": made.title.in_(words.language)}
    blocks: list[Block] = []
    if basis.legal_basis:
        blocks.append(
            Paragraph(words("report.purpose.grounds", grounds=basis.legal_basis.rstrip(". ")))
        )
    key = "published" if round.origin is Origin.PUBLISHED else "purpose"
    blocks.append(Paragraph(words(f"report.purpose.{key}", round=round.title, **named, **days)))
    if round.origin is Origin.COLLECTED:
        asked = words.number(len(made.criteria))
        said = {"criteria": asked, "form": made.questionnaire, "title": named["title"]}
        blocks.append(Paragraph(words("report.purpose.form", **said)))
        blocks.append(Paragraph(words(f"report.designs.{round.design}")))
    if basis.provisional:
        as_of = f"{made.as_of:%d/%m/%Y %H:%M} (UTC+7)"
        blocks.append(Paragraph(words("report.provisional", as_of=as_of), Tone.WARNING))
    blocks += [_warning(one, words) for one in made.warnings]
    return Section("purpose", words("report.purpose.title"), tuple(blocks))


def _warning(one: Warning, words: Words) -> Paragraph:
    return Paragraph(words(f"warnings.{one}"), Tone.WARNING)
