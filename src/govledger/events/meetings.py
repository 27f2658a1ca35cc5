"""Meetings: called, held, not held, what was on the agenda, and the minutes."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("meeting-scheduled")
class MeetingScheduled:
    """A meeting was called.

    ``happened`` is the act of calling.

    Attributes:
        meeting: The meeting.
        body: The body called to meet.
        kind: What kind of meeting it is.
        due: When it is to be held.
        about: What it is called to consider.
    """

    meeting: str = f.continues("meeting")
    body: str | None = f.refers("body", default=None)
    kind: str | None = f.one_of("ordinary", "special", "informal", "workshop", is_open=True, default=None)
    due: f.MaybeDue = f.due_time(default=None)
    about: f.Refs = f.anything_each(default=None)


@event("meeting-held", dates="fact")
class MeetingHeld:
    """A meeting took place.

    ``happened`` is the fact, the day of the meeting.

    Attributes:
        meeting: The meeting.
        body: The body that met.
        kind: What kind of meeting it was.
        chair: Who took the chair.
        attendance: Who was there.
        attendance_complete: Whether the attendance names everybody.
        quorate: Whether there was a quorum.
        public: Whether it was open to the public.
        ended: How the meeting ended.
    """

    meeting: str = f.continues("meeting")
    body: str | None = f.refers("body", default=None)
    kind: str | None = f.one_of("ordinary", "special", "informal", "workshop", is_open=True, default=None)
    chair: f.MaybeParty = f.party(default=None)
    attendance: f.Attendances = f.attendances(default=None)
    attendance_complete: str | None = f.yes_no(default=None)
    quorate: str | None = f.yes_no(default=None)
    public: str | None = f.yes_no(default=None)
    ended: str | None = f.one_of("completed", "adjourned", "abandoned", is_open=True, default=None)


@event("meeting-not-held", dates="fact")
class MeetingNotHeld:
    """A meeting did not take place, or a body is said never to have met.

    That a body never met is worth saying aloud, so it has an event of its own.

    ``happened`` is the day it was due; with ever, the time spoken of.

    Attributes:
        body: The body that did not meet.
        meeting: The meeting that did not take place.
        ever: Yes where the body is said never to have met at all.
        reason: Why it was not held.
        now: When it is to be held instead.
    """

    body: str = f.refers("body")
    meeting: str | None = f.refers("meeting", default=None)
    ever: str | None = f.yes_no(default=None)
    reason: f.MaybeText = f.withheld(default=None)
    now: f.MaybeDue = f.due_time(default=None)


@event("agenda-item-considered", dates="fact")
class AgendaItemConsidered:
    """A body took, or passed over, an item on its agenda.

    ``happened`` is the fact.

    Attributes:
        agenda_item: The item on the agenda.
        meeting: The meeting whose agenda it stands on.
        number: The number it carries in the source; a label, not an id.
        title: Its title.
        text: What the item is for.
        by: Who brought it.
        about: What it was about.
        documents: The documents before the body.
        put_before: What was put before the body by name: ids or entries.
        standing_item: Whether it stands on every agenda.
        urgent: Whether it was taken as urgent.
        outcome: Whether it was considered, deferred, withdrawn or not reached.
        follows: The earlier items it carries on.
    """

    agenda_item: str = f.introduces("agenda_item")
    meeting: str = f.refers("meeting")
    number: str | None = f.clear(default=None)
    title: f.MaybeText = f.withheld(default=None)
    text: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    documents: f.Words = f.documents(default=None)
    put_before: f.Refs = f.anything_each(default=None)
    standing_item: str | None = f.yes_no(default=None)
    urgent: str | None = f.yes_no(default=None)
    outcome: str | None = f.one_of("considered", "deferred", "withdrawn", "not_reached", default=None)
    follows: f.Words = f.refers_each("agenda_item", default=None)


@event("minutes-approved")
class MinutesApproved:
    """A meeting's minutes were approved as a true record.

    ``happened`` is the act.

    Attributes:
        meeting: The meeting whose minutes they are.
        at: The meeting that approved them.
        as_amended: Whether they were approved with amendments.
        amendments: The amendments.
    """

    meeting: str = f.refers("meeting")
    at: str | None = f.refers("meeting", default=None)
    as_amended: str | None = f.yes_no(default=None)
    amendments: f.Texts = f.withheld_each(default=None)
