"""Faults: what was found not to fit when stored things were checked, as codes with details."""

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What does not fit. The value is the key of its sentence in `locales/*.toml`, `[faults]`."""

    LINK_MISSING = "link_missing"
    LINK_FORGED = "link_forged"
    RESPONSE_MOVED = "response_moved"
    RESPONSE_ALTERED = "response_altered"
    RESPONSE_NOT_SEALED = "response_not_sealed"
    RESPONSE_WITHOUT_LINK = "response_without_link"
    RESPONSE_MISSING = "response_missing"
    STANDING = "standing"
    ERASURE_FORGED = "erasure_forged"
    RESIDUE = "residue"
    ANCHOR = "anchor"
    MANIFEST_OTHER = "manifest_other"
    MANIFEST_ROW = "manifest_row"
    MANIFEST_FORGED = "manifest_forged"
    MANIFEST_LEAVES = "manifest_leaves"
    MANIFEST_FIGURES = "manifest_figures"
    MANIFEST_HEAD = "manifest_head"
    EXPORT_ALTERED = "export_altered"
    HEAD_UNKNOWN = "head_unknown"
    KEY_OTHER = "key_other"
    ACT_MISSING = "act_missing"
    ACT_ALTERED = "act_altered"
    TALLY = "tally"
    APART = "apart"
    ROLLUP = "rollup"
    SNAPSHOT_BEYOND = "snapshot_beyond"
    SNAPSHOT_LAST = "snapshot_last"


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit; the details fill its sentence."""

    wrong: Wrong
    details: dict[str, object]

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.wrong}({shown})"


def fault(wrong: Wrong, **details: object) -> Fault:
    return Fault(wrong, details)
