"""`make bench`: everything that is claimed about speed, measured section by section.

`python -m benchmarks` measures all; with names, as `--list` gives them, only those. Each is put into
RESULTS.md as soon as it is done. `--small` tries whether they work, and keeps nothing.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks import (
    beside,
    carried,
    engines,
    first_load,
    growing,
    live_page,
    machine,
    report,
    staffed,
    study,
    taken,
    taking,
    telephone,
)
from benchmarks.answers import MINISTRY, SHORT

TAKING_AIMS = (
    "Aim: 2,000/s or more, and 0.4 of the bare route (a Starlette route that reads and drops the body,"
    " same event loop, measured in turn); the first sketch of this product had both.",
    "Peer (the leading open-source survey server, PHP and MariaDB): 8 answers/s as installed, 12/s tuned.",
)
BESIDE_AIMS = (
    "Aim: no errors, 1,800/s or more (150 × the tuned peer's 12/s), p99 under 250 ms at 256.",
)
LOAD_AIM = "Aim: at most 3 requests and 35 KB, no other host."
LOAD_PEER = "Peer: 29 requests, 1.4 MB."
TELEPHONE_AIM = (
    "Aim: ready under 1 s at the first visit, painted under 0.3 s without a line afterwards."
)
PAGE_AIM = "Aim: under 50 ms, and the same however many have answered."
PAGE_PEER = "Peer: its statistics page takes 0.9 s at 10,000 and 5.8 s at 100,000 responses."
STUDY_AIM = "Aim: 100,000 responses in under 10 s, a million in under 60 s, in bounded memory."
ROWS_AIM = (
    "Aim: 100,000 rows as CSV in under 3 s, a million in under 30 s, in memory that does not grow."
)
REPORTS_AIM = "Aim: no report alone takes longer than the study that it rests on."
GROWING_AIMS = (
    "Aim: under 50 ms, and at 10,000,000 responses no more than 1.5 times that at 10,000.",
    PAGE_PEER,
)
ENGINES_AIMS = ("Aim: under 600 bytes a response.",)
STAFFED_AIMS = ("Aim: p99 under 250 ms for citizens, under 1 s for a page of staff.",)
WALL_AIM = "Aim: memory grows by less than 5 % over a day of refreshes."
CARRIED_AIM = "Aim: what grows, grows as the responses do."

LONG = taking.Plan(MINISTRY, 26, (1, 32, 256), repetitions=3, seconds=6, bare_seconds=3)
BRIEF = taking.Plan(SHORT, 6, (1, 32, 256), repetitions=3, seconds=3, bare_seconds=2)

Made = report.Section | list[report.Section]


def tell(line: str) -> None:
    print(f"  {datetime.now(UTC):%H:%M:%S} {line}", file=sys.stderr, flush=True)


def _sections(small: bool) -> Mapping[str, Callable[[], Made]]:
    """What can be measured, by name, in the order of the report."""
    return {
        "answers": lambda: taking.measure(LONG, TAKING_AIMS, tell),
        "short": lambda: taking.measure(BRIEF, TAKING_AIMS, tell),
        "engines": lambda: engines.measure(ENGINES_AIMS, tell, small=small),
        "beside": lambda: beside.measure(BESIDE_AIMS, tell),
        "staffed": lambda: staffed.measure(STAFFED_AIMS, tell, small=small),
        "wall": lambda: staffed.measure_wall(WALL_AIM, tell, small=small),
        "load": lambda: first_load.measure(LOAD_AIM, LOAD_PEER),
        "telephone": lambda: telephone.measure(TELEPHONE_AIM),
        "page": lambda: live_page.measure(PAGE_AIM, PAGE_PEER, tell),
        "growing": lambda: growing.measure(GROWING_AIMS, tell, small=small),
        "study": lambda: study.measure(STUDY_AIM, tell),
        "taken": lambda: taken.measure(ROWS_AIM, REPORTS_AIM, tell),
        "carried": lambda: carried.measure(CARRIED_AIM, tell, small=small),
    }


def main(arguments: list[str]) -> int:
    small = "--small" in arguments
    sections = _sections(small)
    names = [one for one in arguments if not one.startswith("--")] or list(sections)
    if "--list" in arguments or set(names) - sections.keys():
        print("\n".join(sections))
        return 2 * ("--list" not in arguments)
    head = machine.described()
    print(head, flush=True)
    for place, name in enumerate(names, start=1):
        tell(f"{name} ({place} of {len(names)})")
        begin = time.monotonic()
        made = sections[name]()
        day = f"Measured on {datetime.now(UTC):%Y-%m-%d} in {(time.monotonic() - begin) / 60:.1f} min."
        found = made if isinstance(made, list) else [made]
        dated = [replace(one, notes=(*one.notes, day)) for one in found]
        for one in dated:
            print(f"\n{one.text()}", flush=True)
        if not small:
            report.merge(head, dated)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
