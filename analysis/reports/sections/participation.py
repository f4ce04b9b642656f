"""How many forms went out, came back and are valid: of all, by unit, and by the way of answering."""

from collections.abc import Iterator

from analysis.cells import share
from analysis.drawings.silent import silent
from analysis.reports.basis import Basis, TakingPart
from analysis.reports.document import Block, Exhibit, Paragraph, Section
from analysis.reports.sections.wording import counted, part
from analysis.summary import Summary
from analysis.tables import Column, Format, Table, Value
from surveys.language import Words
from surveys.round import Origin
from surveys.tally import CHANNEL


def participation(basis: Basis, words: Words) -> Section:
    """Phát ra, thu về, hợp lệ."""
    made, source = basis.summary, basis.source(words)
    blocks: list[Block] = [Paragraph(text) for text in said(basis, words)]
    if basis.taking_part:
        widths = (0.34, 0.13, 0.13, 0.13, 0.13, 0.14)
        blocks.append(Exhibit(forms_by_unit(basis, words), source, widths))
    channels = _by_channel(made, words)
    if channels.rows:
        blocks.append(Exhibit(channels, source, (0.6, 0.2, 0.2)))
    if basis.study is not None:
        blocks.append(Paragraph(silent(basis.study, words).means))
    return Section("participation", words("report.participation.title"), tuple(blocks))


def said(basis: Basis, words: Words) -> Iterator[str]:
    """How many forms went out, came back and are valid, a sentence each."""
    made, whole = basis.summary, basis.whole
    unit = made.counted.in_(words.language)
    if whole.handed_out:
        yield words("report.participation.handed_out", n=counted(whole.handed_out, words))
    if whole.received and whole.valid is not None:
        shown = {
            "received": counted(whole.received, words),
            "valid": part(whole.valid, whole.received, words),
            "share": share(whole.valid / whole.received, words),
        }
        yield words("report.participation.received", **shown)
    elif whole.valid is not None:
        yield words("report.participation.valid", n=counted(whole.valid, words), unit=unit)
    else:
        yield words("report.participation.too_few")
    yield from _apart(made, words)
    if whole.served:
        yield words("report.participation.served", n=counted(whole.served, words))


def _apart(made: Summary, words: Words) -> Iterator[str]:
    """What came and is not in the figures, by its reason."""
    if made.apart is None or made.round.origin is Origin.PUBLISHED:
        return
    reasons = {
        "late": made.apart.late,
        "incomplete": made.apart.incomplete,
        "excluded": made.apart.excluded,
        "double": made.apart.double,
    }
    told = [
        words(
            "report.participation.apart_one",
            n=counted(n, words),
            why=words(f"report.participation.why.{why}"),
        )
        for why, n in reasons.items()
        if n
    ]
    if told:
        yield words("report.participation.apart", parts="; ".join(told))


def forms_by_unit(basis: Basis, words: Words) -> Table:
    """Forms handed out, received and valid of each unit below, and of the whole."""
    columns = (
        Column(words("dimensions.unit")),
        Column(words("report.participation.served_column"), Format.COUNT),
        Column(words("report.participation.handed_out_column"), Format.COUNT),
        Column(words("report.participation.received_column"), Format.COUNT),
        Column(words("report.participation.valid_column"), Format.COUNT),
        Column(words("report.participation.share_column"), Format.SHARE),
    )
    rows = tuple(_row(one) for one in basis.taking_part)
    whole = _row(basis.whole, words("report.whole"))
    notes = [words("report.participation.note")]
    if basis.nested:
        notes.append(words("report.with_below"))
    if any(one.valid is None for one in basis.taking_part):
        notes.append(words("report.hidden_note"))
    title = words("report.participation.by_unit")
    return Table("report_participation", title, columns, (*rows, whole), tuple(notes))


def _row(one: TakingPart, name: str = "") -> tuple[Value, ...]:
    valid = one.valid / one.received if one.received and one.valid is not None else None
    return (name or one.unit, one.served, one.handed_out, one.received, one.valid, valid)


def _by_channel(made: Summary, words: Words) -> Table:
    """The valid responses by the way in which they came, and their share of all."""
    found = next(one for one in made.breakdowns if one.dimension == CHANNEL)
    columns = (
        Column(words("dimensions.channel")),
        Column(words("report.participation.valid_column"), Format.COUNT),
        Column(words("report.participation.of_all"), Format.SHARE),
    )
    whole = made.responses or 0
    rows: list[tuple[Value, ...]] = [
        (row.label.in_(words.language), row.responses, row.responses / whole if whole else None)
        if row.responses is not None
        else (row.label.in_(words.language), None, None)
        for row in found.rows
    ]
    notes = (words("tables.apart", n=words.number(found.apart)),) if found.apart else ()
    title = words("report.participation.by_channel")
    return Table("report_channels", title, columns, tuple(rows), notes)
