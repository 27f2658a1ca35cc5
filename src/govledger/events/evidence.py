"""Evidence, verification, opinion, documents and links."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("evidence-recorded")
class EvidenceRecorded:
    """Something that bears on a claim was recorded.

    ``happened`` is the act of producing it.

    Attributes:
        evidence: The evidence.
        kind: What kind of evidence it is.
        by: Who produced it.
        voice: Whose voice it carries, such as group:third-sector.
        collected: When it was collected.
        valid_until: Until when it may be relied on.
        supports: What it supports: items, claims, entries.
        undermines: What it speaks against.
        sample: How many were looked at.
        complete: Whether it is finished; feedback yet to be collated is not.
        text: What it shows, in a few words.
        document: The document that holds it.
        content_hash: SHA-256 of the file, hexadecimal.
    """

    evidence: str = f.introduces("evidence")
    kind: str | None = f.one_of(
        "audit",
        "dip_sample",
        "data",
        "observation",
        "document",
        "feedback",
        "testimony",
        "inspection",
        "certificate",
        "training",
        is_open=True,
        default=None,
    )
    by: f.Parties = f.parties(default=None)
    voice: f.Parties = f.parties(default=None)
    collected: f.MaybeWhen = f.time(default=None)
    valid_until: f.MaybeWhen = f.time(default=None)
    supports: f.Refs = f.anything_each(default=None)
    undermines: f.Refs = f.anything_each(default=None)
    sample: int | None = f.whole(default=None)
    complete: str | None = f.yes_no(default=None)
    text: f.MaybeText = f.withheld(default=None)
    document: str | None = f.document(default=None)
    content_hash: str | None = f.clear(default=None)


@event("verification-recorded")
class VerificationRecorded:
    """Someone checked a claim.

    ``happened`` is the act.

    Attributes:
        subject: What was claimed of, or the claim's entry.
        by: Who checked.
        method: How it was checked.
        result: What the check found.
        evidence: The evidence the check rests on.
        text: What the check found, in a few words.
    """

    subject: f.SomeRef = f.anything()
    by: f.Parties = f.parties(default=None)
    method: str | None = f.one_of("examine", "observe", "test", "re_audit", is_open=True, default=None)
    result: str = f.one_of("verified", "partly", "not_verified")
    evidence: f.Words = f.refers_each("evidence", default=None)
    text: f.MaybeText = f.withheld(default=None)


@event("opinion-given")
class OpinionGiven:
    """A body gave its view on a plan, submission, intervention or question.

    ``happened`` is the act.

    Attributes:
        by: Whose view it is.
        about: What it is about.
        kind: What kind of opinion it is.
        text: The view, in a few words.
        level: The level of assurance given.
        outcome: What the view comes to, such as accepted or more_wanted.
        favourable: Whether it speaks well of what it concerns.
        document: The document that holds it.
        discharges: The obligation that giving it discharges.
    """

    by: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    kind: str | None = f.one_of("assurance", "review", "reply_to_submission", "advice", is_open=True, default=None)
    text: f.MaybeText = f.withheld(default=None)
    level: str | None = f.one_of("substantial", "reasonable", "limited", "none", default=None)
    outcome: str | None = f.one_of(
        "accepted", "does_not_reflect_findings", "more_wanted", "continue", is_open=True, default=None
    )
    favourable: str | None = f.yes_no(default=None)
    document: str | None = f.document(default=None)
    discharges: str | None = f.refers("obligation", default=None)


@event("document-lodged")
class DocumentLodged:
    """A document was placed on the record.

    ``happened`` is the act of lodging.

    Attributes:
        document: The document lodged.
        title: Its title.
        kind: What kind of document it is.
        published_on: When it was published.
        issued_by: Who issued it.
        as_at: The date its data stand at.
        due: When it was due.
        supersedes: The document that it replaces.
        held: Whether the whole of it is held, or an extract.
        meeting: The meeting it was lodged for.
        content_hash: SHA-256 of its file, hexadecimal.
        url: Where it is published.
    """

    document: str = f.document()
    title: f.MaybeText = f.withheld(default=None)
    kind: str | None = f.one_of("minutes", "report", "letter", "plan", "register", is_open=True, default=None)
    published_on: f.MaybeWhen = f.time(default=None)
    issued_by: f.MaybeParty = f.party(default=None)
    as_at: f.MaybeWhen = f.time(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    supersedes: str | None = f.document(default=None)
    held: str | None = f.one_of("whole", "extract", "unknown", default=None)
    meeting: str | None = f.refers("meeting", default=None)
    content_hash: str | None = f.clear(default=None)
    url: str | None = f.clear(default=None)


@event("link-noted")
class LinkNoted:
    """Someone noted that two things in the record belong together.

    ``happened`` is the act of noting.

    Attributes:
        links: What belongs together.
        standing: Whether a person confirmed it, or it is only suggested.
        by: Who noted it.
        reason: Why they are thought to belong together.
    """

    links: f.SomeLinks = f.links()
    standing: str = f.one_of("suggested", "confirmed")
    by: f.Parties = f.parties(default=None)
    reason: f.MaybeText = f.withheld(default=None)
