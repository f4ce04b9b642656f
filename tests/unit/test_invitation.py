"""What a message costs, Vietnamese without accents, and whose website may show the form."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import read
from surveys.errors import Code, SurveyError
from surveys.invitation import GSM_7, TWO, Message, frame, is_origin, without_accents


@pytest.mark.parametrize(
    ("text", "letters", "parts"),
    [
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("ế" * 70, 70, 1),
        ("ế" * 71, 71, 2),
        ("ế" * 134, 134, 2),
        ("ế" * 135, 135, 3),
        ("😀" * 36, 72, 2),
    ],
)
def test_a_message_is_counted_as_networks_count(text: str, letters: int, parts: int) -> None:
    """160 and 153 letters a part; with accents 70 and 67."""
    assert (Message(text).letters, Message(text).parts) == (letters, parts)


def test_vietnamese_is_written_without_accents() -> None:
    """Every accent and đ; what has no such letter is a question mark."""
    assert without_accents("Xã Đồng Sen mời Ông/Bà đánh giá “dịch vụ” – tốt…") == (
        'Xa Dong Sen moi Ong/Ba danh gia "dich vu" - tot.'
    )
    assert without_accents("好") == "?"


@given(st.text(max_size=300))
def test_without_accents_every_message_is_of_the_short_alphabet(text: str) -> None:
    """Whatever a unit is called."""
    assert set(without_accents(text)) <= GSM_7 | TWO
    assert not Message(without_accents(text)).accented


def test_a_frame_escapes_what_units_are_called() -> None:
    """No name ends the attribute that it stands in."""
    made = frame('https://x.example/s/A?lang=vi&x="', '"><script>', 820)
    assert "<script>" not in made
    assert made.count('"') == 14
    assert 'height="820"' in made


GOOD = ["https://www.example.gov.vn", "http://10.0.0.5:8080", "https://a-b.vn"]
BAD = [
    "*",
    "https://*",
    "https://*.vn",
    "example.vn",
    "https://x.vn/",
    "https://x.vn; script-src *",
    "https://u@x.vn",
    "javascript:x",
    "https://",
    "https://x.vn:99999",
    "https://ế.vn",
    "'self'",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_website_is_named_by_its_origin(text: str) -> None:
    """Scheme, host and port."""
    assert is_origin(text)


@pytest.mark.parametrize("text", BAD)
def test_nothing_else_is_a_website(tmp_path: Path, text: str) -> None:
    """No pattern, path, keyword or second directive comes into the policy."""
    assert not is_origin(text)
    with pytest.raises(SurveyError) as refused:
        read({"EMBED_HOSTS": f"{GOOD[0]}, {text}"}, tmp_path / "var")
    assert refused.value.code == Code.BAD_SETTING


def test_websites_are_listed_with_spaces_or_commas(tmp_path: Path) -> None:
    """And by default there are none."""
    given_hosts = {"EMBED_HOSTS": f" {GOOD[0]},{GOOD[2]}  {GOOD[1]}"}
    found = read(given_hosts, tmp_path / "var").embed_hosts
    assert found == (GOOD[0], GOOD[2], GOOD[1])
    assert read({}, tmp_path / "var").embed_hosts == ()
