"""Whose voice has been heard, when last, and who is missing."""

from __future__ import annotations

import datetime as dt

import attrs

from govledger import events as ev
from govledger.events.phrases import Step, shift
from govledger.ledger.entry import AnyEntry
from govledger.projections.plain import HELPER
from govledger.projections.projection import derived, on, projection

MONTHS = 6
"""How long a voice may be silent before it is missing, where nobody says otherwise."""

_PARTIES = frozenset({"group", "org", "body", "person", "office"})


@attrs.define(kw_only=True)
class Voice:
    """One group or party whose feedback was heard, or was asked for.

    Attributes:
        voice: Whose voice.
        last_heard: The latest day on which feedback of theirs, finished or not, can have been collected.
        heard: How many times feedback of theirs was recorded.
        feedback: Each piece of it.
        omissions: The challenges that say they were left out.
        disputed: Whether accounts of their feedback differ.
        entries: The entries this rests on.
    """

    voice: str
    last_heard: dt.date | None = None
    heard: int = 0
    feedback: list[str] = attrs.field(factory=list[str])
    omissions: list[str] = attrs.field(factory=list[str])
    disputed: bool = False
    entries: list[int] = attrs.field(factory=list[int])


@attrs.define(kw_only=True)
class Omission:
    """A challenge that somebody was left out.

    Attributes:
        challenge: The challenge.
        about: Who was left out.
        raised_on: The first day it can have been raised; ``None`` while only a rival account of it is within the cut.
        by: Who raised it.
        entries: The entries this rests on.
    """

    challenge: str
    about: tuple[str, ...] = ()
    raised_on: dt.date | None = None
    by: tuple[ev.Party, ...] = ()
    entries: list[int] = attrs.field(factory=list[int])


@attrs.frozen(kw_only=True)
class Missing:
    """A voice that is missing, and why it is said to be.

    Attributes:
        voice: Whose voice.
        last_heard: When it was last heard; ``None`` if never.
        because: The reason, in a few words.
        omissions: The challenges that name it and that nothing heard since has met.
        entries: The entries this rests on.
    """

    voice: str
    last_heard: dt.date | None
    because: str
    omissions: tuple[str, ...]
    entries: tuple[int, ...]


@projection(version=1, keyed=True)
class VoiceCoverage:
    """Evidence of the kind feedback, by whose voice it carries, and the challenges that say a voice is left out.

    Attributes:
        voices: Every voice heard or said to be missing, by party.
        omissions: Every challenge that somebody was left out, by reference.
        answers: How each challenge was last answered, by reference.
        unattributed: Feedback whose voice is not said, by reference.
    """

    voices: dict[str, Voice] = attrs.field(factory=dict[str, Voice])
    omissions: dict[str, Omission] = attrs.field(factory=dict[str, Omission])
    answers: dict[str, str] = attrs.field(factory=dict[str, str], metadata=HELPER)
    unattributed: dict[str, int] = attrs.field(factory=dict[str, int])

    @on(ev.EvidenceRecorded)
    def feedback_recorded(self, event: ev.EvidenceRecorded, entry: AnyEntry) -> None:
        """Somebody was heard; a second account of the same feedback is not a second hearing."""
        if event.kind != "feedback":
            return
        if not ev.each(event.voice):
            self.unattributed[f"evidence:{event.evidence}"] = entry.number
        for party in ev.each(event.voice):
            row = self._voice(party)
            row.entries.append(entry.number)
            if entry.rival_of is not None:
                row.disputed = True
                continue
            row.heard += 1
            row.feedback.append(event.evidence)
            day = min(event.collected.latest, entry.latest) if event.collected else entry.latest
            row.last_heard = max(row.last_heard or day, day)

    @on(ev.ChallengeRaised)
    def challenge_raised(self, event: ev.ChallengeRaised, entry: AnyEntry) -> None:
        """Somebody said that a voice was left out."""
        if event.kind != "omission":
            return
        omission = self.omissions.setdefault(f"challenge:{event.challenge}", Omission(challenge=event.challenge))
        omission.entries.append(entry.number)
        if entry.rival_of is None:
            omission.raised_on, omission.by = entry.earliest, ev.each(event.by)
        named = [ref for ref in ev.each(event.about) if ref.kind in _PARTIES]
        omission.about = tuple(dict.fromkeys((*omission.about, *named)))
        for ref in named:
            row = self._voice(ref)
            row.entries.append(entry.number)
            row.disputed = row.disputed or entry.rival_of is not None
            if event.challenge not in row.omissions:
                row.omissions.append(event.challenge)

    @on(ev.ChallengeAnswered)
    def challenge_answered(self, event: ev.ChallengeAnswered, entry: AnyEntry) -> None:
        """A challenge was answered; only its asker's satisfaction settles it."""
        if entry.rival_of is None:
            self.answers[f"challenge:{event.challenge}"] = event.disposition

    def _voice(self, party: str) -> Voice:
        return self.voices.setdefault(party, Voice(voice=party))

    def is_silent_on(self, voice: str, challenge: str) -> bool:
        """Whether an omission challenge still stands: its asker is not satisfied, and nothing was heard since."""
        omission, row = self.omissions.get(f"challenge:{challenge}"), self.voices.get(voice)
        if omission is None or row is None or self.answers.get(f"challenge:{challenge}") == "satisfied":
            return False
        return row.last_heard is None or row.last_heard < (omission.raised_on or dt.date.min)

    @derived
    def missing(self, today: dt.date, months: int = MONTHS) -> list[Missing]:
        """The voices that an omission challenge names and that are still silent, or not heard for ``months`` months.

        A voice that nobody ever named is not among them: which voices are required is a setting of the rule.
        """
        limit = shift(today, Step(-months, "month"))
        found: list[Missing] = []
        for row in self.voices.values():
            silent = tuple(name for name in row.omissions if self.is_silent_on(row.voice, name))
            stale = row.last_heard is not None and row.last_heard < limit
            if silent or stale:
                because = "said to be left out, and not heard since" if silent else f"not heard for {months} months"
                found.append(
                    Missing(
                        voice=row.voice,
                        last_heard=row.last_heard,
                        because=because,
                        omissions=silent,
                        entries=tuple(row.entries),
                    )
                )
        return found
