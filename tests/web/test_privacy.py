"""The public page on privacy."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from services.notices import notice_in_force
from services.program import Program
from tests.acts import NOW
from tests.conftest import ROUND


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("vi", ("Giữ bao lâu", "Xóa: giải quyết trong 20 ngày", "2 ngày làm việc")),
        ("en", ("For how long", "Erase: settled within 20 days", "2 working days")),
    ],
)
def test_everybody_can_read_what_is_kept_and_which_rights_there_are(
    client: TestClient, language: str, sentences: tuple[str, ...]
) -> None:
    """Without signing in, in the person's language, with the way to withdraw."""
    reply = client.get(f"/quyen-rieng-tu?lang={language}")
    assert reply.status_code == 200
    assert f'<html lang="{language}">' in reply.text
    for said in (*sentences, f"/rut-phieu?lang={language}"):
        assert said in reply.text, said
    assert "frame-ancestors 'self'" in reply.headers["content-security-policy"]


def test_the_agency_is_named_and_can_be_reached(client: TestClient, program: Program) -> None:
    """As its settings say, escaped; without them there is a plain hint."""
    assert "Bộ phận Một cửa" in client.get("/quyen-rieng-tu").text
    named = replace(
        program.settings, agency_name="Sở <b>A</b>", agency_contact="Phòng 2, 0123 456 789"
    )
    object.__setattr__(program, "settings", named)
    page = client.get("/quyen-rieng-tu").text
    assert "Sở &lt;b&gt;A&lt;/b&gt;" in page
    assert "Phòng 2, 0123 456 789" in page


def test_notices_that_were_used_can_be_read_again(
    client: TestClient, code: str, program: Program
) -> None:
    """Each once, with its code, the day and the rounds, the latest first."""
    assert "Chưa có bản thông báo" in client.get("/quyen-rieng-tu").text
    client.get(f"/s/{code}")
    first = notice_in_force(program, ROUND, NOW).hash
    object.__setattr__(program, "settings", replace(program.settings, agency_name="Sở B"))
    client.get(f"/s/{code}")
    second = notice_in_force(program, ROUND, NOW).hash
    page = client.get("/quyen-rieng-tu").text
    shown = re.findall(r"<summary>[^<]*đợt 2026-H2 \(mã (\w+)\)", page)
    assert shown == [second, first]


@pytest.mark.parametrize(("given", "back"), [("{code}", True), ("'><script>", False)])
def test_the_page_leads_back_to_the_form(
    client: TestClient, code: str, given: str, back: bool
) -> None:
    """From the notice to this page and back; what is no code leads nowhere."""
    assert f"/quyen-rieng-tu?lang=vi&amp;code={code}" in client.get(f"/s/{code}").text
    page = client.get("/quyen-rieng-tu", params={"code": given.format(code=code)}).text
    assert (f'href="/s/{code}?lang=vi"' in page) is back
    assert ("Quay lại phiếu" in page) is back
    assert "<script>" not in page


def test_a_broken_file_of_deadlines_is_told(client: TestClient, program: Program) -> None:
    """Instead of a page with wrong periods."""
    (program.settings.var / "deadlines.toml").write_text("reply_working_days = 'x'", "utf-8")
    assert client.get("/quyen-rieng-tu").status_code == 422
