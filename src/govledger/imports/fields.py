"""What a plan's columns can be, and the headings that councils give them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import attrs

_NOISE = re.compile(r"[^a-z0-9]+")


@attrs.frozen(kw_only=True)
class Field:
    """What a column can hold.

    Attributes:
        name: What a mapping calls it.
        says: What it is, in a few words.
        headings: What councils call it; the first that fits the most of a heading decides.
    """

    name: str
    says: str
    headings: tuple[str, ...]


FIELDS: Final = (
    Field(
        name="reference",
        says="the plan's own number of the action",
        headings=(
            "ref", "reference", "ref no", "ref number", "action ref", "action reference", "action no", "action number",
            "action id", "id", "no", "number", "item", "item no", "unique ref", "unique reference", "plan ref", "uid",
            "line no", "task no", "task id", "ref id",
        ),
    ),
    Field(
        name="text",
        says="what is to be done",
        headings=(
            "action", "actions", "action required", "actions required", "what we will do", "what will we do",
            "what we are going to do", "what are we going to do", "what needs to be done", "what do we need to do",
            "task", "activity", "action description", "description", "description of action", "improvement action",
            "key action", "key actions", "agreed action", "planned action", "how we will do it", "required action",
            "action to be taken", "actions to be taken", "activity task", "key activity",
        ),
    ),
    Field(
        name="lead",
        says="the office that answers for it",
        headings=(
            "lead", "lead officer", "action lead", "action owner", "owner", "responsible officer", "responsibility",
            "responsible", "accountable officer", "accountable", "who", "by whom", "who by", "who will do it",
            "who is responsible", "lead responsibility", "lead s", "leads", "accountable lead", "sro", "lead service",
            "officer responsible", "responsible lead", "named lead", "assigned to", "lead role", "senior lead",
        ),
    ),
    Field(
        name="due",
        says="when it falls due",
        headings=(
            "due", "due date", "by when", "when", "deadline", "target date", "completion date", "timescale",
            "timescales", "timeframe", "date due", "target completion date", "end date", "original due date",
            "original deadline", "original target date", "to be completed by", "complete by", "by",
            "date for completion",
            "planned completion date", "planned end date", "finish date", "target", "planned completion", "when by",
            "expected completion date", "delivery date",
        ),
    ),
    Field(
        name="revised_due",
        says="the date it was moved to",
        headings=(
            "revised due date", "revised date", "revised deadline", "revised target date", "revised timescale",
            "new date", "new deadline", "new due date", "new target date", "revised completion date", "amended date",
            "extended to", "extension date", "revised end date", "current due date", "current deadline",
            "forecast completion date", "forecast date", "revised target",
        ),
    ),
    Field(
        name="reason",
        says="why its date was moved",
        headings=(
            "reason for change", "reason for revised date", "reason for delay", "reason for slippage",
            "reason for extension", "reason for date change", "reason for revision", "slippage reason",
        ),
    ),
    Field(
        name="status",
        says="how it stands, in a word, a letter or a colour",
        headings=(
            "status", "rag", "rag status", "rag rating", "brag", "brag status", "brag rating", "progress rag",
            "current status", "action status", "rating", "rag score", "progress status", "current rag", "delivery rag",
            "overall rag", "overall status", "delivery status", "r a g", "b r a g", "bragg", "rag b", "colour",
            "progress rating",
        ),
    ),
    Field(
        name="comment",
        says="what is said of its progress",
        headings=(
            "comment", "comments", "progress", "progress update", "update", "updates", "commentary", "narrative",
            "latest update", "progress to date", "progress comments", "progress commentary", "current position",
            "status update", "position", "progress report", "progress summary", "update commentary", "latest progress",
            "progress narrative", "what have we done", "what we have done", "latest position", "progress made",
        ),
    ),
    Field(
        name="evidence",
        says="what is given as evidence",
        headings=(
            "evidence", "evidence of completion", "evidence of progress", "evidence of impact", "evidence source",
            "evidence assurance", "supporting evidence", "assurance", "source of evidence", "evidence base",
            "how do we know", "how we know", "assurance evidence", "evidence to support",
        ),
    ),
    Field(
        name="measure",
        says="what will show that it worked",
        headings=(
            "success measure", "success measures", "measure of success", "measures of success", "success criteria",
            "measure", "measures", "outcome measure", "how will we know", "how we will know", "impact measure",
            "how will we know we have succeeded", "how success will be measured", "expected outcome", "intended impact",
            "what will success look like", "kpi", "performance measure", "desired outcome", "expected impact",
            "what does good look like", "intended outcome",
        ),
    ),
    Field(
        name="completed",
        says="the day it was completed",
        headings=(
            "date completed", "completed on", "actual completion date", "date of completion", "actual end date",
            "completed date", "actual date", "date closed", "closed on", "completed", "actual completion",
        ),
    ),
    Field(
        name="commitment",
        says="the commitment, outcome or objective it serves",
        headings=(
            "commitment", "objective", "outcome", "aim", "strategic objective", "our commitment",
            "improvement objective", "goal", "commitment ref", "objective ref", "outcome ref",
        ),
    ),
    Field(
        name="area",
        says="the theme or area of work it belongs to",
        headings=(
            "theme", "area", "workstream", "work stream", "priority area", "improvement area", "area for improvement",
            "service area", "improvement theme", "strand", "domain", "service",
        ),
    ),
    Field(
        name="recommendation",
        says="the recommendation it answers",
        headings=(
            "recommendation", "recommendation ref", "recommendation no", "recommendation number", "rec", "rec no",
            "rec ref", "ofsted recommendation", "inspection recommendation", "recommendations",
        ),
    ),
    Field(
        name="priority",
        says="how pressing it is: low, medium or high",
        headings=("priority", "priority level", "priority rating", "priority h m l", "urgency"),
    ),
)  # fmt: skip
"""Every field, in the order a plan has them."""

PRIORITIES: Final = {"l": "low", "m": "medium", "h": "high", "low": "low", "medium": "medium", "high": "high"}
"""What a priority is, by the words and letters for it."""

BY_NAME: Final = {field.name: field for field in FIELDS}
_BY_HEADING: Final = {heading: field.name for field in FIELDS for heading in field.headings}
_BRACKETS = re.compile(r"\([^()]*\)")


def plain(heading: str) -> str:
    """A heading without case, accents, points and whatever else does not matter.

    >>> plain("Lead Officer(s):"), plain("R.A.G.")
    ('lead officer s', 'r a g')
    """
    letters = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return _NOISE.sub(" ", letters).strip()


def field_of(heading: str) -> str | None:
    """The field that a heading means; ``None`` where none is known for sure.

    The whole heading counts, or the whole of it without what stands in brackets, or what comes after a slash.

    >>> field_of("RAG (Sept 2017)"), field_of("Action / task"), field_of("Notes for the board")
    ('status', 'text', None)
    """
    bare = _BRACKETS.sub(" ", heading)
    tried = [plain(heading), plain(bare), *(plain(part) for part in bare.split("/")), *map(plain, heading.split("\n"))]
    for words in tried:
        found = _BY_HEADING.get(words) or _BY_HEADING.get(_without_ending(words))
        if found is not None:
            return found
    return None


def _without_ending(words: str) -> str:
    """``lead officer s`` as ``lead officer``; a month and year at the end of a heading do not change what it is."""
    kept = words.split(" ")
    while len(kept) > 1 and (kept[-1] in _MONTHS or kept[-1].isdigit() or kept[-1] in {"s", "es"}):
        kept.pop()
    return " ".join(kept)


_MONTHS = frozenset(
    {
        "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july",
        "aug", "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december",
    }
)  # fmt: skip
