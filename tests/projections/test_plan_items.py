"""Plans, measures, and whatever else has a state."""

import datetime as dt

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.plan_items import Item
from tests.projections.support import plan_of, say

AUTUMN = dt.date(2017, 10, 2)


def test_a_plan_keeps_every_version_and_shows_the_latest(action: Ledger) -> None:
    say(action, ev.BodyEstablished(body="board"), "2017-02-01")
    say(action, ev.PlanVersioned(plan="p", standing="submitted", overseen_by=["board"]), "2017-02-01")
    say(action, ev.PlanVersioned(plan="p", addresses=["area:a"], text="Refreshed"), "2017-03-01")

    plan = plan_of(action).plans["p"]

    assert [version.standing for version in plan.versions] == ["approved", "submitted", None]
    assert (plan.version, plan.standing, plan.overseen_by, plan.schemes) == ("1", "submitted", ("board",), ("rag",))
    assert (plan.addresses, str(plan.text)) == (("area:a",), "Refreshed")


def test_a_rival_version_of_a_plan_is_kept_apart(action: Ledger) -> None:
    say(action, ev.PlanVersioned(plan="p", standing="draft"), "2017-02-01", rival_of="entry:2")

    plan = plan_of(action).plans["p"]

    assert (plan.standing, plan.disputed, [version.is_rival for version in plan.versions]) == (
        "approved",
        True,
        [False, True],
    )


def test_a_measure_shows_its_latest_definition_and_every_figure(ledger: Ledger) -> None:
    first = ev.MeasureDefined(measure="m", version="1", name="Timeliness", unit="%", target="90 %", direction="higher")
    say(ledger, first, "2017-01-01")
    say(ledger, ev.MeasureObserved(measure="m", period="during Q1 2017/18", value="70 %"), "2017-07-01")
    say(ledger, ev.MeasureObserved(measure="m", period="during Q1 2017/18", value="72 %"), "2017-08-01")
    changed = ev.MeasureDefined(measure="m", version="2", target="80 %", change="target", comparable="no")
    say(ledger, changed, "2017-09-01")

    measure = plan_of(ledger).measures["m"]

    assert (measure.version, str(measure.target), measure.unit, str(measure.text)) == ("2", "80 %", "%", "Timeliness")
    assert (measure.changed, measure.comparable, len(measure.definitions)) == ("target", "no", 2)
    assert [str(figure.value) for figure in measure.observations] == ["70 %", "72 %"]


def test_a_rival_definition_or_figure_is_kept_apart(ledger: Ledger) -> None:
    defined = say(ledger, ev.MeasureDefined(measure="m", target="90 %"), "2017-01-01")
    observed = say(ledger, ev.MeasureObserved(measure="m", value="70 %"), "2017-02-01")
    say(ledger, ev.MeasureDefined(measure="m", target="85 %"), "2017-01-02", rival_of=f"entry:{defined}")
    say(ledger, ev.MeasureObserved(measure="m", value="71 %"), "2017-02-02", rival_of=f"entry:{observed}")

    measure = plan_of(ledger).measures["m"]

    assert (measure.disputed, str(measure.target)) == (True, "90 %")
    assert [figure.is_rival for figure in measure.observations] == [False, True]


def test_risks_areas_and_parts_have_a_state_too(ledger: Ledger) -> None:
    imposed = ev.InterventionImposed(intervention="n", kind="improvement_notice", requirements=["a"])
    say(ledger, imposed, "2017-01-01")
    say(ledger, ev.RiskIdentified(risk="r", register="corporate", text="Workforce"), "2017-01-01")
    say(ledger, ev.StatusReported(subject="risk:r", status="high", dimension="exposure"), "2017-01-02")
    say(ledger, ev.CompletionClaimed(subject="part:n/a"), "2017-01-02")
    say(ledger, ev.CompletionClaimed(subject="area:thresholds"), "2017-01-02")

    plan = plan_of(ledger)

    assert (plan.risks["r"].register, plan.risks["r"].statuses) == ("corporate", {"exposure": "high"})
    assert {ref: plan.stage(row) for ref, row in plan.others.items()} == {
        "part:n/a": "claimed",
        "area:thresholds": "claimed",
    }


def test_commitments_and_measures_are_reported_on_like_anything_else(ledger: Ledger) -> None:
    say(ledger, ev.CommitmentMade(commitment="c", aim="good", embedding="needed"), "2017-01-01")
    say(ledger, ev.MeasureDefined(measure="m"), "2017-01-01")
    say(ledger, ev.StatusReported(subject="commitment:c", status="green"), "2017-02-01")
    say(ledger, ev.StatusReported(subject="measure:m", status="red"), "2017-02-01")

    plan = plan_of(ledger)

    assert (plan.commitments["c"].status, plan.commitments["c"].aim, plan.measures["m"].status) == (
        "green",
        "good",
        "red",
    )


def test_a_scheme_for_other_things_than_plans_leaves_the_plans_alone(ledger: Ledger) -> None:
    say(ledger, ev.BodyEstablished(body="b"), "2017-01-01")
    scheme = ev.StatusSchemeDefined(scheme="s", states=[ev.State(label="red")], applies_to=["body:b"])
    say(ledger, scheme, "2017-01-01")

    plan = plan_of(ledger)

    assert (plan.plans, plan.schemes["s"].applies_to) == ({}, ("body:b",))


def test_a_report_of_unnamed_items_only_sets_no_status(action: Ledger) -> None:
    say(action, ev.StatusReported(subject="plan:p", tally={"red": 6, "green": 9}, of=15), "2017-02-01")

    plan = plan_of(action).plans["p"]

    assert (plan.status, plan.reports, len(plan.entries)) == (None, {}, 3)


def test_anything_is_found_by_its_reference(action: Ledger) -> None:
    say(action, ev.CompletionClaimed(subject="area:a"), "2017-02-01")
    say(action, ev.VerificationRecorded(subject="area:a", result="partly"), "2017-03-01")

    plan = plan_of(action)

    assert isinstance(plan.find("action:2.4"), Item)
    assert plan.others["area:a"].verification == "partly"
    assert plan.find("area:a") is plan.others["area:a"]
    assert plan.find("action:9.9") is None
    assert "9.9" not in plan.actions


def test_an_item_that_nothing_within_the_cut_introduces_is_not_live(action: Ledger) -> None:
    say(action, ev.DeadlineChanged(subject="action:2.4", now=ev.by("2017-12-31")), "2016-12-01")

    plan = plan_of(action, happened_by="2016-12-31")

    assert (plan.stage(plan.actions["2.4"]), plan.live(AUTUMN)) == ("unknown", {})
