import attrs
import pytest

from govledger import events as ev
from govledger.ledger import Ledger
from govledger.projections.keys import Named, is_nameable, names_in_key, names_of, numbers_naming, widened
from govledger.projections.views import VIEWS, declared
from tests.projections.support import MINUTES, minute_ledger, say

JUNE = "2017-06-14"
KEYED = [view for view in VIEWS if declared(view).keyed]


@attrs.frozen
class Pair:
    """A key of two parts."""

    action: str
    entry: int


def test_an_entry_names_what_it_introduces_refers_to_and_rests_on(action: Ledger) -> None:
    rests_on = {"source": {"document": "bvib", "locator": "A3"}, "asserted_by": "office:dcs"}
    number = say(action, ev.StatusReported(subject="action:2.4", status="red", by=["office:head"]), JUNE, **rests_on)

    found = names_of(action.entry(number), action.inner.catalogue)

    assert found == {"action:2.4", "office:head", "office:dcs", "document:bvib", f"entry:{number}"}


def test_a_correction_names_its_original_and_itself(action: Ledger) -> None:
    number = say(action, ev.StatusReported(subject="action:2.4", status="red"), JUNE)
    correction = action.correct(number, ev.StatusReported(subject="plan:p", status="red"), reason="mis-typed")

    found = names_of(correction, action.inner.catalogue)

    assert found == {"plan:p", f"entry:{number}", f"entry:{correction.number}"}


def test_a_second_account_names_the_first(action: Ledger) -> None:
    first = say(action, ev.StatusReported(subject="action:2.4", status="red"), JUNE)
    second = say(action, ev.StatusReported(subject="action:2.4", status="green"), JUNE, rival_of=f"entry:{first}")

    assert f"entry:{first}" in names_of(action.entry(second), action.inner.catalogue)


@pytest.mark.parametrize("key", ["action:1", "1", ("action:1", "progress"), Pair("1", 9), Pair("2", 17), 17, (3, 17)])
def test_a_key_is_named_when_any_part_of_it_is(key: object) -> None:
    assert key in Named.of(["action:1", "entry:17"])


@pytest.mark.parametrize("key", ["risk:1", "2", ("action:2", "progress"), Pair("2", 9), 1, (), None, True, 1.0])
def test_a_key_of_another_thing_is_not_named(key: object) -> None:
    assert key not in Named.of(["action:1", "entry:17"])


def test_names_are_widened_to_everything_of_the_same_bare_id() -> None:
    found = widened(["action:1"])

    assert {"action:1", "risk:1", "entry:1", "office:1"} <= found
    assert all(name.endswith(":1") for name in found)


def test_a_key_stands_for_every_reference_that_names_it() -> None:
    for key in ("1", "action:1", 17, Pair("action:1", 17)):
        assert all(key in Named.of([name]) for name in names_in_key(key))


def test_only_ids_and_what_holds_them_can_be_named() -> None:
    assert all(map(is_nameable, ["1", 1, ("x", None), Pair("1", 2)]))
    assert not any(map(is_nameable, [None, True, 1.5, (), (None,)]))


def test_the_entries_naming_something_are_found_in_every_version(action: Ledger) -> None:
    added = next(entry.number for entry in action.entries() if isinstance(entry.event, ev.ActionAdded))
    number = say(action, ev.StatusReported(subject="plan:p", status="red"), JUNE)
    correction = action.correct(number, ev.StatusReported(subject="action:2.4", status="red"), reason="mis-typed")
    inner = action.inner

    about_action = numbers_naming(["action:2.4"], store=inner.store, ledger=inner.row)
    about_entry = numbers_naming([f"entry:{number}"], store=inner.store, ledger=inner.row)

    assert about_action == [added, correction.number]
    assert about_entry == [number, correction.number]


def test_no_ledger_has_an_entry_0(ledger: Ledger) -> None:
    say(ledger, ev.ActionAdded(action="0", text="Prepare"), JUNE)

    about = numbers_naming(widened(["action:0"]), store=ledger.inner.store, ledger=ledger.inner.row)

    assert about == [2]


@pytest.mark.parametrize("name", MINUTES)
def test_the_store_finds_every_entry_by_everything_it_names(name: str) -> None:
    with minute_ledger(name) as ledger:
        inner = ledger.inner
        for entry in ledger.entries():
            for reference in names_of(entry, inner.catalogue):
                assert entry.number in numbers_naming([reference], store=inner.store, ledger=inner.row)


@pytest.mark.parametrize("view", KEYED)
def test_every_key_of_a_keyed_view_is_named_by_an_entry(view: type, minute: Ledger) -> None:
    state: object = minute.history().project(view)
    named = Named.of(name for entry in minute.history() for name in names_of(entry, minute.inner.catalogue))

    keys = [key for field in attrs.fields(view) for key in getattr(state, field.name)]

    assert all(key in named for key in keys)
