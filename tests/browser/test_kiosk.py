"""A tablet at the counter, as one citizen after the other uses it, leaves it, and finds it."""

import copy
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from surveys.device import rules
from tests.browser.axe import violations
from tests.browser.citizen import sideways, until
from tests.browser.conftest import UNIT, NewPage, stored_in
from tests.browser.test_journal import READ
from tests.server import Server

pytestmark = pytest.mark.browser

TABLET, UPRIGHT, SMALL = (
    {"width": 1280, "height": 800},
    {"width": 800, "height": 1280},
    {"width": 1024, "height": 768},
)
IDLE, WARNING = rules().idle_seconds * 1000, rules().warning_seconds * 1000
SETTLED = 450
"""More ms than the kiosk lets pass before it takes a tap for one on the new screen."""

Kept = Callable[[], list[dict[str, Any]]]
RECEIPT = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}")


@pytest.fixture(scope="module")
def paired(chrome: Browser, demo: Server) -> StorageState:
    """What a browser keeps once somebody has typed the pairing code into it."""
    told = demo.manage("device", "pair", "--unit", UNIT, "--name", "Máy thử")
    context = chrome.new_context()
    page = context.new_page()
    page.goto(f"{demo.address}/ghep-may")
    page.fill("[name=code]", told.split("Mã ghép máy: ")[1].split(".")[0])
    page.locator("main button").click()
    expect(page.locator("[data-screen=rest]")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


class Tablet:
    """A paired tablet whose clock is the test's: nothing is waited for in real time."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        page.clock.install()
        page.goto(f"{address}/kiosk")
        self.rests()

    def passes(self, milliseconds: int) -> None:
        self.page.clock.run_for(milliseconds)

    def rests(self) -> None:
        expect(self.page.locator("[data-screen=rest]")).to_be_visible()
        self.passes(SETTLED)

    def tap(self, selector: str, place: int = 0) -> None:
        self.page.locator(selector).nth(place).tap()
        self.passes(SETTLED + 250)

    def press(self, action: str) -> None:
        self.tap(f"button[data-do={action}]:visible")

    def consent(self) -> None:
        self.press("start")
        self.tap("label.tick")
        self.tap("form.bar .primary")
        expect(self.page.locator("fieldset:visible")).to_have_count(1)

    def choose(self, place: int) -> None:
        self.tap("fieldset:visible label.card", place)

    def question(self) -> str:
        return self.page.locator("fieldset:visible").get_attribute("data-id") or ""

    def skip_to(self, wanted: str) -> None:
        while self.question() != wanted:
            self.press("next")

    def answered(self) -> None:
        """Someone has consented and said that he is not content, and why in words."""
        self.consent()
        self.skip_to("overall")
        self.choose(0)
        self.skip_to("comment")
        self.page.locator("textarea:visible").fill("Chờ lâu quá.")

    def walk_away(self) -> None:
        self.passes(IDLE + WARNING + 1000)
        self.rests()

    def is_untouched(self) -> None:
        """Nothing on the page or in the browser's stores is from anybody."""
        state = self.page.evaluate(
            """async () => ({
              checked: document.querySelectorAll("main :checked").length,
              typed: [...document.querySelectorAll("main textarea, main input:not([type])")]
                .map((one) => one.value).join(""),
              stores: [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
                .filter((key) => key !== "hailong.clock").length,
              selected: getSelection().toString(),
              text: document.body.innerText.includes("Chờ lâu"),
              dialogs: document.querySelectorAll("dialog[open]").length,
            })"""
        )
        empty = {"checked": 0, "typed": "", "stores": 0, "selected": "", "text": False}
        assert state == {**empty, "dialogs": 0}


@pytest.fixture
def tablet(new_page: NewPage, demo: Server, paired: StorageState) -> Tablet:
    return Tablet(new_page(viewport=TABLET, has_touch=True, storage_state=paired), demo.address)


@pytest.fixture
def kept(demo: Server) -> Kept:
    """The kiosk answers that came since the test began, as they are stored."""
    before = stored_in(demo.folder)

    def found() -> list[dict[str, Any]]:
        path = f"file:{demo.folder / 'hailong.db'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True)) as db:
            rows = db.execute(
                "select json_extract(record, '$.channel'), json_extract(record, '$.answers')"
                " from response order by rowid limit -1 offset ?",
                (before,),
            )
            return [
                {"channel": channel, "answers": json.loads(answers)} for channel, answers in rows
            ]

    return found


def sends(page: Page) -> list[str]:
    """The bodies of all answers that the page sends from now on."""
    bodies: list[str] = []

    def handle(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.continue_()

    page.route("**/api/v1/responses", handle)
    return bodies


def comes(tablet: Tablet, kept: Kept, count: int) -> None:
    """Waits until the store has as many answers; more would be found by who counts them."""
    for _ in range(150):
        if len(kept()) >= count:
            return
        tablet.page.wait_for_timeout(100)


def test_a_whole_visit_ends_with_a_receipt_and_rests(tablet: Tablet, kept: Kept) -> None:
    """One question at a time; the thanks go by themselves, and the answer is a kiosk's."""
    tablet.answered()
    tablet.press("send")
    expect(tablet.page.locator(".receipt strong")).to_have_text(RECEIPT)
    tablet.passes(rules().thanks_seconds * 1000 + 1000)
    tablet.rests()
    tablet.is_untouched()
    [answer] = kept()
    assert answer["channel"] == "kiosk"
    assert answer["answers"]["overall"] == 1


def test_who_walks_away_is_warned_and_what_he_said_is_kept_once(tablet: Tablet, kept: Kept) -> None:
    """After the warning the screen rests, clean; the unanswered are skipped, and nothing comes twice."""
    bodies = sends(tablet.page)
    tablet.answered()
    tablet.passes(IDLE + 500)
    dialog = tablet.page.locator("dialog")
    expect(dialog).to_contain_text("Ông/Bà còn ở đây không?")
    assert tablet.page.locator("dialog .count").inner_text() in ("20", "19")
    tablet.passes(WARNING + 500)
    tablet.rests()
    tablet.is_untouched()
    comes(tablet, kept, 1)
    tablet.passes(10 * IDLE)
    [answer] = kept()
    assert len(bodies) == 1
    assert answer["answers"]["overall"] == 1
    assert answer["answers"]["time"] is None


def test_who_is_still_there_goes_on_where_he_was(tablet: Tablet) -> None:
    """The button takes the warning away and nothing else; the time begins anew."""
    tablet.answered()
    tablet.passes(IDLE + WARNING - 2000)
    tablet.press("here")
    expect(tablet.page.locator("dialog")).to_be_hidden()
    assert tablet.page.locator("textarea:visible").input_value() == "Chờ lâu quá."
    tablet.passes(IDLE - 2000)
    expect(tablet.page.locator("dialog")).to_be_hidden()


def test_typing_is_being_there(tablet: Tablet) -> None:
    """Nobody is warned in the middle of a word."""
    tablet.answered()
    for _ in range(4):
        tablet.passes(IDLE // 2)
        tablet.page.keyboard.type("a")
    expect(tablet.page.locator("dialog")).to_be_hidden()


def test_who_answered_nothing_sends_nothing(tablet: Tablet, kept: Kept) -> None:
    """Consent alone is no answer, and without it there is none at all."""
    bodies = sends(tablet.page)
    tablet.consent()
    tablet.walk_away()
    tablet.press("start")
    tablet.tap("label.tick")
    tablet.walk_away()
    assert (bodies, kept()) == ([], [])
    tablet.is_untouched()


def test_nothing_of_the_person_before_can_be_brought_back(tablet: Tablet) -> None:
    """Neither by undoing, nor by going back and forward, nor by loading again."""
    tablet.answered()
    tablet.walk_away()
    tablet.consent()
    tablet.skip_to("comment")
    tablet.page.locator("textarea:visible").focus()
    for keys in ("Control+z", "Control+z", "Control+Shift+z"):
        tablet.page.keyboard.press(keys)
    assert tablet.page.locator("textarea:visible").input_value() == ""
    tablet.walk_away()
    for go in (tablet.page.go_back, tablet.page.go_forward, tablet.page.reload):
        go()
        tablet.is_untouched()


def test_two_citizens_within_two_seconds(tablet: Tablet, kept: Kept) -> None:
    """The second one finds a clean form, and has an id of his own."""
    bodies = sends(tablet.page)
    tablet.answered()
    tablet.press("send")
    expect(tablet.page.locator(".receipt strong")).to_have_text(RECEIPT)
    tablet.passes(SETTLED)
    tablet.press("finish")
    tablet.is_untouched()
    tablet.consent()
    tablet.skip_to("overall")
    assert tablet.page.locator("fieldset :checked").count() == 0
    tablet.choose(4)
    tablet.press("leave")
    comes(tablet, kept, 2)
    first, second = (json.loads(body) for body in bodies)
    assert first["id"] != second["id"]
    assert second["answers"] == {"overall": 5}
    assert [one["answers"]["overall"] for one in kept()] == [1, 5]


@pytest.mark.parametrize("taps", [2, 3])
def test_several_taps_on_a_face_answer_one_question(tablet: Tablet, taps: int) -> None:
    """However close: the next question is untouched."""
    tablet.consent()
    tablet.skip_to("overall")
    face = tablet.page.locator("fieldset:visible label.card").nth(4)
    box = face.bounding_box()
    assert box is not None
    for _ in range(taps):
        tablet.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tablet.passes(150)
    tablet.passes(1000)
    answers = tablet.page.locator("fieldset :checked").count()
    assert (tablet.question(), answers) == ("time", 1)


def test_several_taps_on_send_send_one_answer(tablet: Tablet, kept: Kept) -> None:
    """And those that fall on the thanks do not end them."""
    bodies = sends(tablet.page)
    tablet.answered()
    send = tablet.page.locator("button[data-do=send]")
    box = send.bounding_box()
    assert box is not None
    for _ in range(3):
        tablet.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(tablet.page.locator(".receipt strong")).to_have_text(RECEIPT)
    assert (len(bodies), len(kept())) == (1, 1)


def test_the_back_button_takes_one_step_back(tablet: Tablet) -> None:
    """Within the form; it never leads to the page from before."""
    tablet.consent()
    tablet.skip_to("overall")
    tablet.page.go_back()
    assert tablet.question() == "procedure_field"
    assert tablet.page.url.endswith("/kiosk")


def test_two_tabs_are_two_people(tablet: Tablet, kept: Kept) -> None:
    """Each sends its own answer, and neither shows what the other has."""
    other = tablet.page.context.new_page()
    other.clock.install()
    other.goto(f"{tablet.address}/kiosk")
    beside = copy.copy(tablet)
    beside.page = other
    beside.rests()
    tablet.page.bring_to_front()
    tablet.answered()
    other.bring_to_front()
    other.reload()
    beside.rests()
    beside.consent()
    beside.skip_to("overall")
    assert other.locator("fieldset :checked").count() == 0
    beside.choose(4)
    beside.press("leave")
    comes(beside, kept, 1)
    tablet.page.bring_to_front()
    tablet.page.locator("textarea:visible").fill("Chờ lâu quá, ba lần.")
    tablet.press("send")
    expect(tablet.page.locator(".receipt strong")).to_have_text(RECEIPT)
    assert sorted(one["answers"]["overall"] for one in kept()) == [1, 5]


def test_a_tablet_that_is_started_again_rests(tablet: Tablet, new_page: NewPage) -> None:
    """Switched off in the middle of a form: it opens its address and needs nobody."""
    tablet.answered()
    state = tablet.page.context.storage_state()
    tablet.page.close()
    page = new_page(viewport=TABLET, has_touch=True, storage_state=state)
    page.goto(f"{tablet.address}/kiosk")
    expect(page.locator("[data-screen=rest]")).to_be_visible()
    assert page.locator("main :checked").count() == 0


def test_what_was_answered_survives_a_page_that_is_closed(tablet: Tablet, kept: Kept) -> None:
    """Loaded anew in the middle: kept as of somebody who has left, and clean."""
    tablet.answered()
    tablet.page.reload()
    tablet.rests()
    tablet.is_untouched()
    comes(tablet, kept, 1)
    assert [one["answers"]["overall"] for one in kept()] == [1]


def test_the_tablet_opens_the_full_screen_and_hides_menus(tablet: Tablet) -> None:
    """At the first tap; no menu, no selection, no zoom."""
    tablet.press("start")
    assert tablet.page.evaluate("document.fullscreenElement === document.documentElement")
    stopped = tablet.page.evaluate(
        """() => ["contextmenu", "dragstart", "selectstart"].map((name) =>
          !document.querySelector("main h1").dispatchEvent(
            new Event(name, { bubbles: true, cancelable: true })))"""
    )
    assert stopped == [True, True, True]
    assert tablet.page.locator("a").count() == 0


def test_the_rights_are_told_inside(tablet: Tablet) -> None:
    """With a way back, and the screen rests also from there."""
    tablet.press("start")
    tablet.press("rights")
    expect(tablet.page.get_by_role("heading", name="Rút phiếu bằng mã")).to_be_visible()
    tablet.press("notice")
    expect(tablet.page.locator("[data-screen=notice]")).to_be_visible()
    tablet.press("rights")
    tablet.walk_away()


def test_another_language_lasts_one_visit(tablet: Tablet) -> None:
    """The next person finds Vietnamese."""
    tablet.press("language")
    expect(tablet.page.get_by_role("heading", name="Please tell us how it went")).to_be_visible()
    assert tablet.page.evaluate("document.documentElement.lang") == "en"
    tablet.consent()
    tablet.walk_away()
    assert tablet.page.evaluate("document.documentElement.lang") == "vi"
    tablet.press("language")
    tablet.passes(IDLE + 1000)
    assert tablet.page.evaluate("document.documentElement.lang") == "vi"


@pytest.mark.parametrize("size", [TABLET, UPRIGHT, SMALL], ids=["wide", "upright", "small"])
def test_everything_is_large_and_accessible(
    new_page: NewPage, demo: Server, paired: StorageState, size: dict[str, int]
) -> None:
    """Faces of 72 px with words, targets of 56 px, no sideways scrolling, nothing for axe to say."""
    tablet = Tablet(new_page(viewport=size, has_touch=True, storage_state=paired), demo.address)
    page, found = tablet.page, []

    def look() -> None:
        found.extend(violations(page))
        assert sideways(page) == 0
        buttons = page.locator("label.card:visible, label.tick:visible, button:visible")
        heights = buttons.evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 56

    look()
    tablet.press("start")
    look()
    tablet.press("rights")
    look()
    tablet.press("notice")
    tablet.tap("form.bar .primary")
    look()
    tablet.tap("label.tick")
    tablet.tap("form.bar .primary")
    look()
    tablet.skip_to("overall")
    faces = [one.bounding_box() for one in page.locator("fieldset:visible label.face svg").all()]
    assert len(faces) == 5
    assert min(min(box["width"], box["height"]) for box in faces if box) >= 72
    look()
    tablet.choose(0)
    look()
    tablet.passes(IDLE)
    expect(page.locator("dialog")).to_be_visible()
    look()
    tablet.press("here")
    tablet.skip_to("comment")
    look()
    tablet.press("send")
    expect(page.locator(".receipt strong")).to_have_text(RECEIPT)
    look()
    tablet.passes(SETTLED)
    tablet.press("finish")
    tablet.press("start")
    tablet.press("decline")
    look()
    assert found == []


def test_what_the_server_refused_is_told_and_wiped_when_staff_say_so(
    tablet: Tablet, demo: Server
) -> None:
    """It is not tried again; the page of devices counts it, and the tablet lets go of it."""

    def told() -> dict[str, Any]:
        rows = json.loads(demo.manage("device", "list", "--json"))
        return next(row for row in rows if row["name"] == "Máy thử")

    def reports() -> None:
        """Time goes on until the next one: it is set once the last one has been dealt with."""
        with tablet.page.expect_response("**/heartbeat") as heard:
            for _ in range(100):
                tablet.passes(rules().beat_seconds * 1000)
                if heard.is_done():
                    break

    refusal = {"detail": "Phiếu này không nhận được.", "status": 422}
    tablet.page.route(
        "**/api/v1/responses", lambda route: route.fulfill(status=422, json=refusal), times=1
    )
    tablet.answered()
    tablet.press("leave")
    until(tablet.page, f"async () => (await ({READ})('refused')).length === 1")
    reports()
    assert (told()["waiting"], told()["refused"]) == (0, 1)
    demo.manage("device", "forget", told()["number"])
    reports()
    until(tablet.page, f"async () => (await ({READ})('refused')).length === 0")
    reports()
    assert told()["refused"] == 0
