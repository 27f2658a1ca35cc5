import datetime as dt

from govledger import events as ev
from govledger.assurance import RULES, Case
from govledger.assurance.families.belonging import items_of, measures_about, plan_of, plans_overseen
from govledger.assurance.families.papers import published_on
from govledger.assurance.record import Record
from tests.assurance.support import Story


def case_of(story: Story) -> Case:
    """Any case of the whole record."""
    record = Record(story.ledger.history())
    return Case("plan:p", record=record, rule=RULES.named("KEPT_FROM_BOARD"), today=dt.date(2020, 1, 1), settings={})


def two_plans(story: Story) -> None:
    """Two plans, a commitment of the second, and actions that stand in one and serve the other."""
    story.say(ev.BodyEstablished(body="board"), ev.BodyEstablished(body="cabinet"), on="2017-01-01")
    story.say(ev.PlanVersioned(plan="p", overseen_by=["board"]), ev.PlanVersioned(plan="q"), on="2017-01-01")
    story.say(ev.ActionAdded(action="own", plan="p"), on="2017-01-02")
    story.say(ev.CommitmentMade(commitment="c", plan="q"), on="2017-01-03")
    story.say(ev.ActionAdded(action="both", plan="p", commitment="c"), on="2017-01-04")
    story.say(ev.ActionAdded(action="serving", commitment="c"), on="2017-01-05")


def test_an_action_of_one_plan_that_serves_a_commitment_of_another_is_an_item_of_both_and_stands_in_its_own() -> None:
    with Story() as story:
        two_plans(story)
        case = case_of(story)

        items = {plan: [row.ref for row in items_of(case, plan)] for plan in ("p", "q", "none")}
        stands = {name: plan_of(case.plan, row) for name, row in case.plan.actions.items()}

    assert items == {
        "p": ["action:own", "action:both"],
        "q": ["commitment:c", "action:both", "action:serving"],
        "none": [],
    }
    assert stands == {"own": "p", "both": "p", "serving": "q"}


def test_a_body_that_oversaw_a_plan_once_does_not_oversee_it_now() -> None:
    with Story() as story:
        two_plans(story)
        story.say(ev.PlanVersioned(plan="q", overseen_by=["board"]), on="2017-02-01")
        story.say(ev.PlanVersioned(plan="q", overseen_by=["cabinet"]), on="2017-03-01")
        case = case_of(story)

        overseen = {body: [plan.ref for plan in plans_overseen(case, body)] for body in ("board", "cabinet")}

    assert overseen == {"board": ["plan:p"], "cabinet": ["plan:q"]}


def test_a_measure_is_about_what_it_was_last_said_to_be_about() -> None:
    with Story() as story:
        two_plans(story)
        story.say(ev.MeasureDefined(measure="m", name="m", about=["action:own"]), on="2017-02-01")
        story.say(ev.MeasureDefined(measure="m", name="m", about=["action:both"]), on="2017-03-01")
        case = case_of(story)

        about = {name: list(measures_about(case, f"action:{name}")) for name in ("own", "both")}

    assert about == {"own": [], "both": ["measure:m"]}


def test_a_document_was_published_when_first_accounts_of_it_say() -> None:
    with Story() as story:
        first, *_ = story.say(ev.DocumentLodged(document="d", published_on="2017-01-05"), on="2017-01-05")
        story.say(
            ev.DocumentLodged(document="d", published_on="2017-01-02"), on="2017-01-05", rival_of=f"entry:{first}"
        )
        story.say(ev.DocumentLodged(document="undated"), on="2017-01-05")
        case = case_of(story)

        days = {name: published_on(case, name) for name in ("d", "undated", "unheard")}

    assert days == {"d": {dt.date(2017, 1, 5)}, "undated": frozenset(), "unheard": frozenset()}


def test_an_action_about_one_plan_and_put_into_another_is_no_item_of_the_one_it_is_about() -> None:
    with Story() as story:
        two_plans(story)
        story.say(ev.ActionAdded(action="about", plan="p", about=["plan:q", "commitment:c"]), on="2017-02-01")
        case = case_of(story)

        refs = [row.ref for row in items_of(case, "q")]

    assert refs == ["commitment:c", "action:both", "action:serving"]
