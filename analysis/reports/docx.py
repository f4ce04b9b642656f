"""A report as a Word document: for an official to open, to edit before signing, and to sign.

Page, type and the lines around the text follow annex I of Decree 30/2020/NĐ-CP.
"""

from analysis.reports.document import Report
from analysis.reports.form import form_of
from analysis.reports.ledger import fingerprint
from analysis.reports.word.annex import annex
from analysis.reports.word.around import letterhead, page_heads, signature
from analysis.reports.word.body import Body
from analysis.reports.word.package import begun, packed
from surveys.language import Words

FINGERPRINT, NAME = "hai-long-fingerprint", "hai-long-report"
"""Properties that the file keeps when its text is edited."""


def write(report: Report, words: Words) -> bytes:
    """The file. The same report gives the same bytes: its only date is the report's own."""
    form = form_of(report, words)
    told = {FINGERPRINT: fingerprint(report, words), NAME: f"{report.name} {report.kind}"}
    document = begun(report, told)
    page_heads(document, form)
    letterhead(document, report, form)
    Body(document, words).write(report)
    signature(document, form, words)
    annex(document, report, words)
    return packed(document, report.dated)
