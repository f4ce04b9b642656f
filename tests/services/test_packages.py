"""What communes without a line have collected, at their province: proved, taken once, replaced, listed."""

import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services import packages
from services.checking import check
from services.exporting import sealed_text
from services.packages import arrivals, receive_package
from services.proving import Known
from services.publishing import publish_round
from services.reviewing import exclude
from services.rounds import close_round, create_round, open_round
from services.sealing import seal_round
from services.senders import revoke_key, trust_key
from services.signing import sign
from services.verifying import verify_round
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.package import Reception
from surveys.questionnaire import shipped
from surveys.review import Choice
from surveys.round import Design
from surveys.standing import Standing
from surveys.tally import count
from tests.acts import ACT, BOSS, NOW
from tests.conftest import ROUND, opened, plan
from tests.offices import FORM, LATER, Office, answer, offices

pytestmark = pytest.mark.long

A, B = "99004", "99005"
Three = tuple[Office, Office, Office]


@pytest.fixture
def three(blank: Path, tmp_path: Path) -> Iterator[Three]:
    """Two communes and their province."""
    with offices(blank, tmp_path, A, B) as (one, other, province):
        yield one, other, province


def refusal(office: Office, path: Path, **more: object) -> SurveyError:
    """Why a package is not taken; everything stays as it was."""
    before, acts = office.state(), office.program.store.log.head()
    with pytest.raises(SurveyError) as refused:
        office.receive(path, **more)
    assert (office.state(), office.program.store.log.head()) == (before, acts)
    return refused.value


def assert_whole(office: Office) -> None:
    """Figures are the count of what is held, and no seal is broken."""
    store = office.program.store
    assert list(check(office.program)) == []
    counted = count(store.responses(ROUND, Standing.COUNTED), shipped())
    assert counted == store.tallies(ROUND)
    assert verify_round(office.program, ROUND, Known(office.program.settings.secret)).faults == []


def test_provincial_figures_are_what_was_sent_and_what_was_given_there(three: Three) -> None:
    """Standings are carried over, and each response counts once."""
    one, other, province = three
    one.collect(12)
    one.collect(3, standing=Standing.LATE)
    other.collect(20)
    province.collect(6, unit=A)
    sent = []
    for office in (one, other):
        office.seal()
        sent.append(office.export())
    assert [province.receive(path).counted for path in sent] == [12, 20]
    store = province.program.store
    assert store.received(ROUND) == {A: 18, B: 20}
    assert store.apart(ROUND) == {A: {Standing.LATE: 3}}
    assert store.rollup(ROUND, "99")["all", ""].responses == 38
    assert {r.answers["comment"] for r in store.responses(ROUND)} == {"Cán bộ nhiệt tình, chu đáo."}
    assert_whole(province)
    before = province.state()
    assert [province.receive(path).reception for path in sent] == [Reception.KNOWN] * 2
    assert province.state() == before


def test_a_review_and_an_erasure_there_come_with_the_next_edition(three: Three) -> None:
    """And the edition before is passed over from then on."""
    one, _, province = three
    one.collect(12, flags=("too_fast",))
    ids = one.collect(20)
    one.seal()
    first = one.export("1.gz")
    province.receive(first)
    one.correct()
    erased = replace(ACT, action="response.erase")
    one.program.store.seals.destroy(ids[:1], erased)
    choice = Choice(one.unit, "too_fast")
    exclude(one.program, ROUND, choice, "máy thử gửi nhầm", BOSS, LATER)
    assert refusal(province, one.export("open.gz")).code is Code.PACKAGE_UNSEALED
    seal_round(one.program, ROUND, BOSS, LATER)
    second = one.export("2.gz")
    done = province.receive(second)
    assert (done.same, done.changed, done.destroyed, done.counted) == (19, 12, 1, 19)
    store = province.program.store
    assert store.seals.is_erased(ids[0])
    assert store.apart(ROUND) == {A: {Standing.EXCLUDED: 12}}
    assert store.received(ROUND) == {A: 19}
    assert_whole(province)
    assert province.receive(first).reception is Reception.OLDER
    later = one.export("3.gz")  # the same edition, exported once more
    assert province.receive(later).same == 31


def test_a_sealed_round_takes_packages_under_review_and_gets_a_new_edition(three: Three) -> None:
    """Earlier manifests stay provable, also when responses were replaced meanwhile."""
    one, other, province = three
    one.collect(12, flags=("too_fast",))
    one.collect(20)
    other.collect(15)
    for office in (one, other):
        office.seal()
    province.receive(one.export())
    province.seal()
    publish_round(province.program, ROUND, BOSS, LATER)
    late = other.export()
    assert refusal(province, late).code is Code.PACKAGE_STATE
    province.correct()
    province.receive(late)
    one.correct()
    exclude(one.program, ROUND, Choice(one.unit, "too_fast"), "máy thử gửi nhầm", BOSS, LATER)
    seal_round(one.program, ROUND, BOSS, LATER)
    assert province.receive(one.export("2.gz")).changed == 12
    assert_whole(province)
    made = seal_round(province.program, ROUND, BOSS, LATER)
    assert made.edition == 2
    told = json.loads(made.text)["responses"]
    assert (told["sealed"], told["by_standing"]) == (47, {"counted": 35, "excluded": 12})
    assert_whole(province)
    publish_round(province.program, ROUND, BOSS, LATER)
    up = province.export("tinh.gz")
    assert verify_round(province.program, ROUND, Known()).faults == []
    assert up.exists()


def test_only_a_trusted_key_is_taken_and_a_changed_one_is_told(three: Three) -> None:
    """And what was taken stays when a key is revoked."""
    one, _, province = three
    one.collect(9)
    one.seal()
    path = one.export()
    revoke_key(province.program, one.key, BOSS, NOW)
    assert refusal(province, path).code is Code.PACKAGE_KEY_UNKNOWN
    trust_key(province.program, "ab" * 32, A, BOSS, NOW)
    assert refusal(province, path).code is Code.PACKAGE_KEY_CHANGED
    revoke_key(province.program, "ab" * 32, BOSS, NOW)
    province.trust(one)
    assert province.receive(path).new == 9
    revoke_key(province.program, one.key, BOSS, NOW)
    assert province.program.store.received(ROUND) == {A: 9}


def test_an_office_sends_nothing_of_others(three: Three) -> None:
    """Its key stands for its own part of the tree; unknown counters count where they are told to."""
    one, other, province = three
    one.collect(9)
    one.seal()
    path = one.export()
    revoke_key(province.program, one.key, BOSS, NOW)
    revoke_key(province.program, other.key, BOSS, NOW)
    trust_key(province.program, one.key, B, BOSS, NOW)
    assert refusal(province, path).code is Code.PACKAGE_UNIT
    assert refusal(province, path, under="99006").code is Code.PACKAGE_UNIT
    assert province.receive(path, under=B).new == 9
    assert province.program.store.received(ROUND) == {B: 9}
    assert_whole(province)


def test_a_round_of_another_plan_is_refused(three: Three) -> None:
    """Other questions, other days, people chosen otherwise: nothing that could be added up."""
    one, _, province = three
    one.collect(9)
    one.seal()
    path = one.export()
    program = province.program
    days = {"opens": date(2026, 7, 1), "closes": date(2099, 12, 31)}
    plans: dict[Code, dict[str, Any]] = {
        Code.PACKAGE_QUESTIONNAIRE: {"questionnaire": "three-level-counter@1"},
        Code.PACKAGE_PLAN: {"design": Design.CENSUS},
        Code.PACKAGE_DAYS: {"opens": date(2026, 1, 1), "closes": date(2026, 6, 30)},
    }
    close_round(program, ROUND, BOSS, NOW)
    for number, (code, more) in enumerate(plans.items()):
        id, early = f"2026-X{number}", more.get("closes", NOW.date())
        create_round(
            program, BOSS, NOW, **{"id": id, "title": id, "questionnaire": FORM} | days | more
        )
        then = datetime(early.year, early.month, early.day, tzinfo=UTC)
        open_round(program, id, BOSS, then)
        assert refusal(province, path, round=id).code is code
        close_round(program, id, BOSS, then)
    assert refusal(province, path, round="2030-H1").code is Code.UNKNOWN_ROUND


def test_who_has_no_right_takes_nothing(three: Three) -> None:
    """An analyst, and an official of one commune."""
    one, _, province = three
    one.collect(5)
    one.seal()
    path = one.export()
    for actor in (Actor("a", Role.ANALYST), Actor("b", Role.OFFICIAL, A)):
        with pytest.raises(SurveyError) as refused:
            receive_package(province.program, path, actor, LATER)
        assert refused.value.code in (Code.NOT_ALLOWED, Code.OTHER_UNITS)


@pytest.mark.parametrize("key", ["kept", "new"])
def test_an_office_whose_pc_died_goes_on_with_another(
    three: Three, blank: Path, tmp_path: Path, key: str
) -> None:
    """What it had sent stays; what it collects from nothing, first edition again, counts beside it."""
    one, _, province = three
    one.collect(12)
    one.seal()
    one.correct()
    seal_round(one.program, ROUND, BOSS, LATER)
    assert province.receive(one.export()).beside == 0
    place = tmp_path / "another PC"
    shutil.copytree(blank, place)
    (place / "secret-key").unlink(missing_ok=True)
    if key == "kept":
        shutil.copy(one.folder / "secret-key", place)
    with opened(place) as program:
        plan(program, FORM, units=(A,))
        anew = Office(program, A, place)
        if key == "new":
            revoke_key(province.program, one.key, BOSS, LATER)
            province.trust(anew)
        anew.collect(9)
        anew.seal()
        done = province.receive(anew.export())
    assert (done.reception, done.new, done.gone, done.beside) == (Reception.TAKEN, 9, 0, 1)
    assert province.program.store.received(ROUND) == {A: 21}
    found = [a.held for a in arrivals(province.program, BOSS, ROUND) if a.unit.code == A]
    assert [held and (held.package.edition, held.counted) for held in found] == [(2, 12), (1, 9)]
    assert_whole(province)


def test_who_has_sent_and_who_is_missing(three: Three) -> None:
    """By office, with the edition that counts."""
    one, _, province = three
    one.collect(7)
    one.seal()
    province.receive(one.export())
    found = arrivals(province.program, BOSS, ROUND)
    assert [(a.unit.code, a.trusted, a.held and a.held.responses) for a in found] == [
        (A, True, 7),
        (B, True, None),
    ]
    mine = arrivals(province.program, Actor("b", Role.OFFICIAL, B), ROUND)
    assert [one.unit.code for one in mine] == [B]


# ---- what is not as it was written


def rewritten(path: Path, change: Callable[[list[bytes]], object], secret: bytes = b"") -> Path:
    """The package with other lines; signed again where somebody has the key."""
    with gzip.open(path) as file:
        lines = file.readlines()
    change(lines)
    if secret:
        sha256 = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
        told = {"sha256": sha256, "signature": sign(secret, sealed_text(sha256)).hex()}
        lines[-1] = json.dumps({"signed": told}).encode() + b"\n"
    out = path.with_name("changed.gz")
    with gzip.open(out, "wb") as file:
        file.writelines(lines)
    return out


@pytest.fixture
def sent(three: Three) -> tuple[Office, Path, Office]:
    """A package that the province would take, its sender, and the province."""
    one, _, province = three
    one.collect(7)
    one.seal()
    return one, one.export(), province


def _unpacked(path: Path) -> bytes | None:
    try:
        with gzip.open(path) as file:
            return file.read()
    except (OSError, EOFError, zlib.error):
        return None


def test_any_other_byte_is_refused(sent: tuple[Office, Path, Office]) -> None:
    """Anywhere in the file: what is taken has just the lines that the office has signed."""
    _, path, province = sent
    whole = path.read_bytes()
    lines = _unpacked(path)
    out = path.with_name("changed.gz")
    before = province.state()
    for place in range(0, len(whole), max(1, len(whole) // 250)):
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        out.write_bytes(changed)
        if _unpacked(out) == lines:  # a byte of the head that says nothing, such as its time
            assert province.receive(out, dry=True).new == 7
            continue
        with pytest.raises(SurveyError) as refused:
            province.receive(out)
        assert refused.value.code is Code.NOT_EVIDENCE, place
    assert province.state() == before


def test_any_other_letter_in_the_lines_is_refused(sent: tuple[Office, Path, Office]) -> None:
    """Packed again as it should be: the signature is of the lines."""
    _, path, province = sent
    with gzip.open(path) as file:
        whole = file.read()
    out = path.with_name("changed.gz")
    keys = {Code.PACKAGE_KEY_UNKNOWN, Code.PACKAGE_KEY_CHANGED}
    expected = {Code.NOT_EVIDENCE, Code.PACKAGE_BROKEN, *keys}
    before = province.state()
    for place in range(0, len(whole), len(whole) // 300):
        changed = bytearray(whole)
        changed[place] ^= 1
        out.write_bytes(gzip.compress(bytes(changed), 1))
        with pytest.raises(SurveyError) as refused:
            province.receive(out)
        assert refused.value.code in expected, (place, refused.value)
    assert province.state() == before


def test_what_is_no_package_is_refused(sent: tuple[Office, Path, Office], tmp_path: Path) -> None:
    """Cut short, of another version, a bomb, a folder, a way out of the folder, nothing."""
    one, path, province = sent
    whole = path.read_bytes()
    for rest in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:rest])
        assert refusal(province, tmp_path / "cut").code is Code.NOT_EVIDENCE
    secret = one.program.settings.secret

    def version(lines: list[bytes]) -> None:
        lines[0] = lines[0].replace(b"hailong-round/2", b"hailong-round/9")

    assert refusal(province, rewritten(path, version, secret)).code is Code.NOT_EVIDENCE

    def before_signing(lines: list[bytes]) -> None:
        lines[0] = lines[0].replace(b"hailong-round/2", b"hailong-round/1")
        del lines[-1]

    assert refusal(province, rewritten(path, before_signing)).code is Code.PACKAGE_UNSIGNED
    bomb = tmp_path / "bomb"
    bomb.write_bytes(gzip.compress(bytes(300 << 20), 9))
    assert refusal(province, bomb).code is Code.NOT_EVIDENCE
    os.mkfifo(tmp_path / "pipe")
    for odd in (tmp_path, tmp_path / "pipe", tmp_path / "none", Path("/dev/zero")):
        assert refusal(province, odd).code is Code.BAD_FILE


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"id":"2026-H2"', b'"id":"../../x"', Code.PACKAGE_BROKEN),
        (b'"state":"sealed"', b'"state":"closed"', Code.PACKAGE_UNSEALED),
        (b'"standing":"counted"', b'"standing":"excluded"', Code.PACKAGE_UNSEALED),
        (b'"sample":false', b'"sample":true', Code.PACKAGE_PLAN),
        (b'"opens":"2026-07-01"', b'"opens":"yesterday"', Code.NOT_EVIDENCE),
    ],
)
def test_an_office_that_signs_what_does_not_fit_is_refused(
    sent: tuple[Office, Path, Office], old: bytes, new: bytes, code: Code
) -> None:
    """Its key alone does not make another package of it."""
    one, path, province = sent

    def change(lines: list[bytes]) -> None:
        place = next(n for n, line in enumerate(lines) if old in line)
        lines[place] = lines[place].replace(old, new, 1)

    out = rewritten(path, change, one.program.settings.secret)
    assert refusal(province, out).code is code


def test_a_file_that_changes_while_it_is_read_is_refused(
    sent: tuple[Office, Path, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was proved and what is taken are the same bytes."""
    _, path, province = sent

    def swapped(*given: Any) -> None:
        path.write_bytes(rewritten(path, lambda lines: lines.pop(3)).read_bytes())

    monkeypatch.setattr(packages, "_refuse_other_plan", swapped)
    assert refusal(province, path).code is Code.NOT_EVIDENCE


def test_a_response_that_no_form_gives_is_refused(blank: Path, tmp_path: Path) -> None:
    """An office with the right key and a store that somebody has filled with a program of his own."""
    with offices(blank, tmp_path, A) as (one, province):
        wrong = answer(A, level=4)
        odd = replace(wrong.response, answers={**wrong.response.answers, "overall": 99})
        one.program.store.keep([replace(wrong, response=odd), *(answer(A) for _ in range(6))])
        one.seal()
        assert refusal(province, one.export()).code in (
            Code.PACKAGE_RESPONSE,
            Code.PACKAGE_BROKEN,
        )
