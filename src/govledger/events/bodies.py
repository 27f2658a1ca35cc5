"""Bodies: what they are for, what they may do, who sits on them, and their end."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("body-established", dates="fact")
class BodyEstablished:
    """A board, committee or group came into being.

    ``happened`` is the fact.

    Attributes:
        body: The body that came into being.
        name: What it is called.
        kind: What kind it is.
        relation: How it stands to the council; independence is derived from it.
        parent: The body it is a part of.
        reports_to: Whom it answers to.
        required_by: What requires it to exist.
        replaces: The bodies it replaces.
        public: Whether it meets in public.
        decision: The decision it rests on.
    """

    body: str = f.introduces("body")
    name: f.MaybeText = f.withheld(default=None)
    kind: str | None = f.one_of(
        "council",
        "cabinet",
        "scrutiny",
        "service_committee",
        "audit_committee",
        "improvement_board",
        "best_value_board",
        "health_wellbeing_board",
        "corporate_parenting",
        "safeguarding_partnership",
        "reference_group",
        "working_group",
        "management_group",
        "sub_group",
        "delivery_company",
        "partner_body",
        is_open=True,
        default=None,
    )
    relation: str | None = f.one_of("own", "internal_audit", "partner", "external", default=None)
    parent: str | None = f.refers("body", default=None)
    reports_to: f.Parties = f.parties(default=None)
    required_by: f.Refs = f.anything_each(default=None)
    replaces: f.Words = f.refers_each("body", default=None)
    public: str | None = f.yes_no(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("terms-of-reference-set")
class TermsOfReferenceSet:
    """What a body is for, may do and must not do was laid down.

    ``happened`` is the act, when they took effect.

    Attributes:
        body: The body whose terms they are.
        version: Which version of the terms.
        text: What the body is for.
        powers: What it may do.
        lacks: What it may not do.
        powers_complete: Whether powers and lacks name them all.
        outside: What lies outside its remit.
        oversees: What it oversees: plans, recommendations, services.
        quorum: How many must be present.
        cadence: How often it is to meet.
        chair_independent: Whether the chair must be independent.
        reports_to: Whom the body answers to.
        ends: When the body is to end; an event to come is kept as words.
        successor: The bodies that are to take its place.
        document: The document that sets the terms out.
        decision: The decision it rests on.
    """

    body: str = f.refers("body")
    version: str | None = f.clear(default=None)
    text: f.MaybeText = f.withheld(default=None)
    powers: f.Words = f.several_of("decide", "advise", "monitor", "scrutinise", default=None)
    lacks: f.Words = f.several_of("decide", "advise", "monitor", "scrutinise", default=None)
    powers_complete: str | None = f.yes_no(default=None)
    outside: f.Refs = f.anything_each(default=None)
    oversees: f.Refs = f.anything_each(default=None)
    quorum: f.MaybeText = f.withheld(default=None)
    cadence: f.MaybeDue = f.due_time(default=None)
    chair_independent: str | None = f.yes_no(default=None)
    reports_to: f.Parties = f.parties(default=None)
    ends: f.MaybeDue = f.due_time(default=None)
    successor: f.Words = f.refers_each("body", default=None)
    document: str | None = f.document(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("appointment-made", dates="fact")
class AppointmentMade:
    """A person or organisation took up an office, a place on a body or a task.

    ``happened`` is the fact, from when.

    Attributes:
        appointment: The appointment.
        who: The person or organisation appointed; absent where only the office is known.
        office: The office taken up.
        role: As what: chair, adviser, commissioner and so on.
        body: The body they have a place on.
        about: What the task they took up concerns.
        capacity: Whether they come as an elected member, an officer, a partner or from outside.
        represents: Whom they represent.
        portfolio: What they answer for besides, such as area:it.
        reports_to: Whom they answer to.
        called_independent: Whether the source calls them independent; independence itself is derived.
        tenure: Whether it is permanent, interim or through an agency.
        functions: The functions they run, each a part that may be given back.
        under: The intervention or agreement it is made under.
        addresses: What the appointment answers: recommendations, findings, causes.
        recuses: What they take no part in.
        ends: When the appointment is to end; an event to come is kept as words.
        decision: The decision it rests on.
    """

    appointment: str = f.introduces("appointment")
    who: f.MaybeParty = f.party(default=None)
    office: f.MaybeParty = f.party(default=None)
    role: str | None = f.one_of(
        "chair",
        "vice_chair",
        "member",
        "observer",
        "lead_officer",
        "adviser",
        "commissioner",
        "improvement_partner",
        "provider",
        "support",
        is_open=True,
        default=None,
    )
    body: str | None = f.refers("body", default=None)
    about: f.Refs = f.anything_each(default=None)
    capacity: str | None = f.one_of("elected", "officer", "partner", "external", default=None)
    represents: f.MaybeParty = f.party(default=None)
    portfolio: f.Refs = f.anything_each(default=None)
    reports_to: f.Parties = f.parties(default=None)
    called_independent: str | None = f.yes_no(default=None)
    tenure: str | None = f.one_of("permanent", "interim", "agency", is_open=True, default=None)
    functions: f.Parts = f.parts(default=None)
    under: f.MaybeRef = f.anything(default=None)
    addresses: f.Refs = f.anything_each(default=None)
    recuses: f.Refs = f.anything_each(default=None)
    ends: f.MaybeDue = f.due_time(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("appointment-ended", dates="fact")
class AppointmentEnded:
    """An appointment, or part of one, came to an end.

    ``happened`` is the fact.

    Attributes:
        appointment: The appointment that ended.
        parts: The parts that ended; absent when the whole did.
        reason: Why it ended.
        decision: The decision it rests on.
    """

    appointment: str = f.refers("appointment")
    parts: f.Words = f.refers_each("part", default=None)
    reason: f.MaybeText = f.withheld(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("body-closed", dates="fact")
class BodyClosed:
    """A body ceased.

    ``happened`` is the fact; a closing agreed for later is a decision until it happens.

    Attributes:
        body: The body that ceased.
        reason: Why it ceased.
        successor: The bodies that take its place.
        decision: The decision it rests on.
    """

    body: str = f.refers("body")
    reason: f.MaybeText = f.withheld(default=None)
    successor: f.Words = f.refers_each("body", default=None)
    decision: str | None = f.refers("decision", default=None)
