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
from govledger.imports.offices import slug
from govledger.imports.rows import Reading, Row
from govledger.projections.plan_items import Item

Line = dict[str, Any]
"""One event, as a line of `govledger record`."""

_LED = re.compile(r"(?P<id>[^\s:–—]*\d[^\s:–—]*)\s*(?:[:–—-]\s*(?P<text>.+))?", re.DOTALL)
_NUMBERED = re.compile(r"(?P<word>[A-Za-z]+) (?P<id>\d[\w.]*)\s*(?:[:–—-]\s*(?P<text>.+))?", re.DOTALL)
_BETWEEN = re.compile(r"[;,\n]+")
_NOT_IN_NUMBERS = re.compile(r"[^a-z0-9.]+")
_LEADING: Final = ("", "r", "rec", "recommendation")
"""What a plan may leave out before the number of a recommendation."""

_ID_MAX: Final = 80


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
        items = [f"action:{row.action}" for row in self._reading.rows if self._is_action(row)]
        listed = [one for one in held.versions if one.items is not None] if held is not None else []
        is_same = bool(listed) and set(map(str, ev.each(listed[-1].items))) == set(items)
        is_new_version = wishes.as_at is not None and not any(one.version == wishes.as_at for one in listed)
        if not items or (is_same and not is_new_version):
            return
        is_whole = self._reading.is_whole and len(items) == len(self._reading.rows)
        body = {
            "plan": self._plan,
            "kind": "plan" if held is None else None,
            "version": wishes.as_at,
            "overseen_by": [wishes.body] if wishes.body else [],
            "items": items,
            "items_complete": "yes" if is_whole else "no",
            "document": wishes.document,
            "content_hash": self._layout.book.sha256,
        }
        yield self._line("plan-versioned", body)

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
        if held.retired is not None:
            self._add("plan-item-reopened", row, {"subject": f"action:{row.action}"})
        self._reworded(row, held)
        self._led(row, held)
        self._moved(row, held.due)
        self._reported(row, held, told)

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
        if row.text is None or _is_alike(row.text, held.text):
            return
        was = held.text.words if held.text is not None else None
        body = {"subject": f"action:{row.action}", "field": "text", "kind": "wording", "was": was, "now": row.text}
        self._add("detail-changed", row, body, "text")

    def _led(self, row: Row, held: Item) -> None:
        if not row.leads or set(row.leads) == set(map(str, ev.each(held.leads))):
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
        is_same_word = row.comment is None or _is_alike(row.comment, told.comment)
        is_same_status = status is None or (held is not None and _is_same_status(status, held.status))
        again = self._wishes.restate and status is not None and told.document != self._wishes.document
        if is_same_word and is_same_status and not evidence and not again:
            return
        if status is None and row.comment is None:
            return
        body: dict[str, Any] = {
            "subject": f"action:{row.action}",
            "status": status,
            "text": row.comment,
            "same_words": "yes" if row.comment is not None and is_same_word else None,
            "evidence": evidence,
        }
        is_doubted = row.status is not None and row.status.doubt is not None
        doubts: dict[str, Any] = {"uncertain": ["status"]} if is_doubted else {}
        fields = () if row.comment is not None and status is not None else ("status" if status else "comment",)
        self._add("status-reported", row, body, *fields, **doubts)

    def _status(self, row: Row) -> str | None:
        if row.status is None:
            return None
        scheme = self._mapping.scheme
        return f"{scheme}/{row.status.label}" if scheme else row.status.label

    def _evidence(self, row: Row, told: Told) -> list[str]:
        """The evidence that is new: its id, of which an event is added."""
        if row.evidence is None or any(_is_alike(row.evidence, text) for text in told.evidence.values()):
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
        key, text = _led_by_id(row.commitment)
        if not key or len(key) > _ID_MAX:
            self._flag(row, "commitment", row.commitment, "a commitment with a short number or name")
            return None
        if key not in self._commitments:
            self._commitments.add(key)
            body = {"commitment": key, "plan": self._plan, "text": text}
            self._add("commitment-made", row, body, "commitment")
        return key

    def _addresses(self, row: Row) -> list[str]:
        """The recommendations that a row answers and that the ledger knows; it names no others."""
        found: list[str] = []
        known = {_squeezed(one): one for one in self._held.beside.recommendations}
        for part in map(one_line, _BETWEEN.split(row.recommendation or "")):
            meant = next((known[name] for lead in _LEADING if (name := lead + _squeezed(part)) in known), None)
            if meant is not None:
                found.append(f"recommendation:{meant}")
            elif part:
                self._flag(row, "recommendation", part, "a recommendation that the ledger knows; record it first")
        return found


def _led_by_id(words: str) -> tuple[str, str]:
    """The id that words begin with, and the words: ``P1: Leadership`` is P1, ``Leadership`` itself."""
    text = one_line(words)
    for pattern in (_LED, _NUMBERED):
        match = pattern.fullmatch(text)
        if match is not None:
            return match["id"].rstrip("."), match["text"] or text
    return slug(text), text


def _squeezed(words: str) -> str:
    """An id without case and spaces; its points stay, since 2.1 is not 21."""
    return _NOT_IN_NUMBERS.sub("", words.lower()).strip(".")


def _is_alike(words: str, text: ev.Text | None) -> bool:
    """Whether words are those of a text, but for spaces; a text that was withheld or erased is left as it is."""
    if text is None:
        return False
    held = text.words
    return held is None or one_line(held) == one_line(words)


def _is_same_status(status: str, held: ev.StatusValue | None) -> bool:
    return held is not None and plain(held) == plain(status)
