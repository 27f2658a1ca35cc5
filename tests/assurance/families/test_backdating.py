import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import RULES, Alarm, Answer, CannotTell, Clear
from tests.assurance.courses import RAG
from tests.assurance.support import Story

RULE = "BACKDATED_ENTRY"


class Late(Story):
    """A ledger whose clock is set before each thing recorded."""

    def record(self, *events: Any, on: str, at: str, known: str | None = None, **envelope: Any) -> list[int]:
        """Record events that happened on a day, on another day; their numbers."""
        self.now = dt.datetime.fromisoformat(at).replace(hour=12, tzinfo=dt.UTC)
        return self.say(*events, on=on, known=known, **envelope)


def start() -> Late:
    """A plan with action 1, recorded as it happened, and the board that has the plan before it in March 2017."""
    story = Late(recorded="2017-01-01")
    story.say(RAG, ev.BodyEstablished(body="board"), ev.PlanVersioned(plan="p"), on="2017-01-01")
    story.say(ev.ActionAdded(action="1", plan="p", about=["area:supervision"]), on="2017-01-01")
    return story


def shown(story: Late, day: str = "2017-03-14", **said: Any) -> int:
    """Let the board have something before it; return the item's entry."""
    item = ev.AgendaItemConsidered(agenda_item=f"i-{day}", meeting=f"m-{day}", **(said or {"about": ["plan:p"]}))
    return story.record(ev.MeetingHeld(meeting=f"m-{day}", body="board"), item, on=day, at=day)[1]


def evidence(story: Late, *, on: str = "2017-01-20", at: str = "2017-06-08", **envelope: Any) -> int:
    """Put supervision evidence for January into the record; return its entry."""
    (number,) = story.record(ev.EvidenceRecorded(evidence="e", supports=["action:1"]), on=on, at=at, **envelope)
    return number


def ask(story: Story, subject: str = "action:1") -> Answer:
    return story.ask(RULE, subject, "2017-12-31")


def test_evidence_of_january_put_in_in_june_just_after_a_visit_was_announced_is_critical() -> None:
    with start() as story:
        item = shown(story)
        (visit,) = story.record(ev.VisitPlanned(visit="v"), on="2017-06-05", at="2017-06-05")
        number = evidence(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {item, visit, number}
    assert answer.opened == number
    assert answer.severity == "critical"
    assert answer.says == (
        "1 entry about action:1 came more than 30 days late; the first could be known on 2017-01-20 and came on "
        "2017-06-08; in between, how it stood was shown; a visit had just been announced"
    )


def test_the_same_evidence_read_in_a_document_published_at_the_time_is_clear() -> None:
    with start() as story:
        shown(story)
        lodged = ev.DocumentLodged(document="audit", published_on="2017-01-20")
        story.record(lodged, on="2017-06-08", at="2017-06-08")
        number = evidence(story, source="audit#2")

        answer = ask(story)

    assert isinstance(answer, Clear)
    assert number in answer.because


def test_late_evidence_is_high_where_no_visit_was_announced() -> None:
    with start() as story:
        shown(story)
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity is None
    assert RULES.named(RULE).severity == "high"
    assert RULES.named(RULE).reads_clock
    assert answer.says.endswith("how it stood was shown")


@pytest.mark.parametrize(("at", "is_late"), [("2017-02-19", False), ("2017-02-20", True)])
def test_an_entry_may_come_thirty_days_after_it_could_be_known(at: str, *, is_late: bool) -> None:
    with start() as story:
        shown(story, "2017-02-01")
        evidence(story, at=at)

        answer = ask(story)

    assert isinstance(answer, Alarm if is_late else Clear)


def test_how_late_is_late_is_a_setting() -> None:
    with start() as story:
        shown(story)
        evidence(story)
        story.set(RULE, "late_days", 139)
        looser = ask(story)
        story.set(RULE, "late_days", 138)
        stricter = ask(story)

    assert isinstance(looser, Clear)
    assert isinstance(stricter, Alarm)


def test_what_could_be_known_only_later_came_no_earlier() -> None:
    with start() as story:
        shown(story)
        evidence(story, known="2017-05-20")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_what_happened_only_after_it_could_be_known_is_counted_from_then() -> None:
    with start() as story:
        shown(story)
        evidence(story, on="2017-05-20", known="2017-01-20")

        answer = ask(story)

    assert isinstance(answer, Clear)


def test_what_happened_nobody_knows_when_is_counted_from_the_day_it_could_be_known() -> None:
    with start() as story:
        shown(story)
        evidence(story, on="unknown", known="2017-01-20")

        answer = ask(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("day", "counts"), [("2017-01-20", False), ("2017-01-21", True), ("2017-06-07", True), ("2017-06-08", False)]
)
def test_only_what_was_shown_in_between_matters(day: str, *, counts: bool) -> None:
    with start() as story:
        shown(story, day)
        number = evidence(story)

        answer = ask(story)

    assert isinstance(answer, Alarm if counts else CannotTell)
    if isinstance(answer, CannotTell):
        assert answer.because == (number,)
        assert "nothing on record was shown" in answer.why


@pytest.mark.parametrize(
    ("published", "is_late"), [("2017-02-19", False), ("2017-02-20", True), ("2017-07-01", True), (None, True)]
)
def test_a_lodged_document_shows_when_an_entry_was_there(published: str | None, *, is_late: bool) -> None:
    with start() as story:
        shown(story, "2017-02-01")
        story.record(ev.DocumentLodged(document="audit", published_on=published), on="2017-06-08", at="2017-06-08")
        evidence(story, source="audit")

        answer = ask(story)

    assert isinstance(answer, Alarm if is_late else Clear)


def test_a_document_shown_between_its_publication_and_the_record_is_not_held_against_it() -> None:
    with start() as story:
        shown(story, "2017-04-01")
        lodged = ev.DocumentLodged(document="audit", published_on="2017-03-15")
        story.record(lodged, on="2017-06-08", at="2017-06-08")
        evidence(story, source="audit")

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_a_second_account_of_a_publication_shows_nothing() -> None:
    with start() as story:
        shown(story)
        (first,) = story.record(ev.DocumentLodged(document="audit"), on="2017-06-08", at="2017-06-08")
        rival = ev.DocumentLodged(document="audit", published_on="2017-01-20")
        story.record(rival, on="2017-06-08", at="2017-06-08", rival_of=f"entry:{first}")
        evidence(story, source="audit")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_document_that_replaces_the_source_is_not_the_source() -> None:
    with start() as story:
        shown(story)
        lodged = ev.DocumentLodged(document="newer", supersedes="audit", published_on="2017-01-20")
        story.record(lodged, on="2017-06-08", at="2017-06-08")
        evidence(story, source="audit")

        answer = ask(story)

    assert isinstance(answer, Alarm)


# What was shown ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"about": ["action:1"]},
        {"put_before": ["action:1"]},
        {"put_before": ["plan:p"]},
        {"put_before": ["entry:5"]},
        {"documents": ["audit"]},
    ],
)
def test_an_item_shows_how_a_thing_stood_by_naming_it_its_plan_its_entries_or_their_document(said: Any) -> None:
    with start() as story:
        shown(story, **said)
        evidence(story, source="audit")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_an_item_about_something_else_shows_nothing_of_it() -> None:
    with start() as story:
        story.record(ev.ActionAdded(action="2", plan="p"), on="2017-01-01", at="2017-01-01")
        shown(story, about=["action:2"])
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_an_item_only_taken_for_granted_shows_nothing() -> None:
    with start() as story:
        story.record(
            ev.MeetingHeld(meeting="m", body="board"),
            ev.AgendaItemConsidered(agenda_item="i", meeting="m", about=["plan:p"]),
            on="2017-03-14",
            at="2017-03-14",
            mode="presupposed",
        )
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize(
    ("about", "counts"),
    [(None, True), (["plan:p"], True), (["action:1"], True), (["area:supervision"], True), (["area:roads"], False)],
)
def test_a_visit_in_between_was_shown_what_it_concerns(about: list[str] | None, *, counts: bool) -> None:
    with start() as story:
        story.record(ev.VisitConducted(visit="v", about=about), on="2017-03-14", at="2017-03-14")
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, Alarm if counts else CannotTell)


@pytest.mark.parametrize(("day", "counts"), [("2017-01-20", False), ("2017-01-21", True), ("2017-06-08", False)])
def test_a_visit_on_the_day_it_could_be_known_or_came_is_not_in_between(day: str, *, counts: bool) -> None:
    with start() as story:
        story.record(ev.VisitConducted(visit="v"), on=day, at=day)
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, Alarm) == counts


def test_a_visit_only_taken_for_granted_was_shown_nothing() -> None:
    with start() as story:
        story.record(ev.VisitConducted(visit="v"), on="2017-03-14", at="2017-03-14", mode="presupposed")
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)


# Just after a visit was announced ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_critical"), [("2017-05-24", False), ("2017-05-25", True), ("2017-06-08", True), ("2017-06-09", False)]
)
def test_the_fortnight_after_a_visit_is_announced_is_critical(day: str, *, is_critical: bool) -> None:
    with start() as story:
        shown(story)
        evidence(story)
        story.record(ev.VisitPlanned(visit="v"), on=day, at="2017-06-09")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.severity == "critical") is is_critical


def test_how_long_an_announcement_weighs_is_a_setting() -> None:
    with start() as story:
        shown(story)
        evidence(story)
        story.record(ev.VisitPlanned(visit="v"), on="2017-06-05", at="2017-06-09")
        story.set(RULE, "visit_days", 2)
        looser = ask(story)
        story.set(RULE, "visit_days", 3)
        stricter = ask(story)

    assert isinstance(looser, Alarm)
    assert looser.severity is None
    assert isinstance(stricter, Alarm)
    assert stricter.severity == "critical"


def test_a_visit_about_something_else_weighs_nothing() -> None:
    with start() as story:
        shown(story)
        evidence(story)
        story.record(ev.VisitPlanned(visit="v", about=["area:roads"]), on="2017-06-05", at="2017-06-09")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.severity is None


# What it makes of the picture ----------------------------------------------------------------------------------------

BETTER = "critical"
WORSE = "clear"
NEITHER = "high"


def weight(story: Late, event: Any, subject: str = "action:1") -> str:
    """What comes of an event of January that was recorded in June, after the board met and a visit was announced."""
    shown(story, about=["plan:p", subject])
    story.record(ev.VisitPlanned(visit="v"), on="2017-06-05", at="2017-06-05")
    story.record(event, on="2017-01-20", at="2017-06-08")
    answer = ask(story, subject)
    return WORSE if isinstance(answer, Clear) else (answer.severity or NEITHER) if isinstance(answer, Alarm) else "?"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ev.CompletionClaimed(subject="action:1"), BETTER),
        (ev.EmbeddingConfirmed(subject="action:1"), BETTER),
        (ev.VerificationRecorded(subject="action:1", result="verified"), BETTER),
        (ev.VerificationRecorded(subject="action:1", result="partly"), NEITHER),
        (ev.VerificationRecorded(subject="action:1", result="not_verified"), WORSE),
        (ev.StatusReported(subject="action:1", status="rag/green"), BETTER),
        (ev.StatusReported(subject="action:1", status="rag/amber"), WORSE),
        (ev.StatusReported(subject="action:1", status="rag/odd"), NEITHER),
        (ev.StatusReported(subject="action:1", percent="50 %"), NEITHER),
        (ev.DeadlineChanged(subject="action:1", now="by 2017-12-31"), NEITHER),
        (ev.DetailChanged(subject="action:1", field="text", now="Audit"), NEITHER),
        (ev.PlanItemRetired(subject="action:1", how="lapsed"), NEITHER),
    ],
)
def test_what_makes_the_picture_better_weighs_most_and_what_makes_it_worse_nothing(event: Any, expected: str) -> None:
    with start() as story:
        assert weight(story, event) == expected


@pytest.mark.parametrize(
    ("before", "label", "expected"),
    [("red", "amber", BETTER), ("green", "amber", WORSE), ("green", "green", NEITHER), ("done", "green", WORSE)],
)
def test_a_status_is_better_or_worse_than_the_one_before_it(before: str, label: str, expected: str) -> None:
    with start() as story:
        story.record(ev.StatusReported(subject="action:1", status=f"rag/{before}"), on="2017-01-10", at="2017-01-10")

        assert weight(story, ev.StatusReported(subject="action:1", status=f"rag/{label}")) == expected


@pytest.mark.parametrize(
    ("said", "expected"), [("better", BETTER), ("met", BETTER), ("worse", WORSE), ("same", NEITHER)]
)
def test_a_figure_is_what_the_source_says_of_it(said: str, expected: str) -> None:
    with start() as story:
        story.record(ev.MeasureDefined(measure="m"), on="2017-01-01", at="2017-01-01")

        assert weight(story, ev.MeasureObserved(measure="m", said=said), "measure:m") == expected


@pytest.mark.parametrize(
    ("introduced", "late", "subject", "expected"),
    [
        (None, ev.ActionAdded(action="2"), "action:2", NEITHER),
        (None, ev.CommitmentMade(commitment="c"), "commitment:c", NEITHER),
        (ev.ObligationCreated(obligation="o"), ev.ObligationDischarged(obligation="o"), "obligation:o", BETTER),
        (
            ev.RecommendationMade(recommendation="r"),
            ev.RecommendationAnswered(recommendation="r", response="accepted"),
            "recommendation:r",
            NEITHER,
        ),
        (
            ev.RecommendationMade(recommendation="r"),
            ev.RecommendationClosed(recommendation="r", how="implemented"),
            "recommendation:r",
            BETTER,
        ),
    ],
)
def test_each_sort_of_thing_has_its_own_late_entries(introduced: Any, late: Any, subject: str, expected: str) -> None:
    with start() as story:
        if introduced is not None:
            story.record(introduced, on="2017-01-01", at="2017-01-01")
        story.record(late, on="2017-01-20", at="2017-06-08")
        story.record(
            ev.MeetingHeld(meeting="m", body="board"),
            ev.AgendaItemConsidered(agenda_item="i", meeting="m", about=[subject]),
            ev.VisitPlanned(visit="v"),
            on="2017-06-05",
            at="2017-06-08",
        )

        answer = ask(story, subject)

    assert isinstance(answer, Alarm)
    assert (answer.severity or NEITHER) == expected


def test_a_late_action_is_not_held_against_the_plan_it_stands_in() -> None:
    with start() as story:
        shown(story)
        story.record(ev.ActionAdded(action="2", plan="p"), on="2017-01-20", at="2017-06-08")

        answer = ask(story, "plan:p")

    assert answer is None


@pytest.mark.parametrize("envelope", [{"mode": "presupposed"}, {"rival_of": "entry:6"}])
def test_what_is_taken_for_granted_and_second_accounts_are_left_out(envelope: dict[str, str]) -> None:
    with start() as story:
        (first,) = story.record(ev.CompletionClaimed(subject="action:1"), on="2017-01-10", at="2017-01-10")
        shown(story)
        story.record(ev.CompletionClaimed(subject="action:1"), on="2017-01-20", at="2017-06-08", **envelope)

        answer = ask(story)

    assert first == 6
    assert isinstance(answer, Clear)
    assert first in answer.because


def test_the_first_of_several_late_entries_opens_the_episode_and_a_correction_is_cited() -> None:
    with start() as story:
        item = shown(story)
        first = evidence(story)
        (second,) = story.record(ev.CompletionClaimed(subject="action:1"), on="2017-01-10", at="2017-06-09")
        worse = ev.StatusReported(subject="action:1", status="rag/red")
        story.record(worse, on="2017-01-05", at="2017-06-09")
        (note,) = story.record(ev.CorrectionRecorded(about=[f"entry:{second}"]), on="2017-06-10", at="2017-06-10")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == first
    assert set(answer.because) == {item, first, second, note}
    assert answer.says.startswith("2 entries")


def test_what_only_names_a_thing_does_not_bear_on_it() -> None:
    with start() as story:
        shown(story)
        story.record(ev.ActionAdded(action="p", plan="p", depends_on=["action:1"]), on="2017-01-20", at="2017-06-08")

        plan = ask(story, "plan:p")
        action = ask(story)

    assert plan is None
    assert isinstance(action, Clear)


@pytest.mark.parametrize(
    ("before", "expected"), [(("red", "green"), WORSE), (("red", "odd"), BETTER), (("green", "red"), BETTER)]
)
def test_it_is_the_last_status_before_that_tells_anything(before: tuple[str, str], expected: str) -> None:
    with start() as story:
        for label, day in zip(before, ("2017-01-10", "2017-01-11"), strict=True):
            story.record(ev.StatusReported(subject="action:1", status=f"rag/{label}"), on=day, at=day)

        assert weight(story, ev.StatusReported(subject="action:1", status="rag/amber")) == expected


def test_only_the_late_entries_that_something_was_shown_without_are_counted() -> None:
    with start() as story:
        item = shown(story)
        number = evidence(story)
        story.record(ev.CompletionClaimed(subject="action:1"), on="2017-03-20", at="2017-06-08")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {item, number}


def test_a_second_account_of_an_item_or_a_visit_shows_nothing() -> None:
    with start() as story:
        item = shown(story, about=["area:roads"])
        (visit,) = story.record(ev.VisitConducted(visit="v", about=["area:roads"]), on="2017-03-14", at="2017-03-14")
        other = ev.AgendaItemConsidered(agenda_item="i-2017-03-14", meeting="m-2017-03-14", about=["plan:p"])
        story.record(other, on="2017-03-14", at="2017-03-15", rival_of=f"entry:{item}")
        story.record(ev.VisitConducted(visit="v"), on="2017-03-14", at="2017-03-15", rival_of=f"entry:{visit}")
        evidence(story)

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_what_was_known_beforehand_and_recorded_on_the_day_it_happened_is_not_late() -> None:
    with start() as story:
        shown(story)
        evidence(story, on="2017-06-08", known="2017-01-20")

        assert not isinstance(ask(story), Alarm)


def test_a_late_report_that_says_nothing_of_how_it_stands_is_late_all_the_same() -> None:
    with start() as story:
        said = ev.StatusReported(subject="action:1", status="rag/red")
        story.record(said, on="2017-01-10", at="2017-01-10")
        shown(story)
        nothing = ev.StatusReported(subject="action:1", status="rag/grey")
        (number,) = story.record(nothing, on="2017-01-20", at="2017-06-08")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == number
    assert answer.severity is None
