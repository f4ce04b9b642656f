"""A slip in a browser: answered once, and clear pages for what cannot be answered."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.links import find_link
from services.program import Program
from services.rounds import close_round
from services.slip_keys import slip_public_key
from services.slips import PrintedSlip, make_slips, void_slip
from surveys.errors import Code, SurveyError
from surveys.language import languages, words
from surveys.slip import field_tag, round_tag
from surveys.standing import Standing
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import kept, payload


@pytest.fixture
def slip(program: Program) -> PrintedSlip:
    return make_slips(program, ROUND, UNIT, 1, BOSS, NOW).slips[0]


def posted(page: str, **changes: str) -> dict[str, str]:
    """What a browser without JavaScript sends from a form that it was shown."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    answers = {"overall": "5", "time": "on_time", "contacts": "once", "offices": "one"}
    hidden.pop("start", None)
    return {**hidden, **answers, "attitude": "4", **changes}


def form_of(client: TestClient, token: str) -> str:
    page = client.get(f"/s/{token}")
    notice = re.search(r'name="notice" value="(\w+)"', page.text)
    assert notice
    asked = {"notice": notice[1], "lang": "vi", "start": "1", "consent": "yes"}
    return client.get(f"/s/{token}", params=asked).text


def test_a_slip_is_answered_without_javascript(
    client: TestClient, program: Program, slip: PrintedSlip
) -> None:
    """Once; sent again by the same form it is thanked again; afterwards the address says it is used."""
    page = form_of(client, slip.token)
    first = client.post(f"/s/{slip.token}", data=posted(page))
    again = client.post(f"/s/{slip.token}", data=posted(page))
    assert (first.status_code, again.status_code) == (200, 200)
    assert words("vi")("thanks.title") in first.text
    assert f"/s/{slip.token}" not in first.text, "there is no other form behind a used slip"
    assert first.text == again.text
    assert kept(program) == 1
    assert program.store.received(ROUND) == {UNIT: 1}
    assert client.get(f"/s/{slip.token}").status_code == 410


def test_a_slip_is_answered_by_a_device(
    client: TestClient, program: Program, slip: PrintedSlip
) -> None:
    """201, then 200 for the same; another answer is taken and kept apart, which nobody is told."""
    sent = payload(slip.token)
    replies = [client.post("/api/v1/responses", json=sent) for _ in range(2)]
    assert [one.status_code for one in replies] == [201, 200]
    other = client.post("/api/v1/responses", json=payload(slip.token))
    assert other.status_code == 201
    assert program.store.apart(ROUND) == {UNIT: {Standing.DOUBLE: 1}}


def test_two_forms_of_one_slip_count_once(
    client: TestClient, program: Program, slip: PrintedSlip
) -> None:
    """Whoever had it open already is not sent away with his answers."""
    pages = [form_of(client, slip.token) for _ in range(2)]
    ids = {posted(page)["id"] for page in pages}
    assert len(ids) == 2
    assert [client.post(f"/s/{slip.token}", data=posted(one)).status_code for one in pages] == [
        200,
        200,
    ]
    assert program.store.received(ROUND) == {UNIT: 1}
    assert program.store.apart(ROUND) == {UNIT: {Standing.DOUBLE: 1}}


def used(client: TestClient, program: Program, slip: PrintedSlip) -> str:
    client.post("/api/v1/responses", json=payload(slip.token))
    return slip.token


def voided(client: TestClient, program: Program, slip: PrintedSlip) -> str:
    void_slip(program, ROUND, UNIT, slip.serial, BOSS, NOW)
    return slip.token


def expired(client: TestClient, program: Program, slip: PrintedSlip) -> str:
    close_round(program, ROUND, BOSS, NOW - timedelta(days=9))
    return slip.token


def damaged(client: TestClient, program: Program, slip: PrintedSlip) -> str:
    return slip.token[:-3]


def forged(client: TestClient, program: Program, slip: PrintedSlip) -> str:
    return slip.token[:-1] + ("A" if slip.token[-1] != "A" else "B")


REFUSED = {
    used: (410, Code.SLIP_USED),
    voided: (410, Code.SLIP_VOIDED),
    expired: (410, Code.SLIP_EXPIRED),
    damaged: (404, Code.SLIP_DAMAGED),
    forged: (404, Code.SLIP_DAMAGED),
}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("case", REFUSED)
def test_every_refusal_has_a_page_that_says_what_to_do(
    client: TestClient, program: Program, slip: PrintedSlip, case: object, lang: str
) -> None:
    """With the right status, kept by no cache, without a trace of what anybody answered."""
    status, code = REFUSED[case]  # type: ignore[index]
    address = f"/s/{case(client, program, slip)}"  # type: ignore[operator]
    before = kept(program)
    for path in (address, f"{address}/khong-tham-gia"):
        page = client.get(path, params={"lang": lang})
        assert page.status_code == status
        assert page.headers["cache-control"] == "no-store"
        told = words(lang)
        assert told(f"slips.refused.{code}.title") in page.text
        assert told(f"slips.refused.{code}.now").replace("'", "&#39;") in page.text
        assert f'lang="{lang}"' in page.text
        assert "<form" not in page.text
    assert kept(program) == before


@pytest.mark.parametrize("case", [voided, damaged, forged])
def test_what_is_no_slip_stores_nothing(
    client: TestClient, program: Program, slip: PrintedSlip, case: object
) -> None:
    """By the plain form as by a device, which is told the same."""
    status, code = REFUSED[case]  # type: ignore[index]
    page = form_of(client, slip.token)
    token = case(client, program, slip)  # type: ignore[operator]
    assert client.post(f"/s/{token}", data=posted(page)).status_code == status
    reply = client.post("/api/v1/responses", json=payload(token))
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert reply.headers["cache-control"] == "no-store"
    assert kept(program) == 0


def test_the_form_of_a_slip_is_kept_by_no_cache(client: TestClient, slip: PrintedSlip) -> None:
    """Nor is the page that thanks."""
    assert client.get(f"/s/{slip.token}").headers["cache-control"] == "no-store"
    thanks = client.post(f"/s/{slip.token}", data=posted(form_of(client, slip.token)))
    assert thanks.headers["cache-control"] == "no-store"


def test_who_uses_javascript_is_offered_no_further_form(
    client: TestClient, code: str, slip: PrintedSlip
) -> None:
    """The page's own thanks have no way to a form that would say that it is used."""
    another = words("vi")("thanks.another")
    assert another not in client.get(f"/s/{slip.token}").text
    assert another in client.get(f"/s/{code}").text


def test_one_slip_does_not_fill_the_disk(
    client: TestClient, program: Program, slip: PrintedSlip
) -> None:
    """After five answers the rest is refused, and says so."""
    codes = [
        client.post("/api/v1/responses", json=payload(slip.token, id=str(uuid4()))).status_code
        for _ in range(8)
    ]
    assert codes == [201] * 5 + [410] * 3
    assert kept(program) == 5
    assert program.store.received(ROUND) == {UNIT: 1}


def test_a_slip_has_no_poster(client: TestClient, slip: PrintedSlip) -> None:
    """It is printed once, by those who may; its address alone gives no picture of it."""
    assert client.get(f"/s/{slip.token}/qr.svg").status_code == 404


def test_a_flooded_code_says_when_to_come_again(
    client: TestClient, program: Program, code: str, slip: PrintedSlip
) -> None:
    """429 with Retry-After, to devices and to the plain form, which keeps what was filled in."""
    page = form_of(client, code)
    link, moment = find_link(program, code), datetime.now(UTC) + timedelta(minutes=1)
    with suppress(SurveyError):
        while True:
            program.flow.take(link, moment)
    reply = client.post("/api/v1/responses", json=payload(code))
    assert (reply.status_code, reply.json()["code"]) == (429, Code.SLOWED)
    assert int(reply.headers["retry-after"]) > 0
    plain = client.post(f"/s/{code}", data=posted(page, procedure_field="land", comment="Rất tốt"))
    assert plain.status_code == 429
    assert int(plain.headers["retry-after"]) > 0
    assert "Rất tốt" in plain.text
    assert kept(program) == 0
    assert client.post("/api/v1/responses", json=payload(slip.token)).status_code == 201


def test_the_key_of_a_round_is_for_everybody(client: TestClient, program: Program) -> None:
    """It checks the round's slips; of a round that there is not, none is made up."""
    told = client.get(f"/api/v1/rounds/{ROUND}/slip-key").json()
    assert told["public_key"] == slip_public_key(program.settings.secret, ROUND).hex()
    assert told["tag"] == round_tag(ROUND).hex()
    assert told["fields"][field_tag("land").hex()] == "land"
    assert client.get("/api/v1/rounds/2001-H1/slip-key").status_code == 404
