"""The report: a page, or a folder of pages, that needs no network and no script and reads the record as questions."""

from govledger.exports.report.pages import INDEX, Wanted, report

__all__ = ["INDEX", "Wanted", "report"]
