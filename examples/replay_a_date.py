"""An auditor replays a board's minute: what the board had been told that day, and who the plan then rested on."""

from pathlib import Path

from govledger import Ledger, PlanState
from govledger.ledger.lines import read_lines

MINUTE = Path(__file__).parent / "minutes" / "tower-hamlets-2017-06-14.jsonl"


def main() -> list[str]:
    """What the Best Value Improvement Board could know on 14 June 2017, a line a fact."""
    with Ledger.open("memory://", clerk="office:auditor") as ledger, MINUTE.open("rb") as file:
        ledger.record_drafts(read_lines(file).drafts)
        told = ledger.history(told="body:bvib", as_of="2017-06-14")
        day_before = ledger.history(as_of="2017-06-13")
        plan = told.project(PlanState)
        return [
            f"the day before, {len(day_before)} entries were known; at the meeting, {len(told)} had been told",
            *(f"action {name}: led by {action.leads or 'nobody named'}" for name, action in plan.actions.items()),
            *(f"entry {entry.number} may or may not have happened by then" for entry in told.uncertain),
        ]


if __name__ == "__main__":
    print("\n".join(main()))
