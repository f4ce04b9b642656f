"""The results for the notice board: one A3 sheet in words that anybody understands from two metres.

It rests on what everybody may see. The code leads to the public page, where there is one.
"""

import io
from dataclasses import replace
from typing import Any

import segno

from analysis.cells import share
from analysis.estimate import Estimate
from analysis.reports.basis import Basis
from analysis.reports.compose import composed
from analysis.reports.document import Block, Exhibit, Paragraph, Report, Section, Tone
from analysis.reports.ledger import source_line
from analysis.reports.lettered import inert
from analysis.reports.pdf import around, made_at, parts
from analysis.reports.sections.levels import totals
from analysis.reports.sections.wording import bare
from analysis.reports.typesetting import pdf
from analysis.summary import Warning
from analysis.tables import Column, Format, Table
from surveys.language import Words
from surveys.round import Origin, State

POSTER = "poster"
_SAID = (Warning.NOTHING_YET, Warning.SAMPLE)
"""What the sheet says in its own words, and in its head."""


def compose_poster(basis: Basis, words: Words) -> Report:
    """The share in plain words, the levels, what was best and worst, and thanks."""
    round, unit = basis.summary.round, basis.summary.unit
    sections = (
        Section("share", "", tuple(_share(basis, words))),
        Section("levels", words("report.poster.levels"), tuple(_levels(basis, words))),
        *_ends(basis, words),
        Section(
            "thanks",
            words("report.poster.thanks_title"),
            (Paragraph(words("report.poster.thanks")),),
        ),
    )
    made = composed(basis, POSTER, tuple(one for one in sections if one.blocks), words)
    days = {"opens": words.date(round.opens), "closes": words.date(round.closes)}
    early = round.origin is Origin.COLLECTED and round.state is not State.PUBLISHED
    return replace(
        made,
        title=words("report.poster.title"),
        subject=words("report.poster.subject", unit=unit.name, **days),
        draft=words("report.poster.unpublished") if early else "",
        address=basis.address,
    )


def write(report: Report, words: Words) -> bytes:
    """The sheet as PDF."""
    return pdf("poster.typ", content(report, words), made_at(report))


def content(report: Report, words: Words) -> dict[str, Any]:
    """All that the template sets."""
    return {
        **around(report, words),
        "parts": parts(report, words, closing=False),
        "source": inert(source_line(report.annex[0].source, words)) if report.annex else "",
        "agency": inert(report.letterhead.agency),
        "address": report.address,
        "qr": _code(report.address) if report.address else "",
        "qr_alt": words("report.poster.qr", address=report.address),
        "more": words("report.poster.more"),
    }


def of_hundred(value: float, words: Words) -> str:
    """A share as so many of a hundred; never all or nobody where it is not quite so."""
    shown = round(100 * value)
    if shown == 100 and value < 1:
        return words("report.poster.most")
    if shown == 0 and value > 0:
        return words("report.poster.least")
    return words.number(shown)


def _share(basis: Basis, words: Words) -> list[Block]:
    made, whole = basis.summary, basis.summary.overall
    said: list[Block] = [Paragraph(words("report.poster.none"))]
    if whole.share is not None and whole.low is not None and whole.high is not None:
        rated = sum(1 for one in made.criteria if one.parts)
        shown = of_hundred(whole.share, words)
        key = "people" if rated == 1 else "answers"
        ends = {"low": share(whole.low, words), "high": share(whole.high, words)}
        n = words.number(made.responses or 0)
        said = [
            Paragraph(words(f"report.poster.{key}", share=shown)),
            Paragraph(words("report.poster.interval", n=n, **ends)),
        ]
    told = [one for one in made.warnings if one not in _SAID]
    return [*said, *(Paragraph(words(f"warnings.{one}"), Tone.WARNING) for one in told)]


def _levels(basis: Basis, words: Words) -> list[Block]:
    """Counts by level; of a drawn sample they say nothing of everybody, and are left out."""
    found = totals(basis, words)
    n = sum(count for _, count in found)
    if not n or Warning.WEIGHTED in basis.summary.warnings:
        return []
    columns = (
        Column(words("charts.level")),
        Column(words("report.poster.count"), Format.COUNT),
        Column(words("charts.share"), Format.SHARE),
    )
    rows = tuple((label, count, count / n) for label, count in found)
    table = Table("poster_levels", words("report.poster.levels"), columns, rows)
    return [Exhibit(table, basis.source(words))]


def _ends(basis: Basis, words: Words) -> list[Section]:
    """The criteria with the highest and the lowest share; one alone is neither."""
    rated = sorted(
        (
            (asked.text.in_(words.language), asked.satisfied)
            for asked in basis.summary.criteria
            if asked.parts and asked.satisfied is not None and asked.satisfied.shown
        ),
        key=lambda pair: pair[1].share or 0.0,
    )
    if len(rated) < 2 or rated[0][1].share == rated[-1][1].share:
        return []
    return [
        Section(id, words(f"report.poster.{id}"), (Paragraph(_named(*rated[at], words)),))
        for id, at in (("best", -1), ("worst", 0))
    ]


def _named(text: str, one: Estimate, words: Words) -> str:
    return words(
        "report.poster.criterion", criterion=bare(text), share=share(one.share or 0.0, words)
    )


def _code(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=6, border=4, light="#ffffff", xmldecl=False
    )
    return out.getvalue().decode()
