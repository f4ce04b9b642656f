"""A report before it has a file format: sections of paragraphs, tables and charts, and who signs it.

Every number in a sentence stands in a table of the same report: what is typed is words alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from analysis.reports.workings import Workings
from analysis.tables import Table

if TYPE_CHECKING:
    from analysis.charts.style import Chart as Drawn
    from analysis.reports.longform import LongForm


class Tone(StrEnum):
    """What a paragraph is: part of the text, an emphasised warning, or a remark in small letters."""

    BODY = "body"
    WARNING = "warning"
    REMARK = "remark"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; words between asterisks are set in italics (``*Rất hài lòng*``)."""

    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True)
class Items:
    """A list with dashes, in the order given."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Where figures come from, so that anybody can find them again.

    `filter` says which responses they rest on, `n` how many these are (None where that may not be
    shown), `seal` is the SHA-256 of the sealed round's manifest, empty while it is not sealed.
    """

    round: str
    unit: str
    filter: str
    questionnaire: str
    questionnaire_hash: str
    formula: str
    n: int | None
    seal: str = ""


@dataclass(frozen=True)
class Exhibit:
    """A table with its source. `widths` are the columns' shares of the page; empty: by content.

    `workings` tell how its figures follow from each other. Where rows are `grouped`, those that begin
    alike stand together on paper, and what they begin with is written once.
    """

    table: Table
    source: Source
    widths: tuple[float, ...] = ()
    workings: Workings = field(default_factory=Workings)
    grouped: bool = False


@dataclass(frozen=True)
class Picture:
    """A chart with its caption, the words for who does not see it, and its source.

    `draw` makes the chart when a format asks for it.
    """

    id: str
    caption: str
    alt: str
    draw: "Callable[[], Drawn]"
    source: Source


Block = Paragraph | Items | Exhibit | Picture


@dataclass(frozen=True)
class Section:
    """A part of a report under its own heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Letterhead:
    """What stands around the text of an official document (Decree 30/2020/NĐ-CP, annex I).

    Empty fields are printed as dots to be filled in by hand.
    """

    parent: str = ""
    agency: str = ""
    short: str = ""
    number: str = ""
    place: str = ""
    signs_for: str = ""
    position: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report in one language, for one unit, whole.

    `name` is the stem of its files, `kind` what sort of report it is, `subject` the line under
    *BÁO CÁO*, `dated` the day it is dated on. `annex` has the tables in full, for spreadsheets and
    statistics programs; `draft` tells why it may not be signed yet. `long` makes the figures in long
    form, when a format asks for them.
    """

    name: str
    kind: str
    language: str
    title: str
    subject: str
    dated: date
    letterhead: Letterhead
    sections: tuple[Section, ...]
    annex: tuple[Exhibit, ...]
    long: "Callable[[], LongForm]"
    sample: bool = False
    draft: str = ""
    address: str = ""
    """Where everybody reads these figures; empty while there is no such page."""

    @property
    def exhibits(self) -> tuple[Exhibit, ...]:
        """The tables of the text, in order."""
        return tuple(one for one in self.blocks() if isinstance(one, Exhibit))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The charts of the text, in order."""
        return tuple(one for one in self.blocks() if isinstance(one, Picture))

    def blocks(self) -> Iterator[Block]:
        """All blocks of all sections."""
        for section in self.sections:
            yield from section.blocks
