"""Slips: made and counted, answered once each, settled when two come, and void when spoilt."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.answering import Accepted, foresee, open_form, submit
from services.checking import check
from services.program import Program
from services.proving import Known
from services.results import summary
from services.rounds import close_round, create_round, open_round, pause_round
from services.sealing import seal_round
from services.slip_keys import slip_public_key
from services.slips import MOST_AT_ONCE, make_slips, slips_of_units, void_slip
from services.verifying import verify_round
from surveys import submission
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from surveys.slip import Given, read_token
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload

OTHER_UNIT = "99005"


def made(program: Program, number: int = 1, **more: Any) -> list[str]:
    """Tokens of new slips."""
    batch = make_slips(program, ROUND, more.pop("unit", UNIT), number, BOSS, NOW, **more)
    return [one.token for one in batch.slips]


def send(program: Program, token: str, now: datetime = NOW, **changes: Any) -> Accepted:
    times = {"started_at": (now - timedelta(minutes=2)).isoformat(), "finished_at": now.isoformat()}
    sent = payload(token, **{**times, **changes})
    return asyncio.run(submit(program, submission.read(sent), now))


def without_field(**more: object) -> dict[str, object]:
    return {"overall": 5, "time": "on_time", **more}


def refusal(program: Program, token: str, now: datetime = NOW) -> Code:
    with pytest.raises(SurveyError) as refused:
        open_form(program, token, now)
    return refused.value.code


def test_unit_field_and_channel_are_the_slips_word(program: Program) -> None:
    """Whatever the device says of them; and the form asks for the field only where none is printed."""
    [token] = made(program, field="land")
    form = open_form(program, token, NOW)
    assert "procedure_field" not in form.questionnaire.by_id
    send(program, token, answers=without_field(), channel="kiosk")
    [kept] = program.store.responses(ROUND)
    assert (kept.unit, kept.field, kept.channel) == (UNIT, "land", Channel.SLIP)
    [open_field] = made(program)
    assert "procedure_field" in open_form(program, open_field, NOW).questionnaire.by_id


def test_a_slip_counts_once(program: Program) -> None:
    """The same answer again is accepted again; another one is kept apart, and `check` agrees."""
    [token] = made(program)
    sent = payload(token)
    first = asyncio.run(submit(program, submission.read(sent), NOW))
    again = asyncio.run(submit(program, submission.read(sent), NOW))
    assert (first.new, again.new) == (True, False)
    assert first.receipt == again.receipt
    assert send(program, token).new
    assert program.store.received(ROUND) == {UNIT: 1}
    assert program.store.apart(ROUND) == {UNIT: {Standing.DOUBLE: 1}}
    assert list(check(program)) == []
    assert refusal(program, token) is Code.SLIP_USED


def test_a_double_is_shown_when_the_round_is_over_and_sealed_with_it(program: Program) -> None:
    """In the numbers apart of the summary, in the manifest, and in what `round verify` counts anew."""
    tokens = made(program, 12)
    for token in tokens:
        send(program, token)
    send(program, tokens[0])
    close_round(program, ROUND, BOSS, NOW)
    after = NOW + timedelta(days=3)
    apart = summary(program, ROUND, UNIT, after).apart
    assert apart is not None
    assert apart.double == 1
    seal_round(program, ROUND, BOSS, after)
    assert list(check(program)) == []
    verdict = verify_round(program, ROUND, Known(program.settings.secret))
    assert verdict.faults == []
    assert '"double":1' in program.store.seals.manifests(ROUND)[-1].text


def test_a_slip_is_of_its_round_alone(program: Program) -> None:
    """After its end it says so; what comes late all the same is kept apart as late."""
    first, second = made(program, 2)
    pause_round(program, ROUND, BOSS, NOW)
    assert refusal(program, first) is Code.ROUND_PAUSED
    close_round(program, ROUND, BOSS, NOW)
    after = NOW + timedelta(days=5)
    assert refusal(program, first, after) is Code.SLIP_EXPIRED
    days = {"opens": date(2026, 11, 24), "closes": date(2099, 12, 31)}
    create_round(
        program, BOSS, NOW, id="2027-H1", title="x", questionnaire="short-counter@1", **days
    )
    open_round(program, "2027-H1", BOSS, after)
    assert refusal(program, first, after) is Code.SLIP_EXPIRED
    send(program, first, after)
    assert program.store.apart(ROUND) == {UNIT: {Standing.LATE: 1}}
    assert program.store.received("2027-H1") == {}
    send(program, first, after)
    assert program.store.apart(ROUND) == {UNIT: {Standing.LATE: 1, Standing.DOUBLE: 1}}
    send(program, second, after, finished_at=NOW.isoformat())
    assert program.store.apart(ROUND)[UNIT][Standing.LATE] == 2


def test_a_slip_of_a_round_to_come_says_when(program: Program) -> None:
    """It may be printed before, and takes nothing before the first day."""
    days = {"opens": date(2100, 1, 1), "closes": date(2100, 6, 30)}
    create_round(
        program, BOSS, NOW, id="2100-H1", title="x", questionnaire="short-counter@1", **days
    )
    [one] = make_slips(program, "2100-H1", UNIT, 1, BOSS, NOW).slips
    assert refusal(program, one.token) is Code.NO_OPEN_ROUND
    with pytest.raises(SurveyError) as refused:
        send(program, one.token)
    assert refused.value.code is Code.NO_OPEN_ROUND
    assert list(program.store.responses("2100-H1")) == []


def test_a_slip_is_checked_with_the_public_key_of_its_round(program: Program) -> None:
    """So a paired device can do it without the server, and no other round's key fits."""
    [token] = made(program)
    read = read_token(token)
    assert read is not None
    slip, signature = read
    secret = program.settings.secret
    Ed25519PublicKey.from_public_bytes(slip_public_key(secret, ROUND)).verify(signature, slip.said)
    assert slip_public_key(secret, ROUND) != slip_public_key(secret, "2027-H1")
    assert slip_public_key(secret, ROUND) != slip_public_key(b"another secret" * 3, ROUND)


def test_no_response_says_which_slip_it_came_by(program: Program) -> None:
    """Neither serial nor hash nor token is in anything that is kept of it."""
    [one] = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips
    send(program, one.token)
    kept = "\n".join(program.store.records(ROUND))
    read = read_token(one.token)
    assert read is not None
    for trace in (one.token, one.serial, one.serial.replace("-", ""), str(read[0].serial)):
        assert trace not in kept
    told = "\n".join(line.act.record() for line in program.store.log.read())
    assert one.serial not in told
    assert one.token not in told


def test_handed_out_is_counted_by_unit_and_never_by_person(program: Program) -> None:
    """Granted, refused and returned dossiers apart; spoilt ones are taken off, reprints added."""
    batch = make_slips(program, ROUND, UNIT, 3, BOSS, NOW, field="land", given=Given.REFUSED)
    made(program, 2)
    made(program, 4, unit=OTHER_UNIT)
    void_slip(program, ROUND, UNIT, batch.slips[0].serial.lower(), BOSS, NOW)
    found = {one.unit.code: one for one in slips_of_units(program, ROUND, BOSS, NOW)}
    assert (found[UNIT].made, found[UNIT].voided, found[UNIT].handed_out) == (5, 1, 4)
    assert found[OTHER_UNIT].handed_out == 4
    outcomes = {(row.field, row.given): row.made for row in found[UNIT].rows if row.made}
    assert outcomes == {("land", "refused"): 3, ("", "granted"): 2}
    assert refusal(program, batch.slips[0].token) is Code.SLIP_VOIDED


def test_used_slips_are_told_only_in_steps(program: Program) -> None:
    """Nobody at the desk sees the number go up by the person who has just answered."""
    tokens, seen = made(program, 13), []
    for token in tokens:
        send(program, token)
        program.store.take_snapshots(ROUND, 5)
        [own] = [one for one in slips_of_units(program, ROUND, BOSS, NOW) if one.unit.code == UNIT]
        seen.append(own.used)
    assert seen == [None] * 4 + [5] * 5 + [10] * 4


@pytest.mark.parametrize("how", ["serial", "token", "address"])
def test_a_slip_is_voided_by_serial_or_by_scanning(program: Program, how: str) -> None:
    """Typed with any spacing, or read by a scanner that types an address."""
    [one] = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips
    address = f"https://khaosat.example.vn/s/{one.token}?lang=vi"
    typed = {"serial": f" {one.serial} ", "token": one.token, "address": address}[how]
    void_slip(program, ROUND, UNIT, typed, BOSS, NOW)
    assert refusal(program, one.token) is Code.SLIP_VOIDED
    with pytest.raises(SurveyError) as refused:
        send(program, one.token)
    assert refused.value.code is Code.SLIP_VOIDED
    with pytest.raises(SurveyError) as refused:
        asyncio.run(foresee(program, submission.read(payload(one.token)), NOW))
    assert refused.value.code is Code.SLIP_VOIDED
    assert list(program.store.responses(ROUND)) == []


def test_what_is_no_slip_of_the_unit_is_not_voided(program: Program) -> None:
    """Another unit's, another round's, a public code, a mistyped serial, nonsense."""
    [other] = make_slips(program, ROUND, OTHER_UNIT, 1, BOSS, NOW).slips
    [own] = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips
    swapped = own.serial[:-1] + ("2" if own.serial[-1] != "2" else "3")
    wrong = [other.serial, other.token, swapped, "", "x" * 500, own.token[:-1]]
    for typed in wrong:
        with pytest.raises(SurveyError) as refused:
            void_slip(program, ROUND, UNIT, typed, BOSS, NOW)
        assert refused.value.code is Code.SLIP_SERIAL
    assert all(one.voided == 0 for one in slips_of_units(program, ROUND, BOSS, NOW))


def test_a_used_slip_is_not_voided(program: Program) -> None:
    """Its answer counts; the numbers stay."""
    [one] = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips
    send(program, one.token)
    with pytest.raises(SurveyError) as refused:
        void_slip(program, ROUND, UNIT, one.serial, BOSS, NOW)
    assert refused.value.code is Code.SLIP_USED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 0}, Code.SLIP_NUMBER),
        ({"number": MOST_AT_ONCE + 1}, Code.SLIP_NUMBER),
        ({"field": "astrology"}, Code.SLIP_FIELD),
        ({"unit_code": "99"}, Code.UNKNOWN_UNIT),
        ({"round_id": "2001-H1"}, Code.UNKNOWN_ROUND),
        ({"by": Actor("x", Role.CLERK, OTHER_UNIT)}, Code.OTHER_UNITS),
        ({"by": Actor("x", Role.VIEWER)}, Code.NOT_ALLOWED),
    ],
)
def test_what_cannot_be_made_is_refused(
    program: Program, changes: dict[str, Any], code: Code
) -> None:
    """And nothing is counted."""
    given = {"round_id": ROUND, "unit_code": UNIT, "number": 1, "by": BOSS, "now": NOW, **changes}
    with pytest.raises(SurveyError) as refused:
        make_slips(program, **given)
    assert refused.value.code is code
    assert program.store.slips.handed_out(ROUND) == []


def test_nothing_is_printed_for_a_round_that_is_over(program: Program) -> None:
    """Nobody could answer."""
    close_round(program, ROUND, BOSS, NOW)
    with pytest.raises(SurveyError) as refused:
        made(program)
    assert refused.value.code is Code.ROUND_STATE


def test_days_are_those_of_vietnam(program: Program) -> None:
    """Made after 17:00 UTC is made tomorrow."""
    late = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert make_slips(program, ROUND, UNIT, 1, BOSS, late).day == date(2026, 11, 23)
