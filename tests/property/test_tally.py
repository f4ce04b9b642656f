"""Laws of tallies, snapshots and suppression, for whatever answers come."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import hidden
from analysis.statistics.wilson import wilson
from surveys.masking import mask
from surveys.questionnaire import find, shipped
from surveys.response import Response, from_record
from surveys.snapshot import release
from surveys.tally import ALL, CHANNEL, FIELD, Slice, Tally, count, merge

pytestmark = pytest.mark.long

FORM = find("short-counter@1")

answers = st.fixed_dictionaries(
    {
        "overall": st.sampled_from([1, 2, 3, 4, 5, None]),
        "time": st.sampled_from(["early", "on_time", "late", "na", None]),
        "contacts": st.sampled_from(["once", "twice", None]),
        "offices": st.just("one"),
        "attitude": st.sampled_from([1, 3, 5]),
        "comment": st.none() | st.text(max_size=20),
    }
)
responses = st.builds(
    Response,
    id=st.uuids(),
    round=st.just("2026-H1"),
    unit=st.sampled_from(["a", "b", "c"]),
    channel=st.sampled_from(["qr", "kiosk", "paper"]),
    field=st.sampled_from(["land", "other"]),
    language=st.just("vi"),
    questionnaire=st.just(FORM.key),
    notice=st.just("n"),
    day=st.dates(date(2026, 1, 1), date(2026, 1, 4)),
    hours=st.just("morning"),
    duration=st.just("unknown"),
    answers=answers,
)
many = st.lists(responses, max_size=60, unique_by=lambda one: one.id)


def _total(items: list[Response]) -> Tally:
    return merge(count(items, shipped()).values())


@given(responses)
def test_a_response_survives_its_record(response: Response) -> None:
    """What goes into the sealed text comes out of it."""
    assert response == from_record(response.id, response.record())


@given(many, st.randoms())
def test_order_does_not_matter(items: list[Response], chance: object) -> None:
    """A tally depends on what was answered, not on when."""
    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _total(items) == _total(shuffled)


@given(many, st.integers(0, 60))
def test_merging_tallies_is_tallying_merged(items: list[Response], at: int) -> None:
    """Two halves counted apart and added are the whole."""
    assert _total(items) == merge([_total(items[:at]), _total(items[at:])])


@given(many)
def test_every_dimension_has_every_response(items: list[Response]) -> None:
    """The slices of a dimension sum to the whole."""
    total = _total(items)
    whole = total.get((ALL, ""), Slice())
    for dimension in (CHANNEL, FIELD):
        parts = Slice()
        for key, part in total.items():
            if key[0] == dimension:
                parts.add(part)
        assert whole == parts


@settings(max_examples=60)
@given(many, st.integers(2, 7))
def test_no_two_editions_differ_by_few_people(items: list[Response], step: int) -> None:
    """Over a unit's whole history: every growth of a snapshot or of one of its slices is `step` or
    more people, and what the slices of a dimension leave out of the whole is nobody or `step`.
    """
    tally: Tally = {}
    snapshot: Tally = {}
    for item in items:
        tally = merge([tally, _total([item])])
        released = release(tally, snapshot, step)
        for key, part in released.items():
            if key[0] in (ALL, CHANNEL, FIELD):
                assert part.responses - snapshot.get(key, Slice()).responses >= step
        snapshot = {**snapshot, **released}
        whole = snapshot.get((ALL, ""), Slice()).responses
        for dimension in (CHANNEL, FIELD):
            told = sum(part.responses for key, part in snapshot.items() if key[0] == dimension)
            assert whole == told or whole - told >= step


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8),
    st.integers(2, 12),
    st.integers(0, 30),
)
def test_suppression_is_not_undone_by_subtraction(
    bases: dict[str, int], threshold: int, outside: int
) -> None:
    """Whole minus what is shown is nobody, everybody that is left, or at least the threshold."""
    away = hidden(bases, threshold, outside)
    shown = {part for part in bases if part not in away}
    assert all(bases[part] == 0 or bases[part] >= threshold for part in shown)
    unseen = outside + sum(bases[part] for part in away)
    assert unseen == 0 or unseen >= threshold or not any(bases[part] for part in shown)


@given(st.integers(1, 10_000), st.data())
def test_an_interval_holds_its_share_and_stays_in_bounds(n: int, data: st.DataObject) -> None:
    """Between 0 and 1, around the share, and never without width."""
    share = data.draw(st.integers(0, n)) / n
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert high - low > 0


@given(st.text(max_size=300))
def test_masking_is_stable(text: str) -> None:
    """Masking what was masked changes nothing, so that a retry equals the kept answer."""
    assert mask(text) == mask(mask(text))
