"""Interventions, visits, judgements and findings."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("intervention-imposed")
class InterventionImposed:
    """An authority placed a council, trust or service under a notice, direction or support.

    Requirements become parts, ``part:<intervention>/<ref>``, that may be claimed complete one by one.

    ``happened`` is the act of deciding.

    Attributes:
        intervention: The intervention.
        kind: What kind of intervention it is.
        official_label: What the authority calls it.
        by: Who imposed it.
        on: Whom it is imposed on.
        about: The services or areas it concerns.
        requirements: What it requires, each a part.
        functions: The functions it takes out of their hands, each a part.
        in_force: From when, or over what time, it is in force.
        ends: When it is to end; an event to come is kept as words.
        basis: What it is said to rest on.
        decision: The decision it rests on.
    """

    intervention: str = f.introduces("intervention")
    kind: str | None = f.one_of(
        "improvement_notice",
        "best_value_notice",
        "statutory_direction",
        "best_value_direction",
        "commissioner",
        "support_and_supervision",
        "support",
        "unknown",
        is_open=True,
        default=None,
    )
    official_label: str | None = f.clear(default=None)
    by: f.Parties = f.parties(default=None)
    on: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    requirements: f.Parts = f.parts(default=None)
    functions: f.Parts = f.parts(default=None)
    in_force: f.MaybeWhen = f.time(default=None)
    ends: f.MaybeDue = f.due_time(default=None)
    basis: f.Refs = f.anything_each(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("intervention-ended", dates="fact")
class InterventionEnded:
    """An intervention, or part of one, came to an end.

    ``happened`` is the fact.

    Attributes:
        intervention: The intervention that ended, wholly or in part.
        parts: The parts that ended; absent when the whole did.
        how: How it ended.
        successor: The interventions that take its place.
        basis: What its end is said to rest on.
        by: Who ended it.
        decision: The decision it rests on.
    """

    intervention: str = f.refers("intervention")
    parts: f.Words = f.refers_each("part", default=None)
    how: str | None = f.one_of("lifted", "expired", "replaced", "unknown", is_open=True, default=None)
    successor: f.Words = f.refers_each("intervention", default=None)
    basis: f.Refs = f.anything_each(default=None)
    by: f.Parties = f.parties(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("visit-planned")
class VisitPlanned:
    """A visit, inspection or review was announced or offered.

    ``happened`` is the act of announcing.

    Attributes:
        visit: The visit.
        by: Who will visit.
        kind: What kind of visit it is.
        due: When it is to take place.
        about: What it is to look at.
        graded: Whether it is to end in a grade.
    """

    visit: str = f.continues("visit")
    by: f.Parties = f.parties(default=None)
    kind: str | None = f.one_of(
        "inspection",
        "joint_inspection",
        "monitoring",
        "focused",
        "action_planning",
        "interval_check",
        "peer_review",
        "external_review",
        "internal_review",
        "member_visit",
        "annual_conversation",
        "improvement_offer",
        is_open=True,
        default=None,
    )
    due: f.MaybeDue = f.due_time(default=None)
    about: f.Refs = f.anything_each(default=None)
    graded: str | None = f.yes_no(default=None)


@event("visit-conducted", dates="fact")
class VisitConducted:
    """A visit, inspection or review took place.

    ``happened`` is the fact, the days of fieldwork.

    Attributes:
        visit: The visit.
        by: Who visited.
        kind: What kind of visit it was.
        about: What it looked at.
        graded: Whether it ends in a grade.
        ordinal: Which visit of its kind it was, from 1.
        follows: The earlier visits it follows up.
        basis: What called for it.
    """

    visit: str = f.continues("visit")
    by: f.Parties = f.parties(default=None)
    kind: str | None = f.one_of(
        "inspection",
        "joint_inspection",
        "monitoring",
        "focused",
        "action_planning",
        "interval_check",
        "peer_review",
        "external_review",
        "internal_review",
        "member_visit",
        "annual_conversation",
        "improvement_offer",
        is_open=True,
        default=None,
    )
    about: f.Refs = f.anything_each(default=None)
    graded: str | None = f.yes_no(default=None)
    ordinal: int | None = f.whole(default=None)
    follows: f.Words = f.refers_each("visit", default=None)
    basis: f.Refs = f.anything_each(default=None)


@event("judgement-published")
class JudgementPublished:
    """A grade was published.

    ``happened`` is the act of publishing.

    Attributes:
        visit: The visit it was reached on.
        by: Who judged.
        about: What was judged.
        within: What a sub-grade is a part of, such as the entry of the overall judgement.
        grade: The grade.
        fieldwork: When the fieldwork was done.
        document: The document that holds it.
    """

    visit: str | None = f.refers("visit", default=None)
    by: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    within: f.MaybeRef = f.anything(default=None)
    grade: f.SomeStatus = f.status_value()
    fieldwork: f.MaybeWhen = f.time(default=None)
    document: str | None = f.document(default=None)


@event("finding-made")
class FindingMade:
    """An inspector, auditor, reviewer or the council itself found something.

    ``happened`` is the act of finding.

    Attributes:
        finding: The finding.
        visit: The visit it was made on.
        by: Who found it.
        polarity: Whether it tells of a weakness, a strength, both or neither.
        priority: How pressing it is.
        movement: How it has moved since last time.
        text: What was found, in a few words.
        about: What it concerns.
        follows: The earlier findings or recommendations it takes up again.
    """

    finding: str = f.introduces("finding")
    visit: str | None = f.refers("visit", default=None)
    by: f.Parties = f.parties(default=None)
    polarity: str = f.one_of("weakness", "strength", "mixed", "neutral")
    priority: str | None = f.one_of("low", "medium", "high", default=None)
    movement: str | None = f.one_of("better", "same", "worse", "too_slow", is_open=True, default=None)
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    follows: f.Refs = f.anything_each(default=None)
