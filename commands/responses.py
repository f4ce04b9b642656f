"""Single responses: brought by hand from devices without a line, or erased on request."""

import json
from collections import Counter
from pathlib import Path

import click

import services.erasing
import services.rescuing
from commands.door import AS_JSON, now, operator, program, show
from services.rescuing import Brought, Fate
from surveys.language import words


@click.group()
def responses() -> None:
    """Single responses: brought by hand from devices without a line, or erased on request."""


@responses.command("erase")
@click.argument("code")
def responses_erase(code: str) -> None:
    """Destroy the response that the withdrawal code CODE was given for. There is no way back."""
    with program() as opened:
        round = services.erasing.erase(opened, code, operator(), now())
    click.echo(f"Đã xóa một phiếu của đợt {round}.")


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
