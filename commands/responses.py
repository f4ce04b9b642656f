"""Single responses, on request of the people who gave them."""

import click

import services.erasing
from commands.door import now, operator, program


@click.group()
def responses() -> None:
    """Single responses, on request of the people who gave them."""


@responses.command("erase")
@click.argument("code")
def responses_erase(code: str) -> None:
    """Destroy the response that the withdrawal code CODE was given for. There is no way back."""
    with program() as opened:
        round = services.erasing.erase(opened, code, operator(), now())
    click.echo(f"Đã xóa một phiếu của đợt {round}.")
