"""The register of breaches: entered, described, told to the authority in time, closed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from services.program import Program
from services.requests import own_or_shipped
from services.rights import act, need_everywhere
from services.rounds import worded
from surveys import breach
from surveys.account import Actor, Right
from surveys.breach import LONGEST, Account, Breach, Kind, Rules
from surveys.dates import VIETNAM, day_of
from surveys.errors import Code, SurveyError
from surveys.language import Words
from surveys.masking import mask

MOST_PEOPLE = 200_000_000


def rules(program: Program) -> Rules:
    """The agency's own rules from its folder, or the shipped ones. Raises SurveyError BAD_FILE."""
    return own_or_shipped(program, "breaches.toml", breach.SHIPPED, breach.read_rules)


def breaches(program: Program, by: Actor) -> Sequence[Breach]:
    """The whole register, the latest number first."""
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    return program.store.breaches.all()


def find_breach(program: Program, by: Actor, number: str) -> Breach:
    """A line of the register; raises SurveyError UNKNOWN_BREACH."""
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    return _found(program, number)


def enter_breach(
    program: Program,
    by: Actor,
    now: datetime,
    *,
    kind: Kind,
    found: datetime,
    account: Account,
) -> Breach:
    """A new line. What is written is masked; the hours run from `found`.

    Raises SurveyError BAD_MOMENT for a moment to come, BREACH_TEXT, BREACH_PEOPLE.
    """
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    if found > now:
        raise SurveyError(Code.BAD_MOMENT)
    made = breach.found(kind, found, _checked(account), rules(program))
    done = act(by, "breach.add", "", now, breach=kind)
    return program.store.breaches.add(replace(made, handled_by=by.name), done)


def describe_breach(
    program: Program, by: Actor, number: str, account: Account, now: datetime
) -> Breach:
    """Says anew what is known of a breach: what happened, which data, how many, what was done."""
    checked = _checked(account)
    return _step(program, by, number, now, lambda one: one.described(checked), "describe")


def tell_breach(
    program: Program, by: Actor, number: str, told_at: datetime, whom: str, now: datetime
) -> Breach:
    """Notes when the authority was told, and which one. The program itself tells nobody.

    Raises SurveyError BAD_MOMENT for a moment to come or before the breach was found.
    """
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    if told_at > now:
        raise SurveyError(Code.BAD_MOMENT)
    moment, name = (
        told_at.astimezone(UTC).replace(second=0, microsecond=0),
        _text(whom, needed=True),
    )
    return _step(program, by, number, now, lambda one: one.told_at(moment, name), "tell")


def close_breach(
    program: Program, by: Actor, number: str, conclusion: str, now: datetime
) -> Breach:
    """Closes a breach with what came of it; raises SurveyError REASON_NEEDED for less than some words."""
    why = mask(worded(conclusion))
    return _step(program, by, number, now, lambda one: one.ended(day_of(now), why), "close")


def breach_report(program: Program, by: Actor, number: str, told: Words, now: datetime) -> str:
    """A breach as text, to be put into the report to the authority."""
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    one, due = _found(program, number), rules(program)
    known = one.account
    rows = [
        ("number", one.number),
        ("kind", told(f"breach_kinds.{one.kind}")),
        ("found", moment_text(one.found, told)),
        ("due", f"{moment_text(one.due, told)} ({due.source.in_(told.language)})"),
        ("what", known.what),
        ("data", known.data),
        ("people", "–" if known.people is None else told.number(known.people)),
        ("measures", known.measures or "–"),
        ("told", moment_text(one.told, told) if one.told else told("breaches.not_told")),
        ("told_to", one.told_to or "–"),
        ("closed", told.date(one.closed) if one.closed else "–"),
        ("conclusion", one.conclusion or "–"),
        ("handled_by", one.handled_by),
    ]
    lines = [f"{told(f'breaches.{name}')}: {value}" for name, value in rows]
    head = [program.settings.agency_name, told("breaches.report"), moment_text(now, told)]
    return "\n".join([*(line for line in head if line), "", *lines, ""])


def moment_text(moment: datetime, told: Words) -> str:
    """A moment in Vietnam, with its zone said."""
    here = moment.astimezone(VIETNAM)
    return told("breaches.moment", time=f"{here:%H:%M}", day=told.date(here.date()))


def _checked(account: Account) -> Account:
    if account.people is not None and not 0 <= account.people <= MOST_PEOPLE:
        raise SurveyError(Code.BREACH_PEOPLE, most=MOST_PEOPLE)
    return Account(
        _text(account.what, needed=True),
        _text(account.data, needed=True),
        account.people,
        _text(account.measures),
    )


def _text(given: str, *, needed: bool = False) -> str:
    """One paragraph without what looks like somebody's name or number."""
    text = mask(" ".join(given.split()))
    if (needed and not text) or len(text) > LONGEST:
        raise SurveyError(Code.BREACH_TEXT, most=LONGEST)
    return text


def _step(
    program: Program,
    by: Actor,
    number: str,
    now: datetime,
    change: Callable[[Breach], Breach],
    step: str,
) -> Breach:
    need_everywhere(program, by, Right.HANDLE_REQUESTS)
    was = _found(program, number)
    changed = replace(change(was), handled_by=by.name)
    program.store.breaches.change(changed, was, act(by, "breach.change", number, now, done=step))
    return changed


def _found(program: Program, number: str) -> Breach:
    for one in program.store.breaches.all():
        if one.number == number:
            return one
    raise SurveyError(Code.UNKNOWN_BREACH, number=number[:40])
