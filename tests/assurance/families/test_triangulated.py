from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, CannotTell, Clear
from tests.assurance.items import RAG
from tests.assurance.support import Story

RULE, TODAY = "NOT_TRIANGULATED", "2017-07-01"


def promised(story: Story, label: str = "done", **envelope: Any) -> int:
    """A commitment reported on 1 June 2017, where all evidence is held; the number of the report."""
    story.say(RAG, ev.CommitmentMade(commitment="c"), on="2017-01-01")
    story.cover("evidence")
    return story.say(ev.StatusReported(subject="commitment:c", status=f"rag/{label}"), on="2017-06-01", **envelope)[0]


def show(story: Story, kind: str | None, name: str | None = None, **said: Any) -> int:
    """Evidence of a kind that supports the commitment."""
    uncertain = said.pop("uncertain", None)
    held = {"evidence": name or kind or "e", "kind": kind, "supports": ["commitment:c"], **said}
    return story.say(ev.EvidenceRecorded(**held), on="2017-05-01", uncertain=uncertain)[0]


def test_a_commitment_done_because_a_document_was_published_is_asked_about() -> None:
    with Story() as story:
        number = promised(story)
        shown = show(story, "document")

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number, shown)
    assert answer.opened == number
    assert answer.severity is None
    assert "of this kind only: document" in answer.says


def test_a_document_a_dip_sample_and_partners_feedback_are_three_kinds() -> None:
    with Story() as story:
        number = promised(story)
        shown = [show(story, kind) for kind in ("document", "dip_sample", "feedback")]

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert answer == Clear(because=(number, *shown))


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ([], Alarm),
        (["audit"], Alarm),
        (["document", "certificate", "training", "testimony"], Alarm),
        (["document", "audit"], Clear),
        (["document", "observation"], Clear),
        (["document", "data"], Clear),
        (["training", "inspection"], Clear),
        (["audit", "dip_sample"], Clear),
        (["audit", None], CannotTell),
        (["audit", "horoscope"], CannotTell),
        (["document", "audit", None], Clear),
    ],
)
def test_two_kinds_are_wanted_and_one_of_them_from_practice(kinds: list[str | None], kind: type) -> None:
    with Story() as story:
        promised(story)
        for each in kinds:
            show(story, each)

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), kind)


def test_with_nothing_at_all_the_alarm_says_so() -> None:
    with Story() as story:
        number = promised(story)

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.because == (number,)
    assert "not recorded" in answer.says


@pytest.mark.parametrize(("least", "kinds", "kind"), [(1, 1, Clear), (2, 1, Alarm), (3, 2, Alarm), (3, 3, Clear)])
def test_how_many_kinds_are_wanted_is_a_setting(least: int, kinds: int, kind: type) -> None:
    with Story() as story:
        promised(story)
        for each in ("audit", "feedback", "data")[:kinds]:
            show(story, each)
        story.set(RULE, "kinds_min", least)

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), kind)


def test_two_pieces_of_one_kind_are_one_kind() -> None:
    with Story() as story:
        promised(story)
        show(story, "audit", "a")
        show(story, "audit", "b")

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), Alarm)


@pytest.mark.parametrize(
    ("said", "kind"),
    [({"complete": "no"}, Alarm), ({"uncertain": ["kind"]}, CannotTell), ({"uncertain": ["supports"]}, CannotTell)],
)
def test_unfinished_evidence_does_not_count_and_doubted_evidence_does_not_tell(said: Any, kind: type) -> None:
    with Story() as story:
        promised(story)
        show(story, "document")
        show(story, "audit", **said)

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), kind)


def test_figures_of_a_measure_of_it_are_data() -> None:
    with Story() as story:
        number = promised(story)
        shown = show(story, "document")
        story.say(ev.MeasureDefined(measure="m", about=["commitment:c"]), on="2017-02-01")
        (figure,) = story.say(ev.MeasureObserved(measure="m", value="30 %"), on="2017-03-01")

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert answer == Clear(because=(number, shown, figure))


def test_without_coverage_there_may_be_other_kinds() -> None:
    with Story() as story:
        story.say(RAG, ev.CommitmentMade(commitment="c"), on="2017-01-01")
        (number,) = story.say(ev.StatusReported(subject="commitment:c", status="rag/done"), on="2017-06-01")
        shown = show(story, "document")

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, CannotTell)
    assert "evidence" in answer.why
    assert answer.because == (number, shown)


@pytest.mark.parametrize(("until", "kind"), [("2017-05-31", CannotTell), ("2017-06-01", Alarm)])
def test_the_coverage_that_counts_is_that_of_the_day_of_the_report(until: str, kind: type) -> None:
    with Story() as story:
        story.say(RAG, ev.CommitmentMade(commitment="c"), on="2017-01-01")
        story.say(ev.StatusReported(subject="commitment:c", status="rag/done"), on="2017-06-01")
        story.cover("evidence", until=until)

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), kind)


@pytest.mark.parametrize("label", ["green", "amber"])
def test_only_what_is_said_to_be_done_is_asked_about(label: str) -> None:
    with Story() as story:
        promised(story, label)

        assert story.ask(RULE, "commitment:c", TODAY) is None


def test_a_status_that_the_clerk_doubts_tells_nothing() -> None:
    with Story() as story:
        number = promised(story, uncertain=["status"])

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert answer == CannotTell(why="the clerk doubts the status", because=(number,))


def test_an_episode_opens_when_it_is_first_said_to_be_done() -> None:
    with Story() as story:
        promised(story, "green")
        said = [
            story.say(ev.StatusReported(subject="commitment:c", status="rag/done"), on=day)[0]
            for day in ("2017-06-10", "2017-06-20")
        ]

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, Alarm)
    assert answer.opened == said[0]
    assert answer.because == (said[1],)


# One file for everything ---------------------------------------------------------------------------------------------

HASH = "ab" * 32


def others(count: int) -> list[str]:
    return [f"area:a{number}" for number in range(count)]


@pytest.mark.parametrize(("count", "kind"), [(4, Clear), (5, Alarm)])
def test_one_file_may_support_five_things(count: int, kind: type) -> None:
    with Story() as story:
        number = promised(story)
        show(story, "audit")
        shown = show(story, "feedback", content_hash=HASH, supports=["commitment:c", *others(count)])

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, kind)
    assert not isinstance(answer, Alarm) or answer.because == (number, shown)
    assert not isinstance(answer, Alarm) or answer.opened == shown
    assert not isinstance(answer, Alarm) or "supports 6 things" in answer.says


@pytest.mark.parametrize(("most", "kind"), [(1, Alarm), (2, Clear), (9, Clear)])
def test_how_many_things_one_file_may_support_is_a_setting(most: int, kind: type) -> None:
    with Story() as story:
        promised(story)
        show(story, "audit")
        show(story, "feedback", content_hash=HASH, supports=["commitment:c", "area:a"])
        story.set(RULE, "items_max", most)

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), kind)


def test_a_file_is_the_same_under_any_name_and_however_it_is_tied_to_things() -> None:
    with Story() as story:
        promised(story)
        show(story, "audit")
        show(story, "feedback", content_hash=HASH)
        show(story, "data", "again", content_hash=HASH, supports=["area:a0", "area:a1"])
        show(story, "data", "third", content_hash=HASH, supports=None)
        story.say(ev.CompletionClaimed(subject="area:a2", evidence=["third"]), on="2017-05-02")
        links = ["evidence:third supports area:a3", "evidence:third supports area:a4"]
        story.say(ev.LinkNoted(links=links, standing="confirmed"), on="2017-05-03")

        answer = story.ask(RULE, "commitment:c", TODAY)

    assert isinstance(answer, Alarm)
    assert "supports 6 things" in answer.says


@pytest.mark.parametrize(
    ("link", "standing"),
    [
        ("evidence:feedback supports area:a9", "suggested"),
        ("evidence:feedback repeats area:a9", "confirmed"),
        ("area:a9 supports evidence:feedback", "confirmed"),
        ("area:feedback supports area:a9", "confirmed"),
    ],
)
def test_what_is_only_suggested_or_tied_otherwise_does_not_count(link: str, standing: str) -> None:
    with Story() as story:
        promised(story)
        show(story, "audit")
        show(story, "feedback", content_hash=HASH, supports=["commitment:c", *others(4)])
        story.say(ev.LinkNoted(links=[link], standing=standing), on="2017-05-03")

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), Clear)


@pytest.mark.parametrize("second", ["evidence", "claim", "link"])
def test_second_accounts_do_not_count(second: str) -> None:
    supports = ["commitment:c", *others(4)]
    evidence = ev.EvidenceRecorded(evidence="f", kind="feedback", content_hash=HASH, supports=[*supports, "area:a9"])
    claim = ev.CompletionClaimed(subject="area:a9", evidence=["f"])
    link = ev.LinkNoted(links=["evidence:f supports area:a9"], standing="confirmed")
    with Story() as story:
        promised(story)
        show(story, "audit")
        first = show(story, "feedback", "f", content_hash=HASH, supports=supports)
        plain = ev.CompletionClaimed(subject="area:a9")
        noted = ev.LinkNoted(links=["evidence:f supports area:a9"], standing="suggested")
        rivalled = {"evidence": first, "claim": story.say(plain, on="2017-05-02")[0]}
        rivalled["link"] = story.say(noted, on="2017-05-02")[0]
        rival = {"evidence": evidence, "claim": claim, "link": link}[second]
        story.say(rival, on="2017-05-02", rival_of=f"entry:{rivalled[second]}")

        assert not isinstance(story.ask(RULE, "commitment:c", TODAY), Alarm)


def test_evidence_without_a_hash_is_no_file_of_others() -> None:
    with Story() as story:
        promised(story)
        show(story, "audit")
        show(story, "feedback", supports=["commitment:c", *others(9)])

        assert isinstance(story.ask(RULE, "commitment:c", TODAY), Clear)
