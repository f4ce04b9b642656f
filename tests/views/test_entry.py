"""The page *Nhập phiếu giấy*: the way to the grid."""

import pytest

import services.program
from services.program import Program
from tests import people
from tests.apptest import AppTest
from tests.conftest import ROUND, UNIT
from views import session


def test_the_page_leads_to_the_batches_of_the_round(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the unit chosen, in the language of the page; and to the form to print."""
    good = people.session(program)
    monkeypatch.setattr(session, "cookie", lambda _: good)
    monkeypatch.setattr(services.program, "_opened", [program])
    test = AppTest.from_string("from views import entry\nentry.show()", default_timeout=30).run()
    test.selectbox(key=f"unit of {ROUND}").set_value(UNIT).run()
    assert not test.exception
    assert test.title[0].value == "Nhập phiếu giấy"
    links = [one.proto.url for one in test.get("link_button")]
    query = f"unit={UNIT}&lang=vi"
    assert links == [f"/nhap-phieu/{ROUND}?{query}", f"/tep/{ROUND}/phieu-giay.pdf?{query}"]
