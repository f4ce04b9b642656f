"""Slips made and made void by those at the counter, and the sheets that come out."""

import re

import pytest
from starlette.testclient import TestClient

from services.access import COOKIE
from services.program import Program
from services.slip_sheets import Layout
from services.slips import make_slips, slips_of_units
from surveys.account import Role
from surveys.language import words
from surveys.slip import Given
from tests import people
from tests.acts import BOSS
from tests.conftest import NOW, ROUND, UNIT
from tests.web.conftest import payload

PAGE = f"/phieu-ma-qr?unit={UNIT}"
told = words("vi")


def asked(**more: str) -> dict[str, str]:
    return {"unit": UNIT, "round": ROUND, "number": "3", **more}


def numbers(program: Program) -> tuple[int, int]:
    [own] = slips_of_units(program, ROUND, BOSS, NOW, UNIT)
    return own.made, own.voided


def serials(html: str) -> list[str]:
    return re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", html)


@pytest.mark.parametrize("layout", Layout)
def test_slips_are_made_and_shown_once(staff: TestClient, program: Program, layout: Layout) -> None:
    """With unit, field, last day and serial, no person, and nothing from anywhere else."""
    reply = staff.post("/phieu-ma-qr/in", data=asked(format=layout, field="land"))
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert len(set(serials(reply.text))) == 3
    assert reply.text.count("<svg") == 3
    assert "Xã Đồng Sen" in reply.text
    assert "Đất đai" in reply.text
    assert "31/12/2099" in reply.text
    assert not re.search(r'(src|href)="(?!/phieu-ma-qr)', reply.text)
    assert numbers(program) == (3, 0)


def test_outcome_and_field_are_counted_and_not_on_the_paper(
    staff: TestClient, program: Program
) -> None:
    """Who sees the slip does not learn that the dossier was refused."""
    reply = staff.post("/phieu-ma-qr/in", data=asked(given=Given.REFUSED, field="land"))
    assert told("slips.given.refused") not in reply.text
    [row] = program.store.slips.handed_out(ROUND)
    assert (row.unit, row.field, row.given, row.made) == (UNIT, "land", "refused", 3)


def test_the_page_says_what_was_handed_out(staff: TestClient, program: Program) -> None:
    """Made, void and come back; the last as it may be shown."""
    batch = make_slips(program, ROUND, UNIT, 8, BOSS, NOW)
    for number, one in enumerate(batch.slips[:7]):
        staff.post("/api/v1/responses", json=payload(one.token))
        if number == 4:
            program.store.take_snapshots(ROUND, 5)
    page = staff.get(PAGE)
    assert re.findall(r"<dd>(.*?)</dd>", page.text) == ["8", "0", "5"]
    assert page.headers["cache-control"] == "no-store"


def test_a_spoilt_slip_is_made_void_and_another_printed(
    staff: TestClient, program: Program
) -> None:
    """By serial or by scanning; with another one in its place when that is wanted."""
    first, second = make_slips(program, ROUND, UNIT, 2, BOSS, NOW).slips
    sent = {"unit": UNIT, "round": ROUND}
    done = staff.post("/phieu-ma-qr/huy", data={**sent, "serial": first.serial})
    assert told("slips.done_void") in done.text
    address = f"http://testserver/s/{second.token}"
    wanted = {"again": "1", "field": "land", "given": "returned"}
    again = staff.post("/phieu-ma-qr/huy", data={**sent, "serial": address, **wanted})
    assert len(serials(again.text)) == 1
    assert "Đất đai" in again.text
    assert "returned" in {row.given for row in program.store.slips.handed_out(ROUND)}
    assert numbers(program) == (3, 2)
    for one in (first, second):
        assert staff.get(f"/s/{one.token}").status_code == 410


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/phieu-ma-qr/in", {"number": "0"}),
        ("/phieu-ma-qr/in", {"number": "many"}),
        ("/phieu-ma-qr/in", {"number": "99999999999"}),
        ("/phieu-ma-qr/in", {"field": "astrology"}),
        ("/phieu-ma-qr/huy", {"serial": "AAAAA-AAAAA"}),
        ("/phieu-ma-qr/huy", {"serial": ""}),
    ],
)
def test_what_cannot_be_done_is_told_above_the_same_page(
    staff: TestClient, program: Program, path: str, changes: dict[str, str]
) -> None:
    """With the reason, and nothing is counted."""
    reply = staff.post(path, data=asked(**changes))
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    assert told("slips.make_button") in reply.text
    assert numbers(program) == (0, 0)


def test_another_site_cannot_make_slips(staff: TestClient, program: Program) -> None:
    """Nor make any void."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/phieu-ma-qr/in", "/phieu-ma-qr/huy"):
        assert staff.post(path, data=asked(), headers=headers).status_code == 403
    assert numbers(program) == (0, 0)


def test_a_clerk_makes_slips_of_his_own_counter_only(client: TestClient, program: Program) -> None:
    """Neither sees nor makes those of another."""
    client.cookies.set(COOKIE, people.session(program, Role.CLERK, UNIT))
    assert client.get(PAGE).status_code == 200
    assert client.get("/phieu-ma-qr?unit=99005").status_code == 403
    assert client.post("/phieu-ma-qr/in", data=asked(unit="99005")).status_code == 403
    assert client.post("/phieu-ma-qr/in", data=asked()).status_code == 200


def test_strangers_are_sent_to_sign_in(client: TestClient) -> None:
    """They see no numbers."""
    reply = client.get(PAGE)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/khao-sat")


def test_a_unit_without_a_round_is_told_so(staff: TestClient) -> None:
    """The province itself asks nobody."""
    page = staff.get("/phieu-ma-qr?unit=99")
    assert page.status_code == 200
    assert told("slips.no_round") in page.text
    assert staff.get("/phieu-ma-qr?unit=zz").status_code == 404


def test_the_page_is_complete_in_english(staff: TestClient) -> None:
    """And its forms stay in that language."""
    page = staff.get(f"{PAGE}&lang=en")
    assert "QR slips" in page.text
    assert 'action="/phieu-ma-qr/in?lang=en"' in page.text
    made = staff.post("/phieu-ma-qr/in?lang=en", data=asked(field="land"))
    assert words("en")("slips.ask") in made.text
