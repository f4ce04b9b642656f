"""Forms typed in by staff: batches, the grid's door, two passes, handing in."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.access import COOKIE
from services.program import Program
from surveys.account import Role
from tests import people
from tests.conftest import ROUND, UNIT
from tests.web.conftest import kept

PLACE = f"/nhap-phieu/{ROUND}"
ANSWERS = {
    "procedure_field": "land",
    "overall": 5,
    "time": "on_time",
    "contacts": "once",
    "offices": "one",
    "attitude": 4,
    "comment": "Gọi 0912 345 678",
}


def begin(staff: TestClient, **more: str) -> str:
    """A new batch; the address of its grid."""
    sent = {"unit": UNIT, "channel": "paper", "field": "", "notice": "", "passes": "1", **more}
    reply = staff.post(PLACE, data=sent)
    assert reply.status_code == 303, reply.text
    return reply.headers["location"].split("?")[0]


def form(number: int = 1, **more: Any) -> dict[str, Any]:
    sent = {"id": str(uuid4()), "typed": 1, "form": number, "ticked": True, "answers": ANSWERS}
    return {**sent, **more}


def typed(staff: TestClient, batch: str, **more: Any) -> int:
    reply = staff.post(batch, json=form(**more))
    assert reply.status_code == 200, reply.text
    return int(reply.json()["count"])


def test_a_batch_counts_once_it_is_handed_in(staff: TestClient, program: Program) -> None:
    """Until then it is in no figure. Each form is of the channel, unit, day and notice of the batch."""
    batch = begin(staff)
    assert [typed(staff, batch, number=one) for one in (1, 2, 3)] == [1, 2, 3]
    assert kept(program) == 0
    reply = staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    assert "Đã đưa vào 3 phiếu." in reply.text
    stored = list(program.store.responses(ROUND))
    assert len(stored) == 3
    assert {(one.channel, one.unit, one.hours, one.duration) for one in stored} == {
        ("paper", UNIT, "unknown", "unknown")
    }
    assert {one.field for one in stored} == {"land"}
    assert {one.notice for one in stored} == set(program.store.notices.hashes()[ROUND])
    assert staff.get(batch).status_code == 404


def test_comments_are_masked_before_they_wait(staff: TestClient, program: Program) -> None:
    """No telephone number lies among the drafts either."""
    batch = begin(staff)
    typed(staff, batch)
    (draft,) = program.store.drafts.drafts(int(batch.rsplit("/", 1)[1]), 1)
    assert "0912" not in str(draft.answers["comment"])


def test_the_same_form_twice_is_one(staff: TestClient, program: Program) -> None:
    """A double Enter, and a retry after a lost reply."""
    batch, once = begin(staff), form()
    assert [staff.post(batch, json=once).json()["count"] for _ in range(2)] == [1, 1]
    staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    assert kept(program) == 1


def test_another_form_under_the_same_number_is_refused(staff: TestClient) -> None:
    """A form of the pile that is typed a second time by mistake is noticed."""
    batch = begin(staff)
    typed(staff, batch)
    reply = staff.post(batch, json=form())
    assert (reply.status_code, reply.json()["code"]) == (409, "form_typed")


def test_a_form_without_the_tick_is_counted_and_not_entered(
    staff: TestClient, program: Program
) -> None:
    """Nothing of what is on it is kept."""
    batch = begin(staff)
    typed(staff, batch, number=1, ticked=False)
    typed(staff, batch, number=2)
    (draft, _) = program.store.drafts.drafts(int(batch.rsplit("/", 1)[1]), 1)
    assert draft.answers == {}
    assert "không đưa vào: 1" in staff.post(f"{batch}/dua-vao", data={"lang": "vi"}).text
    assert kept(program) == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"answers": {"overall": 9}}, "not_an_option"),
        ({"answers": {"overall": 5, "poor_points": ["time"]}}, "not_asked"),
        ({"answers": {}}, "nothing_answered"),
        ({"answers": {"nobody": 1}}, "unknown_question"),
        ({"answers": []}, "invalid_field"),
        ({"day": "2099-01-01"}, "bad_entry_day"),
        ({"day": "2020-01-01"}, "bad_entry_day"),
        ({"day": "gestern"}, "invalid_field"),
        ({"form": 0}, "bad_form_number"),
        ({"form": 10**30}, "bad_form_number"),
        ({"form": "1"}, "invalid_field"),
        ({"form": True}, "invalid_field"),
        ({"typed": 2}, "invalid_field"),
        ({"id": "x"}, "invalid_field"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    staff: TestClient, program: Program, sent: dict[str, Any], code: str
) -> None:
    """With the reason and the question, and nothing is kept."""
    batch = begin(staff)
    reply = staff.post(batch, json=form(**sent))
    assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert program.store.drafts.drafts(int(batch.rsplit("/", 1)[1]), 1) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"[" * 5000, b'"x"', b"\xff"])
def test_what_is_no_form_is_refused(staff: TestClient, body: bytes) -> None:
    """Whatever somebody sends instead."""
    batch = begin(staff)
    reply = staff.post(batch, content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 400


def test_a_days_form_keeps_its_own_day(staff: TestClient, program: Program) -> None:
    """The day written on the paper, not the one on which it was typed."""
    batch = begin(staff)
    typed(staff, batch, day="2026-07-02")
    staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    (stored,) = program.store.responses(ROUND)
    assert stored.day.isoformat() == "2026-07-02"


def test_another_sites_page_cannot_type(staff: TestClient, program: Program) -> None:
    """Neither begin, nor type, nor hand in."""
    batch, foreign = begin(staff), {"sec-fetch-site": "cross-site"}
    typed(staff, batch)
    for reply in (
        staff.post(PLACE, data={"unit": UNIT, "channel": "paper"}, headers=foreign),
        staff.post(batch, json=form(2), headers=foreign),
        staff.post(f"{batch}/dua-vao", data={}, headers=foreign),
    ):
        assert reply.status_code == 403
    assert kept(program) == 0


def test_a_clerk_enters_for_his_own_unit_alone(client: TestClient, program: Program) -> None:
    """Batches of other units are neither listed, nor begun, nor opened."""
    client.cookies.set(COOKIE, people.session(program))
    others = begin(client, unit=UNIT)
    client.cookies.set(COOKIE, people.session(program, Role.CLERK, "99005"))
    own = begin(client, unit="99005")
    listed = client.get(PLACE).text
    assert f'"{own}?' in listed
    assert f'"{others}?' not in listed
    assert f'value="{UNIT}"' not in listed
    assert client.post(PLACE, data={"unit": UNIT, "channel": "paper"}).status_code == 403
    assert client.get(others).status_code == 403
    assert client.post(others, json=form()).status_code == 403
    assert client.post(f"{others}/dua-vao", data={"lang": "vi"}).status_code == 403


def test_what_is_asked_aloud_is_sent_at_once(staff: TestClient, program: Program) -> None:
    """With a receipt for the person; without agreement nothing is kept; the log has no line for it."""
    batch = begin(staff, channel="assisted")
    before = program.store.log.head()
    reply = staff.post(batch, json=form())
    assert reply.status_code == 200
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", reply.json()["receipt"])
    refused = staff.post(batch, json=form(ticked=False))
    assert (refused.status_code, refused.json()["code"]) == (422, "no_consent")
    assert program.store.log.head() == before
    (stored,) = program.store.responses(ROUND)
    assert stored.channel == "assisted"
    assert "Đã đưa vào 1 phiếu." in staff.post(f"{batch}/dua-vao", data={"lang": "vi"}).text


def test_the_grid_knows_every_sign(staff: TestClient) -> None:
    """What the page shows beside a line is what its keys mean."""
    text = staff.get(begin(staff)).text
    data = json.loads(re.findall(r'id="data">(.*?)</script>', text, re.DOTALL)[0])
    lines = {line.get("question"): line for line in data["lines"]}
    assert lines["overall"]["signs"] == {str(n): n for n in range(1, 6)}
    assert lines["time"]["signs"]["0"] == "na"
    assert lines["poor_points"]["only_if"] == {"question": "overall", "values": [1, 2]}
    assert len(re.findall('<div class="line[ "]', text)) == len(data["lines"])


def test_a_field_for_the_whole_batch_is_not_asked(staff: TestClient, program: Program) -> None:
    """It stands in each of its forms."""
    batch = begin(staff, field="land")
    assert "procedure_field" not in staff.get(batch).text
    typed(staff, batch, answers={"overall": 5})
    staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    (stored,) = program.store.responses(ROUND)
    assert stored.field == "land"


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "qr"},
        {"channel": "kiosk"},
        {"field": "x"},
        {"notice": "x"},
        {"passes": "3"},
        {"passes": ""},
        {"channel": "assisted", "passes": "2"},
    ],
)
def test_a_batch_that_cannot_be_is_refused(
    staff: TestClient, program: Program, wrong: dict[str, str]
) -> None:
    """Staff enter paper and what they asked aloud, under a notice that was shown."""
    sent = {"unit": UNIT, "channel": "paper", "passes": "1", **wrong}
    assert staff.post(PLACE, data=sent).status_code == 422
    assert program.store.drafts.batches(ROUND) == []


def test_a_batch_is_found_in_its_own_round_alone(staff: TestClient) -> None:
    """Whatever number is typed into the address."""
    batch = begin(staff)
    number = batch.rsplit("/", 1)[1]
    for address in (f"/nhap-phieu/2020-H1/{number}", f"{PLACE}/{'9' * 40}", f"{PLACE}/x"):
        assert staff.get(address).status_code == 404


def test_a_typed_form_can_be_corrected_until_then(staff: TestClient, program: Program) -> None:
    """Opened again by its number, it comes back as it was typed."""
    batch, first = begin(staff), form(answers={"overall": 1, "poor_points": ["time", "costs"]})
    staff.post(batch, json=first)
    data = re.findall(r'id="data">(.*?)</script>', staff.get(f"{batch}?form=1").text, re.DOTALL)
    draft = json.loads(data[0])["draft"]
    assert draft["id"] == first["id"]
    assert draft["answers"]["poor_points"] == ["time", "costs"]
    staff.post(batch, json={**first, "answers": {"overall": 2}})
    staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    (stored,) = program.store.responses(ROUND)
    assert stored.answers["overall"] == 2


def two_passes(staff: TestClient) -> str:
    """Three forms, typed twice; the second differs in one answer and has one form more."""
    batch = begin(staff, passes="2")
    for number in (1, 2):
        typed(staff, batch, form=number)
    typed(staff, batch, form=1, typed=2)
    typed(staff, batch, form=2, typed=2, answers={**ANSWERS, "attitude": 1})
    typed(staff, batch, form=3, typed=2)
    return batch


def test_two_passes_are_laid_beside_each_other(staff: TestClient, program: Program) -> None:
    """Each difference with both values and where it is; nothing goes in before all are decided."""
    batch = two_passes(staff)
    text = staff.get(f"{batch}/dua-vao").text
    assert re.findall(r'name="(pick-[^"]+)" value="1"', text) == ["pick-2-attitude", "pick-3-form"]
    assert "4 Hài lòng" in text
    assert "1 Rất không hài lòng" in text
    assert "khác nhau 1 trên 14 câu trả lời (7,1 %)" in text
    refused = staff.post(f"{batch}/dua-vao", data={"pick-2-attitude": "2"})
    assert refused.status_code == 422
    assert "Phiếu số 3: hai lần nhập còn khác nhau" in refused.text
    assert 'name="pick-2-attitude" value="2" checked' in refused.text
    assert kept(program) == 0


@pytest.mark.parametrize(("pick", "level"), [("1", 4), ("2", 1)])
def test_what_was_picked_goes_in(
    staff: TestClient, program: Program, pick: str, level: int
) -> None:
    """The value chosen; a form that was in one pass only is there when that pass is chosen."""
    batch = two_passes(staff)
    picks = {"pick-2-attitude": pick, "pick-3-form": pick}
    assert staff.post(f"{batch}/dua-vao", data=picks).status_code == 200
    given = [one.answers["attitude"] for one in program.store.responses(ROUND)]
    assert sorted(given) == sorted([4, level] + ([4] if pick == "2" else []))


def test_the_log_has_two_lines_for_a_batch(staff: TestClient, program: Program) -> None:
    """When it was begun and when it was handed in, with numbers alone."""
    batch = begin(staff)
    for number in (1, 2):
        typed(staff, batch, form=number)
    staff.post(f"{batch}/dua-vao", data={"lang": "vi"})
    told = [one.act for one in program.store.log.read() if one.act.action.startswith("entry.")]
    assert [act.action for act in told] == ["entry.close", "entry.begin"]
    assert told[0].details == {
        "unit": UNIT,
        "channel": "paper",
        "forms": 2,
        "unticked": 0,
        "differences": 0,
    }
