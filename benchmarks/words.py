"""The words of the workload: what is said at its meetings, who says it, and how unevenly it falls on what is open."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from govledger import events as ev

LABELS: Final = ("grey", "amber", "amber", "amber", "red", "green", "green", "green", "blue")
"""The labels as often as they are reported."""

_MEANINGS = {"grey": "not_started", "amber": "at_risk", "red": "off_track", "green": "on_track", "blue": "complete"}

SCOPES: Final[tuple[Any, ...]] = (
    ev.StatusSchemeDefined(
        scheme="rag", version="1", standing="adopted",
        states=[ev.State(label=label, meaning=meaning) for label, meaning in _MEANINGS.items()],
    ),
    ev.CoverageDeclared(
        what=["meetings", "decisions", "statuses", "deadlines", "items"], since="2004-04-01", by=["office:audit"]
    ),
)  # fmt: skip
"""What a ledger of the workload is told first."""

OFFICES: Final = (
    "dcs", "internal-audit", "head-of-safeguarding", "head-of-care", "head-of-practice", "head-of-commissioning",
    "head-of-front-door", "chief-finance-officer", "head-of-quality", "head-of-fostering", "head-of-early-help",
    "head-of-workforce",
)  # fmt: skip

_WORDS: Final = """
the board heard that most cases were now audited each month and that the sample had grown although two teams were short
of staff so supervision was late in places officers will report again in the spring members asked what had changed for
children and were told that visits happened on time in nine cases of ten thresholds were applied more evenly caseloads
fell and the backlog of assessments was cleared by the front door
""".split()  # noqa: SIM905 - prose reads as prose


def narrative(random: Random, words: int = 18) -> str:
    """A few sentences' worth of minutes, about as long as is asked for: from half that to twice."""
    count = max(3, int(words * 2 ** random.uniform(-1, 1)))
    return " ".join(random.choices(_WORDS, k=count)).capitalize() + "."


def spread(random: Random, count: int, *, flat: int = 50) -> int:
    """One of ``count`` by Zipf's law, flattened at the top: the chance of place *r* falls as 1 / (r + flat)."""
    return int((count + flat) ** (drawn := random.random()) * flat ** (1 - drawn)) - flat
