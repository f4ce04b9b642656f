"""The breakages that `make red` makes still fit the program, and their tests are there."""

import pytest

from tests.red.breakages import ROOT, Breakage, breakages


@pytest.mark.parametrize("one", breakages(), ids=lambda one: one.promise)
def test_a_breakage_fits(one: Breakage) -> None:
    """What it replaces is there exactly once, and it changes something."""
    text = (ROOT / one.file).read_text("utf-8")
    assert one.broken(text) != text
    for test in one.tests:
        path, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / path).read_text("utf-8")
