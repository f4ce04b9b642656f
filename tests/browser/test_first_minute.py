"""A fresh installation: the first administrator, then people with passwords of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import official
from tests.browser.axe import violations
from tests.browser.conftest import KIOSK, NewPage, running
from tests.server import Server, free_port

pytestmark = pytest.mark.browser

OWN = "ba con meo den"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as `make run` starts it for the first time."""
    server = Server(tmp_path_factory.mktemp("fresh"), free_port(), staffed=False)
    server.manage("demo", "--responses", "60")
    yield from running(server)


def _code(server: Server) -> str:
    said = next(line for line in server.manage("address").splitlines() if "thiết lập" in line)
    return said.split(": ")[1]


def _fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)
    with page.expect_navigation():
        page.locator("button.primary").click()


def test_a_stranger_with_the_code_becomes_administrator(
    fresh: Server, phone: Page, new_page: NewPage
) -> None:
    """The address leads to the form; a wrong code and a weak password are told; then he is in."""
    phone.goto(fresh.address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thiết lập lần đầu")
    assert violations(phone) == []
    code = _code(fresh)
    assert code in fresh.log()
    chosen = {"name": "lan.nguyen", "password": OWN, "again": OWN}
    _fill(phone, code="AAAA-AAAA", **chosen)
    expect(phone.get_by_role("alert")).to_have_text("Mã thiết lập không đúng.")
    _fill(phone, **{**chosen, "password": "123456789012", "again": "123456789012"}, code=code)
    expect(phone.get_by_role("alert")).to_contain_text("quá đơn giản")
    assert violations(phone) == []
    _fill(phone, code=code, **chosen)
    official.wait_for(phone, "Kết quả")
    other = new_page(viewport=KIOSK)
    other.goto(f"{fresh.address}/thiet-lap")
    expect(other.get_by_role("heading", level=1)).to_have_text("Đăng nhập cán bộ")
    assert "thiết lập" not in fresh.manage("address")


def test_a_password_made_by_somebody_else_is_replaced_first(
    fresh: Server, kiosk: Page, new_page: NewPage
) -> None:
    """No page opens before that; afterwards all do, and other browsers are out."""
    fresh.add_administrator()
    role = ("--role", "viewer", "--unit", "99004")
    made = fresh.manage("user", "add", "mai", *role).split(": ")[1].strip()
    official.sign_in(kiosk, fresh.address, made, "mai")
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    kiosk.goto(f"{fresh.address}/ket-qua")
    expect(kiosk.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    _fill(kiosk, old=made, password=OWN, again=OWN)
    expect(kiosk.get_by_role("status")).to_have_text("Đã đổi mật khẩu.")
    kiosk.get_by_role("link", name="Về trang kết quả").click()
    official.wait_for(kiosk, "Kết quả")
    other = new_page(viewport=KIOSK)
    official.sign_in(other, fresh.address, OWN, "mai")
    official.wait_for(other, "Kết quả")
    kiosk.goto(f"{fresh.address}/mat-khau")
    kiosk.get_by_role("button", name="Đăng xuất khỏi mọi thiết bị").click()
    kiosk.wait_for_url(f"{fresh.address}/login")
    other.goto(fresh.address)
    expect(other.locator("#password")).to_be_visible()
