"""The command line: one command a use case. Exit status 0 done, 2 refused with the reason."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import services.addresses
import services.checking
import services.counts
import services.demo
import services.reporting
import services.results
import services.rounds
import services.snapshots
import services.units
from services.program import Program, close_program, open_program
from settings import from_environment
from surveys import questionnaire as instruments
from surveys.dates import day_of
from surveys.errors import Code, SurveyError
from surveys.language import words

AS_JSON = click.option("--json", "as_json", is_flag=True, help="In JSON, for other programs.")
DAY = click.DateTime(["%Y-%m-%d"])


@contextmanager
def program() -> Iterator[Program]:
    """The opened program, closed again whatever happens."""
    opened = open_program(from_environment())
    try:
        yield opened
    finally:
        close_program(opened)


def show(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Rows as JSON, or as lines with the values separated by tabs."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        click.echo("\t".join("" if value is None else str(value) for value in row.values()))


def now() -> datetime:
    return datetime.now(UTC)


class Commands(click.Group):
    """Commands whose refusals are a sentence on standard error and status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SurveyError as refusal:
            click.echo(words("vi").error(refusal), err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Hài Lòng: surveys of satisfaction with administrative procedures."""


@main.command()
@click.option("--responses", default=services.demo.RESPONSES, type=click.IntRange(1, 1_000_000))
@click.option("--if-empty", is_flag=True, help="Do nothing when there are rounds already.")
def demo(responses: int, if_empty: bool) -> None:
    """Fill an empty database with invented rounds, marked as samples everywhere."""
    with program() as opened:
        if if_empty and services.results.rounds(opened):
            return
        for round, done in services.demo.fill(opened, responses, now()):
            click.echo(f"\r{round}: {done}   ", nl=False, err=True)
        click.echo("", err=True)
        for one in reversed(services.results.rounds(opened)):
            click.echo(f"{one.id}\t{one.title}\t{one.questionnaire}")


@main.group()
def questionnaire() -> None:
    """Instruments: list them, check a file."""


@questionnaire.command("list")
@AS_JSON
def questionnaire_list(as_json: bool) -> None:
    """The questionnaires that rounds can use."""
    rows = [
        {
            "questionnaire": key,
            "title": one.title.in_("vi"),
            "questions": len(one.questions),
            "criteria": len(one.criteria),
            "hash": one.hash,
        }
        for key, one in instruments.shipped().items()
    ]
    show(rows, as_json)


@questionnaire.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def questionnaire_check(file: Path) -> None:
    """Say whether FILE is a questionnaire, and what to know before using it."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SurveyError(Code.BAD_FILE, file=file.name, why=str(wrong)) from wrong
    read = instruments.read(text, file.name)
    click.echo(f"{read.key}: {len(read.questions)} câu hỏi, {len(read.criteria)} tiêu chí")
    if read.without_negative:
        click.echo(words("vi")("warnings.no_negative"))


@main.group()
def units() -> None:
    """The agency's tree of units."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def units_import(file: Path) -> None:
    """Add or rename the units of FILE (CSV: code,name,kind,parent,valid_from,valid_to)."""
    with program() as opened:
        done = services.units.import_units(opened, file)
        click.echo(f"{done.units} đơn vị ({done.new} mới), {done.served} số lượt phục vụ")


@units.command("list")
@AS_JSON
def units_list(as_json: bool) -> None:
    """All units with their public codes."""
    with program() as opened:
        codes = services.units.public_codes(opened)
        rows = [
            {
                "unit": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "parent": unit.parent,
                "public_code": codes.get(unit.code),
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
            }
            for unit in services.units.units(opened).units
        ]
    show(rows, as_json)


@main.group("round")
def rounds() -> None:
    """The life of a half-year's survey."""


@rounds.command("list")
@AS_JSON
def round_list(as_json: bool) -> None:
    """All rounds, the latest first."""
    with program() as opened:
        codes = services.units.public_codes(opened)
        today = day_of(now())
        rows = [
            {
                "id": one.id,
                "title": one.title,
                "state": one.state_on(today),
                "origin": one.origin,
                "questionnaire": one.questionnaire,
                "opens": one.opens,
                "closes": one.closes,
                "sample": one.sample,
                "codes": [codes[unit] for unit in one.units],
            }
            for one in services.results.rounds(opened)
        ]
    if not as_json:
        rows = [row | {"codes": len(row["codes"])} for row in rows]
    show(rows, as_json)


@rounds.command("create")
@click.argument("id")
@click.option(
    "--questionnaire", required=True, help="Key of a questionnaire, such as short-counter@1."
)
@click.option("--opens", required=True, type=DAY)
@click.option("--closes", required=True, type=DAY)
@click.option("--title", default="")
@click.option(
    "--unit", "unit_codes", multiple=True, help="A unit that takes part; all when not given."
)
def round_create(
    id: str,
    questionnaire: str,
    opens: datetime,
    closes: datetime,
    title: str,
    unit_codes: tuple[str, ...],
) -> None:
    """Plan the round ID (2026-H1)."""
    with program() as opened:
        made = services.rounds.create_round(
            opened,
            id=id,
            title=title or f"Khảo sát {id}",
            questionnaire=questionnaire,
            opens=opens.date(),
            closes=closes.date(),
            units=unit_codes,
        )
        click.echo(f"{made.id}\t{made.state}\t{len(made.units)} đơn vị")


@rounds.command("open")
@click.argument("id")
def round_open(id: str) -> None:
    """Open the planned round ID for answers."""
    with program() as opened:
        changed = services.rounds.open_round(opened, id, now())
        click.echo(f"{changed.id}\t{changed.state}\t{changed.opens} – {changed.closes}")


@rounds.command("close")
@click.argument("id")
def round_close(id: str) -> None:
    """Close the open round ID: nothing is accepted any more."""
    with program() as opened:
        changed = services.rounds.close_round(opened, id, now())
        click.echo(f"{changed.id}\t{changed.state}\t{changed.closes}")


@main.group()
def counts() -> None:
    """Totals published elsewhere."""


@counts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--round", "round_id", required=True, help="The round they become, such as 2023.")
def counts_import(file: Path, round_id: str) -> None:
    """Keep the published totals of FILE as printed, and say what does not add up."""
    with program() as opened:
        done = services.counts.import_counts(opened, file, round_id)
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


@main.command()
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


@main.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--format", "format_name", required=True, help="xlsx or csv.")
@click.option("--out", required=True, type=click.Path(path_type=Path))
@click.option("--unit", "unit_code")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
def report(round_id: str, format_name: str, out: Path, unit_code: str | None, lang: str) -> None:
    """Write the figures of ROUND to a file."""
    with program() as opened:
        services.snapshots.take_due_snapshots(opened.store, day_of(now()))
        file = services.reporting.report(opened, round_id, unit_code, format_name, lang, now())
    try:
        out.write_bytes(file.content)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=str(out), why=str(wrong)) from wrong
    click.echo(f"{out} ({len(file.content)} B)")


@main.command()
def check() -> None:
    """Prove that tallies are the count of the responses and that no seal is broken."""
    with program() as opened:
        faults = list(services.checking.check(opened))
        heads = list(services.checking.heads(opened))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(2)
    click.echo("OK")
    for head in heads:
        click.echo(head)


@main.command()
def address() -> None:
    """Say where the program can be reached, and the staff password."""
    chosen = from_environment()
    for place in services.addresses.addresses(chosen.public_url):
        click.echo(place)
    click.echo(f"{words('vi')('login.password')}: {chosen.staff_password}")


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main()
