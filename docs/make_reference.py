"""Writes the pages of docs/reference that are drawn from the code: ``python docs/make_reference.py``.

A test holds the pages against what this would write.
"""

from pathlib import Path

from _reference.api import api_page
from _reference.events import events_page, fields_page
from _reference.laws import laws_page
from _reference.ledger import ledger_page
from _reference.mistakes import errors_page
from _reference.rules import rules_page
from _reference.values import values_page
from _reference.views import views_page

REFERENCE = Path(__file__).parent / "reference"

PAGES = {
    "api.md": api_page,
    "events.md": events_page,
    "fields.md": fields_page,
    "values.md": values_page,
    "views.md": views_page,
    "rules.md": rules_page,
    "laws.md": laws_page,
    "ledger.md": ledger_page,
    "errors.md": errors_page,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print("wrote", REFERENCE / name)
