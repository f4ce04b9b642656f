"""The JSON door: accepted once, and everything else refused with a sentence and nothing stored."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from services.access import COOKIE
from services.program import Program
from services.rounds import close_round, pause_round
from services.units import public_codes
from surveys.account import Role
from surveys.errors import Code
from surveys.standing import Standing
from tests.acts import ACT, BOSS
from tests.conftest import ROUND
from tests.people import session
from tests.web.conftest import kept, payload

PATH = "/api/v1/responses"


def test_a_whole_answer_is_kept_with_a_receipt(
    client: TestClient, code: str, program: Program
) -> None:
    """201, and the receipt is the same for the same id ever after: 200."""
    sent = payload(code)
    first, second = client.post(PATH, json=sent), client.post(PATH, json=sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["receipt"] == second.json()["receipt"]
    assert kept(program) == 1


def test_unit_and_channel_are_the_links_word(
    client: TestClient, code: str, program: Program
) -> None:
    """A device that calls itself a kiosk of another unit is not believed."""
    client.post(PATH, json=payload(code, channel="kiosk"))
    response = next(program.store.responses("2026-H2"))
    assert (response.unit, response.channel, response.field) == ("99004", "qr", "land")


def test_the_same_id_with_other_answers_is_refused(
    client: TestClient, code: str, program: Program
) -> None:
    """409, and the first answer stays."""
    sent = payload(code)
    client.post(PATH, json=sent)
    other = client.post(PATH, json={**sent, "answers": {"overall": 1}})
    assert (other.status_code, other.json()["code"]) == (409, "other_content")
    assert next(program.store.responses("2026-H2")).answers["overall"] == 5


def test_a_retry_after_the_round_closed_is_still_accepted(
    client: TestClient, code: str, program: Program
) -> None:
    """What was acknowledged once is acknowledged again, and other answers under its id are refused."""
    sent = payload(code)
    client.post(PATH, json=sent)
    close_round(program, "2026-H2", BOSS, datetime.now(UTC))
    again = client.post(PATH, json=sent)
    changed = client.post(PATH, json={**sent, "answers": {"overall": 1}})
    assert [again.status_code, changed.status_code] == [200, 409]
    assert kept(program) == 1


def test_a_late_answer_is_taken_from_the_device_and_stands_apart(
    client: TestClient, code: str, program: Program
) -> None:
    """201, so that the device may forget it; it is in no figure, and its retry is known."""
    close_round(program, "2026-H2", BOSS, datetime.now(UTC))
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    sent = payload(code, finished_at=tomorrow)
    assert [client.post(PATH, json=sent).status_code for _ in range(2)] == [201, 200]
    assert program.store.apart("2026-H2") == {"99004": {Standing.LATE: 1}}
    assert dict(program.store.tallies("2026-H2")) == {}


@pytest.mark.parametrize("field", ["started_at", "finished_at"])
@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59-23:59"],
)
def test_the_ends_of_the_calendar_are_refused(
    client: TestClient, code: str, program: Program, field: str, moment: str
) -> None:
    """They are no day in Vietnam: the device is told which field is wrong, and nothing is kept."""
    refused = client.post(PATH, json=payload(code, **{field: moment}))
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")
    assert kept(program) == 0


def test_where_nobody_was_ever_asked_nothing_is_kept(client: TestClient, program: Program) -> None:
    """The code of the province, which takes no part, is refused kindly as before."""
    refused = client.post(PATH, json=payload(public_codes(program)["99"]))
    assert (refused.status_code, refused.json()["code"]) == (403, "no_open_round")
    assert kept(program) == 0


def test_a_door_that_has_not_noticed_the_closing_judges_again(
    client: TestClient, code: str, program: Program
) -> None:
    """Another process closes the round within the second in which this one remembers it open."""
    client.get(f"/s/{code}")
    opened = program.store.rounds()[0]
    program.store.change_round(opened.closed(opened.opens), opened, ACT)
    assert client.post(PATH, json=payload(code)).status_code == 201
    assert program.store.apart("2026-H2") == {"99004": {Standing.LATE: 1}}


def test_an_answer_to_a_paused_round_is_kept_with_a_flag(
    client: TestClient, code: str, program: Program
) -> None:
    """The page says that the survey rests; who had the form open is heard all the same."""
    fields = client.get(f"/s/{code}?consent=yes")
    assert fields.status_code == 200
    pause_round(program, "2026-H2", BOSS, datetime.now(UTC))
    page = client.get(f"/s/{code}")
    assert page.status_code == 403
    assert "đang tạm dừng" in page.text
    assert client.post(PATH, json=payload(code)).status_code == 201
    response = next(program.store.responses("2026-H2", Standing.COUNTED))
    assert response.flags == ("while_paused",)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"overall": 9}, Code.NOT_AN_OPTION),
        ({"overall": "5"}, Code.NOT_AN_OPTION),
        ({"overall": 5, "q99": 1}, Code.UNKNOWN_QUESTION),
        ({"overall": 5, "poor_points": ["time"]}, Code.NOT_ASKED),
        ({"overall": 5, "procedure_field": "space"}, Code.NOT_AN_OPTION),
        ({"overall": 5, "comment": "x" * 1001}, Code.TEXT_TOO_LONG),
        ({"overall": 5, "comment": "a\x00b"}, Code.CONTROL_CHARACTERS),
        ({"overall": 5, "comment": "a\x1b[2J"}, Code.CONTROL_CHARACTERS),
        ({}, Code.NOTHING_ANSWERED),
        ({"comment": "\u200b\u3164 "}, Code.NOTHING_ANSWERED),
        ({"poor_points": ["x"], "overall": 1}, Code.NOT_AN_OPTION),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_wrong_answers_are_refused_with_a_sentence(
    client: TestClient,
    code: str,
    program: Program,
    answers: dict[str, Any],
    expected: Code,
    language: str,
) -> None:
    """422 with the code and a sentence in the person's language; nothing is stored."""
    reply = client.post(PATH, json=payload(code, answers=answers, language=language))
    assert (422, expected) == (reply.status_code, reply.json()["code"])
    assert reply.headers["content-type"] == "application/problem+json"
    assert (language == "en") == reply.json()["detail"].isascii()
    assert kept(program) == 0


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        ({"code": "ZZZZZZZ"}, 404, Code.UNKNOWN_LINK),
        ({"code": "../../x"}, 404, Code.UNKNOWN_LINK),
        ({"code": 5}, 422, Code.INVALID_FIELD),
        ({"questionnaire": "short-counter@2"}, 409, Code.OTHER_QUESTIONNAIRE),
        ({"questionnaire": None}, 409, Code.OTHER_QUESTIONNAIRE),
        ({"id": "not-a-uuid"}, 422, Code.INVALID_FIELD),
        ({"id": 7}, 422, Code.INVALID_FIELD),
        ({"answers": []}, 422, Code.INVALID_FIELD),
        ({"answers": None}, 422, Code.INVALID_FIELD),
        ({"language": "xx"}, 422, Code.INVALID_FIELD),
        ({"channel": 3}, 422, Code.INVALID_FIELD),
        ({"started_at": "yesterday"}, 422, Code.INVALID_FIELD),
        ({"started_at": "2026-11-22T08:00:00"}, 422, Code.INVALID_FIELD),
        ({"unit": "99001"}, 422, Code.UNKNOWN_FIELD),
    ],
)
def test_wrong_fields_are_refused_by_name(
    client: TestClient,
    code: str,
    program: Program,
    change: dict[str, Any],
    status: int,
    expected: Code,
) -> None:
    """Each with its status and code; nothing is stored."""
    reply = client.post(PATH, json={**payload(code), **change})
    assert (status, expected) == (reply.status_code, reply.json()["code"])
    assert kept(program) == 0


@pytest.mark.parametrize("missing", ["id", "code", "questionnaire", "answers"])
def test_a_missing_field_is_named(
    client: TestClient, code: str, program: Program, missing: str
) -> None:
    """The sentence says which."""
    sent = payload(code)
    del sent[missing]
    reply = client.post(PATH, json=sent)
    assert (reply.status_code, reply.json()["code"]) == (422, Code.MISSING_FIELD)
    assert missing in reply.json()["detail"]
    assert kept(program) == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"id": "', b"[1, 2", b"null", b"[]", b'"x"', b"\xff\xfe{}", b"NaN", b"[" * 100_0],
)
def test_half_a_json_is_refused(client: TestClient, program: Program, body: bytes) -> None:
    """400 for what cannot be read or is no object."""
    reply = client.post(PATH, content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, Code.UNREADABLE)
    assert kept(program) == 0


def test_a_lone_half_of_a_character_is_refused(
    client: TestClient, code: str, program: Program
) -> None:
    """Text that could not be written to any file is not taken in."""
    body = json.dumps(payload(code)).replace("T\\u1ed1t", "\\ud800")
    reply = client.post(PATH, content=body, headers={"content-type": "application/json"})
    assert reply.status_code in (400, 422)
    assert kept(program) == 0


def test_a_megabyte_of_comment_is_refused(client: TestClient, code: str, program: Program) -> None:
    """413 before it is read to its end, also when the sender hides the size."""
    sent = json.dumps(payload(code, answers={"comment": "x" * 1_000_000})).encode()
    whole = client.post(PATH, content=sent, headers={"content-type": "application/json"})
    pieces = (sent[at : at + 1000] for at in range(0, len(sent), 1000))
    streamed = client.post(PATH, content=pieces, headers={"content-type": "application/json"})
    assert [whole.status_code, streamed.status_code] == [413, 413]
    assert "64 KB" in whole.json()["detail"]
    assert kept(program) == 0


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(
    client: TestClient, code: str, program: Program, media_type: str
) -> None:
    """415, naming the type that is needed."""
    body = json.dumps(payload(code))
    reply = client.post(PATH, content=body, headers={"content-type": media_type})
    assert reply.status_code == 415
    assert "application/json" in reply.json()["detail"]
    assert kept(program) == 0


def test_reading_answers_is_not_possible(client: TestClient) -> None:
    """The door only takes."""
    assert client.get(PATH).status_code == 405


def test_comments_are_masked_before_they_are_stored(
    client: TestClient, code: str, program: Program
) -> None:
    """A telephone number in a comment never reaches the database, and a retry is still known."""
    sent = payload(code, answers={"overall": 4, "comment": "Gọi chị Lan 0912345678"})
    assert [client.post(PATH, json=sent).status_code for _ in range(2)] == [201, 200]
    stored = next(program.store.responses("2026-H2")).answers["comment"]
    assert stored == "Gọi chị [tên] [số điện thoại]"


def test_figures_are_for_staff(client: TestClient, program: Program) -> None:
    """401 for strangers; 200 with the protected summary for staff."""
    path = "/api/v1/rounds/2026-H2/summary"
    assert client.get(path).status_code == 401
    client.cookies.set(COOKIE, session(program, Role.VIEWER))
    assert client.get(path).json()["round"] == "2026-H2"
    assert client.get("/api/v1/rounds/1999-H1/summary").status_code == 404
    assert client.get(f"{path}?unit=nowhere").status_code == 404


def test_health_is_open_to_everybody(client: TestClient) -> None:
    """For the watchers of the machine."""
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_ids_of_two_people_never_meet(client: TestClient, code: str, program: Program) -> None:
    """Ten people, ten responses, ten receipts."""
    receipts = {
        client.post(PATH, json=payload(code, id=str(uuid4()))).json()["receipt"] for _ in range(10)
    }
    assert (len(receipts), kept(program)) == (10, 10)


def test_deeply_nested_answers_are_refused(client: TestClient, code: str, program: Program) -> None:
    """A thousand lists in each other are no answer."""
    sent = json.dumps(payload(code)).replace(
        '"overall": 5', '"overall": ' + "[" * 1000 + "]" * 1000
    )
    reply = client.post(PATH, content=sent, headers={"content-type": "application/json"})
    assert reply.status_code in (400, 422)
    assert kept(program) == 0


def test_a_device_says_what_its_clock_shows(
    client: TestClient, code: str, program: Program
) -> None:
    """In a header: two hours ahead is corrected and noted; nonsense is nothing said."""
    ahead = datetime.now(UTC) + timedelta(hours=2)
    for said in (ahead.isoformat(), "yesterday", ""):
        sent = payload(code, started_at=None, finished_at=ahead.isoformat())
        reply = client.post("/api/v1/responses", json=sent, headers={"Sent-At": said})
        assert reply.status_code == 201
    assert sorted(one.flags for one in program.store.responses(ROUND)) == [
        (),
        (),
        ("wrong_clock",),
    ]
