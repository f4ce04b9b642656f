"""A tier imports only the files in which it may have a test, and loses none."""

from pathlib import Path

import pytest

from tests.tiers import may_be_chosen

QUICK, APART = "not browser and not faults and not long", "long and not browser"


@pytest.mark.parametrize(
    ("text", "chosen_by"),
    [
        ("def test_a(): ...", {QUICK}),
        ("pytestmark = pytest.mark.long", {"long", APART}),
        ("pytestmark = [pytest.mark.browser, pytest.mark.long]", {"long", "browser"}),
        ("pytestmark = pytest.mark.browser\n@pytest.mark.long", {"browser", "long"}),
        ("@pytest.mark.long\ndef test_a(): ...", {QUICK, "long", APART}),
        ("pytestmark = pytest.mark.faults", {"faults"}),
    ],
)
def test_a_file_is_left_out_only_where_no_test_of_it_fits(
    tmp_path: Path, text: str, chosen_by: set[str]
) -> None:
    """A mark on the whole file is certain, one within it is possible."""
    path = tmp_path / "test_some.py"
    path.write_text(text, "utf-8")
    asked = (QUICK, "long", APART, "browser", "faults")
    assert {one for one in asked if may_be_chosen(path, one)} == chosen_by


@pytest.mark.parametrize("asked", ["", "asyncio", "long or slow"])
def test_what_is_not_about_tiers_leaves_nothing_out(tmp_path: Path, asked: str) -> None:
    """A single file by itself, or a mark that is not one of a tier."""
    path = tmp_path / "test_some.py"
    path.write_text("pytestmark = pytest.mark.faults", "utf-8")
    assert may_be_chosen(path, asked)
