"""What the workload speaks of: an action that is open, and the meeting at which it is spoken of."""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.define
class Action:
    """An action that is open: its plan, the day it was added, its lead, and what was last said."""

    name: str
    plan: int
    added: dt.date
    lead: str
    due: dt.date
    label: str = "grey"

    @property
    def ref(self) -> str:
        """As events name it."""
        return f"action:{self.name}"


@attrs.define
class Sitting:
    """A meeting while it is told: its number among all of them, its body and its day."""

    number: int
    body: int
    day: dt.date

    @property
    def name(self) -> str:
        """Its id."""
        return f"m{self.number}"

    @property
    def paper(self) -> str:
        """The document its words are read in."""
        return f"minutes-{self.body}-{self.number}"
