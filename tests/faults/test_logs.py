"""A real server whose database breaks: what its log holds, and what it never holds."""

import json
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.faults.citizens import Answers
from tests.server import ADMINISTRATOR, PASSWORD, Server

pytestmark = pytest.mark.faults

MARK = "danhdau-ghetgom-771"
NUMBER = re.compile(r"mã sự cố ([A-Z2-9]{6})")


def fetch(address: str, data: bytes | None = None, **headers: str) -> tuple[int, str, str]:
    """Status, text and cookie of one request."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=20) as reply:
            return reply.status, reply.read().decode(), reply.headers.get("set-cookie", "")
    except urllib.error.HTTPError as error:
        with error as reply:
            return reply.code, reply.read().decode(), reply.headers.get("set-cookie", "")


def answered(server: Server, answers: Answers) -> tuple[int, str, str]:
    """Hands in one answer whose comment, session and receipt must not come back in any log."""
    body = json.loads(next(iter(answers.values())))
    body["answers"]["comment"] = MARK
    post = {"Content-Type": "application/json", "Cookie": f"x={MARK}", "User-Agent": MARK}
    return fetch(f"{server.address}/api/v1/responses?q={MARK}", json.dumps(body).encode(), **post)


def sign_in(password: str) -> bytes:
    return urllib.parse.urlencode({"name": ADMINISTRATOR, "password": password}).encode()


def lines(server: Server) -> Iterator[dict[str, object]]:
    for line in server.log().splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def test_the_log_tells_what_broke_and_nothing_about_people(
    server: Server, answers: Answers
) -> None:
    server.staffed = True
    server.start()
    status, reply, _ = answered(server, answers)
    assert status == 201
    receipt = json.loads(reply)["receipt"]
    code = json.loads(next(iter(answers.values())))["code"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, page, cookie = fetch(f"{server.address}/login", sign_in(PASSWORD), **form)
    assert cookie, (status, page[-900:])
    fetch(f"{server.address}/login", sign_in(MARK), **form)
    fetch(f"{server.address}/s/{code}?r={receipt}")

    with closing(sqlite3.connect(server.folder / "hailong.db")) as db:
        db.execute("alter table link rename to link_gone")
        db.commit()
    page = ""
    while not NUMBER.search(page):  # the catalogue is remembered for a second
        _, page, _ = fetch(f"{server.address}/s/{code}?q={MARK}", Cookie=cookie)
    told = NUMBER.findall(page)
    status, problem, _ = answered(server, answers)
    assert (status, json.loads(problem)["code"]) == (500, "unexpected")
    told += NUMBER.findall(json.loads(problem)["detail"])
    server.stop()

    written = list(lines(server))
    assert [one["message"] for one in written][:1] == ["started"]
    assert written[-1]["message"] == "stopped"
    surprises = {one["reference"]: one for one in written if "reference" in one}
    assert len(told) == 2
    assert set(told) <= set(surprises)
    (error,) = surprises[told[0]]["errors"]  # type: ignore[misc]
    assert error["why"] == "no such table: link"  # type: ignore[index]
    assert any("catalogue.py" in place for place in error["places"])  # type: ignore[index]

    session = cookie.split("=", 1)[1].split(";")[0]
    secrets = [MARK, receipt, PASSWORD, session, "0123456789abcdef" * 4, "Traceback"]
    secrets.append((server.folder / "var" / "metrics-token").read_text().strip())
    everything = server.log()
    assert [one for one in secrets if one in everything] == []
    for path in server.folder.glob(
        "hailong.db*"
    ):  # a comment is kept there, and nothing else of these
        kept = path.read_bytes()
        assert [one for one in secrets[1:] if one.encode() in kept] == []


def test_a_start_says_how_the_run_before_ended(server: Server, answers: Answers) -> None:
    """Killed: what was recovered. Stopped: clean. And whether the file is whole."""
    server.start()
    assert answered(server, answers)[0] == 201
    server.stop(9)
    server.start()
    server.stop()
    server.start()
    server.stop()
    starts = [one for one in lines(server) if one["message"] == "started"]
    assert [one["clean"] for one in starts] == [True, False, True]
    (recovered,) = [one for one in lines(server) if "recovered" in str(one["message"])]
    assert int(str(recovered["bytes"])) > 0
    assert "the database is whole" in [one["message"] for one in lines(server)]
