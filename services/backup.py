"""A copy of everything that a new machine needs, made while people answer, encrypted, and proven."""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from data.archive import DATABASE, SMALL, pack, unpack
from data.files import facts_of, refusing
from data.upkeep import Facts
from data.workspace import flush_folder, workspace
from services.program import Program
from services.rights import act, need_everywhere
from surveys.account import Actor, Right
from surveys.errors import Code, SurveyError

FORMAT = "hailong-backup/1"
LEAST_LETTERS = 12
KEY = "secret-key"
_CHUNK = 1 << 20
_KEPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Made:
    """A backup that was opened again and counted. `left_out` are files of `var` that are not in it."""

    facts: Facts
    files: tuple[str, ...]
    left_out: tuple[str, ...]
    bytes: int


def make_backup(program: Program, path: Path, passphrase: str, by: Actor, now: datetime) -> Made:
    """Writes a backup to a new file at `path`. Everything acknowledged before it begins is in it.

    The file has its name only once it has been opened again and holds what it should. Raises SurveyError
    NOT_ALLOWED, FILE_EXISTS, SHORT_PASSPHRASE, STORAGE, DATABASE_IN_USE while another backup works, and
    BAD_BACKUP when what was written is not what was read.
    """
    need_everywhere(program, by, Right.OPERATE)
    if len(passphrase) < LEAST_LETTERS:
        raise SurveyError(Code.SHORT_PASSPHRASE, least=LEAST_LETTERS)
    if path.exists():
        raise SurveyError(Code.FILE_EXISTS, file=path.name)
    upkeep = program.store.upkeep
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with refusing(), workspace(upkeep.path) as folder:
        try:
            copy = folder / DATABASE
            upkeep.copy(copy)
            facts = facts_of(copy)
            parts, left_out = _parts(program, copy)
            pack(draft, {"manifest.json": _manifest(facts, parts, now), **parts}, passphrase)
            copy.unlink()
            prove(draft, folder, passphrase, facts)
            _refuse_unknown(program, facts, path)
            size = draft.stat().st_size
            _name(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    responses = sum(facts.responses.values())
    done = act(by, "backup.make", path.name, now, responses=responses, bytes=size)
    program.store.log.write(done)
    return Made(facts, tuple(parts), left_out, size)


def prove(archive: Path, folder: Path, passphrase: str, facts: Facts | None = None) -> Facts:
    """Opens an archive into a folder and returns the facts of its database.

    Raises SurveyError BAD_BACKUP when a file in it is not the one that its manifest tells of.
    """
    most = archive.stat().st_size * 40 + 64 * SMALL
    unpack(archive, folder, passphrase, most)
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            raise ValueError(str(manifest["format"])[:40])
        for name, hash in manifest["files"].items():
            if _hash(folder / name) != hash:
                raise ValueError(f"{name}: hash")
        found = facts_of(folder / DATABASE)
        if asdict(found) != _facts(manifest["facts"]) or (facts is not None and found != facts):
            raise ValueError("counts")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SurveyError(Code.BAD_BACKUP, file=archive.name, why=str(error)[:80]) from error
    return found


def _facts(table: Mapping[str, object]) -> dict[str, object]:
    """Facts as JSON brings them back: pairs are lists there."""
    heads = {chain: tuple(head) for chain, head in dict(table["heads"]).items()}  # type: ignore[call-overload]
    return {
        **table,
        "heads": heads,
        "acts": tuple(table["acts"]),  # type: ignore[arg-type]
        "changes": tuple(table["changes"]),  # type: ignore[arg-type]
    }


def _manifest(facts: Facts, parts: Mapping[str, Path | bytes], now: datetime) -> bytes:
    hashes = {name: _hash(content) for name, content in parts.items()}
    table = {
        "format": FORMAT,
        "made": now.isoformat(timespec="seconds"),
        "facts": asdict(facts),
        "files": hashes,
    }
    return json.dumps(table, ensure_ascii=False, indent=2).encode()


def _hash(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parts(program: Program, copy: Path) -> tuple[dict[str, Path | bytes], tuple[str, ...]]:
    """The database, the list of erasures, and what the program keeps in `var`: keys, above all."""
    database = program.store.upkeep.path
    parts: dict[str, Path | bytes] = {DATABASE: copy}
    with suppress(FileNotFoundError):
        parts["erased"] = database.with_name(f"{database.name}.erased").read_bytes()
    left_out = []
    var = program.settings.var
    for path in sorted([*var.glob("*"), *var.glob("tls/*")]):
        name = str(path.relative_to(var))
        if path.is_dir() or path.name.startswith((".", database.name)) or ".replaced-" in name:
            continue
        whole = path.is_file() and not path.is_symlink() and path.stat().st_size <= SMALL
        if whole and _KEPT.fullmatch(path.name):
            parts[f"var/{name}"] = path.read_bytes()
        else:
            left_out.append(name)
    parts[f"var/{KEY}"] = program.settings.secret + b"\n"
    return parts, tuple(left_out)


def _refuse_unknown(program: Program, facts: Facts, path: Path) -> None:
    """Every chain of the copy must go on in the database it was taken from."""
    upkeep = program.store.upkeep
    for chain, (number, value) in {**facts.heads, "log": facts.acts}.items():
        if number and upkeep.link(chain, number) != value:
            raise SurveyError(Code.BAD_BACKUP, file=path.name, why=f"chain {chain}")


def _name(draft: Path, path: Path) -> None:
    """Gives the file its name, and takes that name from nobody."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise SurveyError(Code.FILE_EXISTS, file=path.name) from None
    except OSError:  # a stick without hard links
        if path.exists():
            raise SurveyError(Code.FILE_EXISTS, file=path.name) from None
        os.rename(draft, path)
    flush_folder(path.parent)
