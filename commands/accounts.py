"""Accounts from the shell of the machine: the way in when nobody can sign in any more."""

import sys

import click

import services.accounts
from commands.door import AS_JSON, now, operator, program, show
from services.accounts import Made
from surveys.account import Role, account_name
from surveys.errors import Code, SurveyError
from surveys.language import words
from surveys.password import SHORTEST

STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password instead of making one."
)
ROLES = click.Choice([str(role) for role in Role])


@click.group("user")
def users() -> None:
    """Accounts: who may sign in, and what he may do."""


@users.command("add")
@click.argument("name")
@click.option("--role", required=True, type=ROLES)
@click.option("--unit", help="The top of his part of the tree; the whole when not given.")
@click.option("--display", default="", help="The name that people read.")
@click.option("--oidc", "email", help="His e-mail address at the OpenID Connect provider.")
@click.option("--oidc-sub", "subject", help="What the provider itself calls him (its `sub`).")
@STDIN
def user_add(
    name: str,
    role: str,
    unit: str | None,
    display: str,
    email: str | None,
    subject: str | None,
    password_stdin: bool,
) -> None:
    """Make the account NAME, and say its password once."""
    password = _typed() if password_stdin else None
    with program() as opened:
        made = services.accounts.add_account(
            opened,
            operator(),
            now(),
            name=name,
            role=Role(role),
            unit=unit,
            display=display,
            email=email,
            subject=subject,
            password=password,
        )
    _tell(made)


@users.command("list")
@AS_JSON
def user_list(as_json: bool) -> None:
    """All accounts."""
    with program() as opened:
        rows = [
            {
                "name": one.name,
                "display": one.display,
                "role": one.role,
                "unit": one.unit,
                "active": one.active,
                "password": one.has_password,
                "oidc": one.email,
                "last_seen": one.last_seen,
            }
            for one in services.accounts.accounts(opened, operator())
        ]
    show(rows, as_json)


@users.command("disable")
@click.argument("name")
def user_disable(name: str) -> None:
    """Close the account NAME at once; its sessions end."""
    with program() as opened:
        services.accounts.disable_account(opened, operator(), now(), account_name(name))


@users.command("enable")
@click.argument("name")
def user_enable(name: str) -> None:
    """Open the account NAME again."""
    with program() as opened:
        services.accounts.enable_account(opened, operator(), now(), account_name(name))


@users.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--unit", help="The top of his part of the tree; the whole when not given.")
def user_role(name: str, role: str, unit: str | None) -> None:
    """Give the account NAME another role, in one part of the tree or in the whole."""
    with program() as opened:
        services.accounts.change_role(
            opened, operator(), now(), account_name(name), Role(role), unit
        )


@users.command("password")
@click.argument("name")
@STDIN
def user_password(name: str, password_stdin: bool) -> None:
    """Replace the password of NAME and sign it out everywhere."""
    password, name = _typed() if password_stdin else None, account_name(name)
    with program() as opened:
        made = services.accounts.reset_password(opened, operator(), now(), name, password)
    _tell(made)


@users.command("email")
@click.argument("name")
@click.argument("email", required=False)
def user_email(name: str, email: str | None) -> None:
    """Set the address that NAME has at the OpenID Connect provider; without one, take it away."""
    with program() as opened:
        services.accounts.change_email(opened, operator(), now(), account_name(name), email)


@users.command("sessions")
@click.argument("name")
@click.option("--end", is_flag=True, help="Sign the account out everywhere.")
@AS_JSON
def user_sessions(name: str, end: bool, as_json: bool) -> None:
    """When NAME signed in and was last seen, session by session."""
    with program() as opened:
        rows = [
            {"begun": one.begun, "used": one.used}
            for one in services.accounts.sessions(opened, operator(), now(), account_name(name))
        ]
        if end:
            services.accounts.end_sessions(opened, operator(), now(), account_name(name))
    show(rows, as_json)


def _typed() -> str:
    """One line of standard input: arguments of commands can be read by everybody on the machine."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise SurveyError(Code.PASSWORD_SHORT, minimum=SHORTEST)
    return password


def _tell(made: Made) -> None:
    click.echo(f"{made.account.name}\t{made.account.role}\t{made.account.unit or '*'}")
    if made.password:
        click.echo(words("vi")("accounts.password_once", password=made.password))
