"""Reports to try things out on: of a small round, without and with a study."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np

from analysis.disclosure import Withheld
from analysis.matrix import Matrix
from analysis.reports.basis import Basis, TakingPart
from analysis.reports.compose import compose
from analysis.reports.document import Letterhead, Report
from analysis.summary import Summary, summarise
from services.results import labels
from surveys.language import words
from surveys.question import Question
from surveys.questionnaire import find
from surveys.questions.kind import ANSWERED, SKIPPED
from surveys.round import Round, State
from surveys.tally import ALL, CHANNEL, DAY, FIELD, Slice, Tally
from surveys.unit import Unit
from tests.unit.study_cases import Case, matrix_of, places_of, study_of
from tests.unit.test_summary import AS_OF, COMMUNES, PROVINCE, made, slice_of, subject, tally_of

LETTERHEAD = Letterhead(
    parent="UBND TỈNH MINH HỌA",
    agency="Sở Nội vụ",
    short="SNV",
    place="Minh Họa",
    signs_for="KT. GIÁM ĐỐC",
    position="PHÓ GIÁM ĐỐC",
    signer="Nguyễn Văn A",
    recipients=("UBND tỉnh (b/c)", "Lưu: VT, CCHC"),
)
DATED = date(2026, 7, 5)


def basis(*, sample: bool = False) -> Basis:
    """A closed half-year of two communes, one of them named like a formula."""
    summary = made(sample=sample)
    parts = (
        TakingPart("Xã A", 300, 50, 40, 34, "99001"),
        TakingPart("=Xã B", 200, None, 9, 6, "99002"),
    )
    whole = TakingPart("Tỉnh", 500, 50, 49, 40, "99")
    return Basis(
        summary=summary,
        study=None,
        whole=whole,
        taking_part=parts,
        letterhead=LETTERHEAD,
        dated=DATED,
        fewest=5,
        seal="ab" * 32,
        legal_basis="Kế hoạch số 1/KH-UBND ngày 01/01/2026 của UBND tỉnh Minh Họa",
        below=below(sample=sample),
        licence="CC-BY-4.0",
    )


def below(*, sample: bool = False) -> tuple[Summary, ...]:
    """The two communes of that half-year; nothing of the second one may be shown."""
    first, second = COMMUNES
    about = subject(sample=sample)
    seen = replace(about, unit=first, path=(first, about.unit), received=40, served=300)
    gone = replace(about, unit=second, path=(second, about.unit), received=9, served=200)
    kept_back = Withheld(frozenset({second.code}))
    return (
        summarise(seen, tally_of(34, 30), [], labels()),
        summarise(replace(gone, withheld=kept_back), tally_of(6, 6), [], labels()),
    )


FIELDS = {
    "99": {"land": 20, "business": 14, "social": 3, "residence": 3},
    "99001": {"land": 15, "business": 14, "social": 2, "residence": 3},
    "99002": {"land": 5, "social": 1},
}
"""Responses by field; what few came for is kept back, and land of the second commune beside it."""


def field_basis(field: str = "land", *, sample: bool = False) -> Basis:
    """That half-year by procedure field."""
    about, (first, second) = subject(sample=sample), COMMUNES
    children = [(first, slice_of(34, 30)), (second, slice_of(6, 6))]
    whole = summarise(about, _by_field(PROVINCE, 40, 36), children, labels())
    units = (
        summarise(replace(about, unit=unit, path=(unit, PROVINCE)), tally, [], labels())
        for unit, tally in (
            (first, _by_field(first, 34, 30)),
            (second, _by_field(second, 6, 6)),
        )
    )
    given = basis(sample=sample)
    return replace(given, summary=whole, below=tuple(units), procedure_field=field)


def _by_field(unit: Unit, n: int, satisfied: int) -> Tally:
    """The tally of a unit: of each field one was not satisfied, where there are enough."""
    fields = FIELDS[unit.code].items()
    own = {(FIELD, name): slice_of(people, people - (people > 9)) for name, people in fields}
    return tally_of(n, satisfied) | own


def report(language: str = "vi", *, sample: bool = False) -> Report:
    """The whole report of that half-year."""
    return compose(basis(sample=sample), words(language))


@cache
def basis_of(key: str, *, compared: bool = False, empty: bool = False) -> Basis:
    """A closed round with any questionnaire: summary and study of the same invented answers.

    `compared` with a round before it, `empty` without a single answer and without a study.
    """
    case = Case(key, communes=3, departments=2, people=(0, 0) if empty else (20, 40), weeks=4)
    matrix, _ = matrix_of(case)
    summary = _summary(case, matrix)
    study = None
    if not empty:
        channels = next(one for one in summary.breakdowns if one.dimension == CHANNEL)
        study = study_of(case, channels, replace(case, seed=8) if compared else None)
    return Basis(
        summary=summary,
        study=study,
        whole=_part("Tỉnh", "99", matrix.size),
        taking_part=tuple(
            _part(one.name, one.code, _of(one.code, matrix)) for one in places_of(case)
        ),
        letterhead=LETTERHEAD,
        dated=DATED,
        fewest=5,
        seal="" if empty else "ab" * 32,
        provisional=empty,
    )


def report_of(key: str, language: str = "vi", *, compared: bool = False) -> Report:
    """The whole report of a closed round with any questionnaire."""
    return compose(basis_of(key, compared=compared), words(language))


def _part(unit: str, code: str, valid: int) -> TakingPart:
    """A tenth of what came in is not valid, or nothing has come in yet."""
    if not valid:
        return TakingPart(unit, None, None, None, None, code)
    return TakingPart(unit, 10 * valid, None, round(1.1 * valid), valid, code)


def _of(code: str, matrix: Matrix) -> int:
    return int((matrix.unit == matrix.units.index(code)).sum()) if code in matrix.units else 0


def _summary(case: Case, matrix: Matrix) -> Summary:
    asked = find(case.key)
    units = [Unit(one.code, one.name, one.kind, "99") for one in places_of(case)]
    days = (AS_OF.date().replace(month=1, day=1), AS_OF.date().replace(month=6, day=30))
    codes, state = tuple(unit.code for unit in units), State.CLOSED if matrix.size else State.OPEN
    round = Round("2026-H1", "Đợt 1", case.key, *days, codes, state)
    about = replace(subject(case.key), round=round, received=matrix.size or None)
    n = np.arange(matrix.size)
    tally: Tally = {
        (ALL, ""): _slice(matrix, n >= 0, asked.questions),
        (CHANNEL, "qr"): _slice(matrix, n % 3 > 0, asked.questions),
        (CHANNEL, "paper"): _slice(matrix, n % 3 == 0, asked.questions),
        (DAY, "2026-03-02"): Slice(matrix.size),
    }
    children = [
        (unit, _slice(matrix, np.array(matrix.units)[matrix.unit] == unit.code, asked.questions))
        for unit in units
        if matrix.size
    ]
    return summarise(about, tally if matrix.size else {}, children, labels())


def _slice(matrix: Matrix, which: np.ndarray, questions: tuple[Question, ...]) -> Slice:
    """The counts of some responses; questions outside the index are answered in turn."""
    made = Slice(int(which.sum()))
    given = dict(zip(matrix.criteria, matrix.levels[which].T, strict=True))
    for asked in questions:
        cells = [(str(value),) if value else (SKIPPED,) for value in given.get(asked.id, [])]
        if asked.options:
            several = (ANSWERED,) if asked.kind.name == "choices" else ()
            ids = [option.id for option in asked.options]
            cells = [(ids[n % len(ids)], *several) for n in range(made.responses)]
        made.count((asked.id, cell) for one in cells for cell in one)
    return made
