"""Invitations to a form: a frame for a website, and texts that fit a message."""

import unicodedata
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of a message of 160 letters (3GPP TS 23.038); Vietnamese loses its accents in it."""

TWO = frozenset("\f^{}\\[~]|€")
"""Letters that take the place of two there."""


@dataclass(frozen=True)
class Message:
    """A text with what it costs to send: `parts` short messages of `letters` letters in all."""

    text: str

    @property
    def accented(self) -> bool:
        return not set(self.text) <= GSM_7 | TWO

    @property
    def letters(self) -> int:
        if self.accented:
            return len(self.text.encode("utf-16-le")) // 2
        return sum(2 if letter in TWO else 1 for letter in self.text)

    @property
    def parts(self) -> int:
        whole, part = (70, 67) if self.accented else (160, 153)
        return 1 if self.letters <= whole else -(-self.letters // part)


def without_accents(text: str) -> str:
    """Vietnamese in the letters of the short alphabet: ``Xã Đồng Sen`` as ``Xa Dong Sen``."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    typed = bare.translate(
        {ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("–"): "-", ord("…"): "."}
    )
    return "".join(letter if letter in GSM_7 | TWO else "?" for letter in typed)


def frame(address: str, title: str, height: int) -> str:
    """The lines that a website puts where the form shall stand; as wide as its place there."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}"'
        ' style="border:0" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def is_origin(text: str) -> bool:
    """Whether a text is the address of a website's host and nothing more."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    named = bool(host) and all(one.isalnum() or one in ".-" for one in host)
    whole = f"{parts.scheme}://{parts.netloc}"
    return parts.scheme in ("https", "http") and text == whole and named and text.isascii()
