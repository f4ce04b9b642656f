"""Four processes behind nginx, as `deploy/` sets them up: killed, restarted and looked at."""

import itertools
import os
import re
import signal
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPSConnection
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
import streamlit
from playwright.sync_api import Page, sync_playwright

import settings
from services.access import actor_of
from services.access import sign_in as sign_in_by_name
from services.program import close_program, open_program
from services.report_orders import make_waiting, order_report
from surveys.dates import day_of
from surveys.report_order import ReportOrder
from tests.browser.chromium import ARGUMENTS, find
from tests.browser.official import sign_in, turn_to, wait_for
from tests.conftest import ROUND
from tests.faults.behind_nginx import assert_kept_once, at, codes_of, installed, stored
from tests.faults.citizens import KEPT, Answers, hand_in, make_answers
from tests.many import Many, Process
from tests.postgres import Databases
from tests.server import ADMINISTRATOR, PASSWORD

pytestmark = pytest.mark.faults

ANSWERS = 300
CONNECTIONS = 8
SEEDS = itertools.count(1)
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy")
LINE = "/_stcore/stream"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Many]:
    """All processes, with one open round."""
    one = installed(tmp_path_factory.mktemp("many"), databases.new())
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module")
def codes(many: Many) -> list[str]:
    return codes_of(many)


@pytest.fixture
def before(many: Many) -> set[UUID]:
    """What earlier tests have left in the database."""
    return set(stored(many))


@pytest.fixture
def answers(codes: list[str]) -> Answers:
    """Answers that no other test sends."""
    return make_answers(codes, ANSWERS, next(SEEDS))


def test_citizens_are_answered_by_all_processes(
    many: Many, before: set[UUID], answers: Answers
) -> None:
    """Every answer is kept at the first try, once, and both have kept some."""
    assert set(hand_in(many, answers).values()) == {201}
    assert_kept_once(many, before, answers)
    asked = {ports[-1] for _, path, _, ports in many.nginx.answered() if path.startswith("/api/")}
    assert asked == {str(one.port) for one in many.citizens}


def test_a_killed_process_is_not_noticed_by_citizens(
    many: Many, before: set[UUID], answers: Answers
) -> None:
    """nginx tries each answer elsewhere: nothing is lost, and what was kept already is known again.

    Only a reply that the process had begun to send cannot be had elsewhere: its device asks again.
    """
    one = many.citizens[0]
    assert one.popen is not None
    kill = at(ANSWERS // 3, lambda: os.killpg(one.popen.pid, signal.SIGKILL))
    statuses = hand_in(many, answers, CONNECTIONS, after_reply=kill)
    assert one.end() == -signal.SIGKILL
    cut = {id: body for id, body in answers.items() if id not in statuses}
    assert len(cut) < CONNECTIONS
    statuses |= hand_in(many, cut)
    assert statuses.keys() == answers.keys()
    assert set(statuses.values()) <= set(KEPT)
    assert_kept_once(many, before, answers)
    one.start()
    one.wait()
    assert set(hand_in(many, answers).values()) == {200}
    assert_kept_once(many, before, answers)


def test_all_are_restarted_one_after_the_other_and_no_request_is_lost(
    many: Many, before: set[UUID], answers: Answers
) -> None:
    """Each finishes what it has begun, with nobody told that it could not be done."""
    roll = Thread(target=lambda: [_restart(one) for one in many.citizens])
    statuses: dict[str, int] = {}
    batches = _batches(answers, 30)
    statuses |= hand_in(many, next(batches))
    roll.start()
    while batch := next(batches, None):
        statuses |= hand_in(many, batch, connections=4)
    while roll.is_alive():
        assert set(hand_in(many, answers, connections=2).values()) == {200}
    roll.join()
    assert set(statuses.values()) == {201}
    assert_kept_once(many, before, answers)
    assert not [line for line in many.nginx.answered() if line[2].startswith("5")]
    for one in many.staff:
        _restart(one)


def _restart(one: Process) -> None:
    assert one.end() in (0, -signal.SIGTERM)
    one.start()
    one.wait()


def _batches(answers: Answers, size: int) -> Iterator[Mapping[str, bytes]]:
    items = list(answers.items())
    for start in range(0, len(items), size):
        yield dict(items[start : start + size])


@dataclass(frozen=True)
class Reply:
    """What came back through nginx."""

    status: int
    headers: Message
    body: bytes


def ask(many: Many, path: str, method: str = "GET", **headers: str) -> Reply:
    """One request through nginx, over a line of its own; nginx writes it down a moment after it answers."""
    seen = len(many.nginx.answered())
    line = HTTPSConnection("127.0.0.1", many.port, timeout=30, context=many.trusting())
    with closing(line):
        line.request(method, path, headers=headers)
        with closing(line.getresponse()) as reply:
            told = Reply(reply.status, reply.headers, reply.read())
    many.nginx.wait_for(seen + 1)
    return told


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/_stcore/upload_file/any/any"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("GET", "/_stcore/script-health-check"),
        ("GET", "/metrics"),
    ],
)
def test_inner_doors_are_closed(many: Many, method: str, path: str) -> None:
    """And no process is even asked."""
    assert ask(many, path, method).status == 404
    assert many.nginx.answered()[-1] == (method, path, "404", [])


def test_no_stranger_opens_a_websocket(many: Many) -> None:
    """Neither the one of Streamlit's pages nor any other."""
    wanted = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    }
    assert ask(many, "/_stcore/stream", **wanted).status == 403
    for path in ("/s/x", "/cong-khai"):
        assert ask(many, path, **wanted).status in (200, 404)


def test_no_header_comes_twice(many: Many, codes: list[str]) -> None:
    """Those of security are the program's, and nginx adds none."""
    for path in (f"/s/{codes[0]}", "/login", "/cong-khai", "/static/favicon.png", "/"):
        reply = ask(many, path)
        for name in HEADERS:
            assert len(reply.headers.get_all(name) or []) == (1 if name in reply.headers else 0)
        assert reply.headers["x-content-type-options"] == "nosniff", path
        assert "nginx/" not in reply.headers["server"]


def test_files_are_compressed_and_kept(many: Many, codes: list[str]) -> None:
    """The second browser's come from nginx itself."""
    folder = Path(streamlit.__file__).parent / "static"
    script = max(folder.rglob("*.js"), key=lambda path: path.stat().st_size)
    form = ask(many, f"/s/{codes[0]}").body.decode()
    (asset, *_) = re.findall(r"/s/_/[^\"]+\.js", form)
    for path in (f"/{script.relative_to(folder)}", asset):
        replies = [ask(many, path, **{"Accept-Encoding": "gzip"}) for _ in range(2)]
        assert [one.status for one in replies] == [200, 200]
        assert {one.headers["content-encoding"] for one in replies} == {"gzip"}
        assert all("max-age=31536000" in one.headers["cache-control"] for one in replies)
        assert replies[0].body == replies[1].body
        asked = [ports for _, seen, _, ports in many.nginx.answered() if seen == path]
        assert (len(asked[-2]), asked[-1]) == (1, [])


@pytest.fixture
def page(many: Many) -> Iterator[Page]:
    """A browser of its own: other tests' Playwright is not asked."""
    with sync_playwright() as playwright:
        path = find()
        assert path, "no Chromium: `make browser` installs it"
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = browser.new_context(ignore_https_errors=True, locale="vi-VN")
        yield context.new_page()
        browser.close()


def test_staff_stay_at_one_process_until_it_ends(many: Many, page: Page) -> None:
    """Page, websocket and the frame inside it; when it ends, the next one knows who is there."""
    many.nginx.forget()
    sign_in(page, many.address)
    wait_for(page, "Kết quả")
    turn_to(page, "Đợt khảo sát")
    (first,) = _processes_of_staff(many)
    many.nginx.forget()
    one = next(one for one in many.staff if str(one.port) == first)
    one.end(signal.SIGKILL)
    many.nginx.wait_for(1, LINE)  # the page's line to it, which nginx writes down when it is cut
    many.nginx.forget()
    page.goto(many.address)
    wait_for(page, "Kết quả")
    found, where = _processes_of_staff(many), page.url
    one.start()
    one.wait()
    assert where == f"{many.address}/", "somebody had to sign in again"
    assert found == {str(two.port) for two in many.staff if two is not one}


def _processes_of_staff(many: Many) -> set[str]:
    """Who answered what is drawn for somebody who has signed in."""
    pages = ("/", "/_stcore/host-config", "/_stcore/health", LINE)
    found = [ports[-1] for _, path, _, ports in many.nginx.answered() if path in pages and ports]
    assert found
    return set(found)


def test_files_are_the_same_at_every_process(many: Many) -> None:
    """Whoever is asked, with one session, for a report that was made beside a page."""
    program = open_program(settings.read(many.environment, many.folder / "var"))
    try:
        now = datetime.now(UTC)
        session = sign_in_by_name(program, ADMINISTRATOR, PASSWORD, now)
        boss = actor_of(program, session)
        assert boss is not None
        order = ReportOrder(ROUND, "", "whole", "json", "vi", day_of(now))
        made = order_report(program, order, boss, now)
        assert make_waiting(program, lambda: datetime.now(UTC)) == 1
    finally:
        close_program(program)
    told = set()
    for one in many.staff:
        cookie = {"Cookie": f"__Host-hailong={session}", "X-Forwarded-Proto": "https"}
        path = f"{one.address}/tep/bao-cao/{made.number}"
        request = urllib.request.Request(path, headers=cookie)
        with urllib.request.urlopen(request, timeout=60) as reply:
            assert "attachment" in reply.headers["content-disposition"]
            told.add(reply.read())
    assert len(told) == 1
