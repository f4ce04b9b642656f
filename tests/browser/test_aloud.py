"""Questions read aloud: a clip, else the device's own voice, else no button."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import citizen
from tests.browser.conftest import NewPage

pytestmark = pytest.mark.browser

DEVICE = """(voices) => {
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => voices,
    speak: (one) => window.said.push([one.lang, one.text]),
    cancel: () => window.said.push(['', 'stop']),
  } });
  window.Audio = class extends EventTarget {
    constructor(address) { super(); window.said.push(['clip', address]); }
    play() { return Promise.resolve(); }
    pause() { window.said.push(['clip', 'stop']); }
  };
}"""

VIETNAMESE = {"lang": "vi-VN", "localService": True}


def opened(new_page: NewPage, address: str, *voices: dict[str, object]) -> Page:
    """The form on a device with these voices."""
    page = new_page()
    page.add_init_script(f"({DEVICE})({json.dumps(voices)})")
    citizen.open_form(page, address)
    return page


def test_the_devices_voice_reads_question_and_answers(new_page: NewPage, form: str) -> None:
    """In order; it stops when the next question comes, and the button says that it is pressed."""
    page = opened(new_page, form, VIETNAMESE)
    citizen.consent(page)
    citizen.go_to(page, "overall")
    button = page.get_by_role("button", name="Nghe câu hỏi")
    page.evaluate("() => { window.said = []; }")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    said = page.evaluate("() => window.said")
    assert {language for language, _ in said} == {"vi-VN"}
    assert "Nhìn chung, Ông/Bà có hài lòng" in said[0][1]
    assert [text for _, text in said[1:]][:2] == ["Rất không hài lòng", "Không hài lòng"]
    citizen.choose(page, 4)
    assert page.evaluate("() => window.said.at(-1)") == ["", "stop"]
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(
    "voice",
    [{"lang": "fr-FR", "localService": True}, {"lang": "vi-VN", "localService": False}],
    ids=["another language", "a voice of somebody else's server"],
)
def test_without_a_voice_of_the_language_on_the_device_there_is_no_button(
    new_page: NewPage, form: str, voice: dict[str, object]
) -> None:
    """Words never leave for another host."""
    page = opened(new_page, form, voice)
    with page.expect_response("**/aloud.js"):
        citizen.consent(page)
    citizen.go(page, "next")
    expect(page.locator("#aloud")).to_be_hidden()


def test_a_recorded_clip_comes_first(new_page: NewPage, form: str) -> None:
    """From our own host; another question stops it."""
    page = opened(new_page, form, VIETNAMESE)
    clips = "() => { document.getElementById('aloud').dataset.clips = '{\"overall\": \"a.mp3\"}'; }"
    page.evaluate(clips)
    citizen.consent(page)
    citizen.go_to(page, "overall")
    page.locator("#aloud").click()
    assert page.evaluate("() => window.said.at(-1)") == ["clip", "/tieng/a.mp3"]
    citizen.go(page, "next")
    assert ["clip", "stop"] in page.evaluate("() => window.said")


def test_it_is_not_fetched_before_somebody_begins(new_page: NewPage, form: str) -> None:
    """The first load is as light as it was."""
    asked: list[str] = []
    page = new_page()
    page.on("request", lambda request: asked.append(request.url))
    citizen.open_form(page, form)
    page.wait_for_load_state("load")
    assert not any("aloud" in one or "/tieng/" in one for one in asked)
