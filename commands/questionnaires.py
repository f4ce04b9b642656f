"""Instruments: list them, check a file."""

from pathlib import Path

import click

from commands.door import AS_JSON, show
from surveys import questionnaire as instruments
from surveys.errors import Code, SurveyError
from surveys.language import words


@click.group()
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
