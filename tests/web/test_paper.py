"""The paper form as staff get it, from the page and from the shell."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from starlette.testclient import TestClient

import manage
from services.paper import Printing, paper_form
from services.program import Program
from surveys.errors import Code, SurveyError
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT

FORM = f"/tep/{ROUND}/phieu-giay.pdf"


def said(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


def test_the_form_of_a_unit(staff: TestClient, code: str) -> None:
    """Named, with its own code, to be shown by the browser and kept by no cache."""
    reply = staff.get(f"{FORM}?unit={UNIT}")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/pdf"
    named = 'inline; filename="phieu-giay-2026-H2-99004-vi.pdf"'
    assert reply.headers["content-disposition"] == named
    assert reply.headers["cache-control"] == "no-store"
    assert code in said(reply.content)
    assert "PHIẾU NGẮN TẠI QUẦY" in said(reply.content)


def test_it_speaks_the_language_asked_for(staff: TestClient) -> None:
    """The same form in English."""
    assert "SHORT COUNTER FORM" in said(staff.get(f"{FORM}?lang=en").content)


def test_the_notice_that_was_printed_is_kept(staff: TestClient, program: Program) -> None:
    """So that what people ticked on paper can be read for ever."""
    staff.get(FORM)
    (hash,) = program.store.notices.hashes()[ROUND]
    assert hash in said(staff.get(FORM).content)
    assert program.store.notices.record(hash)


def test_strangers_are_sent_to_sign_in(client: TestClient) -> None:
    reply = client.get(FORM)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/khao-sat")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tep/2020-H1/phieu-giay.pdf", 404),
        (f"{FORM}?unit=nowhere", 404),
        (f"{FORM}?unit=99", 404),
    ],
)
def test_what_is_not_there_has_no_form(staff: TestClient, address: str, status: int) -> None:
    """An unknown round, an unknown unit, and one that takes no part: the province."""
    assert staff.get(address).status_code == status


def test_a_forged_host_gets_no_code(staff: TestClient) -> None:
    """A longer address than any real one would fit no code."""
    assert staff.get(f"{FORM}?unit={UNIT}", headers={"host": "x" * 400}).status_code == 422


def test_another_questionnaire_than_the_rounds_is_refused(program: Program) -> None:
    """Nobody prints a form that cannot be entered in its round."""
    printing = Printing("vi", questionnaire="three-level-counter@1", round=ROUND)
    with pytest.raises(SurveyError) as refused:
        paper_form(program, BOSS, printing, NOW)
    assert refused.value.code is Code.OTHER_QUESTIONNAIRE


def test_the_shell_writes_a_blank_form(tmp_path: Path) -> None:
    """Without any round; a key that nobody knows is refused and writes nothing."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}",
        "SECRET_KEY": "k" * 32,
        "VAR_FOLDER": str(tmp_path / "var"),
        "AGENCY_NAME": "Sở Tư pháp",
    }
    out = tmp_path / "form.pdf"
    command = ("questionnaire", "print", "three-level-counter@1", "--out", str(out))
    done = CliRunner().invoke(manage.main, command, env=settings)
    assert done.exit_code == 0, done.stderr
    assert "SỞ TƯ PHÁP" in said(out.read_bytes())
    command = ("questionnaire", "print", "nothing@1", "--out", str(tmp_path / "no.pdf"))
    refused = CliRunner().invoke(manage.main, command, env=settings)
    assert (refused.exit_code, "nothing@1" in refused.stderr) == (2, True)
    assert not (tmp_path / "no.pdf").exists()
