"""A further language: off until a person has approved the very file, then question by question."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from services.notices import find_notice, notice_in_force
from services.program import Program
from services.translating import approve_language, further_languages, offered, withdraw_language
from surveys.account import Actor, Role
from surveys.consent import wordings
from surveys.errors import Code, SurveyError
from surveys.language import Text, further, words
from tests.acts import BOSS, NOW
from tests.conftest import ROUND
from tests.web.conftest import kept, payload

MADE_UP = "zxx"
"""The language of tests: no linguistic content, as the standard calls it (ISO 639-2)."""


def approve(program: Program) -> None:
    approve_language(program, BOSS, NOW, MADE_UP, further()[MADE_UP].hash)


def test_only_complete_languages_come_along() -> None:
    """No file of a further language is shipped: nobody has approved one."""
    assert further() == {}


def test_a_language_is_off_until_it_is_approved(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """Neither switch nor address shows it; approved, both do, and the log names who."""
    assert f"lang={MADE_UP}" not in client.get(f"/s/{code}").text
    assert '<html lang="vi">' in client.get(f"/s/{code}?lang={MADE_UP}").text
    approve(program)
    assert f'href="?lang={MADE_UP}">⟦Tiếng Việt⟧</a>' in client.get(f"/s/{code}").text
    assert f'<html lang="{MADE_UP}">' in client.get(f"/s/{code}?lang={MADE_UP}").text
    done = program.store.log.read()[0].act
    assert (done.actor, done.action, done.object) == (BOSS.name, "language.approve", MADE_UP)
    assert done.details["hash"] == further()[MADE_UP].hash


def test_a_file_that_changed_is_off_again(program: Program, tongue: Path) -> None:
    """By a single letter; and one is not approved that nobody has read as it is now."""
    approve(program)
    assert offered(program) == ("vi", "en", MADE_UP)
    before = further()[MADE_UP].hash
    tongue.write_text(tongue.read_text("utf-8") + "# x\n", "utf-8")
    assert offered(program) == ("vi", "en")
    with pytest.raises(SurveyError) as refused:
        approve_language(program, BOSS, NOW, MADE_UP, before)
    assert refused.value.code == Code.LANGUAGE_CHANGED


def test_a_language_is_switched_off_again(program: Program, tongue: Path) -> None:
    """And can be approved once more."""
    approve(program)
    withdraw_language(program, BOSS, NOW, MADE_UP)
    assert offered(program) == ("vi", "en")
    approve(program)
    assert offered(program)[-1] == MADE_UP


def test_the_shell_approves_nothing(program: Program, tongue: Path) -> None:
    """Somebody with a name has to have read it; and only for the whole agency."""
    for by, code in (
        (Actor("shell:root", Role.ADMINISTRATOR), Code.LANGUAGE_BY_NAME),
        (Actor("x", Role.OFFICIAL, "99004"), Code.OTHER_UNITS),
        (Actor("x", Role.ANALYST), Code.NOT_ALLOWED),
    ):
        with pytest.raises(SurveyError) as refused:
            approve_language(program, by, NOW, MADE_UP, further()[MADE_UP].hash)
        assert refused.value.code == code
    assert offered(program) == ("vi", "en")


def test_words_that_citizens_need_may_not_lack(program: Program, tongue: Path) -> None:
    """The refusal names one of them."""
    text = re.sub(r"(?m)^send = .*\n", "", tongue.read_text("utf-8"))
    tongue.write_text(text, "utf-8")
    with pytest.raises(SurveyError) as refused:
        approve(program)
    assert refused.value.code == Code.LANGUAGE_INCOMPLETE
    assert "form.send" in words("vi").error(refused.value)


def test_each_text_falls_back_by_itself_and_says_so(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """What is translated has the page's language; the rest is Vietnamese, marked piece by piece."""
    approve(program)
    page = client.get(f"/s/{code}?lang={MADE_UP}").text
    assert '<span class="section">⟦Đánh giá chung⟧</span>' in page
    assert "⟦Bắt đầu⟧" in page
    question = "Nhìn chung, Ông/Bà có hài lòng với lần giải quyết thủ tục này không?"
    assert f'<span lang="vi">{question}</span>' in page
    assert "<span>⟦Hài lòng⟧</span>" in page
    assert '<span><span lang="vi">Rất hài lòng</span></span>' in page
    assert 'lang="vi"' not in client.get(f"/s/{code}?lang=en").text.split("<main>")[1]


def test_a_translation_of_words_that_changed_is_not_shown(tongue: Path) -> None:
    """It is found by the Vietnamese wording alone."""
    assert Text({"vi": "Hài lòng"}).in_(MADE_UP) == "⟦Hài lòng⟧"
    assert Text({"vi": "Hài lòng."}).in_(MADE_UP) == "Hài lòng."
    assert Text({"vi": "Hài lòng", MADE_UP: "own"}).in_(MADE_UP) == "own"


def notice_texts(tongue: Path, without: str = "") -> None:
    """The whole notice in the file of tests, or all of it but one wording."""
    lines = (
        f"{json.dumps(one, ensure_ascii=False)} = {json.dumps('⟦' + one + '⟧', ensure_ascii=False)}"
        for one in wordings()
        if one != without
    )
    tongue.write_text(tongue.read_text("utf-8") + "\n".join(lines) + "\n", "utf-8")


def notice_of(client: TestClient, code: str) -> str:
    """What stands between the title of the notice and the button to begin, and its hash."""
    page = client.get(f"/s/{code}?lang={MADE_UP}").text
    return page[page.index("<h2>") : page.index('<p class="pair">')]


def test_the_notice_is_read_in_a_language_that_has_all_of_it(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """Blanks filled; its hash and its record are those of the words that were shown."""
    before = notice_in_force(program, ROUND, NOW)
    notice_texts(tongue)
    assert notice_in_force(program, ROUND, NOW) == before
    approve(program)
    shown = notice_of(client, code)
    assert "<h2>⟦Trước khi bắt đầu⟧</h2>" in shown
    assert "{" not in shown
    assert shown.count("⟦") == shown.count("⟧") > 10
    hash = re.search(r'name="notice" value="(\w+)"', shown)
    assert hash is not None
    assert hash[1] != before.hash
    sent = client.post(
        "/api/v1/responses", json=payload(code, language=MADE_UP), headers={"notice": hash[1]}
    )
    assert sent.status_code == 201
    answer = next(program.store.responses(ROUND))
    assert (answer.notice, answer.language) == (hash[1], MADE_UP)
    read_again = find_notice(program, answer.notice)
    assert read_again.title.own(MADE_UP) == "⟦Trước khi bắt đầu⟧"
    assert hash[1] in client.get("/quyen-rieng-tu").text
    withdraw_language(program, BOSS, NOW, MADE_UP)
    assert notice_in_force(program, ROUND, NOW) == before
    assert find_notice(program, answer.notice) == read_again


def test_a_notice_is_never_half_translated(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """One wording lacks, or has another blank: all of it is Vietnamese and marked so."""
    before = notice_in_force(program, ROUND, NOW).hash
    last = wordings()[-1]
    notice_texts(tongue, without=last)
    for added in ("", f'"{last}" = "⟦{{nobody}}⟧"\n', f'"{last}" = "⟦{{⟧"\n'):
        whole = tongue.read_text("utf-8")
        tongue.write_text(whole + added, "utf-8")
        approve(program)
        complete = further_languages(program, BOSS)[0].complete
        assert complete.notice == complete.all_notice - 1
        shown = notice_of(client, code)
        assert "⟦" not in shown
        assert '<h2><span lang="vi">Trước khi bắt đầu</span></h2>' in shown
        assert notice_in_force(program, ROUND, NOW).hash == before
        tongue.write_text(whole, "utf-8")


def test_completeness_is_counted(program: Program, tongue: Path) -> None:
    """Words of words, texts of texts."""
    complete = further_languages(program, BOSS)[0].complete
    assert 0 < complete.words < complete.all_words == len(words("vi").entries)
    assert (complete.texts, complete.all_texts > 200, complete.needed) == (3, True, ())
    assert (complete.notice, complete.all_notice) == (0, len(wordings()))


def test_an_answer_counts_though_its_language_was_switched_off(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """It may have waited on a device; a language without a file is still refused."""
    notice = re.search(r'data-notice="(\w+)"', client.get(f"/s/{code}").text)
    assert notice is not None
    headers = {"notice": notice[1]}
    sent = payload(code, language=MADE_UP)
    assert client.post("/api/v1/responses", json=sent, headers=headers).status_code == 201
    assert kept(program) == 1
    sent = payload(code, language="qq")
    assert client.post("/api/v1/responses", json=sent, headers=headers).status_code == 422


def test_the_form_without_scripts_keeps_its_language(
    client: TestClient, code: str, program: Program, tongue: Path
) -> None:
    """From the notice to the receipt."""
    approve(program)
    page = client.get(f"/s/{code}?lang={MADE_UP}").text
    form = page[page.index('id="questions"') :]
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    thanks = client.post(f"/s/{code}?lang={MADE_UP}", data={**sent, "overall": "5"})
    assert "⟦Cảm ơn Ông/Bà!⟧" in thanks.text
    assert next(program.store.responses("2026-H2")).language == MADE_UP
