"""Plans, status schemes, causes, commitments, actions and risks."""

from collections import Counter
from collections.abc import Iterator

from govledger.errors import BadValueError
from govledger.events import fields as f
from govledger.events.catalogue import each, event


@event("plan-versioned")
class PlanVersioned:
    """A plan reached a version or a standing.

    ``happened`` is the act.

    Attributes:
        plan: The plan.
        kind: Whether it is a plan, a register, a framework or something else.
        version: Which version.
        standing: What standing it reached.
        text: What is said of it, in a few words.
        by: Who made, endorsed or sent it.
        to: To whom it was submitted or sent.
        overseen_by: The bodies that oversee it.
        addresses: What it answers: recommendations, findings, causes.
        covers: The period it covers.
        items: What this version contains.
        items_complete: Whether items names them all.
        replaces_version: The version that this one replaces.
        contributors: Who helped to write it.
        document: The document that holds it.
        content_hash: SHA-256 of the document's file, hexadecimal.
        decision: The decision that gave it this standing.
    """

    plan: str = f.continues("plan")
    kind: str | None = f.one_of("plan", "register", "framework", is_open=True, default=None)
    version: str | None = f.clear(default=None)
    standing: str | None = f.one_of(
        "drafting", "draft", "made", "endorsed", "approved", "submitted", "refreshed", "unknown", default=None
    )
    text: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    to: f.Parties = f.parties(default=None)
    overseen_by: f.Words = f.refers_each("body", default=None)
    addresses: f.Refs = f.anything_each(default=None)
    covers: f.MaybePeriod = f.span(default=None)
    items: f.Refs = f.anything_each(default=None)
    items_complete: str | None = f.yes_no(default=None)
    replaces_version: str | None = f.clear(default=None)
    contributors: f.Parties = f.parties(default=None)
    document: str | None = f.document(default=None)
    content_hash: str | None = f.clear(default=None)
    decision: str | None = f.refers("decision", default=None)


def _check_labels(defined: "StatusSchemeDefined") -> Iterator[BadValueError]:
    counted = Counter(state.label for state in each(defined.states))
    for label in (label for label, count in counted.items() if count > 1):
        yield BadValueError(label, "each label once", where="states")


@event("status-scheme-defined", check=_check_labels)
class StatusSchemeDefined:
    """What each status word or colour means was laid down, or found in use.

    Colours are data: in one council red shows ambition and amber a finished action that still has to embed.

    ``happened`` is the act.

    Attributes:
        scheme: The scheme.
        version: Which version of the scheme.
        dimension: What the status measures; progress when not said.
        applies_to: What it is used for: plans, areas, registers.
        states: Its words or colours and what each means.
        roll_up: How a parent is derived from its children.
        tolerance: How far a parent may stand from what its children add up to.
        by: Who laid it down, or uses it.
        standing: Whether it is only proposed, or adopted.
        decision: The decision it rests on.
    """

    scheme: str = f.continues("scheme")
    version: str | None = f.clear(default=None)
    dimension: str | None = f.one_of(
        "progress",
        "delivery",
        "impact",
        "embedding",
        "confidence",
        "exposure",
        "exposure_after",
        "performance",
        "grade",
        is_open=True,
        default=None,
    )
    applies_to: f.Refs = f.anything_each(default=None)
    states: f.SomeStates = f.states()
    roll_up: str | None = f.one_of("worst", "average", "count", "unknown", is_open=True, default=None)
    tolerance: f.MaybeQuantity = f.amount(default=None)
    by: f.Parties = f.parties(default=None)
    standing: str | None = f.one_of("proposed", "adopted", default=None)
    decision: str | None = f.refers("decision", default=None)


@event("root-cause-identified")
class RootCauseIdentified:
    """Someone named a reason why things went wrong.

    ``happened`` is the act.

    Attributes:
        cause: The cause.
        list: Which list of causes it stands in.
        text: The reason, in a few words.
        by: Who named it.
        about: What went wrong because of it.
        standing: Whether it is only asserted, is supported, or is disputed.
    """

    cause: str = f.introduces("cause")
    list: str | None = f.clear(default=None)
    text: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)
    about: f.Refs = f.anything_each(default=None)
    standing: str | None = f.one_of("asserted", "supported", "disputed", default=None)


@event("commitment-made")
class CommitmentMade:
    """A council promised an outcome.

    ``happened`` is the act.

    Attributes:
        commitment: The commitment.
        plan: The plan it is made in.
        text: What is promised, in a few words.
        aim: The status or grade aimed for.
        about: What it concerns.
        addresses: What it answers: recommendations, findings, causes.
        leads: Who answers for it.
        due: When it falls due.
        measures: The measures that will show it.
        closure_criteria: What must be true before it is closed.
        embedding: Whether it needs to be shown to have stuck.
        priority: How pressing it is.
        decision: The decision it rests on.
    """

    commitment: str = f.introduces("commitment")
    plan: str | None = f.refers("plan", default=None)
    text: f.MaybeText = f.withheld(default=None)
    aim: f.MaybeStatus = f.status_value(default=None)
    about: f.Refs = f.anything_each(default=None)
    addresses: f.Refs = f.anything_each(default=None)
    leads: f.Parties = f.parties(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    measures: f.Words = f.refers_each("measure", default=None)
    closure_criteria: f.Texts = f.withheld_each(default=None)
    embedding: str | None = f.one_of("needed", "not_applicable", default=None)
    priority: str | None = f.one_of("low", "medium", "high", default=None)
    decision: str | None = f.refers("decision", default=None)


@event("action-added")
class ActionAdded:
    """A piece of work was put into a plan.

    ``happened`` is the act.

    Attributes:
        action: The action.
        plan: The plan it was put into.
        commitment: The commitment it serves.
        text: The action, as the plan words it.
        about: What it concerns.
        addresses: What it answers: recommendations, findings, causes.
        leads: Who answers for it.
        partners: The partners who are to take part.
        accepted_by: Those of the partners who accepted their part.
        due: When it falls due.
        depends_on: What it waits for.
        measures: The measures that will show it.
        closure_criteria: What must be true before it is closed.
        self_evidencing: Whether the doing is its own proof.
        as_decided: Whether its wording is that of the decision.
        embedding: Whether it needs to be shown to have stuck.
        priority: How pressing it is.
        decision: The decision it rests on.
    """

    action: str = f.introduces("action")
    plan: str | None = f.refers("plan", default=None)
    commitment: str | None = f.refers("commitment", default=None)
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    addresses: f.Refs = f.anything_each(default=None)
    leads: f.Parties = f.parties(default=None)
    partners: f.Parties = f.parties(default=None)
    accepted_by: f.Parties = f.parties(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    depends_on: f.Refs = f.anything_each(default=None)
    measures: f.Words = f.refers_each("measure", default=None)
    closure_criteria: f.Texts = f.withheld_each(default=None)
    self_evidencing: str | None = f.yes_no(default=None)
    as_decided: str | None = f.yes_no(default=None)
    embedding: str | None = f.one_of("needed", "not_applicable", default=None)
    priority: str | None = f.one_of("low", "medium", "high", default=None)
    decision: str | None = f.refers("decision", default=None)


@event("risk-identified")
class RiskIdentified:
    """A risk was put on a register.

    ``happened`` is the act.

    Attributes:
        risk: The risk.
        register: The register it stands on.
        text: What may go wrong, in a few words.
        about: What it concerns.
        leads: Who answers for it.
        by: Who identified it.
        replaces: The earlier risks it replaces.
        decision: The decision it rests on.
    """

    risk: str = f.introduces("risk")
    register: str | None = f.clear(default=None)
    text: f.MaybeText = f.withheld(default=None)
    about: f.Refs = f.anything_each(default=None)
    leads: f.Parties = f.parties(default=None)
    by: f.Parties = f.parties(default=None)
    replaces: f.Words = f.refers_each("risk", default=None)
    decision: str | None = f.refers("decision", default=None)
