"""A slip from the printer to the telephone: printed, read back by another reader, answered once."""

import csv
import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import axe, citizen
from tests.browser.conftest import UNIT, NewPage
from tests.server import Server

pytestmark = pytest.mark.browser

PAGES = {"a4": 3, "58": 25, "80": 25, "labels": 2}


def _create(demo: Server, out: Path, number: int, *more: str) -> str:
    place = ("--round", "2026-H2", "--unit", UNIT, "--count", str(number), "--out", str(out))
    demo.manage("links", "create", *place, *more)
    return out.read_text("utf-8")


def _address(demo: Server, tmp_path: Path) -> str:
    """The address of a new slip, as it is reached in this test."""
    [row] = csv.DictReader(io.StringIO(_create(demo, tmp_path / "one.csv", 1)))
    return demo.address + "/s/" + row["address"].rpartition("/")[2]


@pytest.mark.parametrize("layout", PAGES)
def test_a_printed_slip_fits_its_paper_and_reads_back(
    demo: Server, new_page: NewPage, tmp_path: Path, layout: str
) -> None:
    """Nothing is cut off, the pages are as many as they should be, and every code has its address."""
    out = tmp_path / "slips.html"
    _create(demo, out, 25, "--format", layout, "--field", "land")
    page = new_page(viewport={"width": 800, "height": 900})
    page.goto(f"file://{out}")
    page.emulate_media(media="print")
    assert page.locator(".slip").count() == 25
    overflowing = page.evaluate(
        "() => [...document.querySelectorAll('.slip')].filter(one => "
        "one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1).length"
    )
    assert overflowing == 0
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == PAGES[layout]
    seen = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    read = {one.text for one in zxingcpp.read_barcodes(seen)}
    assert len(read) == 25
    assert all(re.search(r"/s/[A-Z2-7]{128}$", one) for one in read)


def test_a_slip_is_answered_once_on_a_telephone(
    demo: Server, phone: Page, new_page: NewPage, tmp_path: Path
) -> None:
    """With thanks that lead to no other form; opened again, the page says clearly that it is used."""
    address = _address(demo, tmp_path)
    citizen.answer_by_hand(phone, address)
    expect(phone.get_by_text("Làm phiếu mới cho người khác")).to_have_count(0)
    phone.goto(address)
    expect(phone.locator("h1")).to_have_text("Phiếu này đã dùng rồi")
    assert citizen.sideways(phone) == 0
    assert axe.violations(phone) == []
    narrow = new_page(viewport={"width": 320, "height": 640})
    narrow.goto(address)
    assert citizen.sideways(narrow) == 0


def test_a_form_that_was_open_already_can_still_be_sent(
    demo: Server, new_page: NewPage, tmp_path: Path
) -> None:
    """Two telephones took one slip: both are thanked, and one answer counts."""
    address = _address(demo, tmp_path)
    phones = [new_page() for _ in range(2)]
    for one in phones:
        citizen.open_form(one, address)
        citizen.consent(one)
    for one in phones:
        citizen.answer_everything(one)
        citizen.send(one)
    assert demo.manage("check").startswith("OK")


def test_a_damaged_slip_says_what_to_do(demo: Server, phone: Page, tmp_path: Path) -> None:
    """In Vietnamese, and in English at the switch."""
    phone.goto(_address(demo, tmp_path)[:-7])
    expect(phone.locator("h1")).to_have_text("Chưa đọc được mã trên phiếu")
    assert axe.violations(phone) == []
    phone.locator(".language").click()
    expect(phone.locator("h1")).to_have_text("The code on the slip could not be read")


CHECK = """async ({ token, key }) => {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...token].map((one) => letters.indexOf(one).toString(2).padStart(5, "0")).join("");
    const bytes = Uint8Array.from(bits.match(/.{8}/g), (one) => parseInt(one, 2));
    const raw = Uint8Array.from(key.match(/../g), (one) => parseInt(one, 16));
    const own = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", own, bytes.slice(16), bytes.slice(0, 16));
}"""
"""What a device does with a slip, from the description of the door alone."""


def test_a_device_checks_a_slip_without_the_server(
    demo: Server, phone: Page, tmp_path: Path
) -> None:
    """With the round's public key and the browser's own cryptography, and no line."""
    address = _address(demo, tmp_path)
    token = address.rpartition("/")[2]
    phone.goto(f"{demo.address}/cong-khai")
    told = phone.evaluate("async () => (await fetch('/api/v1/rounds/2026-H2/slip-key')).json()")
    other = phone.evaluate("async () => (await fetch('/api/v1/rounds/2026-H1/slip-key')).json()")
    phone.context.set_offline(True)
    changed = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    checked = [
        phone.evaluate(CHECK, {"token": one, "key": key["public_key"]})
        for one, key in ((token, told), (changed, told), (token, other))
    ]
    assert checked == [True, False, False]


def test_staff_make_slips_and_make_one_void(demo: Server, office: BrowserContext) -> None:
    """From the page of the unit: the sheet opens in a tab of its own, and its serial makes it void."""
    official = office.new_page()
    official.goto(f"{demo.address}/phieu-ma-qr?unit={UNIT}")
    assert axe.violations(official) == []
    official.locator("#number").fill("2")
    with official.context.expect_page() as opened:
        official.get_by_role("button", name="Làm phiếu và mở trang in").click()
    sheet = opened.value
    expect(sheet.locator(".slip")).to_have_count(2)
    serial = sheet.locator(".slip code").first.inner_text()
    official.locator("#serial").fill(serial)
    official.get_by_role("button", name="Hủy phiếu", exact=True).click()
    expect(official.get_by_role("status")).to_have_text("Đã hủy phiếu.")
    assert citizen.sideways(official) == 0
    sheet.close()
    official.close()
