"""An XLSForm as somebody may have written it, and how it is saved."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

VI, EN = "label::Vietnamese (vi)", "label::English (en)"
SURVEY: list[list[Any]] = [
    [
        "type",
        "name",
        VI,
        EN,
        "hint::Vietnamese (vi)",
        "required",
        "relevant",
        "constraint",
        "calculation",
        "appearance",
    ],
    ["start", "start"],
    ["begin_group", "overall", "Đánh giá chung", "Overall"],
    [
        "select_one levels",
        "satisfied",
        "Ông/Bà có hài lòng không?",
        "How satisfied are you?",
        "",
        "yes",
    ],
    [
        "select_multiple points",
        "why",
        "Điều gì chưa tốt?",
        "What was not good?",
        "",
        "",
        "${satisfied} = '1' or ${satisfied} = '2'",
    ],
    ["select_one levels_na", "attitude", "Thái độ phục vụ", "Attitude", "", "no"],
    ["end_group"],
    ["select_one how", "how", "Nộp hồ sơ cách nào?", "How did you file?"],
    [
        "integer",
        "visits",
        "Phải đến mấy lần?",
        "How many visits?",
        "",
        "",
        "selected(${how}, 'counter')",
        ". >= 1 and . <= 20",
    ],
    [
        "text",
        "comment",
        "Góp ý thêm?",
        "Anything to add?",
        "Không bắt buộc.",
        "",
        "",
        "",
        "",
        "multiline",
    ],
]
_LEVELS = [
    [5, "Rất hài lòng", "Very satisfied"],
    [4, "Hài lòng", "Satisfied"],
    [3, "Bình thường", "Neutral"],
    [2, "Không hài lòng", "Dissatisfied"],
    [1, "Rất không hài lòng", "Very dissatisfied"],
]
CHOICES: list[list[Any]] = [
    ["list_name", "name", VI, EN],
    *(["levels", *level] for level in _LEVELS),
    *(["levels_na", *level] for level in _LEVELS),
    ["levels_na", "na", "Không áp dụng", "Not applicable"],
    ["points", "time", "Thời gian", "Time"],
    ["points", "papers", "Giấy tờ", "Papers"],
    ["how", "counter", "Tại quầy", "At the counter"],
    ["how", "online", "Trực tuyến", "Online"],
]
SETTINGS: list[list[Any]] = [
    [
        "form_id",
        "form_title::Vietnamese (vi)",
        "form_title::English (en)",
        "default_language",
        "version",
    ],
    ["one_stop", "Phiếu một cửa", "Phiếu một cửa (en)", "Vietnamese (vi)", "2026"],
]


def saved(folder: Path, **other: Sequence[Sequence[Any]]) -> Path:
    """The form as a file, with other rows where they are given."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (
        {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS} | other
    ).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "form.xlsx"
    book.save(path)
    return path


def changed(path: Path, name: str, content: bytes) -> Path:
    """The same file with a further part in it."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return path
