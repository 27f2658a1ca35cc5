"""The report: a page, a folder of pages or a PDF that reads the record as questions, and needs no network."""

from govledger.exports.report.pages import INDEX, Wanted, report
from govledger.exports.report.paper import pdf

__all__ = ["INDEX", "Wanted", "pdf", "report"]
