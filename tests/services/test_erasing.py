"""Erasure on a person's request: the code of the receipt finds the answer, and nothing else does."""

import asyncio
from uuid import UUID, uuid4

import pytest

from services.answering import submit
from services.checking import check
from services.erasing import CITIZEN, erase
from services.program import Program
from surveys import submission
from surveys.account import Actor, Role
from surveys.errors import Code, SurveyError
from surveys.link import ALPHABET, is_receipt_of, read_receipt, receipt_of
from tests.acts import BOSS
from tests.conftest import NOW, UNIT
from tests.web.conftest import kept, payload


def _answer(program: Program, code: str) -> tuple[UUID, str]:
    sent = submission.read(payload(code))
    return sent.id, asyncio.run(submit(program, sent, NOW)).receipt


def _refusal(program: Program, code: str, by: Actor = BOSS) -> Code:
    with pytest.raises(SurveyError) as refused:
        erase(program, code, by, NOW)
    return refused.value.code


def test_the_code_of_the_receipt_erases_its_answer(program: Program, code: str) -> None:
    """That one and no other, whoever brings it; the figures fit, and the act names the round."""
    answers = [_answer(program, code) for _ in range(8)]
    erase(program, answers[3][1], CITIZEN, NOW)
    erase(program, f" {answers[4][1].lower().replace('-', ' ')} ", BOSS, NOW)
    left = {one.id for one in program.store.responses("2026-H2")}
    assert left == {id for id, _ in answers} - {answers[3][0], answers[4][0]}
    assert list(check(program)) == []
    acts = [line.act for line in program.store.log.read(most=2)]
    assert [one.actor for one in acts] == [BOSS.name, "citizen"]
    assert {(one.action, one.object) for one in acts} == {("response.erase", "2026-H2")}


def test_a_wrong_code_finds_nothing(program: Program, code: str) -> None:
    """Mistyped, too short, somebody else's installation, or used already."""
    _, receipt = _answer(program, code)
    other = ALPHABET[(ALPHABET.index(receipt[-1]) + 1) % len(ALPHABET)]
    for wrong in (
        "",
        "x",
        receipt[:-1],
        receipt[:-1] + other,
        receipt + "2",
        receipt_of(b"k", b"i"),
    ):
        assert _refusal(program, wrong) is Code.UNKNOWN_RECEIPT
    erase(program, receipt, BOSS, NOW)
    assert _refusal(program, receipt) is Code.UNKNOWN_RECEIPT
    assert kept(program) == 0


def test_staff_erase_only_what_is_theirs(program: Program, code: str) -> None:
    """The clerk not at all, the official of another commune not here."""
    _, receipt = _answer(program, code)
    assert _refusal(program, receipt, Actor("c", Role.CLERK)) is Code.NOT_ALLOWED
    assert _refusal(program, receipt, Actor("o", Role.OFFICIAL, "99005")) is Code.OTHER_UNITS
    assert kept(program) == 1
    erase(program, receipt, Actor("o", Role.OFFICIAL, UNIT), NOW)
    assert kept(program) == 0


def test_a_receipt_is_long_and_reads_back() -> None:
    """Three groups of four; typed with other dashes or spaces it is the same; nobody else's fits."""
    key, id = b"k" * 32, uuid4().bytes
    receipt = receipt_of(key, id)
    assert [len(group) for group in receipt.split("-")] == [4, 4, 4]
    number = read_receipt(receipt.replace("-", " – ").lower())
    assert number is not None
    assert is_receipt_of(key, id, number)
    assert not is_receipt_of(key, uuid4().bytes, number)
    assert not is_receipt_of(b"x" * 32, id, number)
    assert len({receipt_of(key, uuid4().bytes)[:4] for _ in range(200)}) > 150
    assert read_receipt("0O1I-2222-2222") is None
    assert read_receipt("2" * 1000) is None
