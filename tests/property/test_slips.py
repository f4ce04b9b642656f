"""Slips that somebody has forged, cut short, or changed by one bit: none opens anything."""

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.links import find_link
from services.program import Program
from services.slip_keys import signed_token
from services.slips import make_slips
from surveys.errors import Code, SurveyError
from surveys.link import ALPHABET, CODE_LENGTH, code_meant, number_of, spelled
from surveys.procedure_field import field_ids
from surveys.slip import (
    SAID_BYTES,
    SERIALS,
    SIGNATURE_BYTES,
    TOKEN_LENGTH,
    Slip,
    field_tag,
    printed_serial,
    read_serial,
    read_token,
    round_tag,
    spent_hash,
    token_of,
)
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT

pytestmark = pytest.mark.long

many = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

slips = st.builds(
    Slip,
    st.binary(min_size=3, max_size=3),
    st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH),
    st.binary(min_size=2, max_size=2),
    st.integers(0, SERIALS - 1),
)
signatures = st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES)


def opens(program: Program, typed: str) -> Code | None:
    """Why a code opens nothing; None when it opens a form."""
    try:
        find_link(program, code_meant(typed))
    except SurveyError as refusal:
        return refusal.code
    return None


def token(program: Program) -> str:
    [one] = make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips
    return one.token


@given(slips, signatures)
def test_a_token_reads_back(slip: Slip, signature: bytes) -> None:
    """Every part, in one spelling of a fixed length, in capital letters and digits."""
    written = token_of(slip, signature)
    assert len(written) == TOKEN_LENGTH
    assert len(slip.said) == SAID_BYTES
    assert read_token(written) == (slip, signature)


@many
@given(st.data())
def test_one_bit_makes_a_slip_worthless(program: Program, data: st.DataObject) -> None:
    """Whichever it is: of what is said, or of the signature."""
    good = token(program)
    assert opens(program, good) is None
    raw = bytearray(base64.b32decode(good))
    place = data.draw(st.integers(0, 8 * len(raw) - 1))
    raw[place // 8] ^= 1 << place % 8
    assert opens(program, base64.b32encode(bytes(raw)).decode()) is Code.SLIP_DAMAGED


@many
@given(st.data())
def test_a_part_of_a_slip_opens_nothing(program: Program, data: st.DataObject) -> None:
    """Cut at either end, or with something put in."""
    good = token(program)
    length = data.draw(st.integers(17, TOKEN_LENGTH - 1))
    start = data.draw(st.integers(0, TOKEN_LENGTH - length))
    assert opens(program, good[start : start + length]) is Code.SLIP_DAMAGED
    extra = data.draw(st.text("ABC234", min_size=1, max_size=100))
    assert opens(program, good[:length] + extra + good[length:]) is Code.SLIP_DAMAGED


@many
@given(slips, signatures)
def test_nobody_signs_without_the_key(program: Program, slip: Slip, signature: bytes) -> None:
    """Not for units and rounds that there are, either."""
    code = read_token(token(program))
    assert code is not None
    real = Slip(round_tag(ROUND), code[0].unit, field_tag("land"), slip.serial)
    for one in (slip, real):
        assert opens(program, token_of(one, signature)) is Code.SLIP_DAMAGED
        other = signed_token(b"another installation's secret", ROUND, one)
        assert opens(program, other) is Code.SLIP_DAMAGED
        other_round = signed_token(program.settings.secret, "2027-H1", one)
        assert opens(program, other_round) is Code.SLIP_DAMAGED


@many
@given(st.text(max_size=200))
def test_any_text_is_refused_or_opens(program: Program, typed: str) -> None:
    """No text at all is an error of ours."""
    assert opens(program, typed) in (Code.UNKNOWN_LINK, Code.SLIP_DAMAGED)


def test_every_field_has_a_tag_of_its_own() -> None:
    """Or a slip would be taken for one of another field."""
    tags = {field_tag(one) for one in (None, *field_ids())}
    assert len(tags) == len(field_ids()) + 1


@given(st.integers(0, 30**12 - 1))
def test_numbers_in_letters_read_back(number: int) -> None:
    """As receipts, codes and serials are written."""
    assert number_of(spelled(number, 12)) == number


@given(st.binary(min_size=32, max_size=32), st.integers(0, SERIALS - 1), st.data())
def test_a_serial_reads_back_for_its_own_unit(key: bytes, serial: int, data: st.DataObject) -> None:
    """With any spacing and case; a misread letter is nearly always noticed."""
    printed = printed_serial(key, "2026-H2", "99004", serial)
    assert read_serial(key, "2026-H2", "99004", printed) == serial
    assert read_serial(key, "2026-H2", "99004", printed.lower().replace("-", " ")) == serial
    letters = list(printed.replace("-", ""))
    place = data.draw(st.integers(0, len(letters) - 1))
    letters[place] = data.draw(st.sampled_from([one for one in ALPHABET if one != letters[place]]))
    misread = read_serial(key, "2026-H2", "99004", "".join(letters))
    assert misread != serial


def test_a_misread_serial_is_noticed_but_for_one_in_nine_hundred() -> None:
    """Nine hundred checks there are; so many of ten thousand wrong serials pass by chance."""
    key = b"k" * 32
    passing = sum(
        read_serial(key, "2026-H2", "99004", spelled(n, 8) + "22") is not None
        for n in range(10_000)
    )
    assert passing < 40


@given(st.integers(0, SERIALS - 1))
def test_a_used_slip_has_another_hash_in_every_round_and_unit(serial: int) -> None:
    """The salt is the round's own, and comes from the key."""
    hashes = {
        spent_hash(key, round, unit, serial)
        for key in (b"k" * 32, b"l" * 32)
        for round in ("2026-H1", "2026-H2")
        for unit in ("99004", "99005")
    }
    assert len(hashes) == 8
