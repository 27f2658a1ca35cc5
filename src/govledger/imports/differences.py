"""What a plan says that the ledger does not hold yet, as events: nothing where nothing changed.

An event is written as `govledger record` reads it, so that what is shown is what is recorded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from govledger import events as ev
from govledger.imports.fields import plain
from govledger.imports.flags import Flag, one_line
from govledger.imports.held import Held, Told
from govledger.imports.layout import Layout
from govledger.imports.likeness import LEADING, is_alike, is_id, is_none, is_same_status, led_by_id, squeezed
from govledger.imports.offices import slug
from govledger.imports.rows import Reading, Row
from govledger.projections.plan_items import Item

Line = dict[str, Any]
"""One event, as a line of `govledger record`."""

_BETWEEN = re.compile(r"[;,\n]+")
_ID_MAX: Final = 80
_ITEMS_BYTES_MAX: Final = 48 * 1024
"""How much of an entry, which holds 64 kB besides its texts, the names of a plan's items may take."""


@attrs.frozen(kw_only=True)
class Wishes:
    """What is said around every event of an import.

    Attributes:
        document: The name under which the file is lodged.
        happened: When its words were said.
        known_on: The first day anybody outside could know them.
        as_at: The day its data stand at.
        asserted_by: Whose word it is.
        body: The body that oversees the plan.
        retire_missing: Whether what is no longer on the sheet is retired.
        restate: Whether a status that did not change is reported again.
        keys: Whether each line has a key of its own.
    """

    document: str
    happened: str | None = None
    known_on: dt.date | None = None
    as_at: str | None = None
    asserted_by: str | None = None
    body: str | None = None
    retire_missing: bool = False
    restate: bool = False
    keys: bool = False


@attrs.frozen(kw_only=True)
class Differences:
    """What a plan says that the ledger does not hold yet.

    Attributes:
        lines: The events, in the order they are to be recorded.
        missing: The actions that the ledger holds and the plan does not.
        flags: The cells whose words mean nothing in this ledger.
    """

    lines: tuple[Line, ...] = ()
    missing: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


def differences(layout: Layout, reading: Reading, held: Held, wishes: Wishes) -> Differences:
    """What a plan says that the ledger does not hold yet."""
    return _Comparing(layout, reading, held, wishes).differences()


class _Comparing:
    """One plan beside one ledger."""

    def __init__(self, layout: Layout, reading: Reading, held: Held, wishes: Wishes) -> None:
        self._layout, self._reading, self._held, self._wishes = layout, reading, held, wishes
        self._mapping = layout.mapping
        self._plan = layout.mapping.plan
        self._flags: list[Flag] = []
        self._commitments = set(held.state.commitments)
        self._served: dict[str, None] = {}
        self._changes: list[Line] = []

    def differences(self) -> Differences:
        missing = self._missing()
        for row in self._reading.rows:
            self._row(row)
        retired = [self._retired(action) for action in missing] if self._wishes.retire_missing else []
        lines = [*self._plan_lines(), *self._changes, *retired]
        if lines:
            lines = [*self._document(), *self._scheme(), *lines]
        return Differences(lines=tuple(lines), missing=missing, flags=tuple(self._flags))

    def _line(self, type_: str, body: Mapping[str, Any], place: str | None = None, **around: Any) -> Line:
        """One event with what stands around it; what is not said is left out."""
        wishes = self._wishes
        source = {"document": wishes.document} | ({"locator": place} if place else {})
        known_on = wishes.known_on.isoformat() if wishes.known_on else None
        line: Line = {
            "type": type_,
            "happened": wishes.happened,
            "known_on": known_on,
            "source": source,
            "asserted_by": wishes.asserted_by,
            "form": "written",
            **around,
            "body": {name: value for name, value in body.items() if value not in (None, [], "")},
        }
        if wishes.keys:
            named = "/".join(str(value) for value in list(line["body"].values())[:2] if len(str(value)) <= _ID_MAX)
            line["key"] = f"{self._layout.book.sha256[:16]}/{type_}/{named}"
        return {name: value for name, value in line.items() if value is not None}

    def _add(self, type_: str, row: Row, body: Mapping[str, Any], *fields: str, **around: Any) -> None:
        """One event of a row; its place is that of the one cell that says it, or of the whole row."""
        cells = [row.cells[field] for field in fields if field in row.cells]
        self._changes.append(self._line(type_, body, cells[0] if len(cells) == 1 else row.place, **around))

    def _flag(self, row: Row, field: str, found: str, expected: str, *, is_unread: bool = True) -> None:
        shown = repr(one_line(found)[:60])
        flag = Flag(place=row.cells[field], field=field, found=shown, expected=expected, is_unread=is_unread)
        self._flags.append(flag)

    # Around the rows -------------------------------------------------------------------------------------------------

    def _document(self) -> Iterator[Line]:
        """The file itself, where it is not lodged yet."""
        book, wishes = self._layout.book, self._wishes
        if self._held.beside.documents.get(wishes.document) == book.sha256:
            return
        body = {
            "document": wishes.document,
            "title": book.name,
            "kind": "plan",
            "as_at": wishes.as_at,
            "held": "whole",
            "content_hash": book.sha256,
        }
        line = self._line("document-lodged", body)
        yield {name: value for name, value in line.items() if name not in {"source", "form"}}

    def _scheme(self) -> Iterator[Line]:
        """What the statuses mean, where the mapping says so and the ledger does not yet."""
        mapping = self._mapping
        known = self._held.state.schemes.get(mapping.scheme or "")
        if mapping.scheme is None or not mapping.meanings:
            return
        held = {state.label: state.meaning for one in known.definitions for state in one.states} if known else {}
        if held.items() >= mapping.meanings.items():
            return
        states = [{"label": label, "meaning": meaning} for label, meaning in mapping.meanings.items()]
        applies = [f"plan:{self._plan}"] if self._plan else []
        body = {"scheme": mapping.scheme, "applies_to": applies, "states": states}
        yield self._line("status-scheme-defined", body)

    def _plan_lines(self) -> Iterator[Line]:
        """The plan, where it is new, has another version, or contains other actions."""
        if self._plan is None:
            return
        held, wishes = self._held.state.plans.get(self._plan), self._wishes
        items = self._items()
        versions = held.versions if held is not None else []
        listed = [one for one in versions if one.items is not None]
        is_same = (bool(listed) and set(map(str, ev.each(listed[-1].items))) == set(items)) or (versions and not items)
        is_new_version = wishes.as_at is not None and not any(one.version == wishes.as_at for one in versions)
        if is_same and not is_new_version:
            return
        body = {
            "plan": self._plan,
            "kind": "plan" if held is None else None,
            "version": wishes.as_at,
            "overseen_by": [wishes.body] if wishes.body else [],
            "items": items,
            "items_complete": ("yes" if self._is_complete() else "no") if items else None,
            "document": wishes.document,
            "content_hash": self._layout.book.sha256,
        }
        yield self._line("plan-versioned", body)

    def _items(self) -> list[str]:
        """What the sheet says that the plan contains; nothing where that is more than one entry can name."""
        items = [f"action:{row.action}" for row in self._reading.rows if self._is_action(row)]
        items += [f"commitment:{key}" for key in self._served]
        return items if sum(map(len, items)) + 3 * len(items) <= _ITEMS_BYTES_MAX else []

    def _is_complete(self) -> bool:
        """Whether the sheet names all that the plan contains: every row was read, and no commitment is left out."""
        others = (row for row in self._held.state.items() if row.entry and row.plan == self._plan)
        unnamed = {row.ref for row in others} - {f"commitment:{key}" for key in self._served}
        is_whole = self._reading.is_whole and all(map(self._is_action, self._reading.rows))
        return is_whole and not any(not ref.startswith("action:") for ref in unnamed)

    def _missing(self) -> tuple[str, ...]:
        """The actions of the plan that the ledger holds and the sheet does not, in the order they were added."""
        seen = {row.action for row in self._reading.rows} | self._reading.left_out
        return tuple(action for action, _ in self._held.actions(self._plan) if action not in seen)

    def _retired(self, action: str) -> Line:
        row = self._held.state.actions[action]
        last = f"last said to be {row.status}" if row.status is not None else "never reported on"
        body = {
            "subject": f"action:{action}",
            "how": "not_stated",
            "reason": f"It is not in {self._wishes.document}; {last}",
        }
        return self._line("plan-item-retired", body)

    # One row ---------------------------------------------------------------------------------------------------------

    def _is_action(self, row: Row) -> bool:
        """Whether the ledger knows the action of a row, or the row says what it is."""
        held = self._held.state.actions.get(row.action)
        return row.text is not None or (held is not None and bool(held.entry))

    def _row(self, row: Row) -> None:
        held = self._held.state.actions.get(row.action)
        if held is None or not held.entry:
            if not self._is_action(row):
                expected = "what is to be done: the ledger does not know this reference yet"
                self._flag(row, "text", row.action, expected)
                return
            self._added(row)
            self._moved(row, row.first_due)
            self._reported(row, None, Told())
            return
        told = self._held.told(row.action)
        self._back(row, held)
        self._reworded(row, held)
        self._led(row, held)
        self._moved(row, held.due)
        self._reported(row, held, told)

    def _back(self, row: Row, held: Item) -> None:
        """An action that an import retired is there again; what was let go otherwise is not opened by a sheet."""
        if held.retired is None:
            return
        if held.how == "not_stated":
            self._add("plan-item-reopened", row, {"subject": f"action:{row.action}"})
            return
        expected = f"look at it: the ledger says that it left the plan ({held.how}, entry {held.retired.entry})"
        self._flag(row, "reference", row.action, expected, is_unread=False)

    def _is_stale(self, row: Row, column: str, now: str, *, is_same: bool) -> bool:
        """Whether a sheet only says again what it said before, while the ledger was told something else since."""
        if is_same:
            expected = (
                f"look at it: the sheet says again what it said before, and the ledger has {now} since; left as it is"
            )
            self._flag(row, column, self._shown(row, column), expected, is_unread=False)
        return is_same

    def _shown(self, row: Row, column: str) -> str:
        said = {"text": row.text, "lead": row.lead_words, "status": row.status.label if row.status else None}
        return said.get(column) or str(row.due)

    def _added(self, row: Row) -> None:
        body = {
            "action": row.action,
            "plan": self._plan,
            "commitment": self._commitment(row),
            "text": row.text,
            "about": [f"area:{slug(row.area)}"] if row.area and slug(row.area) else [],
            "addresses": self._addresses(row),
            "leads": list(row.leads),
            "due": str(row.first_due or row.due) if row.due is not None else None,
            "closure_criteria": [row.measure] if row.measure else [],
            "priority": row.priority,
        }
        self._add("action-added", row, body)
        self._note_words(row)

    def _note_words(self, row: Row) -> None:
        """Say where a date is no day: its words are kept, and rules ask about it."""
        if row.due is not None and row.due.is_unspecified:
            field = "revised_due" if row.first_due is not None else "due"
            expected = f"look at it: it is no day, and was kept as words: {row.due}"
            self._flag(row, field, row.due.words or "", expected, is_unread=False)

    def _reworded(self, row: Row, held: Item) -> None:
        if row.text is None or is_alike(row.text, held.text):
            return
        was = held.text.words if held.text is not None else None
        if self._is_stale(row, "text", "other words", is_same=is_alike(row.text, self._last(row, "text"))):
            return
        body = {"subject": f"action:{row.action}", "field": "text", "kind": "wording", "was": was, "now": row.text}
        self._add("detail-changed", row, body, "text")

    def _led(self, row: Row, held: Item) -> None:
        if not row.leads or set(row.leads) == set(map(str, ev.each(held.leads))):
            return
        before = {str(party) for party in ev.each(self._last(row, "leads"))}
        now = ", ".join(map(str, ev.each(held.leads))) or "nobody"
        if self._is_stale(row, "lead", now, is_same=set(row.leads) == before):
            return
        body = {
            "subject": f"action:{row.action}",
            "field": "leads",
            "kind": "reassignment",
            "now": row.lead_words,
            "leads": list(row.leads),
        }
        self._add("detail-changed", row, body, "lead")

    def _moved(self, row: Row, was: ev.Due | None) -> None:
        """A date that is another than before; one that is first given, or is blank now, is told apart."""
        field = "revised_due" if row.first_due is not None else "due"
        if row.due is None:
            if was is not None and "due" in row.cells and not self._is_flagged(row, "due"):
                expected = f"look at it: it says nothing, and the ledger has {was}; the date was left as it is"
                self._flag(row, "due", "nothing", expected, is_unread=False)
            return
        held = self._held.state.actions.get(row.action)
        if (held is None or not held.entry) and row.first_due is None:
            return
        if was is not None and self._is_same_day(row.due, was):
            return
        before: ev.Due | None = self._last(row, "due")
        is_same = before is not None and was is not None and self._is_same_day(row.due, before)
        if self._is_stale(row, field, str(was), is_same=is_same):
            return
        body = {
            "subject": f"action:{row.action}",
            "was": str(was) if was is not None else None,
            "now": str(row.due),
            "reason": row.reason,
        }
        self._add("deadline-changed", row, body, field)
        self._note_words(row)

    def _is_flagged(self, row: Row, field: str) -> bool:
        return any(flag.place == row.cells[field] and flag.is_unread for flag in self._reading.flags)

    def _is_same_day(self, now: ev.Due, was: ev.Due) -> bool:
        """Whether two dates fall on the same last day; of those that have none, whether they say the same."""
        days = [self._held.state.last_day(one) for one in (now, was)]
        if days[0] != days[1]:
            return False
        return days[0] < dt.date.max or plain(str(now)) == plain(str(was))

    def _reported(self, row: Row, held: Item | None, told: Told) -> None:
        """A status, or the words beside it, that is another than before; evidence and completion before it."""
        evidence = self._evidence(row, told)
        if row.completed is not None and row.completed != told.completed:
            claim = {"subject": f"action:{row.action}", "completed_on": str(row.completed), "evidence": evidence}
            self._add("completion-claimed", row, claim, "completed")
        status = self._status(row)
        is_same_word = row.comment is None or is_alike(row.comment, told.comment)
        is_new_status = status is not None and self._is_new_status(row, status, held, is_same_word=is_same_word)
        again = self._wishes.restate and status is not None and told.document != self._wishes.document
        is_said = status is not None or row.comment is not None
        if not is_said or (is_same_word and not (is_new_status or evidence or again)):
            return
        body: dict[str, Any] = {
            "subject": f"action:{row.action}",
            "status": status,
            "text": row.comment,
            "same_words": "yes" if row.comment is not None and is_same_word else None,
            "evidence": evidence or ("none" if is_none(row.evidence or "") else None),
        }
        is_doubted = row.status is not None and row.status.doubt is not None
        doubts: dict[str, Any] = {"uncertain": ["status"]} if is_doubted else {}
        fields = () if row.comment is not None and status is not None else ("status" if status else "comment",)
        self._add("status-reported", row, body, *fields, **doubts)

    def _is_new_status(self, row: Row, status: str, held: Item | None, *, is_same_word: bool) -> bool:
        """Whether a status is another than the ledger has, and not only said again after the ledger was told more."""
        if held is None or is_same_status(status, held.status):
            return held is None
        said_before = is_same_word and is_same_status(status, self._last(row, "status"))
        return not self._is_stale(row, "status", str(held.status), is_same=said_before)

    def _last(self, row: Row, field: str) -> Any:
        """What the sheet before this one said."""
        return self._held.last_sheet(row.action, field)

    def _status(self, row: Row) -> str | None:
        if row.status is None:
            return None
        scheme = self._mapping.scheme
        return f"{scheme}/{row.status.label}" if scheme else row.status.label

    def _evidence(self, row: Row, told: Told) -> list[str]:
        """The evidence that is new: its id, of which an event is added."""
        if row.evidence is None or is_none(row.evidence):
            return []
        if any(is_alike(row.evidence, text) for text in told.evidence.values()):
            return []
        number = len(told.evidence) + 1
        while (name := f"{row.action}/{number}") in told.evidence:
            number += 1
        body = {
            "evidence": name,
            "supports": [f"action:{row.action}"],
            "text": row.evidence,
            "document": self._wishes.document,
        }
        # It is there by the day of the sheet; when it was produced, nobody says.
        last = ev.when(self._wishes.happened or "unknown").latest
        happened = f"by {last.isoformat()}" if last < dt.date.max else None
        self._add("evidence-recorded", row, body, "evidence", happened=happened, mode="reported")
        return [name]

    # What a row belongs to -------------------------------------------------------------------------------------------

    def _commitment(self, row: Row) -> str | None:
        """The commitment a row serves; one that is new is made before it."""
        if row.commitment is None:
            return None
        key, text = led_by_id(row.commitment)
        if not is_id(key) or len(key) > _ID_MAX:
            self._flag(row, "commitment", row.commitment, "a commitment with a short number or name")
            return None
        self._served[key] = None
        if key not in self._commitments:
            self._commitments.add(key)
            body = {"commitment": key, "plan": self._plan, "text": text}
            self._add("commitment-made", row, body, "commitment")
        return key

    def _addresses(self, row: Row) -> list[str]:
        """The recommendations that a row answers and that the ledger knows; it names no others."""
        found: list[str] = []
        known = {squeezed(one): one for one in self._held.beside.recommendations}
        for part in map(one_line, _BETWEEN.split(row.recommendation or "")):
            meant = next((known[name] for lead in LEADING if (name := lead + squeezed(part)) in known), None)
            if meant is not None:
                found.append(f"recommendation:{meant}")
            elif part:
                self._flag(row, "recommendation", part, "a recommendation that the ledger knows; record it first")
        return found
