"""Reports to try things out on: of a small round, without and with a study."""

from datetime import date

from analysis.reports.basis import Basis, TakingPart
from analysis.reports.compose import compose
from analysis.reports.document import Letterhead, Report
from surveys.language import words
from tests.unit.test_summary import made

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
    parts = (TakingPart("Xã A", 300, 50, 40, 34), TakingPart("=Xã B", 200, None, 9, 6))
    whole = TakingPart("Tỉnh", 500, 50, 49, 40)
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
    )


def report(language: str = "vi", *, sample: bool = False) -> Report:
    """The whole report of that half-year."""
    return compose(basis(sample=sample), words(language))
