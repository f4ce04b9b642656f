"""Where the line never comes back: what waits is saved to a file, carried over, and wiped when safe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import citizen
from tests.browser.axe import violations
from tests.browser.conftest import UNIT, codes_of, running, stored_in
from tests.browser.network import HOST, launched, page_of
from tests.browser.test_journal import cut, heal, on_device
from tests.browser.test_offline import HELD
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

COMMENT = "Hài lòng."


def queue(page: Page, form: str, times: int) -> None:
    for _ in range(times):
        citizen.open_form(page, form)
        citizen.consent(page)
        citizen.answer_little(page)
        page.locator("#send").click()
        expect(page.locator("main")).to_contain_text("Phiếu đã được lưu trên máy này")


def saved(page: Page, form: str, folder: Path) -> Path:
    """The file that the rescue page gives, as it lies on the USB stick."""
    page.goto(f"{form}/cuu-ho")
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu tệp cứu hộ").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_sealed_file_brings_what_waits_and_its_confirmation_wipes_it(
    trusting: Browser, secure: Server, tmp_path: Path
) -> None:
    """The server is off while the file is saved; one answer has arrived when it is imported."""
    form = f"https://{HOST}:{secure.port}/s/{codes_of(secure)[UNIT]}"
    page, before = page_of(trusting), stored_in(secure.folder)
    citizen.open_form(page, form)
    page.evaluate(HELD)
    cut(page.context)
    queue(page, form, 2)
    secure.stop()
    try:
        file = saved(page, form, tmp_path)
        expect(page.get_by_text("Đã lưu 2 phiếu vào tệp")).to_be_visible()
        expect(page.get_by_text("chỉ máy chủ của cơ quan đọc được")).to_be_visible()
        assert violations(page) == []
    finally:
        secure.start()
    assert COMMENT not in file.read_text("utf-8")
    assert len(on_device(page)) == 2
    receipt = tmp_path / "safe.json"
    told = secure.manage("responses", "import", str(file), "--dry-run")
    assert told.startswith("Nếu nhập: 2 phiếu mới, 0 phiếu đã có")
    assert stored_in(secure.folder) == before
    secure.manage("responses", "import", str(file), "--receipt", str(receipt))
    rows = json.loads(secure.manage("responses", "import", str(file), "--json"))
    assert [row["fate"] for row in rows] == ["known", "known"]
    assert stored_in(secure.folder) == before + 2
    page.locator("#safe").set_input_files(receipt)
    expect(page.get_by_text("Đã xóa khỏi máy này 2 phiếu")).to_be_visible()
    assert on_device(page) == []


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, free_port(), staffed=False)
    server.manage("demo", "--responses", "60")
    yield from running(server)


def test_over_plain_http_the_file_is_open_and_says_so(
    chrome: Browser, plain: Server, tmp_path: Path
) -> None:
    """Browsers seal nothing there; and what arrives by itself afterwards is not doubled."""
    browser = launched(chrome, tmp_path)
    page, before = page_of(browser), stored_in(plain.folder)
    form = f"http://{HOST}:{plain.port}/s/{codes_of(plain)[UNIT]}"
    cut(page.context)
    queue(page, form, 1)
    file = saved(page, form, tmp_path)
    expect(page.get_by_text("ai có tệp thì đọc được câu trả lời")).to_be_visible()
    assert COMMENT in file.read_text("utf-8")
    plain.manage("responses", "import", str(file))
    assert stored_in(plain.folder) == before + 1
    heal(page.context)
    page.reload()
    expect(page.get_by_text("0 phiếu chờ gửi")).to_be_visible()
    assert stored_in(plain.folder) == before + 1
    browser.close()


def test_a_file_that_is_no_confirmation_wipes_nothing(
    phone: Page, form: str, tmp_path: Path
) -> None:
    """Such as the rescue file itself."""
    cut(phone.context)
    queue(phone, form, 1)
    file = saved(phone, form, tmp_path)
    phone.locator("#safe").set_input_files(file)
    expect(phone.get_by_text("Không có gì bị xóa")).to_be_visible()
    assert len(on_device(phone)) == 1
