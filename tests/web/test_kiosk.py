"""Paired tablets: who is one, what it shows, what it sends, and what it says of itself."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from services.devices import (
    DEVICE_COOKIE,
    SECURE_DEVICE_COOKIE,
    Paired,
    devices,
    forget_refused,
    offer_pairing,
    pair,
    retire_device,
)
from services.program import Program
from services.rounds import close_round, create_round, pause_round, reopen_round
from surveys.dates import day_of
from surveys.device import Standing
from surveys.language import words
from surveys.standing import Standing as ResponseStanding
from tests.acts import BOSS
from tests.conftest import ROUND, UNIT
from tests.web.conftest import application, kept, payload

API, BEAT = "/api/v1/responses", "/api/v1/devices/heartbeat"


def paired(program: Program, field: str | None = None, unit: str = UNIT) -> Paired:
    """A device of the commune."""
    now = datetime.now(UTC)
    offered = offer_pairing(program, BOSS, unit, "Máy quầy 1", now, field)
    return pair(program, offered.code, now)


@pytest.fixture
def device(program: Program) -> Paired:
    return paired(program)


@pytest.fixture
def tablet(client: TestClient, device: Paired) -> TestClient:
    """A browser that is the device."""
    client.cookies.set(DEVICE_COOKIE, device.secret)
    return client


def _answer(device: Paired, **changes: object) -> dict[str, object]:
    return payload(device.device.code, **changes)


def test_a_code_makes_a_tablet_a_kiosk_once(client: TestClient, program: Program) -> None:
    """Typed in small letters with a space, it leads to the kiosk; a second tablet gets nothing."""
    offered = offer_pairing(program, BOSS, UNIT, "Máy quầy 1", datetime.now(UTC))
    typed = {"code": offered.code.lower().replace("-", " ")}
    made = client.post("/ghep-may", data=typed)
    assert (made.status_code, made.headers["location"]) == (303, "/kiosk")
    assert "Xin mời Ông/Bà đánh giá" in client.get("/kiosk").text
    other = TestClient(application(), follow_redirects=False)
    again = other.post("/ghep-may", data=typed)
    assert (again.status_code, "set-cookie" in again.headers) == (404, False)
    assert "Mã ghép máy không đúng" in again.text


def test_the_secret_is_out_of_reach(client: TestClient, program: Program) -> None:
    """Not for scripts, not for other sites, for years; on https for nothing else."""
    offered = offer_pairing(program, BOSS, UNIT, "Máy", datetime.now(UTC))
    set_cookie = client.post("/ghep-may", data={"code": offered.code}).headers["set-cookie"].lower()
    assert set_cookie.startswith(f"{DEVICE_COOKIE}=")
    for part in ("httponly", "samesite=strict", "path=/", "max-age=34560000"):
        assert part in set_cookie
    secure = TestClient(application(), "https://testserver", follow_redirects=False)
    offered = offer_pairing(program, BOSS, UNIT, "Máy", datetime.now(UTC))
    set_cookie = secure.post("/ghep-may", data={"code": offered.code}).headers["set-cookie"]
    assert set_cookie.startswith(f"{SECURE_DEVICE_COOKIE}=")
    assert "Secure" in set_cookie


def test_strangers_together_may_try_only_so_often(client: TestClient) -> None:
    """Twenty codes a minute, whoever types them."""
    tried = [client.post("/ghep-may", data={"code": "2222-2222"}).status_code for _ in range(21)]
    assert tried == [404] * 20 + [429]


def test_another_site_cannot_pair_a_browser(client: TestClient, program: Program) -> None:
    """A form of theirs that posts here is refused, and the code still works."""
    offered = offer_pairing(program, BOSS, UNIT, "Máy", datetime.now(UTC))
    sent = {"code": offered.code}
    foreign = client.post("/ghep-may", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert client.post("/ghep-may", data=sent).status_code == 303


def test_channel_and_unit_are_those_of_the_device(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """Whatever the tablet calls itself; and nothing of the device is kept with the answer."""
    sent = _answer(device, channel="qr")
    assert tablet.post(API, json=sent).status_code == 201
    response = next(program.store.responses(ROUND))
    assert (response.unit, response.channel, response.field) == (UNIT, "kiosk", "land")
    record = response.record()
    for secret in (device.device.code, device.device.number, device.device.name, device.secret):
        assert secret not in record


def test_a_device_may_stand_for_a_procedure_field(client: TestClient, program: Program) -> None:
    """Then the form does not ask for it."""
    made = paired(program, "construction")
    client.cookies.set(DEVICE_COOKIE, made.secret)
    assert "procedure_field" not in client.get("/kiosk").text
    client.post(API, json=_answer(made, answers={"overall": 4}))
    assert next(program.store.responses(ROUND)).field == "construction"


@pytest.mark.parametrize("secret", [None, "", "forged", "x" * 5000])
def test_a_forged_secret_is_no_device(
    client: TestClient, device: Paired, program: Program, secret: str | None
) -> None:
    """Neither its answers nor its reports are taken, and the kiosk stays closed."""
    if secret is not None:
        client.cookies.set(DEVICE_COOKIE, secret)
    refused = client.post(API, json=_answer(device))
    assert (refused.status_code, refused.json()["code"]) == (403, "device_not_paired")
    assert client.post(BEAT, json={"waiting": 0}).status_code == 403
    assert client.get("/kiosk").status_code == 404
    assert kept(program) == 0


def test_a_device_sends_for_itself_alone(client: TestClient, program: Program) -> None:
    """The code of another tablet is worth nothing with one's own secret."""
    mine, other = paired(program), paired(program, unit="99005")
    client.cookies.set(DEVICE_COOKIE, mine.secret)
    assert client.post(API, json=_answer(other)).status_code == 403
    assert kept(program) == 0


def test_a_paired_tablet_on_an_open_code_is_an_open_code(
    tablet: TestClient, code: str, program: Program
) -> None:
    """The link that was opened says what it is."""
    tablet.post(API, json=payload(code))
    assert next(program.store.responses(ROUND)).channel == "qr"


def test_a_retired_device_ends_at_once(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """No form, no answer, no report from the next request on."""
    shown = tablet.get("/kiosk")
    assert (shown.status_code, shown.headers["keep-offline"]) == (200, "1")
    rescue = tablet.get(shown.headers["keep-beside"])
    assert (rescue.status_code, rescue.headers["keep-offline"]) == (200, "1")
    retire_device(program, BOSS, device.device.number, datetime.now(UTC))
    gone = tablet.get("/kiosk")
    assert (gone.status_code, "keep-offline" in gone.headers) == (404, False)
    assert tablet.post(API, json=_answer(device)).status_code == 403
    assert tablet.post(BEAT, json={"waiting": 3}).status_code == 403
    assert kept(program) == 0


def test_a_partial_answer_closes_its_id(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """What was answered is kept, the rest is skipped; more under this id is refused."""
    part = _answer(device, answers={"overall": 2})
    assert [tablet.post(API, json=part).status_code for _ in range(2)] == [201, 200]
    response = next(program.store.responses(ROUND))
    assert response.answers == {
        "overall": 2,
        **dict.fromkeys(("poor_points", "time", "contacts", "offices", "attitude", "comment")),
    }
    more = tablet.post(API, json={**part, "answers": {"overall": 2, "time": "on_time"}})
    assert (more.status_code, more.json()["code"]) == (409, "other_content")
    assert next(program.store.responses(ROUND)).answers["time"] is None


def test_nothing_answered_is_nothing_kept(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """An empty form is refused, from a kiosk too."""
    empty = tablet.post(API, json=_answer(device, answers={}))
    assert (empty.status_code, kept(program)) == (422, 0)


def test_the_kiosk_leads_nowhere_else(tablet: TestClient) -> None:
    """No link and no form that leaves; everything is said inside."""
    page = tablet.get("/kiosk").text
    assert "<a " not in page
    assert "action=" not in page
    assert "Quyền của Ông/Bà" in page


def test_without_an_open_round_it_says_so_and_comes_back(
    tablet: TestClient, program: Program
) -> None:
    """Its report hears of another page as soon as there is one."""
    asked = tablet.post(BEAT, json={"waiting": 0}).json()["page"]
    assert f'data-page="{asked}"' in tablet.get("/kiosk").text
    now = datetime.now(UTC)
    pause_round(program, ROUND, BOSS, now)
    paused = tablet.get("/kiosk")
    assert (paused.status_code, 'data-do="start"' in paused.text) == (200, False)
    assert "Phiếu hỏi đang tạm nghỉ" in paused.text
    assert tablet.post(BEAT, json={"waiting": 0}).json()["page"] != asked
    close_round(program, ROUND, BOSS, now)
    assert "Hiện chưa có đợt khảo sát" in tablet.get("/kiosk").text
    reopen_round(program, ROUND, day_of(now) + timedelta(days=9), BOSS, now)
    assert tablet.post(BEAT, json={"waiting": 0}).json()["page"] == asked


def test_before_its_round_it_says_from_when(client: TestClient, program: Program) -> None:
    """The day in large letters; the tablet's number stands small for whoever looks after it."""
    now = datetime.now(UTC)
    made = paired(program)
    client.cookies.set(DEVICE_COOKIE, made.secret)
    close_round(program, ROUND, BOSS, now)
    opens = day_of(now) + timedelta(days=40)
    create_round(
        program,
        BOSS,
        now,
        id="2098-H1",
        title="Đợt tới",
        questionnaire="short-counter@1",
        opens=opens,
        closes=opens + timedelta(days=30),
    )
    shown = client.get("/kiosk").text
    assert f"Phiếu hỏi mở từ ngày {words('vi').date(opens)}" in shown
    assert f"{made.device.number} · Máy quầy 1" in shown


def test_a_report_is_kept_in_place_of_the_one_before(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """To the minute, with the clock's error; the reply tells the server's time."""
    now = datetime.now(UTC)
    tablet.post(BEAT, json={"waiting": 9})
    said = {"waiting": 2, "battery": 87, "clock": (now + timedelta(hours=2)).isoformat()}
    heard = tablet.post(BEAT, json=said).json()
    assert abs(datetime.fromisoformat(heard["now"]) - now) < timedelta(minutes=1)
    [one] = devices(program, BOSS)
    assert one.beat is not None
    assert (one.beat.waiting, one.beat.battery, one.beat.at.second) == (2, 87, 0)
    assert one.beat.clock_is_wrong
    assert abs((one.beat.offset or 0) - 7200) <= 60
    assert one.standing_at(now) is Standing.LIVE
    assert one.standing_at(now + timedelta(minutes=11)) is Standing.SILENT


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 422),
        ({"waiting": -1}, 422),
        ({"waiting": True}, 422),
        ({"waiting": "3"}, 422),
        ({"waiting": 10**30}, 422),
        ({"waiting": 1, "battery": 101}, 422),
        ({"waiting": 1, "clock": "now"}, 422),
        ({"waiting": 1, "clock": "2026-01-01T00:00:00"}, 422),
        ({"waiting": 1, "version": "x" * 41}, 422),
        ({"waiting": 1, "version": "ă"}, 422),
        ({"waiting": 1, "name": "x"}, 422),
        ([], 400),
        ("x", 400),
    ],
)
def test_a_strange_report_changes_nothing(
    tablet: TestClient, program: Program, said: object, status: int
) -> None:
    """Refused whole, with the field that is wrong."""
    assert tablet.post(BEAT, json=said).status_code == status
    assert [one.beat for one in devices(program, BOSS)] == [None]


def test_a_late_kiosk_answer_stands_apart(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """Taken, so that the tablet may forget it; outside the figures (design law 10)."""
    close_round(program, ROUND, BOSS, datetime.now(UTC))
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert tablet.post(API, json=_answer(device, finished_at=tomorrow)).status_code == 201
    assert program.store.apart(ROUND) == {UNIT: {ResponseStanding.LATE: 1}}


def test_the_kiosk_can_be_put_on_the_home_screen(tablet: TestClient) -> None:
    """The page names a manifest that opens the kiosk without the browser's bars."""
    page = tablet.get("/kiosk")
    place = page.text.split('rel="manifest" href="')[1].split('"')[0]
    told = tablet.get(place)
    assert told.headers["content-type"] == "application/manifest+json"
    assert (told.json()["start_url"], told.json()["display"]) == ("/kiosk", "fullscreen")
    policy = page.headers["content-security-policy"]
    assert "manifest-src 'self'; frame-ancestors 'none'" in policy


def test_a_tablet_that_is_paired_again_still_sends_for_whom_it_was_given(
    client: TestClient, program: Program
) -> None:
    """To the unit that asked, also when staff had retired it first; the former device ends."""
    now = datetime.now(UTC)
    first = paired(program)
    client.cookies.set(DEVICE_COOKIE, first.secret)
    retire_device(program, BOSS, first.device.number, now)
    given = _answer(first)
    refused = client.post(API, json=given)
    assert (refused.status_code, refused.json()["code"]) == (403, "device_not_paired")
    numbers = [first.device.number]
    for unit in (UNIT, "99005"):
        offered = offer_pairing(program, BOSS, unit, "Máy quầy 1", now)
        assert client.post("/ghep-may", data={"code": offered.code}).status_code == 303
        [used] = [one for one in devices(program, BOSS) if not one.retired]
        numbers.append(used.number)
    assert {one.number: one.heir for one in devices(program, BOSS)} == {
        numbers[2]: None,
        numbers[1]: numbers[2],
        numbers[0]: numbers[2],
    }
    assert client.post(API, json=given).status_code == 201
    [response] = program.store.responses(ROUND)
    assert (response.unit, response.channel) == (UNIT, "kiosk")


def test_another_tablet_sends_nothing_for_one_that_was_paired_again(
    client: TestClient, program: Program
) -> None:
    """Only the very same tablet: whoever knows the code alone is refused."""
    former, stranger = paired(program), paired(program, unit="99005")
    client.cookies.set(DEVICE_COOKIE, former.secret)
    offered = offer_pairing(program, BOSS, "99005", "Máy", datetime.now(UTC))
    client.post("/ghep-may", data={"code": offered.code})
    other = TestClient(application(), follow_redirects=False)
    other.cookies.set(DEVICE_COOKIE, stranger.secret)
    assert other.post(API, json=_answer(former)).status_code == 403
    other.cookies.set(DEVICE_COOKIE, former.secret)
    assert other.post(API, json=_answer(former)).status_code == 403
    assert kept(program) == 0


def test_staff_let_a_tablet_wipe_what_was_refused(
    tablet: TestClient, device: Paired, program: Program
) -> None:
    """Those that it had told of, and none that is refused after that."""
    tablet.post(BEAT, json={"waiting": 1, "refused": 2, "last_refused": 7})
    [one] = devices(program, BOSS)
    assert one.beat is not None
    assert (one.beat.refused, one.beat.last_refused) == (2, 7)
    assert forget_refused(program, BOSS, device.device.number, datetime.now(UTC)) == 2
    later = {"waiting": 1, "refused": 3, "last_refused": 8}
    assert tablet.post(BEAT, json=later).json()["forget"] == 7
    done = program.store.log.read()[0].act
    assert (done.action, dict(done.details)) == ("device.forget", {"refused": 2})
