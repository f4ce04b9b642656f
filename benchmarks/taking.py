"""Complete answers a second over real connections, beside a bare route measured in turn with it."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.answers import maker
from benchmarks.load import Load, run
from benchmarks.report import Section, number, spread
from benchmarks.servers import bare, product, proof

WARM_UP = 1.5


@dataclass(frozen=True)
class Plan:
    """How one questionnaire is measured; seconds are of one repetition."""

    questionnaire: str
    questions: int
    connections: Sequence[int]
    repetitions: int
    seconds: float
    bare_seconds: float


Pair = tuple[Load, Load]
"""The program, and the bare route right after it."""


def measure(plan: Plan, aims: Sequence[str], tell: Callable[[str], None]) -> Section:
    """Loads the program and the bare route in turn, then has the program's figures checked."""
    pairs: dict[int, list[Pair]] = {number: [] for number in plan.connections}
    seed = 0
    with bare() as empty, product(plan.questionnaire) as (server, codes):
        acknowledged = _load(server.port, plan, codes, 32, WARM_UP, seed).replies
        dropped = maker(plan.questionnaire, codes, seed)()
        for repetition in range(plan.repetitions):
            for connections in plan.connections:
                seed += 1
                full = _load(server.port, plan, codes, connections, plan.seconds, seed)
                least = run(empty, connections, plan.bare_seconds, lambda: dropped)
                pairs[connections].append((full, least))
                acknowledged += full.replies - full.errors
                tell(
                    f"{plan.questionnaire} {repetition + 1}/{plan.repetitions},"
                    f" {connections} connections: {number(full.per_second)}/s,"
                    f" bare {number(least.per_second)}/s"
                )
        proved = proof(server, acknowledged)
    rows = [_row(connections, measured) for connections, measured in pairs.items()]
    return Section(
        title=f"Complete answers of {plan.questionnaire}, {plan.questions} questions",
        columns=(
            *("connections", "answers/s", "p50 ms", "p95 ms", "p99 ms", "errors"),
            *("bare route/s", "share of the bare route"),
        ),
        rows=rows,
        notes=(
            f"Median of {plan.repetitions} × {number(plan.seconds)} s (lowest–highest); every answer is"
            " flushed to disk before it is acknowledged.",
            proved,
            *aims,
        ),
    )


def _load(
    port: int, plan: Plan, codes: list[str], connections: int, seconds: float, seed: int
) -> Load:
    return run(port, connections, seconds, maker(plan.questionnaire, codes, seed))


def _row(connections: int, pairs: Sequence[Pair]) -> list[str]:
    full, least = zip(*pairs, strict=True)
    return [
        str(connections),
        spread([one.per_second for one in full]),
        *(
            number(statistics.median(getattr(one, part) for one in full))
            for part in ("p50", "p95", "p99")
        ),
        str(sum(one.errors for one in (*full, *least))),
        spread([one.per_second for one in least]),
        spread([one.per_second / other.per_second for one, other in pairs]),
    ]
