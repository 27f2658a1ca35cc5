"""Query 17: where does the record disagree with itself, and which side has been acted on?"""

from collections.abc import Mapping

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.accounts_register import AccountsRegister
from tests.projections.saying import AS_OF
from tests.projections.support import MINUTES, minute_ledger, say
from tests.queries.support import not_held

GLOUCESTERSHIRE = "gloucestershire-2022-05-26"
CROSS_PARTY = "area:cross-party-membership"


def accounts(ledger: Ledger) -> AccountsRegister:
    return ledger.history().project(AccountsRegister)


def test_every_minute_disagrees_with_itself_and_nothing_was_done_about_it(minutes: Mapping[str, Ledger]) -> None:
    found = {name: accounts(minutes[name]) for name in MINUTES}

    assert {name: len(register.open()) for name, register in found.items()} == {
        GLOUCESTERSHIRE: 5,
        "herefordshire-2021": 2,
        "west-berkshire-2015": 4,
        "worcestershire-2017": 3,
        "tower-hamlets-2017-06-14": 5,
    }
    assert [register.acted_on() for register in found.values()] == [[]] * len(MINUTES)


def test_two_differences_are_confirmed_and_the_rest_are_the_clerks_suggestion(minutes: Mapping[str, Ledger]) -> None:
    confirmed = [
        (name, difference.about)
        for name in MINUTES
        for difference in accounts(minutes[name]).open()
        if difference.standing == "confirmed"
    ]

    assert confirmed == [
        (GLOUCESTERSHIRE, ("intervention:support-and-supervision",)),
        ("tower-hamlets-2017-06-14", ("area:root-causes",)),
    ]


def test_both_lists_of_root_causes_are_sides(minutes: Mapping[str, Ledger]) -> None:
    register = accounts(minutes["tower-hamlets-2017-06-14"])

    (causes,) = [each for each in register.open() if each.about == ("area:root-causes",)]
    assert len(causes.between) == 9


def test_that_nobody_decided_is_believed_only_of_the_body_and_the_day_kept(minutes: Mapping[str, Ledger]) -> None:
    history, day = minutes[GLOUCESTERSHIRE].history(), AS_OF[GLOUCESTERSHIRE]

    assert not_held(history, day, "decisions", body="children-families-scrutiny") == []
    wanted = ("decisions", "appointments")
    assert not_held(history, day, *wanted, body="improvement-board") == list(wanted)


def test_a_later_decision_on_the_matter_is_named_with_what_it_shares() -> None:
    with minute_ledger(GLOUCESTERSHIRE) as ledger:
        settled = ev.DecisionRecorded(decision="cabinet-1", force="resolved", about=[CROSS_PARTY])
        say(ledger, settled, "2022-07-20")

        found = accounts(ledger)

    assert {act.act for act in found.acted_on()} == {"decision:cabinet-1"}
    assert {act.shared for act in found.acted_on()} == {(CROSS_PARTY,)}
    assert len(found.open()) == 3


def test_a_chair_appointed_with_no_decision_follows_a_side_that_nobody_chose() -> None:
    with minute_ledger(GLOUCESTERSHIRE) as ledger:
        chair = ev.AppointmentMade(
            appointment="new-chair",
            body="improvement-board",
            role="chair",
            office="office:dce",
            about=["area:board-chair"],
        )
        say(ledger, chair, "2022-07-20")

        found = accounts(ledger).acted_on()

    assert {(act.act, act.decision) for act in found} == {("appointment:new-chair", None)}
    assert ("area:board-chair", "body:improvement-board") in {act.shared for act in found}


def test_a_second_account_of_a_day_is_a_difference_of_its_own() -> None:
    with minute_ledger("west-berkshire-2015") as ledger:
        before = len(accounts(ledger).open())
        held = next(entry for entry in ledger.history() if isinstance(entry.event, ev.MeetingHeld))
        other = ev.MeetingHeld(meeting="osmc-1", body="osmc")
        say(ledger, other, "2015-11-30", rival_of=f"entry:{held.number}", asserted_by="office:clerk")

        found = accounts(ledger).open()

    assert len(found) == before + 1
    assert [each.about for each in found if each.kind == "rival"] == [("meeting:osmc-1",)]
