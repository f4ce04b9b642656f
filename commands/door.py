"""What all commands share: the opened program, the clock, and how rows and refusals are shown."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from services import journal
from services.program import Program, close_program, open_program
from settings import from_environment
from surveys.account import Actor, Role
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


def operator() -> Actor:
    """Whoever has the shell of this machine may do everything, and the log says that it was there."""
    return Actor(f"shell:{getpass.getuser()}", Role.ADMINISTRATOR)


def now() -> datetime:
    return datetime.now(UTC)


def show(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Rows as JSON, or as lines with the values separated by tabs."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        click.echo("\t".join("" if value is None else str(value) for value in row.values()))


class Commands(click.Group):
    """Commands whose refusals are a sentence on standard error and status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SurveyError as refusal:
            click.echo(words("vi").error(refusal), err=True)
            ctx.exit(2)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            told = SurveyError(Code.UNEXPECTED, reference=journal.unexpected(error, "shell"))
            click.echo(words("vi").error(told), err=True)
            ctx.exit(1)
