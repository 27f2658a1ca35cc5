"""What families A and the end of E ask of the five minutes, on the day of each, as minuted and with its coverage."""

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Opinion, check
from tests.projections.support import minute_ledger

G, H, W, R, T = (
    "gloucestershire-2022-05-26",
    "herefordshire-2021",
    "west-berkshire-2015",
    "worcestershire-2017",
    "tower-hamlets-2017-06-14",
)
DAYS = {G: "2022-05-26", H: "2021-12-31", W: "2015-11-30", R: "2017-05-03", T: "2017-06-14"}
SEVERITIES = {
    "FA01": "high",
    "FA02": "high",
    "FA03": "low",
    "FA04": "high",
    "FA05": "medium",
    "FA06": "medium",
    "FA07": "medium",
    "FA34": "medium",
    "FA35": "medium",
    "FA36": "high",
}

MINUTED = {
    G: {("FA03", "low", "plan:new-plan")},
    H: {("FA35", "medium", "group:third-sector")},
    W: set[tuple[str, str, str]](),
    R: set[tuple[str, str, str]](),
    T: set[tuple[str, str, str]](),
}
ADDED = {
    H: {("FA07", "low", "org:dfe")},
    W: {("FA07", "low", "office:secretary-of-state")},
    R: {("FA03", "low", "plan:improvement-plan")},
}


def opinion_on(minute: str, *, coverage: bool) -> Opinion:
    with minute_ledger(minute, coverage=coverage) as ledger:
        return check(ledger.history(as_of=DAYS[minute]))


def alarms(opinion: Opinion) -> set[tuple[str, str, str]]:
    """Each alarm of these families: rule, severity, subject."""
    coded = ((RULES.named(alarm.rule).code, alarm) for alarm in opinion.alarms)
    return {(code, alarm.severity, alarm.subject) for code, alarm in coded if code in SEVERITIES}


def untold(opinion: Opinion) -> set[tuple[str, str]]:
    """What each rule of these families cannot tell: rule, subject."""
    coded = ((RULES.named(one.rule).code, one.subject) for one in opinion.cannot_tell)
    return {(code, subject) for code, subject in coded if code in SEVERITIES}


@pytest.mark.parametrize(("code", "severity"), SEVERITIES.items())
def test_how_serious_each_doubt_is_unless_it_says_otherwise(code: str, severity: str) -> None:
    assert RULES.named(code).severity == severity


@pytest.mark.parametrize("minute", DAYS)
def test_the_minute_alone_raises_what_is_present_in_it(minute: str) -> None:
    opinion = opinion_on(minute, coverage=False)

    assert not opinion.denominator.stopped
    assert alarms(opinion) == MINUTED[minute]


@pytest.mark.parametrize("minute", DAYS)
def test_its_own_coverage_adds_what_is_absent_from_it(minute: str) -> None:
    opinion = opinion_on(minute, coverage=True)

    assert alarms(opinion) == MINUTED[minute] | ADDED.get(minute, set())


@pytest.mark.parametrize(
    ("minute", "expected"),
    [
        (H, {("FA01", "intervention:notice"), ("FA01", "part:notice/a"), ("FA02", "intervention:notice")}),
        (W, {("FA01", "action:shown-amber"), ("FA01", "action:shown-red")}),
        (R, {("FA34", "appointment:district-councils")}),
        (T, {("FA01", "area:thresholds"), ("FA02", "area:thresholds"), ("FA02", "area:practice")}),
    ],
)
@pytest.mark.parametrize("coverage", [False, True])
def test_what_other_places_may_hold_cannot_be_told(
    minute: str,
    expected: set[tuple[str, str]],
    coverage: bool,  # noqa: FBT001
) -> None:
    opinion = opinion_on(minute, coverage=coverage)

    assert expected <= untold(opinion)


@pytest.mark.parametrize(("minute", "rule"), [(H, "FA07"), (W, "FA07"), (R, "FA03")])
def test_before_coverage_is_declared_an_absence_is_not_told(minute: str, rule: str) -> None:
    opinion = opinion_on(minute, coverage=False)

    assert rule in {code for code, _ in untold(opinion)}


def test_no_view_that_gloucestershire_heard_of_is_favourable_so_none_is_counted() -> None:
    opinion = opinion_on(G, coverage=True)

    assert opinion.denominator.items["HEARSAY_ASSURANCE"] == 0


@pytest.mark.parametrize("coverage", [False, True])
def test_before_tower_hamlets_sends_its_plan_the_stress_test_is_not_yet_due(coverage: bool) -> None:  # noqa: FBT001
    opinion = opinion_on(T, coverage=coverage)

    assert opinion.denominator.not_yet["STAGE_SKIPPED"] == 1


SENT = {
    "discharged": ev.ObligationDischarged(obligation="submit"),
    "versioned": ev.PlanVersioned(plan="iip", standing="submitted"),
}


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize(
    ("body", "until", "expected"),
    [
        ("csib", "2017-07-20", {("FA36", "high", "obligation:submit")}),
        ("csib", "2017-07-19", set[tuple[str, str, str]]()),
        ("bvib", "2017-07-20", set[tuple[str, str, str]]()),
    ],
)
def test_once_it_is_sent_the_stress_test_was_skipped_only_if_the_boards_obligations_are_covered(
    sent: str, body: str, until: str, expected: set[tuple[str, str, str]]
) -> None:
    with minute_ledger(T) as ledger:
        ledger.record(SENT[sent], happened="2017-07-20", known_on="2017-07-20")
        covered = ev.CoverageDeclared(what=["obligations"], body=body, since="2017-06-14", until=until)
        ledger.record(covered, happened="2017-07-20", known_on="2017-07-20")

        opinion = check(ledger.history(as_of="2017-07-20"))

    assert alarms(opinion) == expected
    assert (("FA36", "obligation:submit") in untold(opinion)) == (not expected)
