"""What every store promises of forms that were typed in and are not handed in yet."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from data.drafts import SETTLED
from data.store import Store
from surveys.entry import Batch, Draft
from surveys.errors import Code, SurveyError
from surveys.link import Channel
from tests.acts import ACT

BATCH = Batch("2026-H1", "99001", Channel.PAPER, "n", "vi", date(2026, 3, 5), passes=2)


def draft(form: int = 1, id: UUID | None = None, **answers: object) -> Draft:
    given = {"result": 3, "comment": "Chậm", **answers}
    return Draft(id or uuid4(), form, True, date(2026, 3, 4), given)  # type: ignore[arg-type]


def test_a_batch_comes_back_under_its_number(store: Store) -> None:
    """Each with the act that tells of it; those of another round are not listed."""
    first = store.drafts.begin(BATCH, ACT)
    second = store.drafts.begin(replace(BATCH, field="land", passes=1), ACT)
    assert (first.number, second.number) == (1, 2)
    assert store.drafts.batches("2026-H1") == [first, second]
    assert store.drafts.batches("2026-H2") == []
    assert store.drafts.batch(2) == second
    assert len(store.log.read()) >= 2


def test_a_form_comes_back_as_it_was_typed(store: Store) -> None:
    """By number, each pass by itself, and in no figure."""
    batch = store.drafts.begin(BATCH, ACT)
    two, one = draft(2), draft(1)
    assert [store.drafts.keep(batch.number, 1, form) for form in (two, one)] == [1, 2]
    assert store.drafts.keep(batch.number, 2, draft(7)) == 1
    assert store.drafts.drafts(batch.number, 1) == [one, two]
    assert list(store.responses("2026-H1")) == []
    assert store.tallies("2026-H1") == {}


def test_the_same_id_is_the_same_form(store: Store) -> None:
    """Sent twice it is there once; corrected, it says what it says now, under another number too."""
    batch = store.drafts.begin(BATCH, ACT)
    first = draft()
    for form in (first, first, replace(first, form=9, ticked=False)):
        assert store.drafts.keep(batch.number, 1, form) == 1
    assert store.drafts.drafts(batch.number, 1) == [replace(first, form=9, ticked=False)]


def test_a_number_is_given_once_in_a_pass(store: Store) -> None:
    """Another form under it is refused, and the first one stays."""
    batch = store.drafts.begin(BATCH, ACT)
    first = draft()
    store.drafts.keep(batch.number, 1, first)
    with pytest.raises(SurveyError) as refused:
        store.drafts.keep(batch.number, 1, draft())
    assert refused.value.code is Code.FORM_TYPED
    assert store.drafts.drafts(batch.number, 1) == [first]
    store.drafts.keep(batch.number, 2, draft())


def test_what_was_settled_replaces_the_passes(store: Store) -> None:
    """Then nothing more can be typed, and it cannot be closed again."""
    batch = store.drafts.begin(BATCH, ACT)
    one, other = draft(), draft(result=1)
    store.drafts.keep(batch.number, 1, one)
    store.drafts.keep(batch.number, 2, other)
    store.drafts.close(batch.number, [[one], [other]], [other])
    assert store.drafts.batch(batch.number).closed
    assert store.drafts.drafts(batch.number, SETTLED) == [other]
    assert store.drafts.drafts(batch.number, 1) == store.drafts.drafts(batch.number, 2) == []
    with pytest.raises(SurveyError) as refused:
        store.drafts.keep(batch.number, 1, draft(2))
    assert refused.value.code is Code.BATCH_CLOSED
    with pytest.raises(SurveyError) as again:
        store.drafts.close(batch.number, [[], []], [])
    assert again.value.code is Code.BATCH_MOVED


def test_a_form_typed_meanwhile_is_not_lost(store: Store) -> None:
    """Whoever settles what he saw is refused when somebody has typed on."""
    batch = store.drafts.begin(BATCH, ACT)
    one = draft()
    store.drafts.keep(batch.number, 1, one)
    store.drafts.keep(batch.number, 1, draft(2))
    with pytest.raises(SurveyError) as refused:
        store.drafts.close(batch.number, [[one], []], [one])
    assert refused.value.code is Code.BATCH_MOVED
    assert len(store.drafts.drafts(batch.number, 1)) == 2


def test_a_batch_that_was_handed_in_is_gone_from_every_file(store: Store, tmp_path: Path) -> None:
    """With its act; its words are not left in the database or beside it."""
    batch = store.drafts.begin(BATCH, ACT)
    store.drafts.keep(batch.number, 1, draft(comment="Wort das niemand sonst schreibt"))
    before = store.log.head()
    store.drafts.settle(batch.number, ACT)
    assert store.log.head() != before
    assert store.drafts.batches("2026-H1") == []
    for call in (store.drafts.batch, store.drafts.count_sent):
        with pytest.raises(SurveyError) as refused:
            call(batch.number)
        assert refused.value.code is Code.UNKNOWN_BATCH
    with pytest.raises(SurveyError):
        store.drafts.settle(batch.number, ACT)
    for path in tmp_path.iterdir():
        if path.is_file():
            assert b"niemand sonst" not in path.read_bytes()


def test_a_later_batch_never_has_the_number_of_an_earlier_one(store: Store) -> None:
    """An address that was bookmarked never leads into the forms of others."""
    first = store.drafts.begin(BATCH, ACT)
    store.drafts.settle(first.number, ACT)
    assert store.drafts.begin(BATCH, ACT).number == first.number + 1


def test_what_was_asked_aloud_is_counted(store: Store) -> None:
    """One by one."""
    batch = store.drafts.begin(replace(BATCH, channel=Channel.ASSISTED, passes=1), ACT)
    assert [store.drafts.count_sent(batch.number) for _ in range(3)] == [1, 2, 3]
    assert store.drafts.batch(batch.number).sent == 3
