"""Answers that are destroyed: gone from the files, never taken again, and the seals still hold."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from data.sqlite import SqliteStore
from data.store import Entry, Outcome, Store
from surveys.chain import weight_of
from surveys.errors import Code, SurveyError
from surveys.questionnaire import find, shipped
from surveys.response import Response
from surveys.round import State
from surveys.standing import Standing
from surveys.tally import count, counts_of
from surveys.unit import Unit, UnitKind
from tests.acts import ACT as ANY
from tests.contract.given import KEY, entry, round_of
from tests.contract.test_store import assert_tally_is_the_count

ACT = replace(ANY, action="response.erase")
COMMENT = "Cán bộ tiếp dân rất chu đáo, nhưng chờ lâu."
FORM = find("short-counter@1")


def commented() -> Entry:
    """An answer with a comment that nobody else wrote."""
    answers = {"overall": 5, "attitude": 4, "comment": COMMENT}
    response: Response = replace(entry().response, questionnaire=FORM.key, answers=answers)
    return Entry(response, counts_of(response, FORM))


def seal_round(store: Store) -> None:
    """The round closed and sealed, as far as the store knows."""
    closed, sealed = round_of(state=State.CLOSED), round_of(state=State.SEALED)
    store.change_round(closed, round_of(), ACT)
    store.change_round(replace(sealed, edition=1), closed, ACT)


def test_an_erased_answer_is_gone_and_the_chain_holds(store: Store) -> None:
    """Not found, not counted, and what was sealed beside it still is."""
    one, others = entry(), [entry() for _ in range(3)]
    store.keep([one, *others])
    assert store.seals.destroy([one.response.id, uuid4()], ACT) == 1
    assert store.response(one.response.id) is None
    assert store.seals.is_erased(one.response.id)
    assert not store.seals.is_erased(others[0].response.id)
    assert set(store.seals.ids()) == {other.response.id for other in others}
    assert list(store.chain_faults()) == []
    assert_tally_is_the_count(store)
    assert store.log.read()[0].act == replace(ACT, details={"responses": 1})


def test_an_erased_id_never_comes_in_again(store: Store) -> None:
    """Whatever it carries, also beside new ones and for answers that are brought in."""
    one, new = entry(), entry()
    store.keep([one])
    store.seals.destroy([one.response.id], ACT)
    assert store.keep([one, new]) == [Outcome.ERASED, Outcome.KEPT]
    assert store.add_counted([entry(one.response.id, level=1)]) == [Outcome.ERASED]
    assert len(list(store.responses("2026-H1"))) == 1
    assert_tally_is_the_count(store)


def test_what_the_writer_holds_notices_an_erasure(store: Store) -> None:
    """Answers before and after are counted once, the erased one not at all."""
    one = entry(level=1)
    store.keep([one, entry()])
    store.seals.destroy([one.response.id], ACT)
    store.keep([entry()])
    assert_tally_is_the_count(store)
    assert store.received("2026-H1") == {"99001": 2}


def test_after_sealing_the_figures_stand_and_can_be_proved(store: Store) -> None:
    """The tally is the remaining responses and what the erased ones left: neither more nor less."""
    entries = [entry(level=1 + n % 3, unit=f"9900{1 + n % 2}") for n in range(9)]
    store.keep(entries)
    before = dict(store.tallies("2026-H1"))
    seal_round(store)
    for one in entries[:2]:
        store.seals.destroy([one.response.id], ACT)
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.tallies == before
    left = count((one.response for one in entries[:2]), shipped())
    assert audit.residue == weight_of(KEY, "2026-H1", left.items())
    assert audit.residue != weight_of(KEY, "2026-H1", list(left.items())[:1])
    assert audit.erased == 0


def test_a_purge_destroys_all_and_keeps_the_figures(store: Store) -> None:
    """One act, the tally as it was, the chain whole, and other rounds untouched."""
    store.add_round(replace(round_of("2025-H2"), units=("99001",)), "h", ACT)
    other = entry(round="2025-H2")
    store.keep([entry() for _ in range(40)] + [other])
    before = dict(store.tallies("2026-H1"))
    acts = store.log.head()[0]
    assert store.seals.purge("2026-H1", ACT) == 40
    assert store.seals.purge("2026-H1", ACT) == 0
    assert list(store.responses("2026-H1")) == []
    assert dict(store.tallies("2026-H1")) == before
    assert list(store.chain_faults()) == []
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.residue == weight_of(KEY, "2026-H1", before.items())
    assert store.log.head()[0] == acts + 1
    assert store.log.read()[0].act.details["responses"] == 40
    assert store.response(other.response.id) == other.response


@pytest.mark.parametrize("sealed", [False, True])
def test_an_erased_answer_that_stood_apart_leaves_its_number(store: Store, sealed: bool) -> None:
    """The numbers of late answers fall with it, or stand once the round was sealed."""
    late = replace(entry(), standing=Standing.LATE)
    store.keep([late, replace(entry(), standing=Standing.LATE), entry()])
    if sealed:
        seal_round(store)
    store.seals.destroy([late.response.id], ACT)
    audit = store.audit("2026-H1", lambda responses: count(responses, shipped()))
    assert audit.told_apart == {"99001": {Standing.LATE: 2 if sealed else 1}}
    assert audit.erased_apart == ({Standing.LATE: 1} if sealed else {})
    assert (audit.erased, audit.residue) == (0, 0)
    assert audit.counted == audit.tallies


def _files(path: Path) -> list[Path]:
    return [one for one in path.parent.iterdir() if one.name.startswith(path.name)]


def _found(path: Path, traces: list[bytes]) -> list[tuple[str, bytes]]:
    return [
        (file.name, trace)
        for file in _files(path)
        for trace in traces
        if trace in file.read_bytes()
    ]


def _opened(path: Path) -> SqliteStore:
    store = SqliteStore(str(path), KEY)
    if not store.rounds():
        units = [Unit(code, code, UnitKind.COMMUNE) for code in ("99001", "99002")]
        store.save_units(units, [], ACT)
        store.add_round(round_of(), "h", ACT)
    return store


@pytest.mark.parametrize("neighbours", [0, 30, 400])
def test_the_bytes_of_an_erased_answer_are_in_no_file(tmp_path: Path, neighbours: int) -> None:
    """Comment, id and salt: not in the database, not in its log, while the program runs."""
    path = tmp_path / "s.db"
    store = _opened(path)
    one = commented()
    store.keep([entry() for _ in range(neighbours)])
    store.keep([one])
    store.keep([entry() for _ in range(neighbours)])
    with store._connections.reading() as db:
        salt = db.execute(
            "select salt from response where id = ?", (one.response.id.bytes,)
        ).fetchone()[0]
    traces = [COMMENT.encode(), one.response.id.bytes, salt]
    assert {trace for _, trace in _found(path, traces)} == set(traces)
    store.seals.destroy([one.response.id], ACT)
    assert _found(path, traces) == []
    store.close()
    assert _found(path, traces) == []


def test_a_purged_round_leaves_no_comment_in_any_file(tmp_path: Path) -> None:
    """The whole file is written anew."""
    path = tmp_path / "s.db"
    store = _opened(path)
    entries = [commented() for _ in range(300)]
    store.keep(entries)
    store.seals.purge("2026-H1", ACT)
    assert _found(path, [COMMENT.encode(), *(one.response.id.bytes for one in entries)]) == []
    store.close()


def test_who_restores_an_old_backup_erases_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The list beside the database is followed at every opening, and the log says so."""
    path, backup = tmp_path / "s.db", tmp_path / "old.db"
    store = _opened(path)
    one, other = commented(), entry()
    store.keep([one, other])
    store.close()
    shutil.copy(path, backup)
    store = _opened(path)
    store.seals.destroy([one.response.id], ACT)
    store.close()
    shutil.copy(backup, path)
    assert _found(path, [COMMENT.encode()])
    store = _opened(path)
    assert store.response(one.response.id) is None
    assert store.keep([one]) == [Outcome.ERASED]
    assert store.response(other.response.id) == other.response
    assert_tally_is_the_count(store)
    assert list(store.chain_faults()) == []
    assert _found(path, [COMMENT.encode()]) == []
    last = store.log.read()[0].act
    assert (last.actor, last.action, last.details) == (
        "program",
        "response.erase",
        {"responses": 1},
    )
    assert "come back" in caplog.text
    acts = store.log.head()
    store.close()
    again = _opened(path)
    assert again.log.head() == acts
    again.close()


def test_a_database_without_its_list_writes_it_again(tmp_path: Path) -> None:
    """Moved without the file beside it, it still protects the backups that come after."""
    path, backup = tmp_path / "s.db", tmp_path / "old.db"
    store = _opened(path)
    one = commented()
    store.keep([one])
    store.close()
    shutil.copy(path, backup)
    store = _opened(path)
    store.seals.destroy([one.response.id], ACT)
    store.close()
    (tmp_path / "s.db.erased").unlink()
    _opened(path).close()
    shutil.copy(backup, path)
    store = _opened(path)
    assert store.response(one.response.id) is None
    store.close()


@pytest.mark.parametrize("torn", [b"", b"\n0123abc", b"\nnot a hash\n"])
def test_a_list_that_was_cut_short_still_counts(tmp_path: Path, torn: bytes) -> None:
    """A line that a crash cut does not swallow the next one."""
    path, backup = tmp_path / "s.db", tmp_path / "old.db"
    store = _opened(path)
    one, two = commented(), commented()
    store.keep([one, two])
    store.close()
    shutil.copy(path, backup)
    store = _opened(path)
    store.seals.destroy([one.response.id], ACT)
    with (tmp_path / "s.db.erased").open("ab") as file:
        file.write(torn)
    store.seals.destroy([two.response.id], ACT)
    store.close()
    shutil.copy(backup, path)
    store = _opened(path)
    assert list(store.seals.ids()) == []
    store.close()


def test_nothing_is_erased_when_the_list_cannot_be_written(tmp_path: Path) -> None:
    """Refused, and the answer is still there."""
    path = tmp_path / "s.db"
    store = _opened(path)
    one = entry()
    store.keep([one])
    (tmp_path / "s.db.erased").mkdir()
    with pytest.raises(SurveyError) as refused:
        store.seals.destroy([one.response.id], ACT)
    assert refused.value.code is Code.NOT_ERASED
    assert store.response(one.response.id) == one.response
    assert_tally_is_the_count(store)
    (tmp_path / "s.db.erased").rmdir()
    store.close()


def test_a_deletion_that_calls_itself_an_erasure_is_found(tmp_path: Path) -> None:
    """Only this program, with its key, writes that a response was erased."""
    path = tmp_path / "s.db"
    store = _opened(path)
    one, two = entry(), entry()
    store.keep([one, two])
    store.seals.destroy([one.response.id], ACT)
    assert list(store.chain_faults()) == []
    with store._connections.writing() as db:
        for place in (1, 33):
            db.execute(
                "insert into erased select x'00', substr(leaves, ?, 32), round, chain, link,"
                " standing, stays, seal from erased join chain using (chain, link)"
                " where substr(leaves, ?, 32) not in (select leaf from erased)",
                (place, place),
            )
        db.execute("delete from response")
    assert [fault.wrong for fault in store.chain_faults()] == ["erasure_forged"]
    store.close()


def test_erasing_the_last_answer_leaves_no_empty_rows(store: Store) -> None:
    """A unit whose only answer is gone has no tally at all."""
    one = entry()
    store.keep([one])
    store.seals.destroy([one.response.id], ACT)
    assert dict(store.tallies("2026-H1")) == {}


def test_deletion_overwrites_even_where_the_file_cannot_be_written_anew(tmp_path: Path) -> None:
    """Every connection asks for it; whether SQLite was built to do so by itself does not matter."""
    store = SqliteStore(str(tmp_path / "store.db"), KEY)
    try:
        with closing(store._connections.connect()) as db:
            assert db.execute("pragma secure_delete").fetchone() == (1,)
    finally:
        store.close()
