"""Questions read aloud: a clip, else the device's own voice, else no button."""

import json

import pytest
from playwright.sync_api import Page, StorageState, expect

from tests.browser import citizen
from tests.browser.conftest import NewPage
from tests.browser.test_kiosk import IDLE, TABLET, WARNING, Tablet
from tests.browser.test_kiosk import paired as paired
from tests.server import Server

pytestmark = pytest.mark.browser

DEVICE = """(voices) => {
  window.said = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => voices,
    speak: (one) => { window.said.push([one.lang, one.text]); window.speaking = one; },
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


@pytest.fixture
def tablet(new_page: NewPage, demo: Server, paired: StorageState) -> Tablet:
    """A kiosk with a Vietnamese voice, at the question about the whole."""
    page = new_page(viewport=TABLET, has_touch=True, storage_state=paired)
    page.add_init_script(f"({DEVICE})({json.dumps([VIETNAMESE])})")
    at_desk = Tablet(page, demo.address)
    at_desk.consent()
    at_desk.skip_to("overall")
    return at_desk


def listens(tablet: Tablet) -> None:
    """Presses the button, and hears the question."""
    button = tablet.page.get_by_role("button", name="Nghe câu hỏi")
    expect(button).to_be_visible()
    tablet.page.evaluate("() => { window.said = []; }")
    tablet.tap("#aloud")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert "Nhìn chung, Ông/Bà có hài lòng" in str(tablet.page.evaluate("() => window.said"))


def last_said(tablet: Tablet) -> list[str]:
    return list(tablet.page.evaluate("() => window.said.at(-1)"))


@pytest.mark.parametrize("way", ["next", "back", "leave", "idle"])
def test_at_a_kiosk_a_voice_ends_with_its_question(tablet: Tablet, way: str) -> None:
    """Whatever takes the question away; and nothing is said to the next person unasked."""
    listens(tablet)
    if way == "idle":
        tablet.passes(IDLE + 500)
        expect(tablet.page.locator("dialog")).to_be_visible()
    else:
        tablet.press(way)
    assert last_said(tablet) == ["", "stop"]
    if way == "idle":
        tablet.passes(WARNING + 1000)
    if way in ("leave", "idle"):
        tablet.rests()
        tablet.page.evaluate("() => { window.said = []; }")
        tablet.consent()
        tablet.skip_to("overall")
        assert {text for _, text in tablet.page.evaluate("() => window.said")} <= {"stop"}
        listens(tablet)


def test_who_listens_at_a_kiosk_is_there(tablet: Tablet) -> None:
    """The time to answer begins when the voice has come to its end."""
    listens(tablet)
    tablet.passes(IDLE - 2000)
    tablet.page.evaluate("() => window.speaking.onend()")
    expect(tablet.page.locator("#aloud")).to_have_attribute("aria-pressed", "false")
    tablet.passes(IDLE - 2000)
    expect(tablet.page.locator("dialog")).to_be_hidden()


def test_without_a_line_the_voice_reads_what_the_clip_would(tablet: Tablet) -> None:
    """A clip that cannot be fetched is no silence."""
    tablet.page.evaluate(
        """() => {
          document.getElementById("aloud").dataset.clips = '{"overall": "a.mp3"}';
          window.Audio.prototype.play = () => Promise.reject(new Error("no line"));
        }"""
    )
    listens(tablet)
