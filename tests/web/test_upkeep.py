"""Health, readiness, figures for the watcher, and what people are told when something breaks."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from services import watch
from services.program import Program
from services.rights import act
from surveys.errors import Code, SurveyError
from tests.acts import BOSS
from tests.web.conftest import payload
from web.requests import now


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is remembered between two questions."""
    monkeypatch.setattr(watch, "FRESH_SECONDS", -1.0)


def _figures(client: TestClient, program: Program) -> dict[str, float]:
    headers = {"authorization": f"Bearer {program.settings.metrics_token}"}
    reply = client.get("/metrics", headers=headers)
    assert reply.status_code == 200
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_a_healthy_program_is_ready(client: TestClient) -> None:
    """Two hundred, twice."""
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_full_disk_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is full, with the numbers."""
    monkeypatch.setattr(watch, "LEAST_FREE", 1 << 60)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["problems"][0]["code"]) == (503, "space")
    assert "MB" in reply.json()["problems"][0]["detail"]
    assert client.get("/healthz").status_code == 200


def test_a_database_that_cannot_be_written_is_told(
    client: TestClient, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With SQLite's words, and no path."""

    def probe(*, write: bool) -> None:
        raise SurveyError(Code.STORAGE, why="attempt to write a readonly database")

    monkeypatch.setattr(program.store.upkeep, "probe", probe)
    reply = client.get("/readyz", headers={"accept-language": "en"})
    assert (reply.status_code, reply.json()["problems"][0]["code"]) == (503, "storage")
    assert "readonly" in reply.text
    assert str(program.settings.var) not in reply.text


def test_a_dead_writer_is_told(client: TestClient, program: Program) -> None:
    """The one thread without which nothing is kept."""
    program.writer.close()
    reply = client.get("/readyz")
    assert [one["code"] for one in reply.json()["problems"]] == ["writer"]


def test_a_damaged_file_is_told(
    client: TestClient, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SQLite's check found at the start stays told."""
    monkeypatch.setattr(program.store.upkeep, "damage", lambda: ["row 3 missing from index"])
    program.watch._look_over()
    problem = client.get("/readyz").json()["problems"][0]
    assert problem["code"] == "damage"
    assert "row 3" not in problem["detail"]


def test_figures_are_not_for_strangers(client: TestClient, program: Program) -> None:
    """To them there is no such page."""
    for headers in ({}, {"authorization": "Bearer x"}, {"authorization": "Bearer ở"}):
        sent = {name: value.encode() for name, value in headers.items()}
        assert client.get("/metrics", headers=sent).status_code == 404
    token = program.settings.metrics_token
    assert client.get(f"/metrics?token={token}").status_code == 404


def test_figures_tell_what_became_of_answers(
    client: TestClient, program: Program, code: str
) -> None:
    """By outcome and channel, refusals by code, batches, the units that are silent."""
    before = _figures(client, program)
    assert before["hailong_silent_units"] == before['hailong_open_units{kind="never"}'] > 1
    answer = payload(code)
    for body in (answer, answer, {**answer, "answers": {"overall": 1}}, {"code": "x"}):
        client.post("/api/v1/responses", json=body)
    after = _figures(client, program)
    assert after['hailong_answers_total{channel="qr",outcome="kept"}'] == 1
    assert after['hailong_answers_total{channel="qr",outcome="known"}'] == 1
    assert after['hailong_answers_total{channel="qr",outcome="other_content"}'] == 1
    assert after['hailong_refusals_total{code="other_content"}'] == 1
    assert after["hailong_acknowledgement_seconds_count"] == 3
    assert after["hailong_batch_answers_sum"] == 3
    assert after["hailong_ready"] == 1
    assert after["hailong_waiting_answers"] == 0
    assert after["hailong_staff_sessions"] == 0
    assert after["hailong_database_bytes"] > 0
    assert after["hailong_silent_units"] == before["hailong_silent_units"] - 1
    assert after['hailong_open_units{kind="today"}'] == 1


def test_no_label_holds_what_a_stranger_sends(
    client: TestClient, program: Program, code: str
) -> None:
    """However many different things are sent, the figures stay as many, and name none of them."""
    client.post("/api/v1/responses", json=payload(code, channel="kiosk"))
    few = set(_figures(client, program))
    for number in range(30):
        body = payload(code, channel=f"marker{number}", language="marker")
        client.post("/api/v1/responses", json=body)
        client.post("/api/v1/responses", json=payload(f"MARKER{number}"))
    figures = _figures(client, program)
    assert "marker" not in " ".join(figures).lower()
    assert len(set(figures) - few) <= 12


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/s/{code}", {}),
        ("GET", "/s/{code}?lang=en", {}),
        ("POST", "/api/v1/responses", {}),
        ("GET", "/login?next=/x", {}),
    ],
)
def test_what_breaks_is_told_kindly_with_a_number(
    client: TestClient,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    headers: dict[str, str],
) -> None:
    """Status 500; the number in the page is the number in the log; no word of the error itself."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET")

    for place in ("web.form.open_form", "services.answering.arrival", "web.login.local"):
        monkeypatch.setattr(place, broken)
    sent = {"json": payload(code)} if method == "POST" else {}
    reply = client.request(method, path.format(code=code), headers=headers, **sent)
    assert reply.status_code == 500
    assert "SECRET" not in reply.text
    assert "Traceback" not in reply.text
    numbers = [record.facts["reference"] for record in caplog.records if hasattr(record, "facts")]
    assert len(numbers) == 1
    assert numbers[0] in reply.text
    kind = reply.headers["content-type"]
    assert kind.startswith("application/problem+json" if method == "POST" else "text/html")
    if method == "POST":
        assert (reply.json()["code"], reply.json()["status"]) == ("unexpected", 500)
    assert re.search("incident" if "lang=en" in path else "sự cố", reply.text)
    assert "content-security-policy" in reply.headers


def test_figures_tell_who_is_signed_in_and_how_old_the_backup_is(
    staff: TestClient, program: Program
) -> None:
    """As numbers, without names."""
    assert "hailong_backup_age_seconds" not in _figures(staff, program)
    two_days = now() - timedelta(days=2)
    program.store.log.write(act(BOSS, "backup.make", "x", two_days, responses=0, bytes=1))
    figures = _figures(staff, program)
    assert figures["hailong_staff_sessions"] == 1
    assert 172_790 < figures["hailong_backup_age_seconds"] < 172_900
