"""The laws as a developer meets them: collected as tests, told when broken, and added to."""

import datetime as dt
import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import strategies as st

from govledger import events as ev
from govledger.testing import Given, Law, LawBrokenError, given, law, law_named, laws, laws_of
from govledger.testing.laws import pool_of
from govledger.testing.quiet import listening
from tests.testing.gallery.bad import ReadsAText
from tests.testing.gallery.good import CountsItsEntries, CountsWhatIsWritten, LogsEveryVersion
from tests.testing.open_actions import OpenActions

TestOpenActions = laws(OpenActions, examples=30)


def names(projection: type) -> set[str]:
    return {one.name for one in laws_of(projection)}


def test_a_projection_is_held_to_the_laws_that_concern_it() -> None:
    assert "what_stands_under_an_id_follows_from_the_entries_that_name_it" in names(OpenActions)
    assert "what_stands_under_an_id_follows_from_the_entries_that_name_it" not in names(CountsItsEntries)
    assert "the_order_of_recording_is_no_matter" not in names(LogsEveryVersion)
    assert names(CountsWhatIsWritten) < names(OpenActions)


def test_every_law_is_a_sentence_that_says_why() -> None:
    for one in laws_of(OpenActions):
        assert (one.name.islower(), one.why.endswith(".")) == (True, True), one.name
        assert law_named(one.sentence) is one


def test_a_law_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(LookupError, match="did you mean two_sittings_equal_one"):
        law_named("two sittings equals one")


def test_a_broken_law_is_told_with_its_name_its_history_and_what_differs() -> None:
    test = vars(laws(ReadsAText, examples=60))["test_a_withheld_text_changes_nothing_else"]

    with pytest.raises(LawBrokenError) as raised:
        test(None)

    told = str(raised.value)
    assert told.startswith("reads-a-text breaks the law that a withheld text changes nothing else:\n")
    assert "in the history\ngiven(\n    draft(ev.ActionAdded(" in told
    assert "\nwhere these differ:\n  lengths." in told


def test_a_law_is_put_to_a_history_that_was_pasted() -> None:
    broken = law_named("a withheld text changes nothing else")

    broken.check(ReadsAText, given(ev.ActionAdded(action="1")))
    with pytest.raises(LawBrokenError, match="with every text withheld it differs"):
        broken.check(ReadsAText, given(ev.ActionAdded(action="1", text="Two words")))


@law
def no_action_is_numbered_two(told: Given) -> None:
    """An example that cannot hold."""
    assert "2" not in told.project(OpenActions).state.due


def test_a_law_of_ones_own_is_put_with_the_others_and_made_small() -> None:
    assert isinstance(no_action_is_numbered_two, Law)
    test = vars(laws(OpenActions, no_action_is_numbered_two, examples=60))["test_no_action_is_numbered_two"]

    with pytest.raises(LawBrokenError) as raised:
        test(None)

    _, _, history = str(raised.value).partition("in the history")
    assert 1 <= history.count("draft(") <= 4


def test_the_laws_can_be_put_to_histories_of_ones_own() -> None:
    told = given(ev.ActionAdded(action="1", text="Two words"))

    verdict = pool_of(ReadsAText, st.just(told), examples=3).verdict(law_named("a withheld text changes nothing else"))

    assert verdict.told == told


def test_what_is_asked_of_the_machine_is_heard() -> None:
    asked = {
        "date.today": dt.date.today,
        "datetime.now": lambda: dt.datetime.now(dt.UTC),
        "time.time": time.time,
        "Random.random": random.random,
        "posix.urandom": lambda: os.urandom(1),
        "io.open": lambda: Path(__file__).read_text(encoding="utf-8"),
    }
    for name, ask in asked.items():
        with listening() as heard:
            ask()  # type: ignore[no-untyped-call]

        assert any(name.partition(".")[2] in call for call in heard.calls), (name, heard.calls)


def test_what_is_worked_out_is_not_heard() -> None:
    with listening() as heard:
        _ = sorted({"b", "a"}), dt.date(2017, 6, 14) + dt.timedelta(days=1), str(ev.by("2017-06-14")), Path("a") / "b"

    assert heard.calls == []
