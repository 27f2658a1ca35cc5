"""Who assures what, how independently, and how long ago."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.assurance_map import AssuranceMap
from govledger.projections.assurance_rows import Assurance
from tests.projections.support import (
    assert_as_of_today_is_now,
    assert_keyed,
    assert_no_cut_stops,
    minute_ledger,
    say,
)

REF = "action:2.4"
TODAY = dt.date(2017, 10, 1)


def mapped(ledger: Ledger, **cut: Any) -> AssuranceMap:
    return ledger.history(**cut).project(AssuranceMap)


def lines(ledger: Ledger, item: str = REF, today: dt.date = TODAY) -> list[Assurance]:
    return [line for line in mapped(ledger).assurance(today) if line.item == item]


def line(ledger: Ledger, item: str = REF, today: dt.date = TODAY) -> Assurance:
    (only,) = lines(ledger, item, today)
    return only


def audit(name: str = "audit", **said: Any) -> ev.EvidenceRecorded:
    return ev.EvidenceRecorded(**{"evidence": name, "kind": "audit", "by": ["org:ofsted"], "supports": [REF], **said})


@pytest.fixture
def led(ledger: Ledger) -> Ledger:
    """A ledger with one action, its lead, and another office of the same director."""
    for name in ("mash", "quality"):
        made = ev.AppointmentMade(appointment=name, office=f"office:{name}", reports_to=["office:dcs"])
        say(ledger, made, "2017-01-01")
    say(ledger, ev.ActionAdded(action="2.4", leads=["office:mash"]), "2017-01-01")
    return ledger


# One thing, its lines of assurance ------------------------------------------------------------------------------------


def test_what_nothing_supports_is_on_the_map_without_a_source(led: Ledger) -> None:
    held = line(led)

    assert (held.source, held.standing, held.line, held.leads) == (None, None, None, ("office:mash",))
    assert [row.ref for row in mapped(led).bare()] == [REF]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (["office:mash"], 0),
        (["office:quality"], 1),
        (["org:ofsted"], 4),
        (["office:mash", "org:ofsted"], 4),
        (["group:officers"], None),
        (None, None),
    ],
)
def test_evidence_is_as_independent_as_whoever_produced_it(
    led: Ledger, by: list[str] | None, expected: int | None
) -> None:
    say(led, audit(by=by), "2017-06-14")

    assert line(led).line == expected
    assert mapped(led).lines_of(REF) == (expected,)


def test_whose_word_it_is_says_nothing_of_who_produced_it(led: Ledger) -> None:
    say(led, audit(by=None), "2017-06-14", asserted_by="org:ofsted")

    assert line(led).line is None


def test_evidence_says_when_it_was_collected_how_old_it_is_and_until_when_it_holds(led: Ledger) -> None:
    number = say(led, audit(collected="2017-06", valid_until="2017-09-30", complete="yes"), "2017-06-30")

    held = line(led)

    assert (held.source, held.standing, held.kind) == ("evidence:audit", "stated", "audit")
    assert (str(held.collected), held.age_days, held.is_valid, held.complete) == ("2017-06", 93, False, "yes")
    assert line(led, today=dt.date(2017, 9, 30)).is_valid
    assert (held.entries, held.by) == ((number,), ("org:ofsted",))


@pytest.mark.parametrize("collected", [None, "unknown", "since 2017-01"])
def test_evidence_whose_collection_has_no_last_day_has_no_age(led: Ledger, collected: str | None) -> None:
    say(led, audit(collected=collected), "2017-06-14")

    held = line(led)

    assert (held.age_days, held.is_valid) == (None, None)


def test_evidence_cited_for_a_claim_or_a_status_supports_what_is_claimed(led: Ledger) -> None:
    say(led, audit(supports=None), "2017-06-14")
    say(led, audit("memo", supports=None, by=["office:mash"]), "2017-06-14")
    say(led, ev.CompletionClaimed(subject=REF, evidence=["audit"]), "2017-06-15")
    say(led, ev.StatusReported(subject=REF, status="green", evidence=["memo", "audit"]), "2017-06-15")

    assert [held.source for held in lines(led)] == ["evidence:audit", "evidence:memo"]


def test_something_claimed_is_on_the_map_whatever_it_is(ledger: Ledger) -> None:
    say(ledger, ev.CompletionClaimed(subject="area:thresholds"), "2017-06-14")

    assert line(ledger, "area:thresholds").source is None


@pytest.mark.parametrize(("standing", "expected"), [("confirmed", "stated"), ("suggested", "suggested")])
def test_a_link_to_evidence_counts_once_somebody_confirms_it(led: Ledger, standing: str, expected: str) -> None:
    say(led, audit(supports=None), "2017-06-14")
    links = [f"evidence:audit supports {REF}", f"{REF} supports {REF}", f"evidence:audit repeats {REF}"]

    say(led, ev.LinkNoted(links=links, standing=standing), "2017-06-15")

    assert line(led).standing == expected
    assert len(mapped(led).lines_of(REF)) == (expected == "stated")


def test_evidence_that_undermines_is_kept_and_supports_nothing(led: Ledger) -> None:
    say(led, audit(supports=None, undermines=[REF]), "2017-06-14")

    assert mapped(led).items[REF].undermined_by == ["evidence:audit"]
    assert line(led).source is None


def test_a_check_says_who_checked_how_and_what_it_found(led: Ledger) -> None:
    event = ev.VerificationRecorded(subject=REF, by=["office:quality"], method="re_audit", result="partly")
    number = say(led, event, "2017-09-01")

    held = line(led)

    assert (held.source, held.kind, held.result) == (f"entry:{number}", "verification", "partly")
    assert (held.line, held.age_days, str(held.collected)) == (1, 30, "2017-09-01")
    assert mapped(led).checks[f"entry:{number}"].method == "re_audit"


def test_a_test_that_it_has_stuck_is_a_check(led: Ledger) -> None:
    say(led, audit("re-audit", supports=None), "2017-09-01")
    say(led, ev.EmbeddingConfirmed(subject=REF, by=["org:ofsted"], evidence=["re-audit"]), "2017-09-01")

    assert [(held.kind, held.result) for held in lines(led)] == [("audit", None), ("embedding", "embedded")]
    assert mapped(led).lines_of(REF) == (4, 4)


def test_nothing_is_known_of_what_was_never_spoken_of(led: Ledger) -> None:
    assert mapped(led).lines_of("action:9.9") == ()


# Leads and lines over time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "ref"),
    [
        (ev.CommitmentMade(commitment="c", leads=["office:mash"]), "commitment:c"),
        (ev.RiskIdentified(risk="r", leads=["office:mash"]), "risk:r"),
        (ev.RecommendationMade(recommendation="r", leads=["office:mash"]), "recommendation:r"),
    ],
)
def test_whatever_is_tracked_has_its_leads(ledger: Ledger, event: Any, ref: str) -> None:
    say(ledger, event, "2017-01-01")

    assert line(ledger, ref).leads == ("office:mash",)


def test_an_answer_names_the_leads_of_a_recommendation(ledger: Ledger) -> None:
    say(ledger, ev.RecommendationMade(recommendation="r"), "2017-01-01")
    answer = ev.RecommendationAnswered(recommendation="r", response="accepted", leads=["office:mash"])
    say(ledger, answer, "2017-02-01")

    assert line(ledger, "recommendation:r").leads == ("office:mash",)


def test_whoever_leads_now_is_held_against_the_producer(led: Ledger) -> None:
    say(led, audit(by=["office:mash"]), "2017-06-14")
    say(led, ev.DetailChanged(subject=REF, field="leads", leads=["office:quality"]), "2017-07-01")
    say(led, ev.DetailChanged(subject=REF, field="text"), "2017-07-02")

    assert line(led).line == 1


def test_the_lines_of_the_day_the_evidence_was_produced_count(led: Ledger) -> None:
    say(led, audit(by=["office:quality"]), "2017-06-14")
    say(led, ev.AppointmentEnded(appointment="quality"), "2017-06-30")
    say(led, audit("later", by=["office:quality"]), "2017-07-14")

    assert mapped(led).lines_of(REF) == (1, None)


# Rivals, corrections, cuts --------------------------------------------------------------------------------------------


def test_a_rival_account_of_evidence_changes_no_line(led: Ledger) -> None:
    say(led, ev.ActionAdded(action="2.5"), "2017-01-01")
    first = say(led, audit(by=["office:mash"]), "2017-06-14")
    say(led, audit(by=["org:ofsted"], supports=[REF, "action:2.5"]), "2017-06-15", rival_of=f"entry:{first}")

    held = mapped(led)

    assert (held.lines_of(REF), held.evidence["evidence:audit"].disputed) == ((0,), True)
    assert held.items["action:2.5"].suggested == ["evidence:audit"]


def test_a_rival_account_of_a_check_is_shown_and_not_relied_on(led: Ledger) -> None:
    say(led, audit(supports=None), "2017-06-14")
    first = say(led, ev.VerificationRecorded(subject=REF, by=["office:mash"], result="verified"), "2017-09-01")
    rival = ev.VerificationRecorded(subject=REF, by=["org:ofsted"], result="not_verified", evidence=["audit"])
    say(led, rival, "2017-09-02", rival_of=f"entry:{first}")

    assert [held.standing for held in lines(led)] == ["suggested", "stated", "rival"]
    assert (mapped(led).lines_of(REF), mapped(led).items[REF].disputed) == ((0,), True)


def test_evidence_that_only_a_rival_claim_cites_is_only_suggested(led: Ledger) -> None:
    say(led, audit(supports=None), "2017-06-14")
    first = say(led, ev.CompletionClaimed(subject=REF), "2017-06-15")
    say(led, ev.CompletionClaimed(subject=REF, evidence=["audit"]), "2017-06-16", rival_of=f"entry:{first}")

    assert line(led).standing == "suggested"


def test_evidence_outside_the_cut_that_a_claim_cites_has_a_line_not_known(led: Ledger) -> None:
    number = say(led, audit(supports=None), "2017-06-14")
    say(led, ev.CompletionClaimed(subject=REF, evidence=["audit"]), "2017-06-15")

    led.retract(number, reason="there was no audit")

    assert (line(led).source, line(led).kind, line(led).line) == ("evidence:audit", None, None)
    assert mapped(led).lines_of(REF) == ()


def test_a_corrected_check_replaces_the_one_before(led: Ledger) -> None:
    event = ev.VerificationRecorded(subject=REF, by=["office:quality"], result="verified")
    number = say(led, event, "2017-09-01")
    corrected = ev.VerificationRecorded(subject=REF, by=["org:ofsted"], result="verified")

    led.correct(number, corrected, reason="another checked")

    assert mapped(led).lines_of(REF) == (4,)
    assert list(mapped(led).checks) == [f"entry:{number}"]


def test_retracted_evidence_supports_nothing(led: Ledger) -> None:
    number = say(led, audit(), "2017-06-14")

    led.retract(number, reason="there was no audit")

    assert [row.ref for row in mapped(led).bare()] == [REF]


def test_changes_already_made_rest_on_nothing_and_a_current_audit_on_nobody_named() -> None:
    with minute_ledger("tower-hamlets-2017-06-14") as ledger:
        held = mapped(ledger)

    bare = {row.ref for row in held.bare()}
    assert {"area:thresholds", "area:initial-referrals"} <= bare
    assert held.items["area:thresholds"].suggested == ["evidence:current-audit"]
    assert held.lines_of("area:practice") == (None,)


def test_no_minute_holds_a_single_line_of_assurance_whose_independence_is_known(minute: Ledger) -> None:
    held = mapped(minute)

    assert {level for item in held.items for level in held.lines_of(item)} <= {None}


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(AssuranceMap, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(AssuranceMap, minute)


def test_a_row_follows_from_the_entries_that_name_it(minute: Ledger) -> None:
    assert_keyed(AssuranceMap, minute)
