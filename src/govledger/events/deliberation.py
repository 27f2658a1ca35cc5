"""What was said, asked, answered and decided, and where accounts differ."""

from collections.abc import Iterator

from govledger.errors import BadValueError
from govledger.events import fields as f
from govledger.events.catalogue import each, event


@event("statement-made")
class StatementMade:
    """Someone said something that may later be relied on.

    Kept as an attributed claim: whether it is true is for the rest of the record to show.

    ``happened`` is the act of saying.

    Attributes:
        agenda_item: The agenda item under which it was said.
        by: Who spoke.
        speaking_as: In what capacity they spoke.
        kind: What kind of statement it is.
        text: What was said, in a few words.
        about: What it concerns.
        favourable: Whether it speaks well of what it concerns.
        hearsay_of: Whose view is passed on, where it is not the speaker's own.
        basis: What it is said to rest on.
        explains: The status whose meaning it explains.
        proposed: Who is proposed for a role.
        role: In what role the proposed party would serve.
        position: A mark for the side taken where accounts differ.
    """

    agenda_item: str | None = f.refers("agenda_item", default=None)
    by: f.Parties = f.parties(default=None)
    speaking_as: str | None = f.one_of(
        "member", "officer", "executive", "chair", "non_member", "guest", is_open=True, default=None
    )
    kind: str | None = f.one_of(
        "claim",
        "view",
        "proposal",
        "explanation",
        "assurance",
        "forecast",
        "admission",
        "principle",
        "praise",
        "acknowledgement",
        is_open=True,
        default=None,
    )
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    favourable: str | None = f.yes_no(default=None)
    hearsay_of: f.Parties = f.parties(default=None)
    basis: f.Refs = f.anything_each(default=None)
    explains: f.MaybeStatus = f.status_value(default=None)
    proposed: f.MaybeParty = f.party(default=None)
    role: str | None = f.one_of("chair", "member", is_open=True, default=None)
    position: str | None = f.clear(default=None)


@event("challenge-raised")
class ChallengeRaised:
    """A question, concern, request or call-in was put that deserves an answer.

    ``happened`` is the act.

    Attributes:
        challenge: The challenge.
        agenda_item: The agenda item under which it was raised.
        by: Who raised it.
        to: Who is to answer it.
        kind: What kind of challenge it is.
        text: What was asked or said, in a few words.
        about: What it concerns.
        answer_due: When an answer is due.
        repeats: The earlier challenge it repeats.
        suspends: The decision that a call-in suspends.
    """

    challenge: str = f.introduces("challenge")
    agenda_item: str | None = f.refers("agenda_item", default=None)
    by: f.Parties = f.parties(default=None)
    to: f.Parties = f.parties(default=None)
    kind: str | None = f.one_of(
        "question",
        "concern",
        "omission",
        "risk",
        "trust",
        "clarification",
        "request",
        "call_in",
        is_open=True,
        default=None,
    )
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    answer_due: f.MaybeDue = f.due_time(default=None)
    repeats: str | None = f.refers("challenge", default=None)
    suspends: str | None = f.refers("decision", default=None)


@event("challenge-answered")
class ChallengeAnswered:
    """A challenge got a reply, or its asker said it was satisfied.

    ``happened`` is the act.

    Attributes:
        challenge: The challenge answered.
        agenda_item: The agenda item under which it was answered.
        by: Who answered; the asker, where the asker said it was satisfied.
        disposition: What kind of answer it was; only its asker can call a challenge satisfied.
        text: What was answered, in a few words.
        evidence: The evidence given in answer.
        created: What came into being because of the challenge.
        due: When the rest of the answer is due.
    """

    challenge: str = f.refers("challenge")
    agenda_item: str | None = f.refers("agenda_item", default=None)
    by: f.Parties = f.parties(default=None)
    disposition: str = f.one_of(
        "answered",
        "accepted",
        "partly_accepted",
        "undertaken",
        "deferred",
        "suggestion",
        "confidence_only",
        "declined",
        "satisfied",
        "unknown",
    )
    text: f.MaybeText = f.withheld(default=None)
    evidence: f.Words = f.refers_each("evidence", default=None)
    created: f.Refs = f.anything_each(default=None)
    due: f.MaybeDue = f.due_time(default=None)


def _check_sides(noted: "AccountsDiffer") -> Iterator[BadValueError]:
    if len(set(each(noted.between))) <= 1:
        yield BadValueError(noted.between, "two or more accounts", where="between")


@event("accounts-differ", check=_check_sides)
class AccountsDiffer:
    """Two or more accounts in the record do not agree.

    Both sides are kept as they were said; only a later decision makes one of them operative.

    ``happened`` is the act of noticing.

    Attributes:
        between: The entries or ids whose accounts differ.
        text: How they differ, in a few words.
        about: What the accounts are about.
        standing: Whether a person confirmed it, or it is only suggested.
        by: Who noticed.
    """

    between: f.SomeRefs = f.anything_each()
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    standing: str = f.one_of("suggested", "confirmed")
    by: f.Parties = f.parties(default=None)


@event("decision-recorded")
class DecisionRecorded:
    """A body or officer settled, put to the vote, or expressly did not settle, a matter.

    Noted, received and explicitly none are forces too: what a body did not settle is worth as much as what it did.

    ``happened`` is the act.

    Attributes:
        decision: The decision; a later event with the same id carries it on.
        body: The body that decided.
        by: The officers or members who decided, where no body did.
        meeting: The meeting at which it was taken.
        agenda_item: The agenda item under which it was taken.
        number: The number it carries in the source; a label, not an id.
        kind: Whether it is of substance, of principle or of procedure.
        force: With what force it was settled; noted is not agreed.
        text: What was decided.
        text_as_carried: The wording as carried, where it was amended.
        about: What it concerns.
        to: To whom it is addressed or referred.
        moved_by: Who moved it.
        seconded_by: Who seconded it.
        amends: The decision it would amend.
        part_of: The decision it is a part of.
        vote: How it was voted on.
        reason: Why it was decided so.
        effective: When it takes effect.
        delegates_to: To whom the matter is delegated.
        consulting: Whom the delegate must consult.
    """

    decision: str = f.continues("decision")
    body: str | None = f.refers("body", default=None)
    by: f.Parties = f.parties(default=None)
    meeting: str | None = f.refers("meeting", default=None)
    agenda_item: str | None = f.refers("agenda_item", default=None)
    number: str | None = f.clear(default=None)
    kind: str | None = f.one_of("substantive", "principle", "procedural", default=None)
    force: str = f.one_of(
        "resolved",
        "recommended",
        "agreed",
        "endorsed",
        "approved",
        "accepted",
        "authorised",
        "delegated",
        "carried",
        "carried_as_amended",
        "confirmed",
        "varied",
        "released",
        "noted",
        "received",
        "referred",
        "referred_back",
        "deferred",
        "declined",
        "not_accepted",
        "lost",
        "withdrawn",
        "sense_of_meeting",
        "explicitly_none",
        "unknown",
    )
    text: f.MaybeText = f.withheld(default=None)
    text_as_carried: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    to: f.Parties = f.parties(default=None)
    moved_by: f.MaybeParty = f.party(default=None)
    seconded_by: f.MaybeParty = f.party(default=None)
    amends: str | None = f.refers("decision", default=None)
    part_of: str | None = f.refers("decision", default=None)
    vote: f.MaybeVote = f.voting(default=None)
    reason: f.MaybeText = f.withheld(default=None)
    effective: f.MaybeWhen = f.time(default=None)
    delegates_to: f.Parties = f.parties(default=None)
    consulting: f.Parties = f.parties(default=None)
