"""Studies of invented rounds, made from a seed: ordinary ones, and those in which little can be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from analysis.disclosure import Forest
from analysis.estimate import Covers, estimate
from analysis.matrix import Matrix
from analysis.study.criteria import Formula
from analysis.study.frame import Frame, Place, Reporting
from analysis.study.periods import periods_of
from analysis.study.study import Study, figures_of, study
from analysis.summary import Breakdown, Row
from surveys.language import Text
from surveys.questionnaire import find
from surveys.round import Design
from surveys.unit import UnitKind

CHANNELS = {
    "qr": "Mã QR tự quét",
    "kiosk": "Máy tại quầy",
    "assisted": "Có người hỗ trợ",
    "paper": "Phiếu giấy",
}


@dataclass(frozen=True)
class Case:
    """What to invent: units by kind and size, how satisfied their people are, and what goes wrong."""

    key: str = "ministry-service@1"
    communes: int = 12
    departments: int = 4
    people: tuple[int, int] = (40, 160)
    level: float = 1.3
    spread: float = 0.35
    """How far units differ, on the scale of the latent satisfaction."""
    common: float = 0.8
    """How much of a person's answers is the person."""
    weeks: int = 26
    missing: float = 0.05
    served: float | None = 3.0
    """People served for each response; None when nobody has said."""
    design: Design = Design.OPT_IN
    formula: Formula = Formula.POOLED
    threshold: int = 5
    flags: bool = True
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Sizes of some units by code, where they are not left to chance."""
    seed: int = 7


def places_of(case: Case) -> tuple[Place, ...]:
    """The units of a case, without the number they served."""
    communes = [
        Place(f"99{n:03}", f"{'Phường' if n % 3 else 'Xã'} {_NAMES[n % 25]} {n}", UnitKind.COMMUNE)
        for n in range(1, case.communes + 1)
    ]
    departments = [
        Place(f"S{n:02}", f"Sở {_OFFICES[n % 6]} {n}", UnitKind.DEPARTMENT)
        for n in range(1, case.departments + 1)
    ]
    return (*communes, *departments)


def matrix_of(case: Case) -> tuple[Matrix, tuple[Place, ...]]:
    """The answers of a case, and its units with the number they served."""
    chance = np.random.default_rng(case.seed)
    places = places_of(case)
    low, high = case.people
    sizes = [
        case.sizes.get(place.code, int(chance.integers(low, high + 1)) if high else 0)
        for place in places
    ]
    asked = find(case.key).criteria
    total = sum(sizes)
    unit = np.repeat(np.arange(len(places)), sizes)
    latent = (
        case.level
        + chance.normal(0, case.spread, len(places))[unit]
        + chance.normal(0, case.common, total)
    )
    columns = []
    for place, one in enumerate(asked):
        drawn = latent + 0.25 * np.sin(place) + chance.normal(0, 0.6 if case.common else 0, total)
        levels = [level.value for level in one.rating_scale.levels]
        cuts = np.linspace(-1.2, 1.4, len(levels) - 1)
        given = np.array(levels)[np.searchsorted(cuts, drawn)]
        columns.append(np.where(chance.random(total) < case.missing, 0, given))
    started = date(2026, 1, 5)
    weeks = [(started + timedelta(weeks=n)).isoformat() for n in range(case.weeks)]
    order = sorted(range(len(places)), key=lambda n: places[n].code)
    with_answers = [n for n in order if sizes[n]]
    new = {n: at for at, n in enumerate(with_answers)}
    matrix = Matrix(
        tuple(one.id for one in asked),
        np.array(columns, dtype=np.int8).T.reshape(total, len(asked)),
        tuple(places[n].code for n in with_answers),
        np.array([new[n] for n in unit], dtype=np.int32),
        tuple(weeks),
        chance.integers(0, max(1, case.weeks), total).astype(np.int16),
        {"too_fast": chance.random(total) < 0.02} if case.flags else {},
    )
    known = tuple(
        replace(place, served=None if case.served is None else round(size * case.served) or 1)
        for place, size in zip(places, sizes, strict=True)
    )
    return matrix, known


def frame_of(case: Case, places: tuple[Place, ...]) -> Frame:
    """What is known of the round beside its answers."""
    in_all = {UnitKind.COMMUNE: 2 * case.communes, UnitKind.DEPARTMENT: 2 * case.departments}
    questionnaire = find(case.key)
    reporting = tuple(
        Reporting(
            one.code,
            one.name,
            None if one.served is None else int(one.served),
            frozenset({one.code}),
        )
        for one in places
    )
    made = Frame("99", questionnaire, places, case.design, case.formula, case.threshold, in_all)
    return replace(made, reporting=reporting)


def channels_of(shares: Sequence[tuple[str, int, float]], threshold: int = 5) -> Breakdown:
    """A breakdown by (channel, people, satisfied share), protected by the threshold."""
    rows = []
    for channel, people, share in shares:
        one = estimate(
            round(share * people * 5),
            people * 5,
            Covers.POOLED,
            threshold=threshold,
            people=people,
            per_person=5,
        )
        label = Text({"vi": CHANNELS[channel], "en": channel})
        rows.append(Row(channel, label, people if one.shown else None, one))
    return Breakdown("channel", tuple(rows), 0)


USUAL_CHANNELS = channels_of(
    [("qr", 800, 0.84), ("kiosk", 400, 0.9), ("assisted", 200, 0.97), ("paper", 150, 0.86)]
)


def study_of(
    case: Case | None = None,
    channels: Breakdown | None = USUAL_CHANNELS,
    before: Case | None = None,
) -> Study:
    """The study of a case; `before` is the round that went before it."""
    case = case or Case()
    matrix, places = matrix_of(case)
    earlier = None
    if before is not None:
        old, old_places = matrix_of(before)
        earlier = figures_of("2025-H2", old, frame_of(before, old_places))
    people = [place.served for place in places]
    served = sum(one or 0 for one in people) if all(people) else None
    frame = frame_of(case, places)
    forest = Forest(("99",), {"99": matrix.units})
    periods = periods_of(matrix, frame.questionnaire, forest, frozenset(), case.threshold)
    frame = replace(frame, periods=periods["99"])
    return study("2026-H1", matrix, frame, channels, served, earlier)


_NAMES = (
    "Tân Hòa", "Bình An", "Long Phước", "Mỹ Đức", "Phú Lợi", "Thạnh Xuân", "Vĩnh Thuận", "An Khê",
    "Đông Hải", "Hòa Mỹ", "Kim Sơn", "Lạc Dương", "Minh Tân", "Nam Cường", "Phong Điền", "Quảng Lưu",
    "Sơn Trà", "Thanh Bình", "Trung Thành", "Văn Lãng", "Xuân Lộc", "Yên Định", "Hương Thủy",
    "Cẩm Giàng", "Diễn Châu",
)  # fmt: skip
_OFFICES = (
    "Nội vụ", "Tài chính", "Y tế", "Xây dựng", "Tư pháp", "Nông nghiệp và Môi trường",
)  # fmt: skip
