"""Hides personal data in comments before they are stored.

What it finds: e-mail addresses, dossier codes, telephone and identity numbers however they are
spaced, names after a title ("chị Lan") or beginning with a common family name ("Trần Văn Ba"), also
in capitals and, for the most common family names, without accents. What it cannot find: a name
written wholly in small letters, a rare family name without a title, or a person described without
a name. So comments stay inside the agency whatever this module does.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

EMAIL, PHONE, IDENTITY, NUMBER = "[email]", "[số điện thoại]", "[số giấy tờ]", "[số]"
NAME, DOSSIER = "[tên]", "[mã hồ sơ]"

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")
_DOSSIER = re.compile(r"\b[A-Z]\d{2}(?:\.\d{1,3})*-\d{6}-\d{3,}\b")
_GAP = r"(?:[^\w\n]|_){0,3}"
_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}(?!\d)")
_DIGITS = re.compile(rf"\+?\d(?:{_GAP}\d){{7,}}")
_MONEY = re.compile(r"[1-9]\d{0,2}(?:[.\s]\d{3})+|\d+")
_MONEY_WORD = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|₫|triệu|nghìn)", re.IGNORECASE)
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1F00)) if letter.isupper())


def mask(text: str) -> str:
    """`text` with personal data replaced by what they were, in brackets. Masking twice changes nothing."""
    text = _EMAIL.sub(EMAIL, text)
    text = _DOSSIER.sub(DOSSIER, text)
    text = _DIGITS.sub(_mask_digits, text)
    after_title, full_name = _name_patterns()
    text = after_title.sub(rf"\g<title> {NAME}", text)
    return full_name.sub(NAME, text)


def _mask_digits(found: re.Match[str]) -> str:
    written = found.group()
    if _DAY.fullmatch(written):
        return written
    if _MONEY.fullmatch(written) and _MONEY_WORD.match(found.string, found.end()):
        return written
    digits = re.sub(r"\D", "", written)
    if len(digits) in (10, 11) and digits.startswith(("0", "84")):
        return PHONE
    return IDENTITY if len(digits) in (9, 12) else NUMBER


@cache
def _name_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))
    titles = "|".join(
        re.escape(form)
        for title in sorted(known["titles"], key=len, reverse=True)
        for form in (title, title.capitalize(), title.upper())
    )
    no_name = "|".join(re.escape(word) for word in known["not_names"])
    places = "|".join(re.escape(place) for place in known["places"])
    surnames = "|".join(
        re.escape(form) for name in known["surnames"] for form in (name, name.upper())
    )
    capitalised = rf"[{_UPPER}][\w']*"
    more = rf"(?:[ \u00a0]+{capitalised}){{0,3}}"
    no_place = rf"(?!(?:{places})\b)"
    after_title = (
        rf"{no_place}(?P<title>\b(?:{titles}))[ \u00a0]+(?!(?:{no_name})\b){capitalised}{more}"
    )
    full_name = rf"{no_place}\b(?:{surnames})[ \u00a0]+{capitalised}{more}"
    return re.compile(after_title), re.compile(full_name)
