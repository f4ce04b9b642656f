"""What waits on a device names nobody by number or address: the device hides it as the server does."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from surveys.masking import NAME, mask
from tests.browser import citizen
from tests.unit.test_masking import KEPT, MASKED

pytestmark = pytest.mark.browser

SCRIPT = Path("web/assets/mask.js").read_text("utf-8")
PIECES = ("0", "9", "12", "345", "84", "+", " ", ".", "-", "/", "(", ")", "_", "\n", "\u200b", ",",
          "a", "đ", "đồng", " triệu", "@", "x.vn", "H15.", "-261008-", "22/11/2026", "chờ")  # fmt: skip


@pytest.fixture(scope="module")
def masking(chrome: Browser) -> Iterator[Page]:
    """A page with the device's own rules."""
    page = chrome.new_page()
    page.add_script_tag(content=SCRIPT.replace("export const masked", "window.masked"))
    yield page
    page.close()


def on_the_device(page: Page, texts: list[str]) -> list[str]:
    found: list[str] = page.evaluate("(texts) => texts.map((text) => window.masked(text))", texts)
    return found


def test_the_device_hides_what_the_server_hides_but_names(masking: Page) -> None:
    """The same cases that the server's rules are tried on."""
    texts = [one for one, hidden in MASKED if NAME not in hidden] + KEPT
    assert len(texts) > 20
    assert on_the_device(masking, texts) == [mask(one) for one in texts]


def test_both_agree_on_whatever_people_type(masking: Page) -> None:
    """Two thousand texts of digits, signs and words, put together by chance."""
    chance = random.Random(20261122)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 14))) for _ in range(2000)]
    assert sum(mask(one) != one for one in texts) > 300
    there = on_the_device(masking, texts)
    differing = [(a, b, mask(a)) for a, b in zip(texts, there, strict=True) if b != mask(a)]
    assert differing == []


def test_a_comment_waits_without_the_number_in_it(phone: Page, form: str) -> None:
    """What lies in the device's journal, and what is sent, have no telephone number."""
    citizen.open_form(phone, form)
    citizen.consent(phone)
    citizen.go_to(phone, "overall")
    citizen.choose(phone, 3)
    bodies: list[str] = []
    phone.on("request", lambda asked: bodies.append(asked.post_data or ""))
    citizen.go_to(phone, "comment")
    citizen.question(phone).locator("textarea").fill("gọi 0912 345 678 hoặc a.b@x.vn")
    citizen.send(phone)
    sent = [json.loads(body) for body in bodies if body.startswith("{")]
    texts = [value for one in sent for value in one["answers"].values() if isinstance(value, str)]
    assert "gọi [số điện thoại] hoặc [email]" in texts
    assert not any(re.search(r"0912|a\.b", body) for body in bodies)
