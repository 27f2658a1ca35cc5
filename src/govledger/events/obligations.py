"""What is owed to a body, how it was met, and the resources involved."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("obligation-created")
class ObligationCreated:
    """Someone owes a body a report, review, stage, visit or other act.

    ``happened`` is the act of promising or imposing.

    Attributes:
        obligation: The obligation.
        kind: What kind of act is owed.
        text: What is owed, in a few words.
        leads: Who owes it.
        to: To whom it is owed.
        due: When it falls due.
        about: What it concerns.
        before: What must not happen until it is met.
        depends_on: What it waits for.
        only_if: The condition it hangs on.
        basis: What it is said to rest on.
        decision: The decision it rests on.
    """

    obligation: str = f.introduces("obligation")
    kind: str | None = f.one_of(
        "report_back",
        "standing_item",
        "submission",
        "review",
        "assurance_review",
        "verification",
        "opinion",
        "stage",
        "attendance",
        "deep_dive",
        "partner_plan",
        "consultation",
        "terms_of_reference",
        "appointment",
        "direction",
        "response",
        "clarification",
        "feedback",
        "decision",
        is_open=True,
        default=None,
    )
    text: f.MaybeText = f.withheld(default=None)
    leads: f.Parties = f.parties(default=None)
    to: f.Parties = f.parties(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    about: f.Refs = f.anything_each(default=None)
    before: f.Refs = f.anything_each(default=None)
    depends_on: f.Refs = f.anything_each(default=None)
    only_if: f.MaybeText = f.withheld(default=None)
    basis: f.Refs = f.anything_each(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("obligation-discharged", dates="fact")
class ObligationDischarged:
    """An obligation, or one turn of it, was met.

    ``happened`` is the fact.

    Attributes:
        obligation: The obligation.
        by: Who met it.
        occasion: Which turn of a recurring duty this was.
        basis: What shows it.
        text: How it was met, in a few words.
    """

    obligation: str = f.refers("obligation")
    by: f.Parties = f.parties(default=None)
    occasion: f.MaybeWhen = f.time(default=None)
    basis: f.Refs = f.anything_each(default=None)
    text: f.MaybeText = f.withheld(default=None)


@event("resource-recorded", dates="fact")
class ResourceRecorded:
    """Money, people or time was asked for, agreed, received, spent or saved.

    ``happened`` is the fact.

    Attributes:
        kind: What kind of resource it is.
        amount: How much or how many.
        per: Per what, such as year.
        standing: Whether it was asked for, agreed, received, spent or saved.
        by: Who acted: asked, agreed, gave, spent or saved.
        to: Whom it is for.
        text: What is said of it, in a few words.
        about: What it concerns.
        decision: The decision by which it was agreed.
    """

    kind: str | None = f.one_of("money", "staff", "time", "capacity", is_open=True, default=None)
    amount: f.MaybeQuantity = f.amount(default=None)
    per: str | None = f.clear(default=None)
    standing: str = f.one_of("required", "requested", "estimated", "agreed", "received", "spent", "saved", "unknown")
    by: f.Parties = f.parties(default=None)
    to: f.Parties = f.parties(default=None)
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    decision: str | None = f.refers("decision", default=None)
