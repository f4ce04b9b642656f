"""What a citizen does with the form in a browser that runs scripts."""

import re

from playwright.sync_api import Locator, Page, expect


def open_form(page: Page, address: str) -> None:
    page.goto(address)


def consent(page: Page) -> None:
    """Ticks the box and starts."""
    page.locator("#start [name=consent]").check()
    page.locator("#start button").click()
    expect(page.locator("#progress")).to_be_visible()


def question(page: Page) -> Locator:
    """The question that is shown."""
    return page.locator("fieldset:visible")


def question_id(page: Page) -> str:
    return question(page).get_attribute("data-id") or ""


def progress(page: Page) -> str:
    return page.locator("#progress").inner_text()


def choose(page: Page, place: int) -> None:
    """Taps an answer, counted from 0; a single choice brings the next question by itself."""
    answered = question_id(page)
    question(page).locator("label.card").nth(place).click()
    if page.locator("#next").is_visible() and question(page).locator("[type=radio]").count():
        wait_for_other(page, answered)


def go(page: Page, button: str) -> None:
    """Presses `next` or `back` and waits for the other question."""
    left = question_id(page)
    page.locator(f"#{button}").click()
    wait_for_other(page, left)


def wait_for_other(page: Page, left: str) -> None:
    page.wait_for_function(
        "left => document.querySelector('fieldset:not([hidden])').dataset.id !== left", arg=left
    )


def until(page: Page, asked: str) -> None:
    """Waits until a promise of the page is kept with true; `wait_for_function` takes any for true."""
    for _ in range(150):
        if page.evaluate(asked):
            return
        page.wait_for_timeout(100)
    raise AssertionError(asked)


def go_to(page: Page, wanted: str) -> None:
    """Skips questions until the wanted one."""
    while question_id(page) != wanted:
        go(page, "next")


def answer_everything(page: Page, rating: int = 4) -> list[str]:
    """Answers every question asked, faces with the one at `rating`; returns their ids in order."""
    answered = []
    while True:
        answered.append(question_id(page))
        kind = question(page).get_attribute("data-kind")
        last = page.locator("#send").is_visible()
        if kind == "text":
            question(page).locator("textarea").fill("Cán bộ nhiệt tình.")
        else:
            choose(page, rating if kind == "rating" else 1)
        if last:
            return answered
        if kind in ("choices", "text"):
            go(page, "next")


def answer_little(page: Page) -> None:
    """Skips all questions and writes a comment: the shortest form that is taken."""
    go_to(page, "comment")
    question(page).locator("textarea").fill("Hài lòng.")


def send(page: Page) -> str:
    """Sends the form and returns the receipt."""
    page.locator("#send").click()
    return receipt(page)


def receipt(page: Page) -> str:
    shown = page.locator(".receipt strong")
    expect(shown).to_have_text(re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}"))
    return shown.inner_text()


def answer_by_hand(page: Page, address: str, rating: int = 4) -> str:
    """The whole visit, from the notice to the receipt."""
    open_form(page, address)
    consent(page)
    answer_everything(page, rating)
    return send(page)


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )
