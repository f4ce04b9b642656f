"""The figures as shown, reports, and totals that others published."""

import json
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import click

import services.auditing
import services.counts
import services.drawn
import services.log
import services.microdata
import services.report_orders
import services.reporting
import services.results
import services.snapshots
import services.study_process
import services.studying
from commands.door import AS_JSON, now, operator, program
from services.program import Program
from services.reporting import File
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.procedure_field import field_ids

_KINDS = ", ".join(services.reporting.kinds())
_FIELDS = ", ".join(field_ids())
_FORMATS = ", ".join((*services.reporting.formats(), services.microdata.FORMAT))


@click.group()
def counts() -> None:
    """Totals published elsewhere."""


@counts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--round", "round_id", required=True, help="The round they become, such as 2023.")
def counts_import(file: Path, round_id: str) -> None:
    """Keep the published totals of FILE as printed, and say what does not add up."""
    with program() as opened:
        done = services.counts.import_counts(opened, file, round_id, operator(), now())
        click.echo(f"{done.round}: {done.rows} dòng")
        vi = words("vi")
        for one in done.mismatches:
            sentence = vi(
                "staff.mismatch",
                name=f"{one.unit} – {one.question or vi('tables.all_contents')}",
                printed=vi.number(one.printed),
                derived=vi.number(one.derived),
                difference=vi.number(one.difference),
            )
            click.echo(sentence)


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--by", "dimension", help="unit, field or channel.")
@click.option("--unit", "unit_code")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
@AS_JSON
def summary(
    round_id: str, dimension: str | None, unit_code: str | None, lang: str, as_json: bool
) -> None:
    """The figures of ROUND as they may be shown."""
    with program() as opened:
        services.snapshots.take_due_snapshots(opened.store, day_of(now()))
        made = services.results.summary(opened, round_id, unit_code, now())
        full = services.reporting.as_json(made, lang)
        if dimension:
            narrowed = services.results.narrowed(made, dimension)
            full = services.reporting.breakdown_json(narrowed, lang)
    if as_json:
        click.echo(json.dumps(full, ensure_ascii=False, indent=2))
        return
    for line in services.reporting.as_lines(made, dimension, lang):
        click.echo(line)


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--unit", "unit_code")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
@AS_JSON
def study(round_id: str, unit_code: str | None, lang: str, as_json: bool) -> None:
    """What the answers of the closed ROUND tell, and what they do not."""
    with program() as opened:
        services.snapshots.take_due_snapshots(opened.store, day_of(now()))
        made = services.studying.study_now(opened, round_id, unit_code, now())
        told = words(lang)
        drawn = services.drawn.drawings_for(operator(), made, told)
        if as_json:
            table = [services.drawn.as_json(one) for one in drawn]
            click.echo(json.dumps(table, ensure_ascii=False, indent=2))
            return
        for drawing in drawn:
            for line in services.drawn.as_lines(drawing, told):
                click.echo(line)


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--public", is_flag=True, help="What everybody sees, not what the agency sees.")
@AS_JSON
def audit(round_id: str, public: bool, as_json: bool) -> None:
    """Attack the figures of ROUND: can those of a few people be worked out from the others?"""
    with program() as opened, click.progressbar(length=100, file=sys.stderr) as bar:

        def progress(done: float) -> None:
            bar.update(int(100 * done) - bar.pos)

        made = services.auditing.audit_round(opened, round_id, public=public, progress=progress)
        bar.update(100 - bar.pos)
    names = ("known", "narrow")
    told = {
        **{name: getattr(made, name) for name in ("cells", "hidden", "few")},
        **{name: [" ".join(map(str, one.cell)) for one in getattr(made, name)] for name in names},
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        numbers = {name: len(told[name]) for name in names}
        click.echo(words("vi")("study.audit", **{**told, **numbers}))
    if made.known:
        raise SurveyError(Code.BETRAYED, figure=told["known"][0], n=len(made.known))


@click.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--format", "format_name", required=True, help=_FORMATS)
@click.option("--kind", default="whole", help=f"{_KINDS}.")
@click.option("--field", default="", help=f"Of kind field, the procedure field: {_FIELDS}.")
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--unit", "unit_code")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
def report(
    round_id: str,
    format_name: str,
    kind: str,
    field: str,
    out: Path,
    unit_code: str | None,
    lang: str,
) -> None:
    """Write the figures of ROUND to a file; of kind trend it is a period: 2026, 2026-H1, 2026-Q3, all."""
    with program() as opened:
        services.snapshots.take_due_snapshots(opened.store, day_of(now()))
        if format_name == services.microdata.FORMAT:
            _microdata(opened, round_id, out, unit_code, lang)
            return
        file = services.reporting.report(
            opened, round_id, unit_code, format_name, lang, now(), kind=kind, field=field
        )
        _save(file, out)
        services.log.tell_download(
            opened,
            operator(),
            now(),
            round=round_id,
            unit=unit_code,
            format=format_name,
            language=lang,
        )
    _told(file, out)


def _microdata(opened: Program, round_id: str, out: Path, unit: str | None, lang: str) -> None:
    """Micro-data are of the whole round: parts could be subtracted from each other."""
    if unit is not None:
        raise SurveyError(Code.INVALID_FIELD, field="--unit")
    file = services.microdata.microdata_file(opened, operator(), round_id, lang, now())
    _save(file, out)
    _told(file, out)


def _save(file: File, out: Path) -> None:
    try:
        out.write_bytes(file.content)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=str(out), why=str(wrong)) from wrong


def _told(file: File, out: Path) -> None:
    click.echo(f"{out} ({len(file.content)} B)")


@click.command("report-maker", hidden=True)
def report_maker() -> None:
    """Make the reports that were ordered on the page, one after the other, until none waits."""
    with program() as opened:
        services.report_orders.make_waiting(opened, now)


@click.command("study-maker", hidden=True)
@click.argument("line", type=int)
def study_maker(line: int) -> None:
    """Make studies for the server that began this process and holds the other end of LINE."""
    with program() as opened:
        services.study_process.serve(opened, Connection(line))
