"""Names as text: what units, rounds and people are called is shown, never read as Markdown."""

import re

import pandas as pd
import streamlit as st

_ADDRESS = re.compile(r"(:(?=//)|www(?=\.)|@(?=\w))", re.IGNORECASE)
"""Where Streamlit would see a web or mail address, which it links even when it is escaped."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&])")


def plain(text: str) -> str:
    """A name that Streamlit shows letter by letter: no picture, link, colour or formula comes of it."""
    broken = _ADDRESS.sub("\\1\u2060", text.replace("\n", " "))  # a joiner that nobody sees
    return _MARKDOWN.sub(r"\\\1", broken)


def table(rows: pd.DataFrame, title: str, linked: str | None = None) -> None:
    """A table of texts; `title` is what a screen reader calls it, `linked` a column of our addresses."""
    texts = rows.map(lambda cell: plain(cell) if isinstance(cell, str) else cell)
    if linked is not None:
        texts[linked] = rows[linked]
    st.table(texts.rename(columns=plain), hide_index=True, alt=title)
