"""Recommendations: made, answered and closed."""

from govledger.events import fields as f
from govledger.events.catalogue import event


@event("recommendation-made")
class RecommendationMade:
    """A body or inspector recommended something.

    ``happened`` is the act.

    Attributes:
        recommendation: The recommendation.
        visit: The visit it came out of.
        by: Who recommended.
        number: The number it carries in the source; a label, not an id.
        text: What is recommended, in a few words.
        to: To whom it is made.
        about: What it concerns.
        basis: What it is said to rest on.
        decision: The decision by which it was made.
        priority: How pressing it is.
        leads: Who is to answer for it.
        answer_due: When an answer is due.
        due: When it is to be carried out.
    """

    recommendation: str = f.introduces("recommendation")
    visit: str | None = f.refers("visit", default=None)
    by: f.Parties = f.parties(default=None)
    number: str | None = f.clear(default=None)
    text: f.MaybeText = f.withheld(default=None)
    to: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    basis: f.Refs = f.anything_each(default=None)
    decision: str | None = f.refers("decision", default=None)
    priority: str | None = f.one_of("low", "medium", "high", default=None)
    leads: f.Parties = f.parties(default=None)
    answer_due: f.MaybeDue = f.due_time(default=None)
    due: f.MaybeDue = f.due_time(default=None)


@event("recommendation-answered")
class RecommendationAnswered:
    """Those it was made to answered it.

    ``happened`` is the act.

    Attributes:
        recommendation: The recommendation answered.
        by: Who answered.
        response: How it was answered.
        text: What was answered, in a few words.
        leads: Who is to carry it out.
        due: When it is to be carried out.
        decision: The decision the answer rests on.
        document: The document that holds the answer.
    """

    recommendation: str = f.refers("recommendation")
    by: f.Parties = f.parties(default=None)
    response: str = f.one_of("accepted", "partly_accepted", "rejected", "considered", "unknown")
    text: f.MaybeText = f.withheld(default=None)
    leads: f.Parties = f.parties(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    decision: str | None = f.refers("decision", default=None)
    document: str | None = f.document(default=None)


@event("recommendation-closed")
class RecommendationClosed:
    """A recommendation was declared closed.

    ``happened`` is the act.

    Attributes:
        recommendation: The recommendation closed.
        how: As what it was closed: implemented, rejected, merged and so on.
        by: Who closed it.
        basis: What the closing is said to rest on.
        successor: The recommendations that take its place.
        agreed_by_maker: Whether its maker agreed.
        sampled: Whether it was one of many closed after only a sample was checked.
        reason: Why it was closed.
    """

    recommendation: str = f.refers("recommendation")
    how: str = f.one_of("implemented", "not_implemented", "rejected", "superseded", "merged", "unknown")
    by: f.Parties = f.parties(default=None)
    basis: f.Refs = f.anything_each(default=None)
    successor: f.Words = f.refers_each("recommendation", default=None)
    agreed_by_maker: str | None = f.yes_no(default=None)
    sampled: str | None = f.yes_no(default=None)
    reason: f.MaybeText = f.withheld(default=None)
