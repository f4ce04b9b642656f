"""Packages of other offices: taken whole or not at all, once, and the newest of them counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from data.store import Entry, Store
from surveys.chain import hash_of
from surveys.errors import Code, SurveyError
from surveys.package import Package, Received, Reception, TrustedKey
from surveys.questionnaire import shipped
from surveys.review import Choice
from surveys.round import Round, State
from surveys.standing import Standing
from surveys.tally import count
from tests.acts import ACT as ANY
from tests.contract.given import entry, round_of

ACT = replace(ANY, action="round.import")
TRUST = replace(ANY, action="key.trust")
REVIEW = replace(ANY, action="round.exclude")

IDS = [UUID(int=number) for number in range(1, 200)]


def package(edition: int = 1, acts: int = 10, **more: str) -> Package:
    """A package of the first commune."""
    said = {
        "round": "2026-H1",
        "unit": "99001",
        "origin": "2026-H1",
        "begun": "b",
        "sha256": f"{edition}-{acts}",
    }
    rest = {"manifest": "m", "key": "k", "version": "1"}
    return Package(**{**said, **rest, **more}, edition=edition, acts=acts)  # type: ignore[arg-type]


def answers(ids: Sequence[UUID], **more: object) -> list[Entry]:
    return [entry(id, level=1 + id.int % 3, **more) for id in ids]


def moved(entries: Sequence[Entry], standing: Standing) -> list[Entry]:
    return [replace(one, standing=standing) for one in entries]


def take(
    store: Store,
    arriving: Sequence[Entry | bytes],
    sent: Package | None = None,
    was: Round | None = None,
    *,
    dry: bool = False,
) -> Received:
    return store.packages.take(sent or package(), arriving, was or round_of(), ACT, dry=dry)


def assert_whole(store: Store) -> None:
    """No seal is broken, and every figure is the count of its responses."""
    assert list(store.chain_faults()) == []
    assert list(store.log.faults()) == []
    with store.seals.inspected() as inspected:
        assert list(inspected.misplaced(None)) == []
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.counted == audit.tallies
    assert audit.apart == audit.told_apart


def state(store: Store) -> object:
    """Everything that can be seen of what is held."""
    found = {one.id: one for one in store.responses("2026-H1")}
    return found, store.tallies("2026-H1"), store.apart("2026-H1"), store.snapshots("2026-H1")


def test_what_arrives_counts_beside_what_was_given_here(store: Store) -> None:
    """Each with its standing; the package is listed with what it had."""
    store.keep([entry(), entry(unit="99002")])
    late = moved(answers(IDS[7:9]), Standing.LATE)
    done = take(store, [*answers(IDS[:7]), *late])
    assert (done.reception, done.new, done.counted) == (Reception.TAKEN, 9, 7)
    assert store.received("2026-H1") == {"99001": 8, "99002": 1}
    assert store.apart("2026-H1") == {"99001": {Standing.LATE: 2}}
    assert_whole(store)
    [held] = store.packages.held("2026-H1")
    assert (held.package, held.responses, held.counted, held.current) == (package(), 9, 7, True)
    logged = store.log.read()[0].act
    assert logged.details == {"new": 9, "changed": 0, "gone": 0, "destroyed": 0}


def test_the_same_package_again_and_an_older_one_change_nothing(store: Store) -> None:
    """Whatever the older one has."""
    take(store, answers(IDS[:20]), package(2, 30))
    before, acts = state(store), store.log.head()
    assert take(store, answers(IDS[:20]), package(2, 30)).reception is Reception.KNOWN
    assert take(store, answers(IDS[5:40]), package(1, 20)).reception is Reception.OLDER
    assert take(store, answers(IDS[5:40]), package(2, 29)).reception is Reception.OLDER
    assert (state(store), store.log.head()) == (before, acts)
    assert len(store.packages.held()) == 1


def test_two_packages_of_one_moment_are_refused(store: Store) -> None:
    """One of them is not what the office's log stands for."""
    take(store, answers(IDS[:6]))
    with pytest.raises(SurveyError) as refused:
        take(store, answers(IDS[:7]), package(sha256="other"))
    assert refused.value.code is Code.PACKAGE_FORKED


def test_a_corrected_edition_replaces_the_one_before(store: Store) -> None:
    """Excluded there is excluded here; new ones join; what simply is not there any more is gone."""
    store.keep([entry() for _ in range(4)])
    take(store, answers(IDS[:30]))
    store.take_snapshots("2026-H1", 5)
    out = moved(answers(IDS[:8]), Standing.EXCLUDED)
    done = take(store, [*out, *answers(IDS[8:25]), *answers(IDS[40:43])], package(2, 20))
    assert (done.new, done.same, done.changed, done.gone) == (3, 17, 8, 5)
    assert store.received("2026-H1") == {"99001": 24}
    assert store.apart("2026-H1") == {"99001": {Standing.EXCLUDED: 8}}
    assert_whole(store)
    assert store.snapshots("2026-H1") == store.tallies("2026-H1")
    assert store.rollup("2026-H1", "99") == store.tallies("2026-H1")["99001"]
    assert [one.current for one in store.packages.held()] == [False, True]
    back = take(store, answers(IDS[:25]), package(3, 30))
    assert (back.changed, back.gone) == (8, 3)
    assert store.apart("2026-H1") == {}
    assert_whole(store)


def test_what_an_office_has_erased_is_erased_here_and_barred(store: Store) -> None:
    """Also when a later package of somebody's hand brings it once more."""
    take(store, answers(IDS[:12]))
    rest: list[Entry | bytes] = [*answers(IDS[1:12]), hash_of(IDS[0].bytes)]
    done = take(store, rest, package(1, 20))
    assert (done.destroyed, done.gone, done.same) == (1, 0, 11)
    assert store.seals.is_erased(IDS[0])
    assert store.response(IDS[0]) is None
    assert store.received("2026-H1") == {"99001": 11}
    assert_whole(store)
    again = take(store, answers(IDS[:12]), package(2, 30))
    assert (again.barred, again.same) == (1, 11)
    assert store.response(IDS[0]) is None


def test_a_replaced_text_can_come_again_and_is_no_erasure(store: Store) -> None:
    """A device that sends it again is told that it is known."""
    one = answers(IDS[:10])
    take(store, one)
    take(store, moved(one, Standing.EXCLUDED), package(2, 20))
    assert not store.seals.is_erased(IDS[0])
    with store.seals.inspected() as inspected:
        assert inspected.erased(None) == 0
    sealed = store.seals.seal_of("2026-H1")
    assert (sealed.responses, sealed.erased, sealed.numbers) == (10, 0, {"excluded": 10})


@pytest.mark.parametrize("mine", [True, False], ids=["given here", "of another office"])
def test_a_response_that_came_otherwise_refuses_the_whole(store: Store, mine: bool) -> None:
    """No response counts twice, and nothing of the package is kept."""
    if mine:
        store.keep(answers(IDS[:1], unit="99002"))
    else:
        take(store, answers(IDS[:1], unit="99002"), package(unit="99002"))
    before = state(store), store.log.head(), store.packages.held()
    with pytest.raises(SurveyError) as refused:
        take(store, answers(IDS[:50][::-1]))
    assert refused.value.code is Code.PACKAGE_HELD
    assert (state(store), store.log.head(), store.packages.held()) == before
    assert_whole(store)


def test_an_office_that_began_anew_counts_beside_what_it_had_sent(store: Store) -> None:
    """On another PC, from nothing: an edition as early as the first, and none of either is lost."""
    take(store, answers(IDS[:20]), package(2, 30))
    anew = package(1, 5, begun="another PC")
    done = take(store, answers(IDS[20:32]), anew)
    assert (done.reception, done.new, done.gone, done.beside) == (Reception.TAKEN, 12, 0, 1)
    assert store.received("2026-H1") == {"99001": 32}
    done = take(store, answers(IDS[26:38]), package(2, 9, begun="another PC"))
    assert (done.new, done.same, done.gone, done.beside) == (6, 6, 6, 1)
    done = take(store, answers(IDS[:14]), package(3, 40))
    assert (done.same, done.gone, done.counted, done.beside) == (14, 6, 14, 1)
    assert store.received("2026-H1") == {"99001": 26}
    assert [one.current for one in store.packages.held()] == [False, False, True, True]
    assert_whole(store)


def test_what_two_data_sets_of_an_office_have_counts_once(store: Store) -> None:
    """A backup that was restored on another PC: its responses go on there, those of both stay."""
    take(store, answers(IDS[:20]))
    anew = package(1, 12, begun="restored")
    done = take(store, answers(IDS[8:30]), anew)
    assert (done.new, done.same, done.gone) == (10, 12, 0)
    assert store.received("2026-H1") == {"99001": 30}
    excluded = moved(answers(IDS[8:16]), Standing.EXCLUDED)
    done = take(store, [*excluded, *answers(IDS[16:30])], package(2, 20, begun="restored"))
    assert (done.changed, done.gone) == (8, 0)
    assert store.received("2026-H1") == {"99001": 22}
    assert_whole(store)


def test_what_differs_between_two_data_sets_of_an_office_is_refused(store: Store) -> None:
    """Which of the two is right is known there alone."""
    take(store, answers(IDS[:20]))
    before = state(store), store.log.head(), store.packages.held()
    other = [*answers(IDS[5:18]), *moved(answers(IDS[18:20]), Standing.EXCLUDED)]
    with pytest.raises(SurveyError) as refused:
        take(store, other, package(begun="another PC"))
    assert refused.value.code is Code.PACKAGE_HELD
    assert (state(store), store.log.head(), store.packages.held()) == before


def test_an_erasure_reaches_what_another_data_set_of_the_office_brought(store: Store) -> None:
    """Who asked to be forgotten is not kept because the office has a new PC."""
    take(store, answers(IDS[:20]))
    rest: list[Entry | bytes] = [*answers(IDS[10:25]), hash_of(IDS[0].bytes)]
    done = take(store, rest, package(1, 3, begun="restored"))
    assert (done.destroyed, done.gone) == (1, 0)
    assert store.response(IDS[0]) is None
    assert store.seals.is_erased(IDS[0])
    assert store.received("2026-H1") == {"99001": 24}
    assert_whole(store)


@pytest.mark.parametrize("apart", [1, 120])
def test_a_response_twice_in_a_package_refuses_it(store: Store, apart: int) -> None:
    """However far from each other the two are."""
    many = [entry() for _ in range(5 * apart)]
    with pytest.raises(SurveyError) as refused:
        take(store, [*answers(IDS[:1]), *many, *answers(IDS[:1])])
    assert refused.value.code is Code.PACKAGE_TWICE
    assert list(store.responses("2026-H1")) == []


def test_a_file_that_breaks_off_leaves_nothing(store: Store) -> None:
    """An error in the middle is as if nothing had begun; what is counted next is right."""

    def broken() -> object:
        yield from answers(IDS[:100])
        raise SurveyError(Code.NOT_EVIDENCE)

    before = state(store)
    with pytest.raises(SurveyError):
        store.packages.take(package(), broken(), round_of(), ACT)  # type: ignore[arg-type]
    assert state(store) == before
    store.keep([entry()])
    assert_whole(store)


def test_a_dry_run_tells_and_changes_nothing(store: Store) -> None:
    """Erasures neither."""
    take(store, answers(IDS[:12]))
    before = state(store), store.log.head(), store.packages.held()
    rest: list[Entry | bytes] = [*answers(IDS[1:14]), hash_of(IDS[0].bytes)]
    done = take(store, rest, package(2, 30), dry=True)
    assert (done.new, done.destroyed, done.counted) == (2, 1, 13)
    assert (state(store), store.log.head(), store.packages.held()) == before
    assert not store.seals.is_erased(IDS[0])
    assert take(store, rest, package(2, 30)) == done


@pytest.mark.parametrize("given", [State.PLANNED, State.SEALED, State.PUBLISHED])
def test_a_round_that_does_not_gather_takes_nothing(store: Store, given: State) -> None:
    """Before it is opened, and once its figures stand."""
    other = replace(round_of("2026-H2", given))
    store.add_round(other, "h", ANY)
    with pytest.raises(SurveyError) as refused:
        take(store, answers(IDS[:5]), package(round="2026-H2"), other)
    assert refused.value.code is Code.PACKAGE_STATE


def test_a_round_that_somebody_has_changed_is_told(store: Store) -> None:
    """What was proved for the open round is not put into the closed one."""
    store.change_round(round_of(state=State.CLOSED), round_of(), ANY)
    with pytest.raises(SurveyError) as refused:
        take(store, answers(IDS[:5]))
    assert refused.value.code is Code.ROUND_MOVED


def test_too_few_to_move_is_refused_where_figures_were_shown(store: Store) -> None:
    """Four people fewer would tell what these four answered; five may go."""
    take(store, answers(IDS[:30]))
    store.take_snapshots("2026-H1", 5)
    before = state(store)
    for few in (4, 1):
        out = moved(answers(IDS[:few]), Standing.EXCLUDED)
        with pytest.raises(SurveyError) as refused:
            take(store, [*out, *answers(IDS[few:30])], package(2, 20))
        assert refused.value.code is Code.PACKAGE_FEW
        assert state(store) == before
    out = moved(answers(IDS[:5]), Standing.EXCLUDED)
    assert take(store, [*out, *answers(IDS[5:30])], package(2, 20)).changed == 5


def test_while_a_review_has_something_out_nothing_is_replaced(store: Store) -> None:
    """The group is taken back first; then both the review and the edition hold."""
    flagged = answers(IDS[:10], flags=("fast",))
    take(store, [*flagged, *answers(IDS[10:30])])
    closed = replace(round_of(state=State.CLOSED), closes=date(2026, 6, 1))
    store.change_round(closed, round_of(), ANY)
    choice = Choice("99001", "fast")
    said = replace(REVIEW, object="2026-H1", details={"unit": "99001", "flag": "fast"})
    made = store.review.exclude(closed, choice, "ba từ lý do", 5, said)
    assert made.responses == 10
    assert_whole(store)
    with pytest.raises(SurveyError) as refused:
        take(store, answers(IDS[10:30]), package(2, 20), closed)
    assert refused.value.code is Code.PACKAGE_EXCLUDED
    back = replace(ANY, action="round.include", object="2026-H1", details={"number": made.number})
    store.review.include(closed, made.number, "ba từ lý do", 5, back)
    out = moved(flagged, Standing.EXCLUDED)
    take(store, [*out, *answers(IDS[10:30])], package(2, 20), closed)
    assert_whole(store)


def test_what_an_office_excluded_is_no_part_of_a_review_here(store: Store) -> None:
    """A review counts only those who are in the figures, or whom it has taken out."""
    out = moved(answers(IDS[:7]), Standing.EXCLUDED)
    flagged = answers(IDS[10:16], flags=("fast",))
    take(store, [*out, *flagged, *answers(IDS[20:26])])
    closed = round_of(state=State.CLOSED)
    store.change_round(closed, round_of(), ANY)
    said = replace(REVIEW, object="2026-H1", details={"unit": "99001", "flag": "fast"})
    store.review.exclude(closed, Choice("99001", "fast"), "ba từ lý do", 5, said)
    assert store.apart("2026-H1") == {"99001": {Standing.EXCLUDED: 13}}
    assert store.received("2026-H1") == {"99001": 6}
    assert_whole(store)


def test_keys_are_trusted_one_an_office_and_revoked(store: Store) -> None:
    """The list keeps those that were."""
    key = TrustedKey(0, "ab" * 32, "99001", "Xã A", date(2026, 6, 1))
    made = store.packages.trust(key, TRUST)
    for other in (replace(key, key="cd" * 32), replace(key, unit="99002")):
        with pytest.raises(SurveyError) as refused:
            store.packages.trust(other, TRUST)
        assert refused.value.code is Code.KEY_TRUSTED
    gone = store.packages.revoke(key.key, date(2026, 6, 2), replace(TRUST, action="key.revoke"))
    assert gone == replace(made, until=date(2026, 6, 2))
    with pytest.raises(SurveyError) as refused:
        store.packages.revoke(key.key, date(2026, 6, 2), TRUST)
    assert refused.value.code is Code.UNKNOWN_KEY
    again = store.packages.trust(replace(key, key="cd" * 32), TRUST)
    assert list(store.packages.trusted()) == [gone, again]


def test_many_at_once_are_sealed_and_found(store: Store) -> None:
    """More than one batch; each can be found and counts once."""
    many = [entry(uuid4(), level=1 + number % 3) for number in range(1300)]
    assert take(store, many).new == 1300
    assert set(store.seals.ids()) == {one.response.id for one in many}
    assert_whole(store)
