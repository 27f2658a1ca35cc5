from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.support import Story

RAG = ev.StatusSchemeDefined(
    scheme="rag",
    states=[
        ev.State(label="green", meaning="on_track"),
        ev.State(label="amber", meaning="at_risk"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="done", meaning="complete"),
    ],
)


def green(story: Story) -> int:
    """An action reported green on 1 June 2017."""
    story.say(RAG, ev.ActionAdded(action="1"), on="2017-01-01")
    (number,) = story.say(ev.StatusReported(subject="action:1", status="rag/green"), on="2017-06-01")
    return number


def test_a_green_with_no_evidence_where_all_evidence_is_held_is_asked_about() -> None:
    with Story() as story:
        number = green(story)
        story.cover("evidence")

        answer = story.ask("GREEN_WITHOUT_EVIDENCE", "action:1", "2017-07-01")

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert answer.severity is None


def test_the_same_green_with_an_audit_collected_by_then_is_clear() -> None:
    with Story() as story:
        green(story)
        story.cover("evidence")
        story.say(ev.EvidenceRecorded(evidence="e", supports=["action:1"], collected="2017-05-20"), on="2017-05-20")

        answer = story.ask("GREEN_WITHOUT_EVIDENCE", "action:1", "2017-07-01")

    assert isinstance(answer, Clear)


def test_without_declared_coverage_an_absence_of_evidence_tells_nothing() -> None:
    with Story() as story:
        green(story)

        answer = story.ask("GREEN_WITHOUT_EVIDENCE", "action:1", "2017-07-01")

    assert isinstance(answer, CannotTell)
    assert "evidence" in answer.why
