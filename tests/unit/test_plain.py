"""Names on staff pages are text."""

import pytest

from views.plain import plain


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Xã A", "Xã A"),
        ("07:30", r"07\:30"),
        ("[b](c)", r"\[b\]\(c\)"),
        ("<img src=x>", r"\<img src=x\>"),
        (":red[a] $x$ *b* _c_ `d` ~e~ #f", r"\:red\[a\] \$x\$ \*b\* \_c\_ \`d\` \~e\~ \#f"),
        ("https://a.b", "https\\:\u2060//a\\.b"),
        ("www.a.b", "www\u2060\\.a\\.b"),
        ("a@b.c", "a@\u2060b\\.c"),
        ("a\nb", "a b"),
    ],
)
def test_nothing_in_a_name_is_markdown(name: str, shown: str) -> None:
    """Every sign that means something to Streamlit is escaped, and addresses are broken invisibly."""
    assert plain(name) == shown
