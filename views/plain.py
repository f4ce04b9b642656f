"""Names as text: what units, rounds and people are called is shown, never read as Markdown."""

import re
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
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


def ready(rows: Sequence[Sequence[str]], titles: Sequence[str]) -> pa.Table:
    """A table of texts to be shown many times: all that can be done once is done."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in titles)
    texts = [pa.array([plain(cell) for cell in column], pa.string()) for column in columns]
    return pa.Table.from_arrays(texts, [plain(title) for title in titles])


def show(table: pa.Table, title: str) -> None:
    """Such a table; `title` is what a screen reader calls it."""
    st.table(table, hide_index=True, hide_header=False, alt=title)
