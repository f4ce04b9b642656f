"""An export of a round, read with distrust: every line has just the form that it must have."""

import hashlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from data.foreign import Unreadable, lines
from data.seals import Manifest
from services.exporting import FORMAT, UNSIGNED, sealed_text
from services.proving import heads_of, read_manifest
from services.signing import is_signed
from surveys.chain import LEAF_BYTES, leaf_of
from surveys.fault import Fault, Wrong, fault
from surveys.recount import Recount
from surveys.sealed import Follower, Link, Stub
from surveys.standing import REPLACED, Standing

MOST_STANDINGS = 255


@dataclass
class Group:
    """A link with what the export has of its responses: their names by leaf."""

    link: Link
    names: dict[bytes, str] = field(default_factory=dict)


@dataclass
class Leaves:
    """Leaves with their standings and places, packed: a package may have very many."""

    leaves: bytearray = field(default_factory=bytearray)
    standings: list[str] = field(default_factory=list)
    numbers: bytearray = field(default_factory=bytearray)
    places: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, leaf: bytes, standing: str, place: tuple[int, int]) -> None:
        if standing not in self.standings:
            if len(self.standings) == MOST_STANDINGS:
                raise ValueError("standings")
            self.standings.append(standing)
        self.leaves += leaf
        self.numbers.append(self.standings.index(standing))
        self.places.extend(place)

    def __iter__(self) -> Iterator[tuple[bytes, str, int, int]]:
        for number, standing in enumerate(self.numbers):
            leaf = bytes(self.leaves[LEAF_BYTES * number : LEAF_BYTES * (number + 1)])
            chain, link = self.places[2 * number : 2 * number + 2]
            yield leaf, self.standings[standing], chain, link


@dataclass(frozen=True)
class Signed:
    """What an export says of all its lines: their SHA-256, and the agency's signature over it."""

    sha256: str
    signature: bytes

    def holds(self, sha256: str, public: bytes) -> bool:
        """Whether lines with this SHA-256 were signed with the key behind `public`."""
        return self.sha256 == sha256 and is_signed(public, sealed_text(sha256), self.signature)


@dataclass
class Exported:
    """A round as it was exported; `follower` has been led along all its links.

    `about` is its first line, and `sha256` that of all its lines but the one that signs them.
    """

    round: str
    about: Mapping[str, Any]
    follower: Follower
    manifests: list[Manifest] = field(default_factory=list)
    group: Group | None = None
    begun: bool = False
    kept: Leaves = field(default_factory=Leaves)
    responses: int = 0
    erased: int = 0
    counted: Recount = field(default_factory=Recount)
    misplaced: list[Fault] = field(default_factory=list)
    excluded: int = 0
    unsaid: int = 0
    sha256: str = ""
    signed: Signed | None = None

    def step(self, stub: Stub | None = None) -> None:
        """The link that was being read is whole; the next one may be one of others."""
        if self.group is not None:
            self.follower.link(self.group.link, self.group.names)
            self.group = None
        if stub is not None:
            self.follower.stub(stub)
        self.begun = True

    def leaves_of(self, ends: Mapping[int, int]) -> list[tuple[bytes, str]]:
        """Leaf and standing of each response up to the given links."""
        return [
            (leaf, standing)
            for leaf, standing, chain, link in self.kept
            if link <= ends.get(chain, 0)
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
        return sum(link > ends.get(chain, 0) for _, _, chain, link in self.kept)


def read_export(path: Path, follower: Follower) -> Exported:
    """The round in an export, its links taken by a fresh follower.

    Raises Unreadable for what is no whole export.
    """
    reading = lines(path)
    try:
        return _read(reading, follower)
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError) as wrong:
        raise Unreadable(f"{type(wrong).__name__}: {str(wrong)[:120]}") from wrong


def _read(reading: Iterator[bytes], follower: Follower) -> Exported:
    line = next(reading, b"")
    first = orjson.loads(line)["export"]
    if first["format"] not in (FORMAT, UNSIGNED):
        raise Unreadable("không phải tệp xuất của chương trình này / not an export of ours")
    exported = Exported(str(first["round"]["id"]), first, follower)
    numbers, ended, content = {"links": 0, "responses": 0, "erased": 0}, False, hashlib.sha256(line)
    for line in reading:
        [(kind, table)] = dict(orjson.loads(line)).items()
        if exported.signed or (ended and kind != "signed"):
            raise Unreadable("còn dòng sau dòng cuối / lines after the end")
        if kind == "signed" and ended:
            exported.signed = Signed(str(table["sha256"]), _hex(table["signature"]))
            continue
        content.update(line)
        if kind == "end":
            ended = True
            if table != numbers:
                raise Unreadable("số dòng không khớp / the numbers at the end do not fit")
        else:
            _take(exported, kind, table, numbers)
    if not ended or (first["format"] == FORMAT and exported.signed is None):
        raise Unreadable("tệp bị cắt cụt / the file is cut short")
    exported.step()
    exported.responses, exported.sha256 = numbers["responses"], content.hexdigest()
    return exported


def _take(exported: Exported, kind: str, table: dict[str, Any], numbers: dict[str, int]) -> None:
    if kind == "manifest":
        if exported.begun:
            raise ValueError("a manifest behind what it stands for")
        edition, text = int(table["edition"]), str(table["text"])
        exported.manifests.append(Manifest(exported.round, edition, text, _hex(table["signature"])))
        named = read_manifest(text)
        exported.follower.seek([head for _, head in heads_of(named).values()] if named else ())
    elif kind == "others":
        for stub in _stubs(table):
            exported.step(stub)
    elif kind == "link":
        numbers["links"] += 1
        leaves, others = _hex(table["leaves"]), _hex(table["others"])
        if len(leaves) % LEAF_BYTES or len(others) % LEAF_BYTES:
            raise ValueError("leaves")
        place = _number(table["chain"]), _number(table["link"])
        exported.step()
        exported.group = Group(Link(place, _hex(table["value"], 32), leaves, others))
    else:
        _take_member(exported, exported.group, kind, table, numbers)


def _accepted(text: str) -> object:
    """The standing at acceptance in a sealed text; None when it does not say."""
    try:
        return orjson.loads(text).get("standing")
    except (AttributeError, ValueError):
        return None


def _take_member(
    exported: Exported,
    group: Group | None,
    kind: str,
    table: dict[str, Any],
    numbers: dict[str, int],
) -> None:
    if group is None:
        raise ValueError(kind)
    if kind == "response":
        numbers["responses"] += 1
        id = UUID(table["id"])
        leaf = leaf_of(_hex(table["salt"], 16), id.bytes, str(table["text"]))
        name = id.hex
        exported.place(name, str(table["text"]), str(table["standing"]), group.link.place)
    elif kind == "erased":
        numbers["erased"] += 1
        exported.erased += table["standing"] != REPLACED
        leaf, name = _hex(table["leaf"], 32), f"sha256:{_hex(table['id_sha256'], 32).hex()[:16]}"
        if group.link.place[1] <= exported.last_ends.get(group.link.place[0], 0):
            exported.counted.erasure(str(table["standing"]))
    else:
        raise ValueError(str(kind)[:40])
    if leaf in group.names:
        raise ValueError("twice")
    group.names[leaf] = name
    exported.kept.add(leaf, str(table["standing"]), group.link.place)


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
