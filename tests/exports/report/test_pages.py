import base64
import re

import attrs
import pytest

from govledger import Ledger, check, events as ev
from govledger.errors import CutError
from govledger.exports.report import pages
from tests.counties.support import opinion
from tests.exports.report.reading import (
    Read,
    covered,
    day,
    on,
    page_of,
    small_plan,
)
from tests.ledger.sealed import LOG, ORIGIN

# What a councillor needs first ---------------------------------------------------------------------------------------


def test_every_alarm_stands_on_the_page_as_its_question_with_its_entries_and_what_would_clear_it(
    northbeck: Read,
) -> None:
    found = opinion("northbeck")

    assert len(found.alarms) > 40
    assert northbeck.words.count("What would clear") >= len({alarm.rule for alarm in found.alarms})
    for alarm in found.alarms:
        assert alarm.question in northbeck.words
        assert ":" in alarm.clears or alarm.clears[1:40] in northbeck.words
        assert {f"#e{number}" for number in alarm.because} <= set(northbeck.hrefs)


def test_the_questions_stand_before_the_plan_and_the_most_serious_of_them_first(northbeck: Read) -> None:
    severities = [held["class"] for held in northbeck.tags("article") if "question" in str(held.get("class"))]
    order = ["critical", "high", "medium", "low", "info"]

    ranks = [order.index(str(held).rpartition("sev-")[2]) for held in severities]

    assert ranks == sorted(ranks)
    assert northbeck.ids.index("questions") < northbeck.ids.index("untold") < northbeck.ids.index("plan")


def test_every_number_at_the_top_has_its_denominator_and_the_cut_stands_above_them(northbeck: Read) -> None:
    found = opinion("northbeck")
    put, alarms, untold = sum(found.denominator.items.values()), len(found.alarms), len(found.cannot_tell)

    top = northbeck.words[: northbeck.words.index("Each asks about")]

    assert f"{alarms} matters relied on that the record does not support" in top
    assert top.count(f"of {put} checks made") == 2
    assert f"{untold} could not be told from the record" in top
    assert "as it stood on 30 June 2025: what had happened and was known by then" in top
    assert f"{found.denominator.entries:,} entries read" in top
    assert re.search(r"of \d+ open, of 68 in all", top)


def test_what_could_not_be_told_is_told_by_reason_each_with_what_was_asked(northbeck: Read) -> None:
    found = opinion("northbeck")

    told = northbeck.words[northbeck.words.index("What the record does not answer 17 of") :]

    assert "Fewer than two cycles of reporting before it are on record." in told
    assert f"{len(found.cannot_tell)} of {sum(found.denominator.items.values())} checks could not be made" in told
    assert "Declared to be held in full" in told


def test_a_page_without_a_question_says_so_only_with_its_denominator_and_as_no_assurance(ledger: Ledger) -> None:
    ledger.record(ev.BodyEstablished(body="board"), **on())

    page = page_of(ledger)

    assert "No question arose from" in page.words
    assert "That is no assurance of what nobody recorded" in page.words
    assert "0 matters relied on that the record does not support of 0 checks made" in page.words
    assert "No rule found anything on record to ask about" in page.words
    assert "Nobody has, so that no absence counted" in page.words


def test_an_alarm_that_somebody_answered_stands_apart_with_who_why_and_until_when(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)
    alarm = next(one for one in check(ledger.history()).alarms if one.rule == "GREEN_WITHOUT_EVIDENCE")
    ledger.record(
        ev.AlarmAnswered(
            rule=alarm.rule,
            alarm=alarm.key,
            answer="accepted",
            by=["office:dcs"],
            reason="A dip sample is under way",
            until="2099-01-01",
        ),
        **on(),
    )

    page = page_of(ledger, audience="full")

    told = page.words[page.words.index("Answered for now") :]
    assert alarm.question in told
    assert "accepted by the DCS until 1 January 2099: A dip sample is under way" in told


# The plan ------------------------------------------------------------------------------------------------------------


def test_a_status_is_told_by_shape_label_and_meaning_and_not_by_colour_alone(ledger: Ledger) -> None:
    small_plan(ledger)

    page = page_of(ledger)

    shapes = [held["href"] for held in page.tags("use")]
    assert {"#s-good", "#s-bad"} <= set(shapes)
    assert "red off track Sep 2024 green on track Dec 2024" in page.words


def test_a_moved_date_is_told_with_what_it_was_how_far_it_moved_and_who_agreed(ledger: Ledger) -> None:
    small_plan(ledger)

    page = page_of(ledger)

    assert "by 30 June 2025 Moved once, 150 days later in all; at first by 31 January 2025" in page.words
    assert "3 March 2025: to by 30 June 2025, neither a reason nor an approval on record" in page.words


def test_a_second_account_of_a_status_and_a_move_that_was_only_asked_for_are_not_on_the_strip(ledger: Ledger) -> None:
    small_plan(ledger)
    plain = page_of(ledger)
    ledger.record(ev.StatusReported(subject="action:2.4", status="rag/red"), rival_of="entry:8", **on())
    asked = ev.DeadlineChanged(subject="action:2.4", was="by 2025-02-28", now="by 2025-09-30", outcome="requested")
    ledger.record(asked, **on())

    page = page_of(ledger)

    for tag in ("use", "path"):
        assert page.tags(tag) == plain.tags(tag)
    assert "red off track Sep 2024 green on track Dec 2024 Due by 30 June 2025 Moved once" in page.words
    assert "accounts of it differ" in page.words


def test_a_question_says_of_how_many_things_it_was_asked(ledger: Ledger, northbeck: Read) -> None:
    small_plan(ledger)
    covered(ledger)
    opinion = check(ledger.history())
    alarm = next(one for one in opinion.alarms if one.rule == "GREEN_WITHOUT_EVIDENCE")

    page = page_of(ledger)

    assert opinion.denominator.items[alarm.rule] == 1
    assert f"{alarm.question} {alarm.severity} arose for the one thing it was put to" in page.words
    assert re.search(r"critical arose for \d+ of the \d\d things it was put to", northbeck.words)


def test_what_a_question_rests_on_is_counted_in_the_singular_too(northbeck: Read) -> None:
    assert "Rests on 1 entry, known by" in northbeck.words
    assert "Rests on 2 entries, all known by" in northbeck.words


def test_a_question_about_a_decision_says_how_that_was_worded(ledger: Ledger) -> None:
    decided = ev.DecisionRecorded(decision="A4", body="board", force="agreed", text="Discuss how to communicate better")
    whole = ev.CoverageDeclared(what=["items", "decisions", "obligations"], since="2024-01-01", by=["office:clerk"])
    ledger.record(ev.BodyEstablished(body="board"), decided, whole, **on())
    assert "NOT_SMART" in {alarm.rule for alarm in check(ledger.history()).alarms}

    page = page_of(ledger)

    assert "decision A4 Discuss how to communicate better Decision A4 was agreed" in page.words


def test_a_slider_over_a_single_day_is_not_there(ledger: Ledger) -> None:
    small_plan(ledger)
    once = page_of(ledger)
    ledger.record(ev.MeetingHeld(meeting="board-1", body="board"), **on("2024-12-09"))

    page = page_of(ledger)

    assert not once.tags("input")
    assert len(page.tags("input")) == 1


def test_evidence_is_told_with_how_independent_its_producer_was(ledger: Ledger) -> None:
    small_plan(ledger)
    held = ["action:2.4"]
    ledger.record(
        ev.AppointmentMade(
            appointment="mash", who="person:p1", office="office:head-of-mash", reports_to=["office:dcs"]
        ),
        ev.AppointmentMade(appointment="dcs", who="person:p2", office="office:dcs", reports_to="none"),
        ev.BodyEstablished(body="peers", relation="external"),
        ev.EvidenceRecorded(evidence="e1", kind="audit", by=["body:peers"], supports=held, collected="2024-11"),
        ev.EvidenceRecorded(evidence="e2", kind="audit", by=["office:head-of-mash"], supports=held),
        **on("2024-12-01"),
    )

    page = page_of(ledger)

    assert "audit by the peers, external: November 2024" in page.words
    assert "audit by the head of mash, the lead: day not said" in page.words


def test_what_nothing_shows_is_said_to_have_none_on_record(ledger: Ledger) -> None:
    small_plan(ledger)

    page = page_of(ledger)

    assert "Evidence none on record" in page.words


def test_a_claim_is_told_apart_from_a_check_of_it_and_from_a_test_that_it_stuck(ledger: Ledger) -> None:
    small_plan(ledger)
    ledger.record(ev.CompletionClaimed(subject="action:2.4", by="office:head-of-mash"), **on())

    page = page_of(ledger)

    assert "Last said to be complete 3 March 2025, by the head of mash" in page.words
    assert "Checked by somebody not on record Shown to have stuck not on record" in page.words


def test_a_line_of_sight_says_at_which_step_it_breaks(ledger: Ledger) -> None:
    small_plan(ledger)
    ledger.record(
        ev.RecommendationMade(recommendation="r1", by=["org:ofsted"], text="See children"),
        ev.RecommendationMade(recommendation="r2", by=["org:ofsted"], text="Hear children"),
        ev.ActionAdded(action="2.5", text="See them", addresses=["recommendation:r1"]),
        ev.LinkNoted(links=["action:2.4 addresses recommendation:r2"], standing="suggested"),
        **on(),
    )

    page = page_of(ledger)

    assert "no commitment 1 action no measure no piece of evidence" in page.words
    assert "no commitment no action no measure no piece of evidence" in page.words
    assert "Made by Ofsted; no answer on record" in page.words
    assert "Only suggested, or no longer in the plan, and so not counted: action 2.4." in page.words


def test_bodies_are_told_with_whether_they_met_and_may_scrutinise(northbeck: Read) -> None:
    told = northbeck.words[northbeck.words.index("Who met, and with what power 8 bodies") :]

    assert "The Improvement Board improvement board" in told
    assert "15 meetings on record, the last on 20 May 2025" in told
    assert "said never to have met" in told
    assert "Powers may monitor, advise May scrutinise no" in told
    assert "the chair of the Improvement Board; independent: yes, the record says so" in told
    assert "the chair of the telephone group; independent: yes, from outside the council" in told


def test_what_is_owed_and_late_is_marked_in_words(northbeck: Read) -> None:
    told = northbeck.words[northbeck.words.index("Still owed (") :]

    assert re.match(r"Still owed \(\d+, [1-9]\d* of them late\)", told)
    assert "nobody named, to the Improvement Board" in told


# Then and now, and since ---------------------------------------------------------------------------------------------


def test_what_was_known_then_stands_beside_what_is_known_now(ledger: Ledger) -> None:
    small_plan(ledger)
    ledger.record(
        ev.StatusReported(subject="action:2.4", status="rag/red", text="It was red all along"),
        happened="2024-12-20",
        known_on="2025-02-20",
        source=ev.Source("audit", "1"),
    )

    page = page_of(ledger, at=day("2024-12-31"))

    told = page.words[page.words.index("31 December 2024: as known then, and as known now") :]
    assert "1 entry about that day or before came to be known only later" in told
    assert "1 of 2 commitments and actions look different" in told
    assert "status: green → red (entry 10)" in told


def test_what_changed_since_a_day_is_told_with_the_questions_that_came_and_went(ledger: Ledger) -> None:
    small_plan(ledger)
    covered(ledger)

    page = page_of(ledger, since=day("2024-10-01"), today=day("2025-07-10"))

    told = page.words[page.words.index("What changed since 1 October 2024") :]
    assert "1 of 2 commitments and actions changed" in told
    assert "status: red → green; due date: by 31 January 2025 → by 30 June 2025 (entry 8, entry 9)" in told
    assert "New questions (" in told
    assert re.search(r"Matters to ask about: \d+ then and \d+ now; \d+ new, \d+ gone\.", told)


def test_a_day_after_the_one_asked_about_is_refused_in_words(ledger: Ledger) -> None:
    small_plan(ledger)

    for asked in ({"at": day("2025-04-01")}, {"since": day("2025-04-01")}):
        with pytest.raises(CutError, match="is after the day asked about, 2025-03-03"):
            page_of(ledger, **asked)


# The record itself ---------------------------------------------------------------------------------------------------


def test_a_ledger_without_a_checkpoint_is_said_not_to_be_sealed(ledger: Ledger) -> None:
    small_plan(ledger)

    page = page_of(ledger)

    assert "Not sealed: no checkpoint covers any of the ledger's 9 entries" in page.words


def test_a_seal_is_told_with_what_it_covers_who_signed_and_what_stands_above_it() -> None:
    with Ledger.create("memory://", origin=ORIGIN, clerk="office:clerk") as ledger:
        small_plan(ledger)
        sealed = ledger.seal(LOG)
        root = base64.b64encode(sealed.checkpoint.root).decode()

        whole = page_of(ledger)
        ledger.record(ev.StatusReported(subject="action:2.4", status="rag/red"), **on())
        above = page_of(ledger)

    assert "Sealed: the newest of 1 checkpoint covers entries 1 to 9, signed on" in whole.words
    assert f"by {ORIGIN}. No entry stands above it." in whole.words
    assert f"to hold against the one printed in the minutes: {root}" in whole.words
    assert "1 entry stands above it, and could still be changed without a trace." in above.words


def test_what_was_corrected_taken_back_and_changed_is_told_by_entry(ledger: Ledger) -> None:
    small_plan(ledger)
    ledger.retract(8, reason="Mistyped")

    page = page_of(ledger, audience="full")

    assert "Taken back 1 of 10 entries Takes back entry 8, because “Mistyped”. (entry 10)" in page.words
    assert "taken back by entry 10" in page.words


def test_rules_that_stopped_are_told_at_the_top_with_of_how_many(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(ledger)
    opinion = check(ledger.history())
    stopped = {"GREEN_WITHOUT_EVIDENCE": "ZeroDivisionError: no such number"}
    held = attrs.evolve(opinion.denominator, rules=39, stopped=stopped)
    monkeypatch.setattr(pages, "check", lambda *_: attrs.evolve(opinion, denominator=held))

    page, full = page_of(ledger), page_of(ledger, audience="full")

    assert "1 of 40 rules stopped and says nothing of anything" in page.words[: page.words.index("Each asks about")]
    assert "A rule stopped and says nothing: GREEN_WITHOUT_EVIDENCE: ZeroDivisionError" in page.words
    assert "no such number" not in page.words
    assert "no such number" in full.words


def test_what_may_or_may_not_have_happened_by_then_is_said_to_be_left_out(ledger: Ledger) -> None:
    small_plan(ledger)
    said = ev.StatusReported(subject="action:2.4", status="rag/red")
    ledger.record(said, happened="2024-12-01..2025-01-31", known_on="2025-02-01")

    page = page_of(ledger.history(happened_by="2024-12-31"))

    assert "1 more entry may or may not have happened by then, and is left out: entry 10." in page.words


def test_a_page_can_be_made_of_a_cut_that_holds_nothing_and_of_what_one_body_was_told(ledger: Ledger) -> None:
    small_plan(ledger)

    empty, told = page_of(ledger.history(as_of="2000-01-01")), page_of(ledger.history(told="body:board"))

    assert "0 entries read" in empty.words
    assert "No recommendation is on record." in empty.words
    assert "told" in told.words[:400]


def test_what_is_counted_by_people_stands_in_their_order(ledger: Ledger) -> None:
    ledger.record(*(ev.ActionAdded(action=name, text=f"Do {name}") for name in ("2.10", "2.9", "2.1")), **on())

    page = page_of(ledger)

    assert page.words.index("action 2.1 Do") < page.words.index("action 2.9 Do") < page.words.index("action 2.10 Do")


def test_what_the_record_does_not_know_is_told_with_what_it_rests_on(northbeck: Read) -> None:
    assert "Settings, rules and library:" in northbeck.words
    assert "Passed over, because this version does not know them" in northbeck.words
