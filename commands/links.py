"""Single-use links: QR slips that are handed out with a dossier."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

import services.addresses
import services.certificates
import services.results
import services.slip_sheets
import services.slips
from commands.door import AS_JSON, now, operator, program, show
from services.program import Program
from services.slip_sheets import Layout
from services.slips import UnitSlips
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages, words
from surveys.slip import Given

ROUND = click.option("--round", "round_id", required=True, help="The round that they ask in.")
UNIT = click.option("--unit", "unit_code", required=True, help="The unit that hands them out.")


@click.group("links")
def links() -> None:
    """QR slips that can be answered once."""


@links.command("create")
@ROUND
@UNIT
@click.option("--count", required=True, type=int)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write them: a page to print, or addresses where the name ends in .csv.",
)
@click.option("--field", help="The procedure field printed on them; the form asks when not given.")
@click.option("--refused", "given", flag_value=str(Given.REFUSED), help="For refused dossiers.")
@click.option("--returned", "given", flag_value=str(Given.RETURNED), help="For returned dossiers.")
@click.option(
    "--format",
    "layout",
    type=click.Choice([str(one) for one in Layout]),
    default=str(Layout.A4),
    help="A4 with ten slips, receipt rolls of 58 or 80 mm, or A4 with 24 labels.",
)
@click.option("--lang", type=click.Choice(languages()), default=SOURCE)
def create(
    round_id: str,
    unit_code: str,
    count: int,
    out: Path,
    field: str | None,
    given: str | None,
    layout: str,
    lang: str,
) -> None:
    """Make slips and write them to a file; their number is noted as handed out today."""
    with program() as opened, _new_file(out) as file:
        made = services.slips.make_slips(
            opened,
            round_id,
            unit_code,
            count,
            operator(),
            now(),
            field=field,
            given=Given(given or Given.GRANTED),
        )
        place = _place(opened)
        if out.suffix == ".csv":
            text = services.slip_sheets.addresses_csv(opened, made, place)
        else:
            text = services.slip_sheets.sheet_html(opened, made, Layout(layout), words(lang), place)
        file.write(text)
        click.echo(f"{made.round.id}\t{made.unit.code}\t{len(made.slips)} phiếu\t{out}")


@links.command("list")
@click.option("--round", "round_id", help="One round; all that have slips when not given.")
@AS_JSON
def link_list(round_id: str | None, as_json: bool) -> None:
    """What each unit has handed out, made void, and got back as answers that may be shown."""
    with program() as opened:
        wanted = [round_id] if round_id else [one.id for one in services.results.rounds(opened)]
        rows = [
            _row(round, one, as_json=as_json)
            for round in wanted
            for one in services.slips.slips_of_units(opened, round, operator(), now())
            if one.rows
        ]
    show(rows, as_json)


@links.command("void")
@ROUND
@UNIT
@click.argument("serials", nargs=-1, required=True)
def void(round_id: str, unit_code: str, serials: tuple[str, ...]) -> None:
    """Make spoilt slips void, by SERIALS as printed or by their addresses."""
    with program() as opened:
        for serial in serials:
            services.slips.void_slip(opened, round_id, unit_code, serial, operator(), now())
            click.echo(f"{round_id}\t{unit_code}\t{serial[:40]}\tđã hủy")


@contextmanager
def _new_file(path: Path) -> Iterator[IO[str]]:
    """A file that was not there: opened before anything is counted, and gone if that is refused."""
    try:
        file = path.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        raise SurveyError(Code.FILE_EXISTS, file=path.name) from None
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    try:
        with file:
            yield file
    except BaseException:
        path.unlink()
        raise


def _place(opened: Program) -> str:
    """Where telephones reach the program: what is printed stays right only while that does."""
    chosen = opened.settings
    certified = services.certificates.certified_hosts(chosen.var)
    return services.addresses.addresses(chosen.public_url, certified)[-1]


def _row(round: str, one: UnitSlips, *, as_json: bool) -> dict[str, Any]:
    numbers = {
        "round": round,
        "unit": one.unit.code,
        "name": one.unit.name,
        "made": one.made,
        "voided": one.voided,
        "handed_out": one.handed_out,
        "used": one.used,
    }
    if not as_json:
        return numbers
    days = [
        {
            "day": row.day,
            "field": row.field or None,
            "given": row.given or None,
            "made": row.made,
            "voided": row.voided,
        }
        for row in one.rows
    ]
    return numbers | {"days": days}
