"""An export of a round, read with distrust: every line has just the form that it must have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from data.foreign import Unreadable, lines
from data.seals import Manifest
from services.exporting import FORMAT
from services.proving import heads_of, read_manifest
from surveys.chain import LEAF_BYTES, leaf_of
from surveys.fault import Fault, Wrong, fault
from surveys.recount import Recount
from surveys.sealed import Follower, Link, Stub
from surveys.standing import Standing


@dataclass
class Group:
    """A link with what the export has of its responses: names and standings by leaf."""

    link: Link
    names: dict[bytes, str] = field(default_factory=dict)
    standings: dict[bytes, str] = field(default_factory=dict)


@dataclass
class Exported:
    """A round as it was exported."""

    round: str
    manifests: list[Manifest] = field(default_factory=list)
    steps: list[Stub | Group] = field(default_factory=list)
    erased: int = 0
    counted: Recount = field(default_factory=Recount)
    misplaced: list[Fault] = field(default_factory=list)
    excluded: int = 0
    unsaid: int = 0

    def follow(self, follower: Follower) -> None:
        """Leads a follower along the links."""
        for step in self.steps:
            if isinstance(step, Stub):
                follower.stub(step)
            else:
                follower.link(step.link, step.names)

    def leaves_of(self, ends: Mapping[int, int]) -> list[tuple[bytes, str]]:
        """Leaf and standing of each response up to the given links."""
        return [
            (leaf, standing)
            for step in self._groups()
            if step.link.place[1] <= ends.get(step.link.place[0], 0)
            for leaf, standing in step.standings.items()
        ]

    def recount_of(self, ends: Mapping[int, int]) -> Recount | None:
        """What the responses amount to; known for the last manifest alone, with which they came."""
        return self.counted if ends == self.last_ends else None

    @cached_property
    def last_ends(self) -> Mapping[int, int]:
        """By chain the last link that the last manifest names."""
        table = read_manifest(self.manifests[-1].text) if self.manifests else None
        found = heads_of(table) if table else {}
        return {chain: link for chain, (link, _) in found.items()}

    def place(self, response: str, text: str, standing: str, link: tuple[int, int]) -> None:
        """Takes a response where it is said to stand."""
        if link[1] <= self.last_ends.get(link[0], 0):
            self.counted.response(text, standing)
        accepted = _accepted(text)
        if accepted is None:
            self.unsaid += 1
        elif accepted == Standing.COUNTED and standing == Standing.EXCLUDED:
            self.excluded += 1
        elif standing != accepted:
            told = {"round": self.round, "stored": standing, "expected": accepted}
            self.misplaced.append(fault(Wrong.STANDING, response=response, **told))

    def sealed_after(self, ends: Mapping[int, int]) -> int:
        """How many responses of the round were sealed after the given links."""
        return sum(
            len(step.link.leaves) // LEAF_BYTES
            for step in self._groups()
            if step.link.place[1] > ends.get(step.link.place[0], 0)
        )

    def _groups(self) -> Iterator[Group]:
        for step in self.steps:
            if isinstance(step, Group):
                yield step


def read_export(path: Path) -> Exported:
    """The round in an export. Raises Unreadable for what is no whole export."""
    reading = lines(path)
    try:
        return _read(reading)
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {str(wrong)[:120]}") from wrong


def _read(reading: Iterator[bytes]) -> Exported:
    first = orjson.loads(next(reading, b""))["export"]
    if first["format"] != FORMAT:
        raise Unreadable("không phải tệp xuất của chương trình này / not an export of ours")
    exported = Exported(str(first["round"]["id"]))
    numbers, ended = {"links": 0, "responses": 0, "erased": 0}, False
    for line in reading:
        if ended:
            raise Unreadable("còn dòng sau dòng cuối / lines after the end")
        [(kind, table)] = dict(orjson.loads(line)).items()
        if kind == "end":
            ended = True
            if table != numbers:
                raise Unreadable("số dòng không khớp / the numbers at the end do not fit")
        else:
            _take(exported, kind, table, numbers)
    if not ended:
        raise Unreadable("tệp bị cắt cụt / the file is cut short")
    exported.erased = numbers["erased"]
    return exported


def _take(exported: Exported, kind: str, table: dict[str, Any], numbers: dict[str, int]) -> None:
    if kind == "manifest":
        if exported.steps:
            raise ValueError("a manifest behind what it stands for")
        edition, text = int(table["edition"]), str(table["text"])
        exported.manifests.append(Manifest(exported.round, edition, text, _hex(table["signature"])))
    elif kind == "others":
        exported.steps += _stubs(table)
    elif kind == "link":
        numbers["links"] += 1
        leaves, others = _hex(table["leaves"]), _hex(table["others"])
        if len(leaves) % LEAF_BYTES or len(others) % LEAF_BYTES:
            raise ValueError("leaves")
        place = _number(table["chain"]), _number(table["link"])
        exported.steps.append(Group(Link(place, _hex(table["value"], 32), leaves, others)))
    else:
        _take_member(exported, exported.steps[-1], kind, table, numbers)


def _accepted(text: str) -> object:
    """The standing at acceptance in a sealed text; None when it does not say."""
    try:
        return orjson.loads(text).get("standing")
    except (AttributeError, ValueError):
        return None


def _take_member(
    exported: Exported,
    group: Stub | Group,
    kind: str,
    table: dict[str, Any],
    numbers: dict[str, int],
) -> None:
    if not isinstance(group, Group):
        raise ValueError(kind)
    if kind == "response":
        numbers["responses"] += 1
        id = UUID(table["id"])
        leaf = leaf_of(_hex(table["salt"], 16), id.bytes, str(table["text"]))
        name = id.hex
        exported.place(name, str(table["text"]), str(table["standing"]), group.link.place)
    elif kind == "erased":
        numbers["erased"] += 1
        leaf, name = _hex(table["leaf"], 32), f"sha256:{_hex(table['id_sha256'], 32).hex()[:16]}"
        if group.link.place[1] <= exported.last_ends.get(group.link.place[0], 0):
            exported.counted.erasure(str(table["standing"]))
    else:
        raise ValueError(str(kind)[:40])
    if leaf in group.names:
        raise ValueError("twice")
    group.names[leaf] = name
    group.standings[leaf] = str(table["standing"])


def _stubs(table: dict[str, Any]) -> Iterator[Stub]:
    chain, first, links = _number(table["chain"]), _number(table["first"]), _hex(table["links"])
    if len(links) % 64:
        raise ValueError("links")
    for place, start in enumerate(range(0, len(links), 64)):
        value, hash = links[start : start + 32], links[start + 32 : start + 64]
        yield Stub((chain, first + place), value, hash)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ValueError("number")
    return value


def _hex(value: object, size: int | None = None) -> bytes:
    found = bytes.fromhex(str(value))
    if size is not None and len(found) != size:
        raise ValueError("length")
    return found
