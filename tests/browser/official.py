"""What an official does on the staff's pages."""

from playwright.sync_api import BrowserContext, Page, TimeoutError, expect

from tests.server import ADMINISTRATOR, PASSWORD


def sign_in(page: Page, address: str, password: str = PASSWORD, name: str = ADMINISTRATOR) -> None:
    """Goes to the sign-in and fills it in."""
    page.goto(f"{address}/login")
    enter(page, password, name)


def enter(page: Page, password: str = PASSWORD, name: str = ADMINISTRATOR) -> None:
    """Fills in the sign-in and waits for the answer."""
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    with page.expect_navigation():
        page.locator("button.primary").click()


def open_results(browser: BrowserContext, address: str) -> Page:
    """A new page of somebody who has signed in."""
    page = browser.new_page()
    page.goto(address)
    wait_for(page, "Kết quả")
    return page


def open_page(page: Page, address: str, path: str, title: str) -> None:
    """Goes straight to one of the staff's pages."""
    page.goto(f"{address}/{path}")
    wait_for(page, title)


def wait_for(page: Page, title: str) -> None:
    """Waits until the page with this title is drawn."""
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Waits until Streamlit has run the page's script and its charts are there."""
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
            return app.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-testid=stSkeleton]')
                && charts.every((chart) => chart.querySelector('svg.marks, canvas'));
        }"""
    )


def turn_to(page: Page, title: str) -> None:
    """Goes to another page through the side bar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    wait_for(page, title)


def choose(page: Page, picker: str, option: str) -> None:
    """Chooses in one of the pickers: round, unit or language."""
    wanted = page.get_by_role("option", name=option)
    for left in (2, 1, 0):
        page.get_by_role("combobox", name=picker, exact=True).click()
        try:
            # A list closes when its page is drawn anew in that moment; a person would open it again.
            wanted.click(timeout=5_000)
            break
        except TimeoutError:
            if not left:
                raise
            page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    settle(page)


def text(page: Page) -> str:
    """All that the page says beside the side bar."""
    return page.get_by_test_id("stMain").inner_text()
