"""The record's own affairs: corrections, retractions, erasures, names, coverage, settings and answers."""

from collections.abc import Iterator

from govledger.errors import BadValueError
from govledger.events import fields as f
from govledger.events.catalogue import event
from govledger.events.values import NONE


@event("correction-recorded")
class CorrectionRecorded:
    """Someone in the world corrected what had been said; it alters no entry.

    Not the clerk's own slip, which is `Ledger.correct`; this is the council correcting itself, and both accounts stand.

    ``happened`` is the act.

    Attributes:
        about: What had been said wrongly of, or the entries that hold it.
        field: Which field had been said wrongly, such as due; absent for the whole.
        kind: What kind of correction it is.
        was: What had been said.
        now: What should have been said.
        text: The correction, in a few words.
        reason: Why it is corrected.
        by: Who corrected it.
    """

    about: f.Refs = f.anything_each(default=None)
    field: str | None = f.clear(default=None)
    kind: str | None = f.one_of("typo", "fact", "terminology", "withdrawal", "attribution", is_open=True, default=None)
    was: f.MaybeText = f.withheld(default=None)
    now: f.MaybeText = f.withheld(default=None)
    text: f.MaybeText = f.withheld(default=None)
    reason: f.MaybeText = f.withheld(default=None)
    by: f.Parties = f.parties(default=None)


@event("ledger-opened")
class LedgerOpened:
    """This ledger began; always entry 1.

    Written by `Ledger.create`, and by nothing else.

    ``happened`` is the act.

    Attributes:
        origin: The name of the log, such as example.gov.uk/csib.
        zone: The civil zone in which its days end.
        catalogue_hash: SHA-256 of what `govledger schema` printed, hexadecimal.
    """

    origin: str = f.clear()
    zone: str = f.clear()
    catalogue_hash: str = f.clear()


@event("entry-retracted")
class EntryRetracted:
    """A clerk took back an entry made in error; it stays readable.

    ``happened`` is the act.
    """


@event("disclosure-erased")
class DisclosureErased:
    """Withheld text was lawfully erased; its commitment stays.

    ``happened`` is the act.

    Attributes:
        entries: The entries whose texts were erased.
        fields: The paths of the texts erased; absent for all.
        reason: On what ground they were erased.
        by: Who had them erased.
        decision: The decision it rests on.
    """

    entries: f.SomeRefs = f.entries()
    fields: f.Words = f.clear_each(default=None)
    reason: f.SomeText = f.withheld()
    by: f.Parties = f.parties(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("clock-corrected")
class ClockCorrected:
    """The ledger's clock was found wrong and set right.

    The only entry whose `recorded_at` may lie before the one above it.

    ``happened`` is the act.

    Attributes:
        was: The last stamp before, as written.
        now: The clock as set right, as written.
        reason: How the clock came to be wrong.
    """

    was: str = f.clear()
    now: str = f.clear()
    reason: f.SomeText = f.withheld()


def _check_person(named: "PersonNamed") -> Iterator[BadValueError]:
    if named.person.kind != "person":
        yield BadValueError(named.person, "an opaque person, such as person:p7", where="person")


@event("person-named", check=_check_person)
class PersonNamed:
    """The name behind an opaque person id was given.

    ``happened`` is the act.

    Attributes:
        person: The opaque person id.
        name: The name; withheld text, and the only place where one belongs.
    """

    person: f.SomeParty = f.party()
    name: f.SomeText = f.withheld()


def _check_coverage(declared: "CoverageDeclared") -> Iterator[BadValueError]:
    if declared.what == NONE:
        yield BadValueError(declared.what, "the kinds of thing that are held in full", where="what")
    if declared.until is not None and declared.until < declared.since:
        expected = f"a day no earlier than since, {declared.since.isoformat()}"
        yield BadValueError(declared.until.isoformat(), expected, where="until")


@event("coverage-declared", standing=True, check=_check_coverage)
class CoverageDeclared:
    """Someone declared that, of a kind of thing, this ledger holds all there is.

    An absence is evidence only inside what was declared; the declaration itself is an attributed claim.

    ``happened`` is the act of declaring.

    Attributes:
        what: The kinds of thing held in full.
        body: The body whose record is held in full.
        about: What the declaration is limited to, such as one plan; absent for all.
        since: The first day from which all is held.
        until: The last day up to which all is held; absent for still.
        by: Whose declaration it is.
        text: What is said of it, in a few words.
    """

    what: f.SomeWords = f.several_of(
        "meetings",
        "decisions",
        "deliberation",
        "documents",
        "told",
        "evidence",
        "statuses",
        "deadlines",
        "items",
        "appointments",
        "recommendations",
        "obligations",
        "measures",
        "interventions",
    )
    body: str | None = f.refers("body", default=None)
    about: f.Refs = f.anything_each(default=None)
    since: f.SomeDay = f.day()
    until: f.MaybeDay = f.day(default=None)
    by: f.Parties = f.parties(default=None)
    text: f.MaybeText = f.withheld(default=None)


@event("rule-setting-changed", standing=True)
class RuleSettingChanged:
    """A rule's setting was changed.

    ``happened`` is the act.

    Attributes:
        rule: The written name of the rule.
        parameter: Which of its settings.
        was: The value before.
        now: The value after.
        reason: Why it was changed.
        by: Who changed it.
        decision: The decision it rests on.
    """

    rule: str = f.clear()
    parameter: str = f.clear()
    was: str | None = f.clear(default=None)
    now: str = f.clear()
    reason: f.SomeText = f.withheld()
    by: f.Parties = f.parties(default=None)
    decision: str | None = f.refers("decision", default=None)


@event("alarm-answered", standing=True)
class AlarmAnswered:
    """Someone answered an alarm; it is not deleted.

    An answer needs a reason, a person and an expiry; it deletes nothing.

    ``happened`` is the act.

    Attributes:
        rule: The written name of the rule.
        alarm: The key of the alarm.
        answer: Whether it is explained, accepted, disputed or fixed.
        reason: Why that is the answer.
        by: Who answers.
        until: When the answer expires and the alarm returns.
    """

    rule: str = f.clear()
    alarm: str = f.clear()
    answer: str = f.one_of("explained", "accepted", "disputed", "fixed")
    reason: f.SomeText = f.withheld()
    by: f.SomeParties = f.parties()
    until: f.SomeDay = f.day()
