"""Files that people take away as lines that a person can compare."""

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import docx
import pyreadstat
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl import load_workbook
from pypdf import PdfReader


def as_text(format: str, content: bytes) -> str:
    """A file of this format as lines: a spreadsheet as its cells and their formats."""
    written = _AS_TEXT.get(format)
    return written(content) if written else content.decode("utf-8-sig")


def zip_as_text(content: bytes) -> str:
    """Every file in a zip under its name."""
    with ZipFile(io.BytesIO(content)) as archive:
        files = {one: archive.read(one).decode("utf-8-sig") for one in archive.namelist()}
    return "".join(f"[{name}]\n{text}\n" for name, text in files.items())


def sav_as_text(content: bytes) -> str:
    """The labels of an SPSS file, what it declares missing, and its rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.sav"
        path.write_bytes(content)
        table, about = pyreadstat.read_sav(path, user_missing=True)
    lines = [f"[{about.file_label}]", *about.notes]
    for name, label in about.column_names_to_labels.items():
        missing = [one["lo"] for one in about.missing_ranges.get(name, [])]
        sort = about.variable_measure[name], about.original_variable_types[name]
        lines.append(f"{name} {sort} missing={missing}: {label}")
        lines += [
            f"  {code:g} {text}" for code, text in about.variable_value_labels.get(name, {}).items()
        ]
    return "\n".join(lines) + "\n" + table.to_csv(index=False, float_format="%.6g")


def pdf_as_text(content: bytes) -> str:
    """All that stands on the pages, page by page, one blank between words."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "\n\f\n".join(" ".join(page.extract_text().split()) for page in pages) + "\n"


def xlsx_as_text(content: bytes) -> str:
    """The sheets of a workbook, a line a row: each cell with its number format."""
    lines = []
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        lines.append(f"[{sheet.title}] freeze={sheet.freeze_panes} area={sheet.print_area}")
        for row in sheet.iter_rows():
            cells = [
                f"{cell.value!r} {cell.number_format}" for cell in row if cell.value is not None
            ]
            lines.append(" | ".join(cells))
    return "\n".join(lines) + "\n"


def docx_as_text(content: bytes) -> str:
    """The heads of pages and the text of a Word document, line by line with the name of its style."""
    made = docx.Document(io.BytesIO(content))
    page = made.sections[0]
    lines = [f"<title> {made.core_properties.title} {made.core_properties.created:%Y-%m-%d}"]
    for name, head in (("first", page.first_page_header), ("later", page.header)):
        lines += [f"<{name}> {one.text}" for one in head.paragraphs]
    return "\n".join([*lines, *_blocks(made)]) + "\n"


def _blocks(made: Document) -> Iterator[str]:
    for block in made.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "| " + " | ".join(cell.text.replace("\n", " / ") for cell in row.cells)
            continue
        yield f"<{block.style.name if block.style else ''}> {block.text}"
        for picture in block._p.iter(qn("wp:docPr")):
            yield f"<alt> {picture.get('descr')}"


_AS_TEXT: Mapping[str, Callable[[bytes], str]] = {
    "datapackage": zip_as_text,
    "docx": docx_as_text,
    "pdf": pdf_as_text,
    "sav": sav_as_text,
    "xlsx": xlsx_as_text,
}
