"""Instruments: list them, check a file, print the paper form."""

from pathlib import Path

import click

from commands.door import AS_JSON, now, operator, program, show
from services.addresses import PORT
from services.paper import Printing, paper_form
from surveys import questionnaire as instruments
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages, words


@click.group()
def questionnaire() -> None:
    """Instruments: list them, check a file, print the paper form."""


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


@questionnaire.command("print")
@click.argument("key")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The PDF to write.")
@click.option("--round", "round_id", default="", help="Whose title and notice stand on it.")
@click.option("--unit", default="", help="Whose name and code stand on it.")
@click.option("--lang", default=SOURCE, type=click.Choice(languages()))
def questionnaire_print(key: str, out: Path, round_id: str, unit: str, lang: str) -> None:
    """Write the paper form of KEY, such as short-counter@1, as a PDF to print and to copy."""
    with program() as opened:
        place = opened.settings.public_url or f"http://localhost:{PORT}"
        printing = Printing(lang, questionnaire=key, round=round_id, unit=unit, seen_at=place)
        file = paper_form(opened, operator(), printing, now())
    try:
        out.write_bytes(file.content)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=out.name, why=wrong.strerror or "") from wrong
