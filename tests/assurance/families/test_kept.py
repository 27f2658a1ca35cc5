from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear, NotYet
from tests.assurance.items import RAG
from tests.assurance.support import Story

RULE = "KEPT_FROM_BOARD"
P = "plan:p"


def plan(story: Story, *, overseen_by: list[str] | None = None) -> None:
    """A plan with a commitment, an action under it and a measure; its board meets on 2 May and 6 June 2017."""
    story.say(
        RAG,
        ev.BodyEstablished(body="b"),
        ev.BodyEstablished(body="other"),
        ev.PlanVersioned(plan="p", overseen_by=overseen_by or ["b"]),
        ev.MeasureDefined(measure="m"),
        ev.MeasureDefined(measure="of-the-plan", about=["plan:p"]),
        ev.MeasureDefined(measure="of-an-action", about=["action:a"]),
        ev.MeasureDefined(measure="of-another", about=["plan:q", "area:front-door"]),
        ev.CommitmentMade(commitment="c", plan="p", about=["area:front-door"]),
        ev.ActionAdded(action="a", commitment="c", measures=["m"]),
        ev.ActionAdded(action="z", plan="p"),
        ev.ActionAdded(action="elsewhere"),
        ev.PlanVersioned(plan="q"),
        ev.CommitmentMade(commitment="d", plan="q"),
        ev.ActionAdded(action="other", commitment="d"),
        on="2017-01-03",
    )


def sit(
    story: Story, day: str, *shown: str, body: str = "b", documents: list[str] | None = None, **envelope: Any
) -> None:
    meeting = f"{body}-{day}"
    story.say(ev.MeetingHeld(meeting=meeting, body=body), on=day, **envelope)
    story.say(
        ev.AgendaItemConsidered(
            agenda_item=f"{meeting}/1", meeting=meeting, put_before=shown or None, documents=documents
        ),
        on=day,
        **envelope,
    )


def red(story: Story, event: Any = None, *, on: str = "2017-04-03", **envelope: Any) -> int:
    event = event or ev.StatusReported(subject="action:a", status="rag/red")
    (number,) = story.say(event, on=on, **envelope)
    return number


def green(story: Story, event: Any = None, *, on: str = "2017-04-28", **envelope: Any) -> int:
    return red(story, event or ev.StatusReported(subject="action:z", status="rag/green"), on=on, **envelope)


def kept(story: Story, bad: Any = None, **envelope: Any) -> tuple[int, int]:
    """A red of 3 April never shown, and a green shown on 2 May; their entries."""
    plan(story)
    story.cover("told", body="b")
    first, second = red(story, bad, **envelope), green(story)
    sit(story, "2017-05-02", f"entry:{second}")
    sit(story, "2017-06-06")
    return first, second


def test_a_red_known_in_april_that_two_boards_did_not_see_while_they_saw_the_greens_is_asked_about() -> None:
    with Story() as story:
        bad, good = kept(story)

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, Alarm)
    assert answer.because == (bad, good)
    assert answer.opened == bad
    assert answer.severity is None
    assert "known on 2017-04-03 and recorded on 2029-12-31" in answer.says


@pytest.mark.parametrize("day", ["2017-05-02", "2017-06-06"])
def test_a_red_put_before_the_board_at_either_meeting_is_clear(day: str) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        bad, good = red(story), green(story)
        for meeting in ("2017-05-02", "2017-06-06"):
            sit(story, meeting, f"entry:{good}", *([f"entry:{bad}"] if meeting == day else []))

        answer = story.ask(RULE, P, "2017-06-30")

    assert answer == Clear(because=(bad,))


def test_a_red_put_before_the_board_a_meeting_too_late_is_asked_about() -> None:
    with Story() as story:
        bad, _ = kept(story)
        sit(story, "2017-07-04", f"entry:{bad}")

        assert isinstance(story.ask(RULE, P, "2017-07-30"), Alarm)


def test_a_red_put_before_the_board_as_an_exempt_item_is_clear() -> None:
    with Story() as story:
        plan(story)
        bad = red(story)
        sit(story, "2017-05-02", f"entry:{bad}", visibility="exempt")
        sit(story, "2017-06-06")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), Clear)


def test_an_exception_report_that_lists_the_item_counts() -> None:
    with Story() as story:
        plan(story)
        red(story)
        sit(story, "2017-05-02", "action:a")
        sit(story, "2017-06-06")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), Clear)


def test_a_red_told_within_ten_days_of_being_known_is_clear_before_any_later_meeting() -> None:
    with Story() as story:
        plan(story)
        bad = red(story)
        sit(story, "2017-04-05", f"entry:{bad}")

        assert story.ask(RULE, P, "2017-04-06") == Clear(because=(bad,))


# Easter 2017: Good Friday 14 April and Easter Monday 17 April are no working days, nor is 1 May.
@pytest.mark.parametrize(("known", "expected"), [("2017-04-13", Alarm), ("2017-04-18", NotYet)])
def test_news_is_known_in_time_ten_working_days_before_bank_holidays_left_out(known: str, expected: type) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        red(story, on=known)
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("days", "expected"), [(0, Alarm), (10, Alarm), (18, Alarm), (19, NotYet)])
def test_how_long_before_it_must_be_known_is_a_setting(days: int, expected: type) -> None:
    with Story() as story:
        story.set(RULE, "known_working_days", days)
        kept(story)

        assert isinstance(story.ask(RULE, P, "2017-06-07"), expected)


def test_before_its_board_met_twice_it_is_not_yet_asked_about() -> None:
    with Story() as story:
        kept(story)

        early = story.ask(RULE, P, "2017-04-04")
        between = story.ask(RULE, P, "2017-06-05")
        answer = story.ask(RULE, P, "2017-06-06")

    assert isinstance(early, NotYet)
    assert early.recheck_on.isoformat() == "2017-04-19"
    assert isinstance(between, NotYet)
    assert between.recheck_on.isoformat() == "2017-06-06"
    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(("since", "until", "expected"), [
    ("2017-04-03", "2017-06-06", Alarm), ("2017-04-04", None, CannotTell), ("2017-01-01", "2017-06-05", CannotTell),
])  # fmt: skip
def test_it_was_not_told_only_where_all_that_the_board_was_told_is_held(
    since: str, until: str | None, expected: type
) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b", since=since, until=until)
        bad, good = red(story), green(story)
        sit(story, "2017-05-02", f"entry:{good}")
        sit(story, "2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, expected)
    if isinstance(answer, CannotTell):
        assert "told" in answer.why
        assert answer.because == (bad,)


@pytest.mark.parametrize("day", ["2017-05-02", "2017-06-06"])
def test_good_news_at_either_meeting_shows_that_the_bad_was_left_out(day: str) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        red(story)
        good = green(story)
        for meeting in ("2017-05-02", "2017-06-06"):
            sit(story, meeting, *([f"entry:{good}"] if meeting == day else []))

        assert isinstance(story.ask(RULE, P, "2017-06-30"), Alarm)


@pytest.mark.parametrize("covered", [[], ["statuses"]])
def test_where_nothing_good_was_shown_either_nothing_was_kept_back(covered: list[str]) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        red(story)
        green(story)
        sit(story, "2017-05-02")
        sit(story, "2017-06-06")
        if covered:
            story.cover(*covered, since="2017-05-02", until="2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert answer is None if covered else isinstance(answer, CannotTell)


def test_good_news_that_the_board_had_before_is_no_news() -> None:
    with Story() as story:
        plan(story)
        story.cover("told", "statuses", body="b")
        good = green(story, on="2017-03-01")
        sit(story, "2017-03-02", f"entry:{good}")
        red(story)
        sit(story, "2017-05-02", f"entry:{good}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None


def test_good_news_that_the_clerk_doubts_shows_nothing() -> None:
    with Story() as story:
        plan(story)
        story.cover("told", "statuses", body="b")
        red(story)
        good = green(story, uncertain=["status"])
        sit(story, "2017-05-02", f"entry:{good}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None


BAD = (
    ev.StatusReported(subject="plan:p", status="rag/amber"),
    ev.StatusReported(subject="commitment:c", status="rag/red"),
    ev.StatusReported(subject="action:z", status="rag/red", dimension="impact"),
    ev.FindingMade(finding="f", polarity="weakness", about=["plan:p"]),
    ev.FindingMade(finding="f", polarity="weakness", about=["area:front-door"]),
    ev.MeasureObserved(measure="m", said="worse"),
    ev.MeasureObserved(measure="m", said="missed"),
    ev.MeasureObserved(measure="of-the-plan", said="missed"),
    ev.MeasureObserved(measure="of-an-action", said="worse"),
    ev.EvidenceRecorded(evidence="e", undermines=["action:a"]),
)


@pytest.mark.parametrize("bad", BAD)
def test_every_sort_of_bad_news_counts(bad: Any) -> None:
    with Story() as story:
        number, _ = kept(story, bad)

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, Alarm)
    assert answer.opened == number


@pytest.mark.parametrize("neutral", [
    ev.StatusReported(subject="action:elsewhere", status="rag/red"),
    ev.StatusReported(subject="action:a", status="red"),
    ev.StatusReported(subject="action:a", status="rag/green"),
    ev.FindingMade(finding="f", polarity="mixed", about=["plan:p"]),
    ev.FindingMade(finding="f", polarity="strength", about=["plan:p"]),
    ev.FindingMade(finding="f", polarity="weakness", about=["area:other"]),
    ev.FindingMade(finding="f", polarity="weakness", about=["body:b"]),
    ev.FindingMade(finding="f", polarity="weakness", about=["area:other"], follows=["plan:p"]),
    ev.StatusReported(subject="action:other", status="rag/red"),
    ev.MeasureObserved(measure="m", said="same"),
    ev.MeasureObserved(measure="of-another", said="worse"),
    ev.MeasureObserved(measure="m", said="met"),
    ev.EvidenceRecorded(evidence="e", supports=["action:a"]),
    ev.EvidenceRecorded(evidence="e", supports=["action:a"], undermines=["action:elsewhere"]),
])  # fmt: skip
def test_what_is_not_bad_news_of_this_plan_is_not_asked_about(neutral: Any) -> None:
    with Story() as story:
        kept(story, neutral)

        assert story.ask(RULE, P, "2017-06-30") is None


@pytest.mark.parametrize("good", [
    ev.StatusReported(subject="plan:p", status="rag/done"),
    ev.FindingMade(finding="f", polarity="strength", about=["area:front-door"]),
    ev.MeasureObserved(measure="m", said="better"),
    ev.MeasureObserved(measure="m", said="met"),
    ev.EvidenceRecorded(evidence="e", supports=["action:a"]),
])  # fmt: skip
def test_every_sort_of_good_news_counts(good: Any) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", "statuses", body="b")
        bad, shown = red(story), green(story, good)
        sit(story, "2017-05-02", f"entry:{shown}")
        sit(story, "2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, Alarm)
    assert answer.because == (bad, shown)


@pytest.mark.parametrize("bad", BAD[2:])
def test_bad_news_that_the_clerk_doubts_leaves_it_open(bad: Any) -> None:
    field = {
        ev.StatusReported: "status", ev.FindingMade: "polarity", ev.MeasureObserved: "said",
        ev.EvidenceRecorded: "undermines",
    }[type(bad)]  # fmt: skip
    with Story() as story:
        kept(story, bad, uncertain=[field])

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why


@pytest.mark.parametrize("bad", [BAD[0], BAD[4]])
def test_bad_news_only_taken_for_granted_is_not_held_against_anybody(bad: Any) -> None:
    with Story() as story:
        kept(story, bad, mode="presupposed")

        assert story.ask(RULE, P, "2017-06-30") is None


@pytest.mark.parametrize("rival", [
    ev.StatusReported(subject="action:a", status="rag/red"),
    ev.MeasureObserved(measure="m", said="worse"),
])  # fmt: skip
def test_a_rival_account_is_no_news(rival: Any) -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        first = {
            ev.StatusReported: ev.StatusReported(subject="action:a", status="rag/green"),
            ev.MeasureObserved: ev.MeasureObserved(measure="m", said="met"),
        }[type(rival)]
        number = red(story, first)
        red(story, rival, rival_of=f"entry:{number}")
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None


@pytest.mark.parametrize(("published", "expected"), [("2017-04-10", Alarm), ("2017-06-20", NotYet), (None, Alarm)])
def test_what_stands_in_a_report_is_expected_of_nobody_before_its_publication(
    published: str | None, expected: type
) -> None:
    with Story() as story:
        story.say(ev.DocumentLodged(document="letter", published_on=published), on="2017-04-01")
        kept(story, BAD[3], source="letter#3")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), expected)


def test_a_plan_that_nobody_is_said_to_oversee_leaves_it_open() -> None:
    with Story() as story:
        story.say(RAG, ev.PlanVersioned(plan="p"), on="2017-01-03")
        bad = red(story, BAD[0])

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, CannotTell)
    assert answer.because == (bad,)
    assert "oversees" in answer.why


def test_each_body_that_oversees_a_plan_is_to_be_told() -> None:
    with Story() as story:
        plan(story, overseen_by=["b", "other"])
        story.cover("told")
        bad, good = red(story), green(story)
        sit(story, "2017-05-02", f"entry:{good}", f"entry:{bad}")
        sit(story, "2017-06-06")

        told = story.ask(RULE, P, "2017-06-30")
        sit(story, "2017-05-03", f"entry:{good}", body="other")
        sit(story, "2017-06-07", body="other")
        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(told, Clear)
    assert isinstance(answer, Alarm)


def test_a_meeting_only_taken_for_granted_is_none_at_which_it_was_kept_back() -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        red(story)
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06", mode="presupposed")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), NotYet)


def test_the_episode_opens_with_what_was_known_first() -> None:
    with Story() as story:
        plan(story)
        story.cover("told", body="b")
        late, early = red(story, BAD[0], on="2017-04-05"), red(story, on="2017-04-03")
        good = green(story)
        sit(story, "2017-05-02", f"entry:{good}")
        sit(story, "2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, Alarm)
    assert answer.opened == early
    assert answer.because == (late, early, good)


def test_a_plan_of_which_nothing_bad_is_known_is_not_asked_about() -> None:
    with Story() as story:
        plan(story)
        green(story)

        assert story.ask(RULE, P, "2017-06-30") is None


def test_good_news_of_a_plan_that_nobody_oversees_asks_nothing() -> None:
    with Story() as story:
        story.say(RAG, ev.PlanVersioned(plan="p"), on="2017-01-03")
        green(story, ev.StatusReported(subject="plan:p", status="rag/green"))

        assert story.ask(RULE, P, "2017-06-30") is None


def test_bad_news_of_a_plan_that_the_cut_leaves_out_leaves_it_open() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="p", overseen_by="none"), on="2017-06-01")
        bad = red(story, BAD[3])

        answer = story.ask(RULE, P, "2017-05-01", happened_by="2017-05-01")

    assert isinstance(answer, CannotTell)
    assert answer.because == (bad,)


def test_where_neither_good_news_nor_all_it_was_told_is_on_record_the_telling_is_what_is_missing() -> None:
    with Story() as story:
        plan(story)
        story.cover("statuses")
        red(story)
        sit(story, "2017-05-02")
        sit(story, "2017-06-06")

        answer = story.ask(RULE, P, "2017-06-30")

    assert isinstance(answer, CannotTell)
    assert "all told" in answer.why


def test_another_red_that_was_shown_is_no_good_news() -> None:
    with Story() as story:
        plan(story)
        story.cover("told", "statuses", body="b")
        red(story)
        shown = red(story, ev.StatusReported(subject="action:z", status="rag/red"), on="2017-04-28")
        sit(story, "2017-05-02", f"entry:{shown}")
        sit(story, "2017-06-06")

        assert not isinstance(story.ask(RULE, P, "2017-06-30"), Alarm)


def test_what_stands_in_a_report_published_nobody_knows_when_is_known_as_the_record_says() -> None:
    with Story() as story:
        story.say(ev.DocumentLodged(document="letter", published_on="unknown"), on="2017-04-01")
        kept(story, BAD[3], source="letter#3")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), Alarm)


def test_bad_news_of_what_an_item_only_waits_for_or_comes_of_is_no_news_of_the_plan() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.CommitmentMade(commitment="e", plan="p", about=["action:elsewhere"]), on="2017-01-03")
        red(story, ev.StatusReported(subject="action:elsewhere", status="rag/red"))
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None


def test_what_takes_the_place_of_a_report_says_nothing_of_when_the_report_was_published() -> None:
    with Story() as story:
        story.say(ev.DocumentLodged(document="letter", published_on="2017-04-10"), on="2017-04-01")
        newer = ev.DocumentLodged(document="newer", supersedes="letter", published_on="2017-06-20")
        story.say(newer, on="2017-04-01")
        kept(story, BAD[3], source="letter#3")

        assert isinstance(story.ask(RULE, P, "2017-06-30"), Alarm)


def test_bad_news_of_a_commitment_of_another_plan_that_is_about_this_one_is_no_news_of_it() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.CommitmentMade(commitment="e", plan="q", about=["plan:p"]), on="2017-01-03")
        red(story, ev.StatusReported(subject="commitment:e", status="rag/red"))
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None


def test_bad_news_of_a_measure_that_is_about_the_plan_no_longer_is_no_news_of_it() -> None:
    with Story() as story:
        plan(story)
        story.say(ev.MeasureDefined(measure="of-the-plan", about=["plan:q"]), on="2017-02-01")
        red(story, ev.MeasureObserved(measure="of-the-plan", said="missed"))
        sit(story, "2017-05-02", f"entry:{green(story)}")
        sit(story, "2017-06-06")

        assert story.ask(RULE, P, "2017-06-30") is None
