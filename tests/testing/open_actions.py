"""The projection of the design, as an application would write it: which actions are open, and which are overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from govledger import Entry, derived, events as ev, on, projection


@projection(version=1, keyed=True)
class OpenActions:
    due: dict[str, ev.Due | None] = attrs.field(factory=dict[str, ev.Due | None])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.due[event.action] = event.due

    @on(ev.CompletionClaimed)
    def claimed(self, event: ev.CompletionClaimed, entry: Entry[Any]) -> None:
        self.due.pop(event.subject.id, None)

    @derived
    def overdue(self, today: date) -> list[str]:
        return [action for action, due in self.due.items() if due is not None and due.latest < today]


@projection(version=1)
class Wordings:
    """What each action says, and how its wording was changed; it stops at a wording that says nothing."""

    texts: dict[str, ev.Text | None] = attrs.field(factory=dict[str, ev.Text | None])
    changes: list[int] = attrs.field(factory=list[int])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: Entry[Any]) -> None:
        self.texts[event.action] = event.text

    @on(ev.DetailChanged)
    def changed(self, event: ev.DetailChanged, entry: Entry[Any]) -> None:
        if event.now is None:
            raise ValueError("nothing is said of what it says now")
        self.texts[event.subject.id] = event.now
        self.changes.append(entry.original)
