"""Instruments: list them, check a file, save it as the next version, print the paper form."""

from pathlib import Path

import click

from commands.door import AS_JSON, now, operator, program, show
from services.addresses import PORT
from services.paper import Printing, paper_form
from services.workshop import examine, questionnaires, save_questionnaire
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages, words


@click.group()
def questionnaire() -> None:
    """Instruments: list them, check a file, save it as the next version, print the paper form."""


@questionnaire.command("list")
@AS_JSON
def questionnaire_list(as_json: bool) -> None:
    """The questionnaires that rounds can use."""
    with program() as opened:
        found = questionnaires(opened, operator())
    rows = [
        {
            "questionnaire": one.questionnaire.key,
            "title": one.questionnaire.title.in_("vi"),
            "questions": len(one.questionnaire.questions),
            "criteria": len(one.questionnaire.criteria),
            "hash": one.questionnaire.hash,
            "origin": "own" if one.own else "shipped",
            "rounds": list(one.rounds) if as_json else ", ".join(one.rounds),
        }
        for one in found
    ]
    show(rows, as_json)


@questionnaire.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def questionnaire_check(file: Path) -> None:
    """Say whether FILE is a questionnaire, and what to know before using it."""
    text = _text(file)
    with program() as opened:
        found = examine(opened, operator(), text)
    read = found.questionnaire
    click.echo(f"{read.key}: {len(read.questions)} câu hỏi, {len(read.criteria)} tiêu chí")
    for remark in found.remarks:
        click.echo(found.said(remark, words("vi")))
    if any(remark.refused for remark in found.remarks):
        raise SystemExit(2)


@questionnaire.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--remarks-read", is_flag=True, help="The remarks of `check` have been read.")
def questionnaire_import(file: Path, remarks_read: bool) -> None:
    """Save FILE as the next version of its questionnaire."""
    text = _text(file)
    with program() as opened:
        made = save_questionnaire(opened, operator(), now(), text, remarks_read=remarks_read)
    click.echo(words("vi")("workshop.saved", questionnaire=made.key))


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


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise SurveyError(Code.BAD_FILE, file=file.name, why=str(wrong)) from wrong
