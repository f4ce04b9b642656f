"""Instruments: list them, check a file, save it as the next version, print the paper form."""

from pathlib import Path

import click

from commands.door import AS_JSON, now, operator, program, show
from services.addresses import PORT
from services.paper import Printing, paper_form
from services.workshop import (
    Examined,
    Listed,
    examine,
    questionnaires,
    save_questionnaire,
    text_in,
)
from surveys.errors import Code, SurveyError
from surveys.language import SOURCE, languages, words

TOLD = words(SOURCE)


@click.group()
def questionnaire() -> None:
    """Instruments: list them, check a file, save it as the next version, print the paper form."""


@questionnaire.command("list")
@AS_JSON
def questionnaire_list(as_json: bool) -> None:
    """The questionnaires that rounds can use, and the rounds that have used them."""
    with program() as opened:
        found = questionnaires(opened, operator())
    if not as_json:
        for one in found:
            click.echo(_listed(one))
        return
    rows = [
        {
            "questionnaire": one.questionnaire.key,
            "title": one.questionnaire.title.in_(SOURCE),
            "questions": len(one.questionnaire.questions),
            "criteria": len(one.questionnaire.criteria),
            "hash": one.questionnaire.hash,
            "origin": "own" if one.own else "shipped",
            "rounds": list(one.rounds),
        }
        for one in found
    ]
    show(rows, as_json)


@questionnaire.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def questionnaire_check(file: Path) -> None:
    """Say whether FILE (TOML, or XLSForm .xlsx) is a questionnaire, and what to know before using it."""
    with program() as opened:
        found = examine(opened, operator(), text_in(file))
    refused = any(remark.refused for remark in found.remarks)
    one = found.questionnaire
    sizes = {"questions": len(one.questions), "criteria": len(one.criteria)}
    click.echo(TOLD("workshop.would_be", questionnaire=one.key, **sizes), err=refused)
    for line in _remarks(found):
        click.echo(line, err=refused)
    if refused:
        raise SystemExit(2)
    said = "workshop.then" if found.remarks else "workshop.fine"
    click.echo(TOLD(said))


@questionnaire.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--remarks-read", is_flag=True, help="The remarks of `check` have been read.")
def questionnaire_import(file: Path, remarks_read: bool) -> None:
    """Save FILE (TOML, or XLSForm .xlsx) as the next version of its questionnaire."""
    with program() as opened:
        text = text_in(file)
        if not remarks_read:
            for line in _remarks(examine(opened, operator(), text)):
                click.echo(line, err=True)
        made = save_questionnaire(opened, operator(), now(), text, remarks_read=remarks_read)
    click.echo(TOLD("workshop.saved", questionnaire=made.key))


def _listed(one: Listed) -> str:
    """A questionnaire in two lines: its name, then what it asks and where it was used."""
    asked = one.questionnaire
    facts = TOLD(
        "workshop.listed",
        questions=len(asked.questions),
        criteria=len(asked.criteria),
        origin=TOLD("workshop.own" if one.own else "workshop.shipped"),
    )
    used = (
        TOLD("workshop.used", rounds=", ".join(one.rounds)) if one.rounds else TOLD("workshop.free")
    )
    return f"{asked.key}  {asked.title.in_(SOURCE)}\n    {facts} {used}."


def _remarks(found: Examined) -> list[str]:
    kinds = {True: TOLD("workshop.refused"), False: TOLD("workshop.warning")}
    return [f"{kinds[one.refused]}: {found.said(one, TOLD)}" for one in found.remarks]


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
