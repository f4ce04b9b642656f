"""Single responses: brought by hand from devices without a line, taken out, or erased on request."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

import services.erasing
import services.rescuing
import services.rows
from commands.door import AS_JSON, now, operator, program, show
from services.rescuing import Brought, Fate
from surveys.errors import Code, SurveyError
from surveys.language import words


@click.group()
def responses() -> None:
    """Single responses: brought by hand from devices without a line, taken out, or erased on request."""


@responses.command("erase")
@click.argument("code")
def responses_erase(code: str) -> None:
    """Destroy the response that the withdrawal code CODE was given for. There is no way back."""
    with program() as opened:
        round = services.erasing.erase(opened, code, operator(), now())
    click.echo(f"Đã xóa một phiếu của đợt {round}.")


@responses.command("export")
@click.argument("round_id", metavar="ROUND")
@click.option("--format", "format_name", required=True, help=", ".join(services.rows.formats()))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi")
def responses_export(round_id: str, format_name: str, out: Path, lang: str) -> None:
    """Write every response of the ROUND that is over to a new file. IT HOLDS EVERY ANSWER."""
    if out.exists():
        raise SurveyError(Code.FILE_EXISTS, file=str(out))
    with program() as opened:
        asked = (opened, operator(), round_id, format_name, lang, now())
        draft = out.with_name(f".{out.name}.part")
        try:
            n = services.rows.write_responses(*asked, lambda parts: _write(parts, draft))
            os.replace(draft, out)
        except OSError as wrong:
            raise SurveyError(Code.BAD_FILE, file=str(out), why=wrong.strerror or "") from wrong
        finally:
            draft.unlink(missing_ok=True)
    click.echo(f"{out}: {n} phiếu. Xin giữ tệp như giữ cơ sở dữ liệu.")


def _write(parts: Iterable[bytes], draft: Path) -> None:
    """All of it, on disk, in place of what is there."""
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


@responses.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would become of each answer; keep nothing.")
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ids that are safe here to this file, for the device to wipe them.",
)
@AS_JSON
def responses_import(file: Path, dry_run: bool, receipt: Path | None, as_json: bool) -> None:
    """Bring in the rescue file FILE that a device without a line has saved.

    Answers that have arrived in the meantime are not doubled.
    """
    with program() as opened:
        brought = services.rescuing.import_rescued(opened, file, operator(), now(), dry_run=dry_run)
    if receipt is not None and not dry_run:
        safe = [one.id for one in brought if one.fate is not Fate.REFUSED]
        receipt.write_text(json.dumps({"hailong": "safe", "ids": safe}), "utf-8")
    if as_json:
        show([_row(one) for one in brought], as_json)
        return
    counts = Counter(one.fate for one in brought)
    said = ", ".join(f"{counts[fate]} {_FATES[fate]}" for fate in Fate)
    click.echo(f"{'Nếu nhập: ' if dry_run else 'Đã nhập: '}{said}.")
    blind = sum(not one.clock_known for one in brought)
    if blind:
        click.echo(
            f"  {blind} phiếu giữ giờ ghi trên máy: không rõ đồng hồ của máy lệch bao nhiêu."
        )
    for one in brought:
        if one.refusal is not None and one.fate is Fate.REFUSED:
            click.echo(f"  phiếu {one.line}: {words('vi').error(one.refusal)}")


_FATES = {
    Fate.NEW: "phiếu mới",
    Fate.KNOWN: "phiếu đã có từ trước",
    Fate.ERASED: "phiếu đã được xóa theo yêu cầu",
    Fate.REFUSED: "phiếu không nhận",
}


def _row(one: Brought) -> dict[str, object]:
    why = words("vi").error(one.refusal) if one.refusal else None
    clock = "known" if one.clock_known else "unknown"
    return {"line": one.line, "id": one.id, "fate": one.fate, "why": why, "clock": clock}
