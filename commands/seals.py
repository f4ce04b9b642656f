"""Rounds are sealed, taken along and proved; heads of the chains leave the building."""

import json
import re
import sys
from pathlib import Path

import click

import services.anchoring
import services.exporting
import services.sealing
import services.verifying
from commands.door import AS_JSON, now, operator, program
from commands.rounds import rounds
from services.proving import Known, Verdict
from services.signing import public_key
from settings import secret_if_any
from surveys.errors import Code, SurveyError
from surveys.language import Words, words

_OUT = click.option("--out", required=True, type=click.Path(path_type=Path))
_LANG = click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")


@rounds.command("seal")
@click.argument("id")
def round_seal(id: str) -> None:
    """Seal the closed round ID: its figures stand, and its manifest is signed."""
    with program() as opened:
        made = services.sealing.seal_round(opened, id, operator(), now())
    click.echo(f"{made.round}\tsealed\t{made.edition}\t{made.signature.hex()[:16]}")


@rounds.command("manifest")
@click.argument("id")
@click.option("--edition", type=click.IntRange(1))
@_OUT
def round_manifest(id: str, edition: int | None, out: Path) -> None:
    """Write the signed manifest of the round ID to a file; without --edition the latest."""
    with program() as opened:
        file = services.sealing.manifest_file(opened, id, edition)
    try:
        out.write_bytes(file.content)
    except OSError as wrong:
        raise SurveyError(Code.BAD_FILE, file=str(out), why=str(wrong)) from wrong
    click.echo(f"{out} ({len(file.content)} B)")


@rounds.command("export")
@click.argument("id")
@_OUT
def round_export(id: str, out: Path) -> None:
    """Write the round ID with all that proves it to a new file. IT HOLDS EVERY ANSWER."""
    with program() as opened:
        n = services.exporting.export_round(opened, id, out, operator(), now())
    click.echo(f"{out}: {n} phiếu. Tệp chứa mọi câu trả lời: xin giữ như giữ cơ sở dữ liệu.")


@rounds.command("verify")
@click.argument("target", metavar="FILE-OR-ROUND")
@click.option("--anchor", "noted", multiple=True, help="A head noted outside, or a file of them.")
@click.option("--key", "key", help="The public key that the agency publishes.")
@click.option("--without-secret", is_flag=True, help="Do not use this machine's secret key.")
@click.option("--all", "everything", is_flag=True, help="Name everything that does not fit.")
@_LANG
@AS_JSON
def round_verify(
    target: str,
    noted: tuple[str, ...],
    key: str | None,
    without_secret: bool,
    everything: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Prove a database, an export, a manifest, or a round of this installation. Writes to nothing."""
    heads = [head for one in noted for head in services.verifying.read_heads(one)]
    known = Known(
        secret=None if without_secret else secret_if_any(),
        public=services.verifying.read_key(key) if key else None,
        heads=tuple(dict.fromkeys(heads)),
    )
    if not Path(target).exists() and re.fullmatch(r"\d{4}[-A-Z0-9]{0,40}", target):
        with program() as opened:
            verdict = services.verifying.verify_round(opened, target, known)
    else:
        verdict = services.verifying.verify_file(Path(target), known)
    _tell(verdict, words(lang), everything=everything, as_json=as_json)
    if not verdict.whole:
        sys.exit(2)


@click.command()
@AS_JSON
def anchor(as_json: bool) -> None:
    """The heads of the chains to be noted outside; new ones once enough responses have come."""
    with program() as opened:
        noted = services.anchoring.note_now(opened, now())
    heads = noted.heads if noted else ()
    if as_json:
        day = noted.day.isoformat() if noted else None
        rows = [{"chain": one.chain, "link": one.link, "head": one.hex} for one in heads]
        click.echo(json.dumps({"day": day, "heads": rows}, indent=1))
        return
    for one in heads:
        name = "nhật ký" if one.is_log else f"chuỗi {one.chain}"
        click.echo(f"{noted.day if noted else ''}\t{name}\t{one.link}\t{' '.join(one.groups)}")


@click.command()
def key() -> None:
    """The public key with which the manifests of this installation are checked."""
    with program() as opened:
        click.echo(public_key(opened.settings.secret).hex())


def _tell(verdict: Verdict, told: Words, *, everything: bool, as_json: bool) -> None:
    faults = [told.fault(one) for one in verdict.faults]
    proved = [told(f"verify.{one.key}", **one.details) for one in verdict.proved]
    left = [told(f"verify.{one.key}", **one.details) for one in verdict.open]
    if as_json:
        table = {"whole": verdict.whole, "faults": faults, "proved": proved, "open": left}
        click.echo(json.dumps(table, ensure_ascii=False, indent=1))
        return
    click.echo(told("verify.whole" if verdict.whole else "verify.broken"), err=not verdict.whole)
    for sentence in faults if everything else faults[:1]:
        click.echo(sentence, err=True)
    if len(faults) > 1 and not everything:
        click.echo(told("verify.more", n=told.number(len(faults) - 1)), err=True)
    for title, sentences in (("verify.proved", proved), ("verify.open", left)):
        if sentences:
            click.echo(told(title))
        for sentence in sentences:
            click.echo(f"- {sentence}")
