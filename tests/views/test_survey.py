"""The page *Khảo sát*: what hangs on the wall and lies on the desk."""

import pytest

import services.program
from services.program import Program
from services.units import public_codes
from tests import people
from tests.apptest import AppTest
from tests.conftest import ROUND, UNIT
from views import session


def test_the_paper_form_of_the_unit_is_one_click_away(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the round and the unit chosen, in the language of the page."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    test = AppTest.from_string("from views import survey\nsurvey.show()", default_timeout=30).run()
    test.selectbox(key=f"unit of {ROUND}").set_value(UNIT).run()
    assert not test.exception
    links = [one.proto.url for one in test.get("link_button")]
    assert f"/tep/{ROUND}/phieu-giay.pdf?unit={UNIT}&lang=vi" in links


def test_what_invites_elsewhere_is_there_to_copy(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frame in the height chosen, and each text with the address of the unit's own form."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    test = AppTest.from_string("from views import survey\nsurvey.show()", default_timeout=30).run()
    test.selectbox(key=f"unit of {ROUND}").set_value(UNIT).run()
    test.number_input(key="invite height").set_value(640).run()
    assert not test.exception
    texts = [one.value for one in test.expander[0].code]
    assert 'height="640"' in texts[0]
    address = f"/s/{public_codes(program)[UNIT]}"
    assert [address in text for text in texts] == [True] * 4
