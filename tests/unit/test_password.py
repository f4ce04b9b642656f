"""Which passwords may be chosen."""

import unicodedata

import pytest
from argon2 import Type, extract_parameters, profiles
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Code, SurveyError
from surveys.password import LONGEST, SHORTEST, check, normal
from tests.conftest import STRONG_HASHER


def _refusal(password: str, name: str = "lan.nguyen") -> Code | None:
    try:
        check(password, name)
    except SurveyError as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    "password",
    [
        "ba con meo den",
        "mưa rơi trên mái tôn",
        "correcthorsebatterystaple",
        "abcd-efgh-jkmn-pqrs",
        "𝓫𝓪 𝓬𝓸𝓷 𝓶𝓮𝓸 𝓭𝓮𝓷",
    ],
)
def test_long_ones_without_any_sign_are_good(password: str) -> None:
    """No capitals, digits or signs are demanded."""
    assert _refusal(password) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ba con meo", Code.PASSWORD_SHORT),
        ("x" * (SHORTEST - 1), Code.PASSWORD_SHORT),
        ("ab cd ef " * 20, Code.PASSWORD_LONG),
        ("lan.nguyen la toi", Code.PASSWORD_NAME),
        ("toi la LAN.NGUYEN", Code.PASSWORD_NAME),
        ("a" * 20, Code.PASSWORD_PLAIN),
        ("abababababab", Code.PASSWORD_PLAIN),
        ("123456789012", Code.PASSWORD_PLAIN),
        ("890123456789", Code.PASSWORD_PLAIN),
        ("210987654321", Code.PASSWORD_PLAIN),
        ("abcdefghijkl", Code.PASSWORD_PLAIN),
        ("qwertyuiopas", Code.PASSWORD_PLAIN),
        ("finalfantasy", Code.PASSWORD_COMMON),
        ("FinalFantasy", Code.PASSWORD_COMMON),
        ("finalfantasy2026!", Code.PASSWORD_COMMON),
        ("iloveyou!!2026", Code.PASSWORD_COMMON),
        ("matkhau@12345", Code.PASSWORD_COMMON),
        ("passwordpassword", Code.PASSWORD_COMMON),
        ("m-a-t-k-h-a-u-", Code.PASSWORD_COMMON),
    ],
)
def test_bad_ones_are_refused_with_the_reason(password: str, code: Code) -> None:
    """Too short, too long, the name, a run, or on everybody's list."""
    assert _refusal(password) is code


@pytest.mark.parametrize("length", [SHORTEST, LONGEST])
def test_the_bounds_are_within(length: int) -> None:
    """Twelve characters are enough, and 128 are not too many."""
    assert _refusal(("mèo đen chạy qua sân " * 10)[:length]) is None


@given(st.text(max_size=40))
def test_keyboards_compose_accents_differently(typed: str) -> None:
    """The same letters are the same password, however they were put together."""
    assert normal(unicodedata.normalize("NFD", typed)) == normal(typed)


def test_length_is_counted_as_people_see_it() -> None:
    """Six letters with accents typed apart are six, not twelve."""
    assert _refusal(unicodedata.normalize("NFD", "ếếếếệệ")) is Code.PASSWORD_SHORT


def test_passwords_are_kept_as_the_library_recommends() -> None:
    """RFC 9106's second profile. The other tests put a weak hasher in its place, to be quick."""
    found = extract_parameters(STRONG_HASHER.hash("ba con meo den"))
    assert found == profiles.RFC_9106_LOW_MEMORY
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 64 << 10, 3)
