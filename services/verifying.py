"""Proves sealed responses on any machine: a database, an export of a round, or a manifest alone.

It writes to nothing, and says plainly what it could not exclude.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import orjson

from data.foreign import Unreadable, database
from data.seals import Inspected, Manifest
from services.exported import Exported, read_export
from services.program import Program
from services.proving import (
    Known,
    heads_of,
    prove_heads,
    prove_manifests,
    prove_signature,
    read_manifest,
)
from services.verdict import Verdict
from surveys.errors import Code, SurveyError
from surveys.fault import Fault, Wrong, fault
from surveys.sealed import LOG, Follower

MOST_MANIFEST = 64 << 20
MOST_ANCHORS = 16 << 20
_HEAD = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_HEX = re.compile(r"[0-9a-f]{64}")


def verify_file(path: Path, known: Known) -> Verdict:
    """What can be proved of a file. Raises SurveyError NOT_EVIDENCE for what is none."""
    try:
        with path.open("rb") as file:
            begin = file.read(16)
        if begin.startswith(b"SQLite format 3"):
            with database(path) as inspected:
                return verify_database(inspected, None, known)
        if begin.startswith(b"\x1f\x8b"):
            follower = Follower(known.secret, known.heads)
            return verify_export(read_export(path, follower), known)
        return _verify_manifest(path, known)
    except OSError as wrong:
        why = wrong.strerror or ""
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=why) from wrong
    except Unreadable as wrong:
        raise SurveyError(Code.NOT_EVIDENCE, file=path.name, why=str(wrong)) from wrong


def verify_round(program: Program, round: str, known: Known) -> Verdict:
    """What can be proved of a round of this installation; raises SurveyError UNKNOWN_ROUND."""
    with program.store.seals.inspected() as inspected:
        if round not in inspected.states():
            raise SurveyError(Code.UNKNOWN_ROUND, round=round[:40])
        return verify_database(inspected, round, known)


def verify_database(inspected: Inspected, round: str | None, known: Known) -> Verdict:
    """All chains and the log, and the manifests of one round or of all."""
    verdict = Verdict()
    by_round: dict[str, list[Manifest]] = {}
    for one in inspected.manifests(round):
        by_round.setdefault(one.round, []).append(one)
    follower = Follower(known.secret, [*known.heads, *_named(by_round)])
    others = inspected.follow(follower, known.secret)
    verdict.faults += _without_other_key([*follower.faults(), *others])
    if not verdict.faults:
        verdict.proves("followed", n=follower.sealed, chains=len(follower.ends.keys() - {LOG}))
    misplaced = [*inspected.misplaced(round)]
    verdict.faults += misplaced
    if not misplaced:
        verdict.proves("standings")
    if unsaid := inspected.unsaid(round):
        verdict.leaves_open("standings_unsaid", n=unsaid)
    for id, found in by_round.items():
        leaves, count = partial(inspected.leaves_of, id), partial(inspected.recount, id)
        prove_manifests(verdict, id, found, known, leaves, count)
        _prove_named(verdict, found, follower)
    ends = prove_heads(verdict, known.heads, follower.found)
    if known.secret is None:
        verdict.leaves_open("no_secret")
    if not known.heads:
        verdict.leaves_open("no_anchor")
    else:
        verdict.leaves_open("since_anchor", n=inspected.sealed_after(ends))
    if erased := inspected.erased(round):
        verdict.leaves_open("erased", n=erased)
    verdict.leaves_open("never_entered")
    return verdict


def read_heads(given: str) -> tuple[bytes, ...]:
    """Noted heads: one as hexadecimal digits in whatever groups, or all that a file has.

    Raises SurveyError BAD_ANCHOR.
    """
    typed = re.sub(r"[^0-9a-z]", "", given.lower())
    if _HEX.fullmatch(typed):
        return (bytes.fromhex(typed),)
    try:
        path = Path(given)
        if path.stat().st_size > MOST_ANCHORS:
            raise SurveyError(Code.BAD_ANCHOR, given=given[:80])
        text = path.read_text("utf-8", errors="replace")
    except (OSError, ValueError) as wrong:
        raise SurveyError(Code.BAD_ANCHOR, given=given[:80]) from wrong
    found = dict.fromkeys(_heads_in(text))
    if not found:
        raise SurveyError(Code.BAD_ANCHOR, given=given[:80])
    return tuple(bytes.fromhex(one) for one in found)


def _heads_in(text: str) -> list[str]:
    """Of a JSON file the values called `head`; of any other text all of 64 hexadecimal digits."""
    try:
        return [*_called_head(orjson.loads(text))]
    except orjson.JSONDecodeError:
        # The sheet prints groups of four with a space between them.
        joined = re.sub(r"(?<=\b[0-9a-f]{4}) (?=[0-9a-f]{4}\b)", "", text.lower())
        return _HEAD.findall(joined)


def _called_head(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        head = value.get("head")
        if isinstance(head, str) and _HEX.fullmatch(head):
            yield head
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _called_head(one)


def read_key(given: str) -> bytes:
    """A public key as hexadecimal digits; raises SurveyError BAD_KEY."""
    typed = re.sub(r"[^0-9a-z]", "", given.lower())
    if not _HEX.fullmatch(typed):
        raise SurveyError(Code.BAD_KEY)
    return bytes.fromhex(typed)


def _named(manifests: Mapping[str, Sequence[Manifest]]) -> list[bytes]:
    """The heads that manifests name."""
    found: list[bytes] = []
    for group in manifests.values():
        for one in group:
            table = read_manifest(one.text)
            found += [head for _, head in heads_of(table).values()] if table else []
    return found


def _prove_named(verdict: Verdict, found: Sequence[Manifest], follower: Follower) -> None:
    """The chains still lead to the heads that the manifests of a round name."""
    for one in found:
        table = read_manifest(one.text)
        for chain, (link, head) in (heads_of(table) if table else {}).items():
            if link and follower.found.get(head) != (chain, link):
                verdict.faults.append(
                    fault(
                        Wrong.MANIFEST_HEAD,
                        round=one.round,
                        edition=one.edition,
                        chain=chain,
                        link=link,
                    )
                )


def _without_other_key(faults: list[Fault]) -> list[Fault]:
    """Where not even the first link fits the key, it is the key that does not fit."""
    if not any(one.wrong is Wrong.LINK_FORGED and one.details["link"] == 1 for one in faults):
        return faults
    keyed = (Wrong.LINK_FORGED, Wrong.ACT_ALTERED, Wrong.ERASURE_FORGED)
    return [fault(Wrong.KEY_OTHER), *(one for one in faults if one.wrong not in keyed)]


def verify_export(exported: Exported, known: Known) -> Verdict:
    """What can be proved of an export that was read with a follower that seeks the known heads."""
    verdict, follower = Verdict(), exported.follower
    verdict.faults += _without_other_key(follower.faults())
    if not verdict.faults:
        verdict.proves("followed", n=follower.sealed, chains=len(follower.ends.keys() - {LOG}))
    verdict.faults += exported.misplaced
    if exported.excluded:
        verdict.leaves_open("standings_excluded", n=exported.excluded)
    if exported.unsaid:
        verdict.leaves_open("standings_unsaid", n=exported.unsaid)
    prove_manifests(
        verdict, exported.round, exported.manifests, known, exported.leaves_of, exported.recount_of
    )
    _prove_named(verdict, exported.manifests, follower)
    _prove_whole(verdict, exported, known)
    ends = prove_heads(verdict, known.heads, follower.found) if known.heads else {}
    if not exported.manifests:
        verdict.leaves_open("no_manifest")
    if known.secret is None:
        verdict.leaves_open("no_secret")
    if not known.heads:
        verdict.leaves_open("no_anchor")
    else:
        verdict.leaves_open("since_anchor", n=exported.sealed_after(ends))
    if exported.erased:
        verdict.leaves_open("erased", n=exported.erased)
    verdict.leaves_open("other_rounds")
    verdict.leaves_open("never_entered")
    return verdict


def _prove_whole(verdict: Verdict, exported: Exported, known: Known) -> None:
    """Every line is just as it was written and signed, also what no manifest stands for."""
    if exported.signed is None:
        verdict.leaves_open("unsigned")
        return
    own = read_key(str(exported.about["public_key"]))
    if not exported.signed.holds(exported.sha256, known.trusted or own):
        verdict.faults.append(fault(Wrong.EXPORT_ALTERED, round=exported.round))
    elif known.trusted:
        verdict.proves("package")


def _verify_manifest(path: Path, known: Known) -> Verdict:
    one = _manifest_of(path)
    verdict, table = Verdict(), read_manifest(one.text)
    if table is not None:
        prove_signature(verdict, one, table, known)
        found = {head: (chain, link) for chain, (link, head) in heads_of(table).items()}
        for head in known.heads:
            if head in found:
                prove_heads(verdict, [head], found)
            else:
                verdict.leaves_open("head_elsewhere", head=head.hex()[:16])
    verdict.leaves_open("manifest_alone")
    return verdict


def _manifest_of(path: Path) -> Manifest:
    """The manifest in a file; raises Unreadable."""
    if path.stat().st_size > MOST_MANIFEST:
        raise Unreadable("quá lớn / too large")
    try:
        table = orjson.loads(path.read_bytes())
        text, signature = table["manifest"], bytes.fromhex(table["signature"])
        inside = read_manifest(text)
        if inside is None:
            raise Unreadable("không phải bản niêm phong / not a manifest of ours")
        return Manifest(inside["round"]["id"], inside["round"]["edition"], text, signature)
    except (LookupError, TypeError, ValueError) as wrong:
        raise Unreadable(str(wrong)[:200]) from wrong
