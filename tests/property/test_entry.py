"""Two passes over the same paper: exactly what differs is found, and what was picked goes in."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.entry import DAY, FORM, TICKED, Draft, compare, settled

pytestmark = pytest.mark.long

DAYS = [date(2026, 3, 5) + timedelta(days=n) for n in range(3)]
QUESTIONS = ("overall", "time", "comment", "several")
VALUES = st.one_of(
    st.none(), st.integers(1, 5), st.booleans(), st.just("na"), st.text(max_size=3),
    st.lists(st.sampled_from("xyz"), min_size=1, max_size=2),
)  # fmt: skip


@st.composite
def forms(draw: st.DrawFn) -> list[Draft]:
    """A pile of forms, each under its own number."""
    numbers = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
    return [_form(draw, number) for number in sorted(numbers)]


def _form(draw: st.DrawFn, number: int) -> Draft:
    ticked = draw(st.booleans())
    asked = draw(st.lists(st.sampled_from(QUESTIONS), unique=True)) if ticked else []
    answers = {name: draw(VALUES) for name in asked}
    return Draft(
        UUID(int=draw(st.integers(1, 2**64))), number, ticked, draw(st.sampled_from(DAYS)), answers
    )


def spelled(answer: object) -> str:
    return repr(answer)


def facts(draft: Draft) -> dict[str, str]:
    """All that stands on a form, written apart from the code under test."""
    if not draft.ticked:
        return {TICKED: "False"}
    said = {name: spelled(one) for name, one in draft.answers.items() if one is not None}
    return {TICKED: "True", DAY: str(draft.day), **said}


@given(forms(), forms())
def test_exactly_the_differences_are_found(first: list[Draft], second: list[Draft]) -> None:
    """No more and no fewer than the two piles have, whatever they are."""
    one, two = ({draft.form: facts(draft) for draft in pile} for pile in (first, second))
    expected = set()
    for form in one.keys() | two.keys():
        if form not in one or form not in two:
            expected.add((form, FORM))
        elif one[form][TICKED] != two[form][TICKED]:
            expected.add((form, TICKED))
        else:
            names = one[form].keys() | two[form].keys()
            expected |= {(form, n) for n in names if one[form].get(n) != two[form].get(n)}
    found = compare(first, second).differences
    assert {(one.form, one.name) for one in found} == expected
    assert len(found) == len(expected)


@given(forms())
def test_a_pile_typed_twice_alike_has_none(pile: list[Draft]) -> None:
    """And goes in as it is."""
    again = [replace(draft, id=UUID(int=draft.form)) for draft in pile]
    assert compare(pile, again).differences == ()
    assert list(settled(pile, again, {})) == pile


@given(forms(), forms(), st.sampled_from([1, 2]))
def test_picking_one_side_everywhere_gives_that_pile(
    first: list[Draft], second: list[Draft], side: int
) -> None:
    """Whatever the differences are; and comparing the outcome with it finds nothing."""
    picks = {(one.form, one.name): side for one in compare(first, second).differences}
    made = settled(first, second, picks)
    assert compare(made, first if side == 1 else second).differences == ()
