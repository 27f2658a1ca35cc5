"""A vocabulary of few words, so that the events of a drawn history meet: the same ids, days, statuses and parties.

The days straddle the ends of months and fall together often, so that ties, late arrivals and reversed orders are
common. The first of each list is the plainest, because a failing example is shrunk towards it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from hypothesis import strategies as st

from govledger.events.shapes import FieldSpec
from govledger.testing.values import Said, Vocabulary

DAYS: Final = tuple(
    dt.date.fromisoformat(day)
    for day in (
        "2017-06-14", "2017-06-15", "2017-05-31", "2017-06-01", "2017-06-02", "2017-06-29", "2017-06-30", "2017-07-01",
        "2017-07-14",
    )
)  # fmt: skip
"""The days of drawn histories; nothing is recorded before the last of them."""

IDS: Final = ("1", "2", "3")
PARTIES: Final = ("office:a", "office:b", "body:1", "body:2", "org:a", "person:p1", "group:officers")
_YES_OR_NO = ("yes", "no", "unknown")
_TIMES = (
    *map(str, DAYS), "June 2017", "unknown", "2017", "2017-06-01..2017-06-30", "since 2017-06-14",
    "before 2017-06-30", "summer 2017", "either 2017-06-01 or 2017-06-30", "about 2017-06-14",
)  # fmt: skip

FIELDS_SAID_MAX: Final = 6
"""How many optional fields an event says at most."""

days: Final = st.sampled_from(DAYS)
"""One of `DAYS`."""

times: Final = st.sampled_from(_TIMES)
"""When something happened, often imprecisely."""


def everyday(kinds: Iterable[str]) -> Vocabulary:
    """A vocabulary whose references are to things of these kinds, of which there are three each."""
    named = [f"{kind}:{one}" for kind in kinds for one in IDS]
    references = st.sampled_from([*named, "office:a", "body:1", "document:paper-1", "entry:1", "entry:2"])
    parties, ids = st.sampled_from(PARTIES), st.sampled_from(IDS)
    words: dict[str, Said] = {name: st.sampled_from(listed) for name, listed in _LISTED.items()}
    words |= {
        "Link": st.builds("{} {} {}".format, references, st.sampled_from(["addresses", "repeats"]), references),
        "Party": parties,
        "R(any)": references,
        "Tally": st.dictionaries(st.sampled_from(["green", "red"]), st.integers(0, 3), min_size=1, max_size=2),
        "date": days,
        "int": st.integers(0, 5),
    }
    return Vocabulary(
        ids=ids, words=words, list_size_max=2, other_words=st.just("other"), fields_said_max=FIELDS_SAID_MAX
    )


_LISTED: Final[dict[str, tuple[Any, ...]]] = {
    "Attendance": ("office:a chair", "person:p1 member", {"party": "body:1", "role": "member", "present": "absent"}),
    "Due": (
        "2017-06-30", "by 2017-06-14", "2017-08-31", "1 month after meeting:1", "2 weeks after decision:1",
        "within 2 weeks", "every month", "either 2017-06-30 or when obligation:1", "unspecified", "none", "unknown",
    ),
    "Part": ("a", "b", {"ref": "a", "text": "First part"}),
    "Period": ("during June 2017", "at 2017-06-30", "to_date 2017-06-01..2017-06-30"),
    "Quantity": ("50 %", "0.1 %", "0.2 %", "33.3 %", "3 children", "about 600 GBP"),
    "R(entry)": ("entry:1", "entry:2"),
    "Source": (
        "minutes-1#A1", "paper-1", {"document": "minutes-1", "locator": "A2", "verbatim": "Words of the minutes"},
    ),
    "State": (
        {"label": "green", "meaning": "on_track"}, {"label": "red", "meaning": "off_track"},
        {"label": "done", "meaning": "complete", "requires": ["evidence"]}, {"label": "green", "meaning": "complete"},
    ),
    "StatusValue": ("green", "red", "1/green", "1/red", "1/done", "2/done"),
    "Vote": ("unanimous", "card 3-1-0"),
    "W": ("Some words", "Other words"),
    "When": _TIMES,
    "doc": ("paper-1", "minutes-1"),
    "str": ("a", "b"),
    "yes/no": _YES_OR_NO,
}  # fmt: skip
"""By notation, what may stand there whatever the kinds of the history."""


def plainest(spec: FieldSpec, name: str) -> Any:
    """What to type where a type requires a field and nothing is to be said by it."""
    notation = spec.shape.notation
    if notation.startswith("{"):
        return notation.strip("{}").split("|")[0]
    if notation == "R(any)":
        return ["office:a", "office:b"] if name == "between" else "office:a"
    other: dict[str, Any] = {
        "Link": "office:a addresses office:b",
        "Party": "person:p1" if name == "person" else "office:a",
        "Tally": {"green": 1},
        "date": DAYS[0],
        "int": 1,
    }
    return other[notation] if notation in other else _LISTED.get(notation, IDS)[0]
