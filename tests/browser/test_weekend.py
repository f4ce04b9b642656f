"""A long weekend without a line: 300 answers, a tablet that restarts twice, a clock two hours wrong."""

import json
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import citizen
from tests.browser.conftest import UNIT, codes_of, stored_in
from tests.browser.network import HOST
from tests.browser.test_journal import emptied, on_device
from tests.browser.test_offline import HELD, save
from tests.browser.test_offline import tablet as tablet
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.faults]

ANSWERS, BY_HAND = 300, 2
WRONG = timedelta(hours=2)

KEEP = """async ([code, times, minutes]) => {
    const form = document.querySelector("script[src]").src;
    const own = (name) => form.replace("form.js", name);
    const { keep } = await import(own("journal.js"));
    const { uuid } = await import(own("answers.js"));
    const { questionnaire, notice } = document.getElementById("questions").dataset;
    for (let one = 0; one < times; one += 1) {
        const done = Date.now() - (times - one) * minutes * 60000;
        const kept = await keep({
            id: uuid(), code, questionnaire, answers: { overall: 1 + one % 5, comment: `${one}` },
            started_at: new Date(done - 90000).toISOString(),
            finished_at: new Date(done).toISOString(), language: "vi",
        }, notice);
        if (!kept) throw new Error("not kept on the disk");
    }
}"""


HOLD = """async () => {
    const form = document.querySelector("script[src]").src;
    const [held] = await caches.keys();
    const own = ["journal.js", "answers.js"].map((name) => form.replace("form.js", name));
    await (await caches.open(held)).addAll(own);
}"""
"""The parts of the form's script, for the test to write down answers with while there is no line."""


def taken(page: Page, address: str, times: int) -> None:
    """So many people within a day, one every few minutes: two on the form itself, the others with
    the form's own scripts, as their answers."""
    for _ in range(BY_HAND):
        save(page, address)
    citizen.open_form(page, address)
    page.evaluate(KEEP, [address.rpartition("/")[2], times - BY_HAND, 4])


def test_three_hundred_answers_of_a_weekend_all_arrive_once(
    tablet: Callable[[], BrowserContext], secure: Server
) -> None:
    """All days of it are before the last visit, nothing is doubled, and every wrong time is noted."""
    address = f"https://{HOST}:{secure.port}/s/{codes_of(secure)[UNIT]}"
    before, monday = stored_in(secure.folder), datetime.now(UTC)
    page = new_page(tablet(), monday - timedelta(days=3))
    citizen.open_form(page, address)
    page.evaluate(HELD)
    page.evaluate(HOLD)
    secure.stop(signal.SIGKILL)
    try:
        for day in (3, 2, 1):
            page = new_page(page.context if day == 3 else tablet(), monday - timedelta(days=day))
            taken(page, address, ANSWERS // 3)
        held = {entry["id"] for entry in on_device(page)}
        assert len(held) == ANSWERS
    finally:
        secure.start()
    page = new_page(tablet(), monday)
    citizen.open_form(page, address)
    emptied(page, turns=4000)
    expect(page.locator("#waiting")).to_be_hidden()
    assert on_device(page) == on_device(page, "refused") == []
    assert stored_in(secure.folder) == before + ANSWERS
    arrived = kept_by(secure.folder, held)
    assert arrived.keys() == held
    # Two hours ahead on every one of them; the moment of the last ones is within the hour.
    assert {"wrong_clock" in record.get("flags", []) for record in arrived.values()} == {True}
    assert secure.manage("check").splitlines()[0] == "OK"


def new_page(context: BrowserContext, moment: datetime) -> Page:
    """A page of the tablet, whose clock shows two hours more than it is."""
    page = context.new_page()
    page.clock.install(time=moment + WRONG)
    return page


def kept_by(folder: Path, ids: set[str]) -> dict[str, dict[str, object]]:
    """What the server holds of these answers, by id."""
    with closing(sqlite3.connect(f"file:{folder / 'hailong.db'}?mode=ro", uri=True)) as db:
        rows = db.execute("select id, record from response").fetchall()
    found = {}
    for id, record in rows:
        name = str(id) if isinstance(id, str) else uuid_of(id)
        if name in ids:
            found[name] = json.loads(record)
    return found


def uuid_of(id: bytes) -> str:
    text = id.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
