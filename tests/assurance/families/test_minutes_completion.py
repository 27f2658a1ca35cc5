"""What family B and the start of E ask of the five minutes, each on its own day, as minuted and with its coverage."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Opinion, check
from tests.projections.support import minute_ledger

G, H, W = "gloucestershire-2022-05-26", "herefordshire-2021", "west-berkshire-2015"
R, T = "worcestershire-2017", "tower-hamlets-2017-06-14"
DAYS = {G: "2022-05-26", H: "2021-12-31", W: "2015-11-30", R: "2017-05-03", T: "2017-06-14"}
OURS = {"FA08", "FA09", "FA10", "FA11", "FA12", "FA13", "FA14", "FA30", "FA31", "FA32", "FA33"}

Heard = set[tuple[str, str]]

MINUTED: dict[str, Heard] = {
    G: {("FA14", "intervention:support-and-supervision")},
    H: {("FA14", "intervention:notice")},
    W: {("FA09", "action:shown-amber"), ("FA09", "action:shown-red")},
    R: set(),
    T: {("FA33", "cause:professional-leadership")},
}
ADDED: dict[str, Heard] = {
    G: set(),
    H: {("FA30", "decision:h-1/act-1")},
    W: set(),
    R: set(),
    T: {
        ("FA30", "action:TH-A3"),
        ("FA30", "decision:bvib-1/A3"),
        ("FA30", "decision:bvib-1/A4"),
        ("FA30", "decision:bvib-1/A5"),
        ("FA30", "decision:bvib-1/RES2"),
    },
}


@cache
def opinion(minute: str, coverage: str) -> Opinion:
    with minute_ledger(minute, coverage=coverage == "covered") as ledger:
        return check(ledger.history(as_of=DAYS[minute]))


def heard(answers: Sequence[Any]) -> Heard:
    """The rule's code and the subject of each answer of these families."""
    coded = ((RULES.named(answer.rule).code, answer.subject) for answer in answers)
    return {(code, subject) for code, subject in coded if code in OURS}


@pytest.mark.parametrize("minute", DAYS)
def test_the_minute_alone_raises_what_is_present_in_it(minute: str) -> None:
    found = opinion(minute, "minuted")

    assert not found.denominator.stopped
    assert heard(found.alarms) == MINUTED[minute]
    assert {alarm.severity for alarm in found.alarms if heard([alarm])} <= {"medium"}


@pytest.mark.parametrize("minute", DAYS)
def test_its_own_coverage_adds_what_is_absent_from_it_and_takes_nothing_away(minute: str) -> None:
    found = opinion(minute, "covered")

    assert heard(found.alarms) == MINUTED[minute] | ADDED[minute]


def test_gloucestershires_official_category_is_disputed_and_its_earlier_intervention_is_over() -> None:
    found = opinion(G, "minuted")

    (alarm,) = (one for one in found.alarms if heard([one]))
    assert "differ" in alarm.says
    assert ("FA14", "intervention:earlier-intervention") in heard(found.clear)


def test_herefordshires_notice_rests_on_the_councils_own_claim_until_the_authority_speaks() -> None:
    letter = ev.OpinionGiven(by=["org:dfe"], about=["intervention:notice"], outcome="continue")
    with minute_ledger(H, coverage=False) as ledger:
        ledger.record(letter, happened="2021-12-31", known_on="2021-12-31", asserted_by="org:dfe", clerk="office:clerk")

        after = check(ledger.history(as_of=DAYS[H]))

    assert ("FA14", "intervention:notice") in heard(after.clear)
    assert ("FA14", "intervention:notice") not in heard(after.alarms)


def test_herefordshires_recommendations_are_not_yet_due_for_an_answer_or_for_action() -> None:
    not_yet = opinion(H, "covered").denominator.not_yet

    assert not_yet["CLOSED_UNSEEN"] == 2
    assert not_yet["RECOMMENDATION_WITHOUT_ACTION"] == 2


@pytest.mark.parametrize("coverage", ["minuted", "covered"])
def test_west_berkshires_amber_may_or_may_not_have_had_its_time_to_embed(coverage: str) -> None:
    untold = {one.subject: one.why for one in opinion(W, coverage).cannot_tell if one.rule == "COMPLETE_NOT_EMBEDDED"}

    assert untold.keys() == {"action:shown-amber"}
    assert "when it was completed" in untold["action:shown-amber"]


@pytest.mark.parametrize("coverage", ["minuted", "covered"])
def test_what_came_of_worcestershires_fourteen_recommendations_cannot_be_told(coverage: str) -> None:
    untold = heard(opinion(R, coverage).cannot_tell)

    assert {("FA32", f"recommendation:rec-{number}") for number in range(1, 15)} <= untold


def test_tower_hamlets_decisions_with_a_lead_and_a_date_or_of_principle_are_clear() -> None:
    found = opinion(T, "minuted")

    assert {("FA30", f"decision:bvib-1/A{number}") for number in (1, 2, 8)} <= heard(found.clear)
    assert {("FA30", f"decision:bvib-1/A{number}") for number in (3, 4, 5, 6, 7)} <= heard(found.cannot_tell)


def test_tower_hamlets_questioning_programme_answers_false_assurance_once_a_person_confirms_it() -> None:
    link = ev.LinkNoted(links=["decision:bvib-1/A6 addresses cause:false-assurance"], standing="confirmed")
    with minute_ledger(T) as ledger:
        before = check(ledger.history(as_of=DAYS[T]))
        ledger.record(link, happened="2017-06-14", known_on="2017-06-14", clerk="office:clerk")
        after = check(ledger.history(as_of=DAYS[T]))

    assert ("FA33", "cause:false-assurance") in heard(before.cannot_tell)
    assert ("FA33", "cause:false-assurance") in heard(after.clear)
