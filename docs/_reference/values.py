"""The page of the values that events hold, and of what stands around every event."""

from typing import Any

import attrs

from _reference.prose import attributes_of, code, members, prose_of, table
from govledger import events as ev
from govledger.events import CATALOGUE
from govledger.events.working_days import WorkingDayCalendar
from govledger.ledger.draft import ENVELOPE, Draft
from govledger.ledger.entry import FORMS, MODES, VISIBILITIES

HEAD = """# Values

What the fields of an event hold, and what stands around every event. All are in `govledger.events`, here `ev`. Wherever
a value is asked for, its written form may be given: `due="by 2017-09-30"`, `leads=["office:dcs"]`,
`source="bvib-2017-06-14#A3"`.
"""

NOTATIONS = {
    "I(…)": 'The bare id of something new: 1 to 200 characters, no spaces and none of `: | ; # , "`.',
    "I*(…)": "The bare id of something new, or of something that this event carries on.",
    "R(…)": "The bare id of something of that kind that is known, in the ledger or in the batch.",
    "R(any)": "A reference with its kind, such as `action:2.4`: see [Ref](#ref).",
    "R(entry)": "An entry: `entry:17`, the bare number, or `key:…` for one recorded with that key.",
    "W": "Withheld text: see [Text](#text).",
    "Party": "Who: see [Party](#party). In a list each is somebody; `none` stands in place of the whole list.",
    "doc": "The bare name of a document; an open name, which need not be introduced.",
    "str": "Short clear text: 1 to 500 characters on one line. It reaches every export.",
    "int": "A whole number from 0 to 2**53 - 1.",
    "date": "One civil day, `2017-06-14` or a `datetime.date`; an instant is refused.",
    "yes/no": "`yes`, `no` or `unknown`.",
    "{…}": "One of those words; after `…`, another short word too.",
    "When": "A time in the world, as precise as it was said: see [When](#when).",
    "Due": "When something falls due: see [Due](#due).",
    "Period": "See [Period](#period).",
    "Quantity": "See [Quantity](#quantity).",
    "StatusValue": "How something stands: see [StatusValue](#statusvalue).",
    "Link": "See [Link](#link).",
    "Tally": 'How many stood at each label, `{"red": 6, "green": 9}`; the labels are in ASCII.',
    "Vote": "See [Vote](#vote).",
    "Attendance": "See [Attendance](#attendance).",
    "Part": "See [Part](#part).",
    "State": "See [State](#state).",
    "…[]": "A list of those, or one alone; `none` where the source says that there are none. Read it with `ev.each`.",
    "…?": "May be left out; then it is `None`.",
}

VALUES = (
    ev.Party, ev.Ref, ev.StatusValue, ev.State, ev.Meaning, ev.When, ev.Due, ev.Period, ev.Quantity, ev.Text, ev.Source,
    ev.Part, ev.Link, ev.Vote, ev.Attendance, WorkingDayCalendar, ev.EnglandAndWales, ev.ListedHolidays,
)  # fmt: skip

WORDS = {"mode": MODES, "form": FORMS, "visibility": VISIBILITIES}

GUARD = """A status need not belong to a scheme, so `scheme` may be `None`. Ask before it is looked up:

```python
from govledger import events as ev

status = ev.StatusReported(subject="area:thresholds", status="amber").status

assert status is not None
assert status.scheme is None
assert (status.label if status.scheme is None else f"{status.label} of {status.scheme}") == "amber"
```
"""

EXTRA = {ev.StatusValue: GUARD}


def values_page() -> str:
    """What each notation means, the envelope, and every value class with its attributes."""
    missing = {spec.notation for declared in CATALOGUE for spec in declared.fields.values() if not _is_said(spec)}
    if missing:
        raise LookupError(f"NOTATIONS says nothing of {', '.join(sorted(missing))}")
    notations = table(("written", "means"), ((code(name), means) for name, means in NOTATIONS.items()))
    says = attributes_of(Draft)
    envelope = table(
        ("field", "one of", ""),
        ((code(name), ", ".join(map(code, WORDS.get(name, ()))), says[name]) for name in ENVELOPE),
    )
    written = ["## How fields are written\n", *notations, "## The envelope\n", ENVELOPE_HEAD, *envelope]
    return "\n".join([HEAD, *written, *map(_value, VALUES)])


ENVELOPE_HEAD = """What stands around an event: keywords of `Ledger.record` and of `draft`, and fields of a line. Unless
said, `mode` is `first_hand` and `visibility` is `public`. `corrects`, `retracts` and `reason` are set by
`Ledger.correct` and `Ledger.retract`.
"""


def _is_said(spec: Any) -> bool:
    notation = spec.shape.notation
    return notation in NOTATIONS or notation.partition("(")[0] + "(…)" in NOTATIONS or notation.startswith("{")


def _told(meaning: ev.Meaning) -> str:
    """What a meaning says of the thing: that it goes well or badly, or is finished."""
    says = {"good": meaning.is_good, "done": meaning.is_done, "adverse": meaning.is_adverse}
    return ", ".join(word for word, is_so in says.items() if is_so) or "neither good nor adverse"


def _value(cls: type) -> str:
    says = attributes_of(cls)
    fields = [field.name for field in attrs.fields(cls)] if attrs.has(cls) else list(says)
    rows = [(code(name), says.get(name, "")) for name in fields if not name.startswith("_")]
    rows += [(code(word.value), _told(word)) for word in ev.Meaning] if cls is ev.Meaning else []
    rows += [row for row in members(cls) if row[0].strip("`") not in fields]
    body = "\n".join(table(("attribute or method", ""), rows))
    return "\n".join([f"## {cls.__name__}\n", f"{prose_of(cls)}\n", body, *([EXTRA[cls]] if cls in EXTRA else [])])
