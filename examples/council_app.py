"""A council's application records from a form: once, attributed, and refused with every reason at once."""

from pathlib import Path

from govledger import Ledger, events as ev
from govledger.errors import RecordRefusedError


def submit(ledger: Ledger, form: dict[str, str]) -> str:
    """Record one status report from a form; what to show the officer who sent it."""
    try:
        (entry,) = ledger.record(
            ev.StatusReported(subject=form["subject"], status=form["status"], text=form["remark"], by=[form["office"]]),
            happened=form["day"],
            known_on=form["day"],
            asserted_by=form["office"],
            key=form["submission"],
        )
    except RecordRefusedError as refused:
        return "; ".join(str(fault) for fault in refused.faults)
    return f"recorded as entry {entry.number}"


def main(folder: Path) -> list[str]:
    """Keep a small plan in ``folder`` and send it three forms."""
    with Ledger.create(folder / "plan.db", origin="example.gov.uk/plan", clerk="system:plan-app") as ledger:
        ledger.record(ev.ActionAdded(action="2.4", leads=["office:head-of-mash"]), happened="2017-06-14")
        form = {
            "submission": "form-7f3a",
            "subject": "action:2.4",
            "status": "green",
            "remark": "Under way",
            "office": "office:head-of-mash",
            "day": "2017-07-10",
        }
        return [
            submit(ledger, form),
            submit(ledger, form),  # The button was pressed twice.
            submit(ledger, {**form, "submission": "form-9c01", "subject": "action:2.5"}),
        ]


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        print("\n".join(main(Path(temporary))))
