"""`make bench`: everything that is claimed about speed, measured in one run."""

import sys

from benchmarks import beside, first_load, live_page, machine, report, study, taking, telephone
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

LONG = taking.Plan(MINISTRY, 26, (1, 32, 256), repetitions=3, seconds=6, bare_seconds=3)
BRIEF = taking.Plan(SHORT, 6, (1, 32, 256), repetitions=3, seconds=3, bare_seconds=2)


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    head = machine.described()
    print(head, flush=True)
    sections = []
    for work in (
        lambda: taking.measure(LONG, TAKING_AIMS, tell),
        lambda: taking.measure(BRIEF, TAKING_AIMS, tell),
        lambda: beside.measure(BESIDE_AIMS, tell),
        lambda: first_load.measure(LOAD_AIM, LOAD_PEER),
        lambda: telephone.measure(TELEPHONE_AIM),
        lambda: live_page.measure(PAGE_AIM, PAGE_PEER, tell),
        lambda: study.measure(STUDY_AIM, tell),
    ):
        sections.append(work())
        print(f"\n{sections[-1].text()}", flush=True)
    report.write(head, sections)


if __name__ == "__main__":
    main()
