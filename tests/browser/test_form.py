"""The form with JavaScript, on a phone and on the screen at the counter."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import citizen
from tests.browser.conftest import KIOSK, PHONE, NewPage

pytestmark = pytest.mark.browser

HIGH, LOW = 4, 1
EVERYTHING = ["procedure_field", "overall", "time", "contacts", "offices", "attitude", "comment"]


@pytest.fixture(params=[PHONE, KIOSK], ids=["phone", "kiosk"])
def screen(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    return new_page(viewport=request.param)


@pytest.fixture
def started(phone: Page, form: str) -> Page:
    """A phone with the first question."""
    citizen.open_form(phone, form)
    citizen.consent(phone)
    return phone


def test_a_whole_form_ends_with_a_receipt(screen: Page, form: str) -> None:
    """Every question is asked in turn, and sending gives a receipt."""
    citizen.open_form(screen, form)
    citizen.consent(screen)
    assert citizen.answer_everything(screen, HIGH) == EVERYTHING
    citizen.send(screen)
    assert screen.locator("h1").inner_text() == "Cảm ơn Ông/Bà!"


def test_taps_of_a_finger_answer_as_well(started: Page) -> None:
    """On a touch screen a tap on a choice chooses it and brings the next question."""
    started.locator("fieldset:visible label.card").first.tap()
    citizen.wait_for_other(started, "procedure_field")
    assert citizen.question_id(started) == "overall"


def test_the_form_says_so_when_the_box_is_not_ticked(phone: Page, form: str) -> None:
    """Starting without consent shows a sentence and no question."""
    citizen.open_form(phone, form)
    phone.locator("#start button").click()
    expect(phone.get_by_role("alert")).to_contain_text("Xin đánh dấu vào ô đồng ý")
    assert citizen.question(phone).count() == 0


def test_one_question_is_shown_at_a_time(started: Page) -> None:
    """At every step exactly one question is there."""
    for _ in EVERYTHING[1:]:
        assert citizen.question(started).count() == 1
        citizen.go(started, "next")
    assert citizen.question(started).count() == 1


def test_progress_counts_the_questions(started: Page) -> None:
    """The text says which question this is, of how many."""
    seen = [citizen.progress(started)]
    for _ in EVERYTHING[1:]:
        citizen.go(started, "next")
        seen.append(citizen.progress(started))
    assert [f"Câu {at} / 7" for at in range(1, 8)] == seen


def test_back_keeps_the_answer(started: Page) -> None:
    """Going back finds the choice that was made."""
    citizen.choose(started, 2)
    citizen.go(started, "back")
    assert started.locator("label.card:has(:checked)").inner_text() == "Đất đai"


def test_a_low_rating_asks_what_was_poor(started: Page) -> None:
    """A dissatisfied person is asked one question more."""
    citizen.go_to(started, "overall")
    citizen.choose(started, LOW)
    assert (citizen.question_id(started), citizen.progress(started)) == ("poor_points", "Câu 3 / 8")


def test_a_high_rating_does_not_ask_what_was_poor(started: Page) -> None:
    """A satisfied person goes straight on."""
    citizen.go_to(started, "overall")
    citizen.choose(started, HIGH)
    assert (citizen.question_id(started), citizen.progress(started)) == ("time", "Câu 3 / 7")


def test_a_rating_made_better_takes_its_question_back(started: Page) -> None:
    """Who goes back and chooses a high rating is no longer asked what was poor."""
    citizen.go_to(started, "overall")
    citizen.choose(started, LOW)
    citizen.choose(started, 0)
    citizen.go(started, "back")
    citizen.choose(started, HIGH)
    assert citizen.question_id(started) == "time"


def test_skipping_is_called_so(started: Page) -> None:
    """Without an answer the button says that the question is skipped."""
    assert started.locator("#next").inner_text() == "Bỏ qua câu này"


def double_click(page: Page, wanted: Locator, gap: int) -> None:
    """Two clicks at the same place with `gap` ms between them, on a page whose clock is ours."""
    wanted.scroll_into_view_if_needed()
    box = wanted.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for click in (1, 2):
        page.mouse.down(click_count=click)
        page.mouse.up(click_count=click)
        page.clock.run_for(gap if click == 1 else 1000)


@pytest.fixture
def timed(phone: Page, form: str) -> Page:
    """A phone with the notice, whose clock the test moves."""
    phone.clock.install()
    citizen.open_form(phone, form)
    phone.locator("#start [name=consent]").check()
    return phone


@pytest.mark.parametrize("gap", [0, 100, 300])
def test_a_double_click_on_a_face_answers_one_question(timed: Page, gap: int) -> None:
    """Who double-clicks everything passes over no question unseen."""
    citizen.consent(timed)
    timed.locator("#next").click()
    double_click(timed, citizen.question(timed).locator("label.card").nth(HIGH), gap)
    answers = timed.locator("fieldset :checked").count()
    assert (citizen.question_id(timed), answers) == ("time", 1)


@pytest.mark.parametrize("gap", [0, 300])
def test_a_double_click_on_start_answers_nothing(timed: Page, gap: int) -> None:
    """The second click does not count for what has come to lie under the pointer."""
    double_click(timed, timed.locator("#start button"), gap)
    assert (
        citizen.progress(timed),
        timed.locator("fieldset :checked").count(),
    ) == ("Câu 1 / 7", 0)


@pytest.mark.parametrize("gap", [0, 300])
def test_a_double_click_on_next_goes_one_question_on(timed: Page, gap: int) -> None:
    """No question is skipped unseen, and none is answered."""
    citizen.consent(timed)
    double_click(timed, timed.locator("#next"), gap)
    assert (
        citizen.progress(timed),
        timed.locator("fieldset :checked").count(),
    ) == ("Câu 2 / 7", 0)


def test_a_tap_and_the_button_at_once_go_one_question_on(timed: Page) -> None:
    """Who presses Tiếp tục before the next question has come by itself does not skip one."""
    citizen.consent(timed)
    # However slow the machine is, no time passes between the two.
    timed.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    citizen.question(timed).locator("label.card").first.click()
    timed.locator("#next").click()
    timed.clock.run_for(1000)
    assert citizen.progress(timed) == "Câu 2 / 7"


def test_faces_are_large(screen: Page, form: str) -> None:
    """Every face is at least 72 px in both directions."""
    citizen.open_form(screen, form)
    citizen.consent(screen)
    citizen.go_to(screen, "overall")
    faces = citizen.question(screen).locator("label.face svg")
    boxes = [face.bounding_box() for face in faces.all()]
    assert len(boxes) == 5
    assert min(min(box["width"], box["height"]) for box in boxes if box) >= 72


def test_every_step_can_be_touched(screen: Page, form: str) -> None:
    """No choice and no button is lower than 56 px."""
    citizen.open_form(screen, form)
    citizen.consent(screen)
    heights = []
    for _ in EVERYTHING:
        shown = screen.locator("label.card:visible, button:visible")
        heights += [box["height"] for one in shown.all() if (box := one.bounding_box())]
        if screen.locator("#next").is_visible():
            citizen.go(screen, "next")
    assert min(heights) >= 56


def test_the_narrowest_phone_never_scrolls_sideways(new_page: NewPage, form: str) -> None:
    """At a width of 320 px nothing sticks out, from the notice to the receipt."""
    page = new_page(viewport={"width": 320, "height": 568})
    citizen.open_form(page, form)
    wider = [citizen.sideways(page)]
    citizen.consent(page)
    for _ in range(8):
        wider.append(citizen.sideways(page))
        if citizen.question_id(page) == "overall":
            citizen.choose(page, LOW)
        elif page.locator("#next").is_visible():
            citizen.go(page, "next")
    citizen.send(page)
    wider.append(citizen.sideways(page))
    assert wider == [0] * 10
