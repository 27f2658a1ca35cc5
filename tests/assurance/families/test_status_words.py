from typing import Any

import pytest

from govledger import events as ev
from govledger.assurance import Alarm, Answer, CannotTell, Clear
from tests.assurance.support import Story

RULE = "STATUS_OFF_SCHEME"
ACTION = "action:1"
TODAY = "2017-12-01"

MEANINGS = {"green": "on_track", "red": "off_track", "amber-c": "complete_embedding", "blue": "unknown", "grey": None}


def scheme(story: Story, *, on: str = "2017-01-01", requires: dict[str, list[str]] | None = None, **said: Any) -> int:
    """A scheme laid down; its number."""
    envelope = said.pop("envelope", {})
    meanings = said.pop("meanings", MEANINGS)
    states = [
        ev.State(label=label, meaning=meaning, requires=tuple((requires or {}).get(label, ())))
        for label, meaning in meanings.items()
    ]
    (number,) = story.say(ev.StatusSchemeDefined(**{"scheme": "rag", "states": states, **said}), on=on, **envelope)
    return number


def action(story: Story, **said: Any) -> None:
    """An action of a plan."""
    story.say(
        ev.PlanVersioned(plan="p"), ev.PlanVersioned(plan="q"), ev.ActionAdded(action="1", plan="p", **said),
        on="2017-01-02",
    )  # fmt: skip


def use(story: Story, status: str = "rag/green", on: str = "2017-06-01", **envelope: Any) -> int:
    """A status of the action."""
    (number,) = story.say(ev.StatusReported(subject=ACTION, status=status), on=on, **envelope)
    return number


def explain(story: Story, status: str = "red", **said: Any) -> int:
    """A status explained in talk."""
    envelope = said.pop("envelope", {})
    (number,) = story.say(ev.StatementMade(kind="explanation", explains=status, **said), on="2017-06-02", **envelope)
    return number


def ask(story: Story) -> Answer:
    return story.ask(RULE, ACTION, TODAY)


def test_a_status_that_its_scheme_lists_and_gives_a_meaning_is_clear() -> None:
    with Story() as story:
        laid = scheme(story, standing="adopted")
        action(story)
        used = use(story, "rag/amber-c")

        answer = ask(story)

    assert answer == Clear(because=(used, laid))


def test_a_word_of_no_scheme_is_asked_about_where_all_statuses_are_held() -> None:
    with Story() as story:
        action(story)
        first = use(story, "green")
        last = use(story, "green", on="2017-07-01")

        uncovered = ask(story)
        story.say(ev.BodyEstablished(body="b"), on="2016-01-01")
        story.cover("statuses", body="b")
        elsewhere = ask(story)
        story.cover("statuses", about="plan:p", since="2017-07-01", until="2017-07-01")
        covered = ask(story)

    assert isinstance(uncovered, CannotTell)
    assert "statuses" in uncovered.why
    assert uncovered.because == (last,)
    assert isinstance(elsewhere, CannotTell)
    assert isinstance(covered, Alarm)
    assert (covered.because, covered.opened, covered.severity) == ((last,), first, None)
    assert "no adopted scheme" in covered.says


def test_the_episode_opens_with_the_first_report_at_that_status() -> None:
    with Story() as story:
        action(story)
        use(story, "green", on="2017-05-01")
        use(story, "red", on="2017-05-02")
        first = use(story, "green")
        use(story, "green", on="2017-07-01")
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.opened == first


def test_a_scheme_that_was_only_proposed_is_not_in_force() -> None:
    with Story() as story:
        scheme(story, standing="proposed")
        action(story)
        use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "no adopted scheme" in answer.says


@pytest.mark.parametrize(("applies_to", "expected"), [("plan:q", Alarm), ("plan:p", Clear), (ACTION, Clear)])
def test_a_scheme_of_another_plan_is_not_in_force_for_this_one(applies_to: str, expected: type) -> None:
    with Story() as story:
        action(story)
        scheme(story, on="2017-01-03", applies_to=[applies_to])
        use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, expected)


def test_a_scheme_of_a_plan_may_apply_to_what_is_not_said_to_belong_to_any() -> None:
    with Story() as story:
        story.say(ev.PlanVersioned(plan="q"), ev.ActionAdded(action="1"), on="2017-01-01")
        scheme(story, applies_to=["plan:q"])
        use(story)

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(
    "envelope", [{"mode": "inferred"}, {"mode": "presupposed"}, {"uncertain": ["states"]}, {"uncertain": ["standing"]}]
)
def test_a_scheme_only_inferred_presupposed_or_doubted_does_not_let_the_rule_tell(envelope: dict[str, Any]) -> None:
    with Story() as story:
        scheme(story, envelope=envelope)
        action(story)
        used = use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "inferred" in answer.why
    assert answer.because == (used,)


@pytest.mark.parametrize(("on", "expected"), [("2017-06-01", Clear), ("2017-06-02", CannotTell)])
def test_a_scheme_laid_down_after_it_was_used_does_not_let_the_rule_tell(on: str, expected: type) -> None:
    with Story() as story:
        action(story)
        laid = scheme(story, on=on)
        used = use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, expected)
    assert answer is not None
    assert set(answer.because) == {used, laid}


def test_a_second_account_of_a_scheme_puts_nothing_in_force() -> None:
    with Story() as story:
        laid = scheme(story, standing="proposed")
        scheme(story, on="2017-01-02", envelope={"rival_of": f"entry:{laid}"})
        action(story)
        use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)


def test_a_status_that_its_scheme_does_not_list_is_asked_about() -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        used = use(story, "rag/purple")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((used, laid), used)
    assert "not among" in answer.says


def test_a_later_version_of_a_scheme_lists_its_own_statuses_only() -> None:
    with Story() as story:
        scheme(story, version="1", meanings={"green": "on_track"})
        scheme(story, on="2017-02-01", version="2", meanings={"red": "off_track"})
        scheme(story, on="2017-02-02", version="2", meanings={"blue": "complete"})
        action(story)

        use(story)
        dropped = ask(story)
        use(story, "rag/red")
        listed = ask(story)

    assert isinstance(dropped, Alarm)
    assert isinstance(listed, Clear)


@pytest.mark.parametrize("label", ["blue", "grey"])
def test_a_status_without_a_declared_meaning_that_nobody_explained_tells_nothing(label: str) -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        used = use(story, f"rag/{label}")

        answer = ask(story)

    assert answer == CannotTell(why="nobody said what the status means", because=(used, laid))


@pytest.mark.parametrize("about", [["plan:p"], [ACTION], ["scheme:rag"], None])
@pytest.mark.parametrize("word", ["blue", "rag/blue"])
def test_a_status_without_a_declared_meaning_explained_in_talk_is_asked_about(
    word: str, about: list[str] | None
) -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        used = use(story, "rag/blue")
        said = explain(story, word, about=about)

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert (answer.because, answer.opened) == ((used, laid, said), said)
    assert "no declared meaning" in answer.says


def test_a_status_of_an_inferred_scheme_explained_in_talk_has_no_declared_meaning() -> None:
    with Story() as story:
        scheme(story, envelope={"mode": "inferred"})
        action(story)
        used = use(story, "rag/amber-c")
        said = explain(story, "amber-c", about=["plan:p"])

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert answer.because == (used, said)


@pytest.mark.parametrize(
    ("word", "about", "envelope"),
    [
        ("red", None, {}),
        ("other/blue", None, {}),
        ("blue", ["plan:q"], {}),
        ("blue", None, {"mode": "presupposed"}),
    ],
)
def test_an_explanation_of_another_status_or_plan_or_taken_for_granted_is_none(
    word: str, about: list[str] | None, envelope: dict[str, Any]
) -> None:
    with Story() as story:
        scheme(story)
        scheme(story, scheme="other")
        action(story)
        use(story, "rag/blue")
        explain(story, word, about=about, envelope=envelope)

        answer = ask(story)

    assert isinstance(answer, CannotTell)


def test_a_second_account_of_an_explanation_explains_nothing() -> None:
    with Story() as story:
        scheme(story)
        action(story)
        use(story, "rag/blue")
        first = explain(story, "red", about=["plan:p"])
        explain(story, "blue", about=["plan:p"], envelope={"rival_of": f"entry:{first}"})

        answer = ask(story)

    assert isinstance(answer, CannotTell)


@pytest.mark.parametrize("field", ["explains", "favourable"])
def test_a_doubted_explanation_does_not_let_the_rule_tell(field: str) -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        used = use(story, "rag/red")
        said = explain(story, "red", favourable="yes", envelope={"uncertain": [field]})

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert "doubts" in answer.why
    assert answer.because == (used, laid, said)


@pytest.mark.parametrize(
    ("label", "favourable", "expected"),
    [
        ("red", "yes", Alarm),
        ("red", "no", Clear),
        ("red", None, Clear),
        ("green", "no", Alarm),
        ("green", "yes", Clear),
    ],
)
def test_an_explanation_that_speaks_against_the_declared_meaning_is_asked_about(
    label: str, favourable: str | None, expected: type
) -> None:
    with Story() as story:
        scheme(story)
        action(story)
        use(story, f"rag/{label}")
        explain(story, label, favourable=favourable)

        answer = ask(story)

    assert isinstance(answer, expected)
    if isinstance(answer, Alarm):
        assert "declared to mean otherwise" in answer.says


def versions(story: Story, *, second: str | None = "2", day: str = "2017-05-01") -> int:
    """A scheme in two versions; the number of the second."""
    scheme(story, version="1")
    return scheme(story, on=day, version=second)


def test_an_improvement_on_the_day_its_scheme_got_another_version_is_asked_about() -> None:
    with Story() as story:
        new = versions(story)
        action(story)
        before = use(story, "rag/red", on="2017-04-01")
        after = use(story, "rag/green", on="2017-05-01")
        last = use(story, "rag/green", on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert set(answer.because) == {last, new, before, after}
    assert answer.opened == after
    assert "2017-05-01" in answer.says


@pytest.mark.parametrize(
    ("was", "now", "day", "second"),
    [
        ("red", "green", "2017-05-02", "2"),
        ("red", "green", "2017-04-30", "2"),
        ("green", "red", "2017-05-01", "2"),
        ("green", "green", "2017-05-01", "2"),
        ("red", "green", "2017-05-01", "1"),
    ],
)
def test_another_day_no_improvement_or_the_same_version_is_clear(was: str, now: str, day: str, second: str) -> None:
    with Story() as story:
        versions(story, second=second)
        action(story)
        use(story, f"rag/{was}", on="2017-04-01")
        use(story, f"rag/{now}", on=day)

        answer = ask(story)

    assert isinstance(answer, Clear)


@pytest.mark.parametrize(("last", "expected"), [("red", Clear), ("amber-c", Alarm)])
def test_an_improvement_by_redefinition_is_asked_about_until_it_is_undone(last: str, expected: type) -> None:
    with Story() as story:
        versions(story)
        action(story)
        use(story, "rag/red", on="2017-04-01")
        use(story, "rag/green", on="2017-05-01")
        use(story, f"rag/{last}", on="2017-06-01")

        answer = ask(story)

    assert isinstance(answer, expected)


def test_a_report_of_the_day_itself_is_no_report_before_the_change() -> None:
    with Story() as story:
        versions(story)
        action(story)
        use(story, "rag/red", on="2017-05-01")
        use(story, "rag/green", on="2017-05-01")

        answer = ask(story)

    assert isinstance(answer, Clear)


# What a scheme asks for ----------------------------------------------------------------------------------------------


def needing(story: Story, need: str, **said: Any) -> tuple[int, int]:
    """A green that needs something, in use; the numbers of the scheme and of the report."""
    laid = scheme(story, requires={"green": [need]})
    action(story, **said)
    return laid, use(story)


def evidence(story: Story, collected: str | None = "2017-06-01", **said: Any) -> None:
    """Evidence that supports the action."""
    event = ev.EvidenceRecorded(evidence="e", supports=[ACTION], collected=collected, **said)
    story.say(event, on="2017-06-10")


@pytest.mark.parametrize(
    ("need", "what"),
    [("evidence", "evidence"), ("verification", "evidence"), ("test", "statuses"), ("date", "deadlines")],
)
def test_what_a_status_needs_and_is_not_there_is_asked_about_only_inside_coverage(need: str, what: str) -> None:
    with Story() as story:
        laid, used = needing(story, need)

        uncovered = ask(story)
        story.cover(what, about="plan:p", since="2017-06-01", until="2017-06-01")
        covered = ask(story)

    assert isinstance(uncovered, CannotTell)
    assert what in uncovered.why
    assert uncovered.because == (used, laid)
    assert isinstance(covered, Alarm)
    assert (covered.because, covered.opened) == ((used, laid), used)
    assert "only with" in covered.says


@pytest.mark.parametrize(
    ("collected", "complete", "expected"),
    [
        ("2017-06-01", None, Clear),
        ("2017-06-02", None, Alarm),
        ("2017-06-01", "no", Alarm),
        (None, None, CannotTell),
        ("unknown", None, CannotTell),
        (None, "no", Alarm),
    ],
)
def test_needed_evidence_is_finished_and_collected_by_then(
    collected: str | None, complete: str | None, expected: type
) -> None:
    with Story() as story:
        needing(story, "evidence")
        evidence(story, collected, complete=complete)
        story.cover("evidence")

        answer = ask(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(
    ("on", "result", "expected"),
    [("2017-06-01", "verified", Clear), ("2017-06-02", "verified", Alarm), ("2017-06-01", "partly", Alarm)],
)
def test_a_needed_check_found_it_true_by_then(on: str, result: str, expected: type) -> None:
    with Story() as story:
        needing(story, "verification")
        story.say(ev.VerificationRecorded(subject=ACTION, result=result), on=on)
        story.cover("evidence")

        answer = ask(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(("on", "expected"), [("2017-06-01", Clear), ("2017-06-02", Alarm)])
def test_a_needed_test_was_made_by_then(on: str, expected: type) -> None:
    with Story() as story:
        needing(story, "test")
        story.say(ev.EmbeddingConfirmed(subject=ACTION), on=on)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, expected)


@pytest.mark.parametrize(
    ("need", "kind", "event"),
    [
        ("verification", "evidence", ev.VerificationRecorded(subject=ACTION, result="verified")),
        ("test", "statuses", ev.EmbeddingConfirmed(subject=ACTION)),
    ],
)
def test_a_second_account_earns_nothing(need: str, kind: str, event: Any) -> None:
    with Story() as story:
        needing(story, need)
        (first,) = story.say(event, on="2017-06-02")
        story.say(event, on="2017-05-01", rival_of=f"entry:{first}")
        story.cover(kind)

        answer = ask(story)

    assert isinstance(answer, Alarm)


@pytest.mark.parametrize(
    ("due", "date", "overdue"),
    [
        ("2017-05-31", Clear, Clear),
        ("2017-06-01", Clear, Alarm),
        ("within 3 months", Clear, CannotTell),
        ("unknown", CannotTell, CannotTell),
        ("unspecified", Alarm, Alarm),
        ("none", Alarm, Alarm),
    ],
)
def test_a_needed_date_is_a_day_and_for_overdue_one_that_had_passed(due: str, date: type, overdue: type) -> None:
    with Story() as story:
        needing(story, "date", due=due)
        needs_date = ask(story)
    with Story() as story:
        needing(story, "overdue", due=due)
        needs_overdue = ask(story)

    assert isinstance(needs_date, date)
    assert isinstance(needs_overdue, overdue)


def test_the_date_that_counts_is_the_one_it_had_on_the_day_of_the_report() -> None:
    with Story() as story:
        needing(story, "overdue", due="2017-05-01")

        story.say(ev.DeadlineChanged(subject=ACTION, now="2017-12-31"), on="2017-06-02")
        story.say(ev.DeadlineChanged(subject=ACTION, now="2017-12-31", outcome="refused"), on="2017-05-20")
        moved_later = ask(story)
        story.say(ev.DeadlineChanged(subject=ACTION, now="2017-09-30"), on="2017-06-01")
        moved_by_then = ask(story)
        story.say(ev.DeadlineChanged(subject=ACTION), on="2017-06-01")
        moved_to_no_day = ask(story)

    assert isinstance(moved_later, Clear)
    assert isinstance(moved_by_then, Alarm)
    assert isinstance(moved_to_no_day, CannotTell)


def test_what_is_lacking_is_said_even_where_something_else_cannot_be_told() -> None:
    with Story() as story:
        scheme(story, requires={"green": ["evidence", "date", "test"]})
        action(story, due="unspecified")
        use(story)
        story.cover("statuses")

        answer = ask(story)

    assert isinstance(answer, Alarm)
    assert "a date and a test" in answer.says


# What is not asked about ---------------------------------------------------------------------------------------------


def test_a_status_that_a_source_only_takes_for_granted_or_a_second_account_is_not_asked_about() -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        first = use(story)
        use(story, "purple", on="2017-07-01", rival_of=f"entry:{first}")

        rival = ask(story)
        use(story, "purple", on="2017-08-01", mode="presupposed")
        presupposed = ask(story)

    assert rival == Clear(because=(first, laid))
    assert presupposed is None


def test_a_doubted_status_does_not_let_the_rule_tell() -> None:
    with Story() as story:
        laid = scheme(story)
        action(story)
        used = use(story, uncertain=["status"])

        answer = ask(story)

    assert answer == CannotTell(why="the clerk doubts the status", because=(used, laid))


def test_what_has_no_status_is_not_asked_about() -> None:
    with Story() as story:
        action(story)
        story.say(ev.StatusReported(subject=ACTION, percent="50 %"), on="2017-06-01")

        answer = ask(story)

    assert answer is None


# What is easily taken for something else -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "mode", "expected"),
    [
        ("rag/red", "rag/green", "first_hand", Alarm),
        ("rag/red", "rag/green", "presupposed", Clear),
        ("rag/blue", "rag/green", "first_hand", Clear),
        ("rag/red", "rag/blue", "first_hand", None),
    ],
)
def test_only_a_step_between_meanings_that_are_known_by_a_scheme_laid_down_outright_is_an_improvement(
    before: str, after: str, mode: str, expected: type | None
) -> None:
    with Story() as story:
        scheme(story, version="1")
        action(story)
        use(story, before, "2017-05-01")
        scheme(story, on="2017-06-01", version="2", envelope={"mode": mode})
        use(story, after, "2017-06-01")

        answer = ask(story)

    assert isinstance(answer, expected) if expected is not None else not isinstance(answer, Alarm | None)


def test_a_date_moved_to_no_day_said_is_not_known() -> None:
    with Story() as story:
        scheme(story, requires={"green": ["date"]})
        action(story, due="by 2017-09-30")
        story.say(ev.DeadlineChanged(subject=ACTION), on="2017-05-01")
        use(story)
        story.cover("deadlines")

        answer = ask(story)

    assert isinstance(answer, CannotTell)
    assert answer.why == "its date is not known"
