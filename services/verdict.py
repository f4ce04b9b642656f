"""The verdict on evidence: what does not fit, what was proved, and what nobody can tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.fault import Fault


@dataclass(frozen=True)
class Said:
    """One thing that was proved, or that could not be excluded; its sentence is in `locales/`."""

    key: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Verdict:
    """What came out: what does not fit, what was proved, and what nobody can tell from this."""

    faults: list[Fault] = field(default_factory=list)
    proved: list[Said] = field(default_factory=list)
    open: list[Said] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults

    def proves(self, said: str, **details: object) -> None:
        self.proved.append(Said(said, details))

    def leaves_open(self, said: str, **details: object) -> None:
        self.open.append(Said(said, details))
