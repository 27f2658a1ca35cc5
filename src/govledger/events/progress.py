"""What becomes of a plan item: changed, moved, reported, claimed, embedded, retired, reopened."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("detail-changed")
class DetailChanged:
    """The wording, name, lead or other particular of something was changed.

    ``happened`` is the act.

    Attributes:
        subject: The thing that was changed.
        field: Which particular of it, such as text or leads.
        kind: What kind of change it is.
        was: What it said before.
        now: What it says after.
        leads: Who answers for it after the change.
        accepted_by: Who has now accepted their part in it.
        comparable: Whether what was reported before and after may be compared.
        reason: Why it was changed.
        by: Who changed it.
        approved_by: Who approved it.
        decision: The decision it rests on.
    """

    subject: f.SomeRef = f.anything()
    field: str = f.clear()
    kind: str | None = f.one_of("wording", "rename", "redefinition", "reassignment", "other", default=None)
    was: f.MaybeText = f.withheld(default=None)
    now: f.MaybeText = f.withheld(default=None)
    leads: f.Parties = f.parties(default=None)
    accepted_by: f.Parties = f.parties(default=None)
    comparable: str | None = f.yes_no(default=None)
    reason: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    approved_by: f.MaybeParty = f.party(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("deadline-changed")
class DeadlineChanged:
    """A due date was moved, or a move was asked for or refused.

    ``happened`` is the act.

    Attributes:
        subject: What falls due: an item, an obligation or a whole plan.
        was: The date before.
        now: The date after.
        outcome: Whether the move was only asked for, or was granted or refused; absent where it was simply made.
        reason: Why it was moved, or was to be.
        by: Who moved it.
        requested_by: Who asked for it.
        approved_by: Who approved it.
        decision: The decision it rests on.
    """

    subject: f.SomeRef = f.anything()
    was: f.MaybeDue = f.due_time(default=None)
    now: f.MaybeDue = f.due_time(default=None)
    outcome: str | None = f.one_of("requested", "granted", "refused", default=None)
    reason: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    requested_by: f.MaybeParty = f.party(default=None)
    approved_by: f.MaybeParty = f.party(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("status-reported")
class StatusReported:
    """Someone reported how something stands.

    ``happened`` is the act of reporting.

    Attributes:
        subject: What the status is of.
        status: How it stands.
        dimension: What the status measures; progress when not said.
        score: The score, where a number was given.
        was: What it is said to have been at the last report.
        movement: How it has moved since last time.
        tally: How many stood at each label, where items are not named.
        of: How many items there are in all.
        percent: The percentage reported.
        period: The period it speaks of.
        text: The narrative beside it.
        same_words: Whether the narrative is unchanged since the last report.
        by: Who reported it.
        evidence: The evidence given for it.
    """

    subject: f.SomeRef = f.anything()
    status: f.MaybeStatus = f.status_value(default=None)
    dimension: str | None = f.one_of(
        "progress",
        "delivery",
        "impact",
        "embedding",
        "confidence",
        "exposure",
        "exposure_after",
        "performance",
        is_open=True,
        default=None,
    )
    score: f.MaybeQuantity = f.amount(default=None)
    was: f.MaybeStatus = f.status_value(default=None)
    movement: str | None = f.one_of("better", "same", "worse", "too_slow", is_open=True, default=None)
    tally: f.MaybeTally = f.counts(default=None)
    of: int | None = f.whole(default=None)
    percent: f.MaybeQuantity = f.amount(default=None)
    period: f.MaybePeriod = f.span(default=None)
    text: f.MaybeText = f.withheld(default=None)
    same_words: str | None = f.yes_no(default=None)
    by: f.Parties = f.parties(default=None)
    evidence: f.Words = f.refers_each("evidence", default=None)


@event("completion-claimed")
class CompletionClaimed:
    """Someone said that something is complete.

    A claim, not a fact: verification and embedding are separate events, because a commission was told in 2015 that
    actions stay amber after completion so that they can embed.

    ``happened`` is the act of claiming.

    Attributes:
        subject: The item claimed complete.
        by: Who claims it.
        completed_on: The day it is said to have been completed; may be imprecise.
        evidence: Evidence cited for the claim; absent when none was named.
        text: What was claimed, in a few words.
    """

    subject: f.SomeRef = f.anything()
    by: f.Parties = f.parties(default=None)
    completed_on: f.MaybeWhen = f.time(default=None)
    evidence: f.Words = f.refers_each("evidence", default=None)
    text: f.MaybeText = f.withheld(default=None)


@event("embedding-confirmed")
class EmbeddingConfirmed:
    """Someone tested that a completed thing has stuck.

    Completion is a claim and verification a check; this is the later test that the change has lasted.

    ``happened`` is the act.

    Attributes:
        subject: The completed thing that was tested.
        by: Who tested it.
        text: What the test showed, in a few words.
        tested_on: When it was tested.
        evidence: The evidence the test rests on.
        review_again: When it is to be looked at again.
    """

    subject: f.SomeRef = f.anything()
    by: f.Parties = f.parties(default=None)
    text: f.MaybeText = f.withheld(default=None)
    tested_on: f.MaybeWhen = f.time(default=None)
    evidence: f.Words = f.refers_each("evidence", default=None)
    review_again: f.MaybeDue = f.due_time(default=None)


@event("plan-item-retired")
class PlanItemRetired:
    """Something tracked left its plan or register.

    ``happened`` is the act.

    Attributes:
        subject: What left.
        how: How it left.
        successor: What carries it on.
        register: The register it moved to, where it did.
        reason: Why it left.
        by: Who took it out.
        decision: The decision it rests on.
    """

    subject: f.SomeRef = f.anything()
    how: str = f.one_of("withdrawn", "merged", "superseded", "moved", "lapsed", "rescored", "not_stated")
    successor: f.Refs = f.anything_each(default=None)
    register: str | None = f.clear(default=None)
    reason: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("plan-item-reopened")
class PlanItemReopened:
    """Something closed, retired or claimed complete was opened again.

    ``happened`` is the act.

    Attributes:
        subject: What was opened again.
        reason: Why it was opened again.
        by: Who opened it again.
        decision: The decision it rests on.
    """

    subject: f.SomeRef = f.anything()
    reason: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    decision: str | None = f.refers("decision", default=None)
