"""The page *Khảo sát*: what hangs on the wall and lies on the desk."""

import pytest

import services.program
from services.program import Program
from services.units import public_codes
from tests import people
from tests.apptest import AppTest
from tests.conftest import ROUND, UNIT
from views import session


@pytest.fixture
def page(program: Program, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of an official who has chosen a unit of the open round."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    test = AppTest.from_string("from views import survey\nsurvey.show()", default_timeout=30).run()
    return test.selectbox(key=f"unit of {ROUND}").set_value(UNIT).run()


def test_the_paper_form_of_the_unit_is_one_click_away(page: AppTest) -> None:
    """Of the round and the unit chosen, in the language of the page."""
    assert not page.exception
    links = [one.proto.url for one in page.get("link_button")]
    assert f"/tep/{ROUND}/phieu-giay.pdf?unit={UNIT}&lang=vi" in links


def test_what_invites_elsewhere_is_there_to_copy(page: AppTest, program: Program) -> None:
    """The frame in the height chosen, and each text with the address of the unit's own form."""
    page.number_input(key="invite height").set_value(640).run()
    assert not page.exception
    texts = [one.value for one in page.expander[0].code]
    assert 'height="640"' in texts[0]
    address = f"/s/{public_codes(program)[UNIT]}"
    assert [address in text for text in texts] == [True] * 4
