"""The tables say what the read models say, for whom they are, and what each column means."""

import re
from collections.abc import Iterable

import attrs
import pytest

from govledger import DecisionRegister, Ledger, PlanState, check, events as ev
from govledger.assurance import RULES
from govledger.events import CATALOGUE
from govledger.exports.tabular import Book, book as made_of, book_of
from govledger.exports.tabular.model import Kind, Table, ends, shown
from tests.counties.support import LAST, county, opinion
from tests.exports.report.reading import on, small_plan
from tests.seal.support import LOG, ORIGIN


def by_ref(table: Table, column: str) -> dict[object, object]:
    return dict(zip(table.column(table.key[0]), table.column(column), strict=True))


def words(book: Book) -> set[object]:
    return {value for table in book.tables for row in table.rows for value in row}


def test_the_actions_are_those_of_the_plan_and_as_overdue_as_it_says(book: Book) -> None:
    plan = county("northbeck").history(as_of=LAST).project(PlanState)

    late = {ref: days for ref, days in by_ref(book.table("actions"), "days_overdue").items() if days is not None}

    assert by_ref(book.table("actions"), "ref").keys() == {row.ref for row in plan.actions.values()}
    assert late == {
        ref: (LAST - row.due.latest).days
        for ref, row in plan.overdue(LAST).items()
        if row.due and ref.startswith("action:")
    }
    assert late


def test_the_questions_are_those_of_the_check_and_none_is_without_its_denominator(book: Book) -> None:
    held, rules = opinion("northbeck"), book.table("rules")

    assert set(book.table("questions").column("key")) == {alarm.key for alarm in (*held.alarms, *held.answered)}
    assert len(book.table("untold").rows) == len(held.cannot_tell)
    assert rules.column("rule") == [rule.name for rule in RULES]
    assert sum(map(int, map(str, rules.column("asked")))) == sum(held.denominator.items.values())
    told = ("alarms", "answered", "clear", "untold")
    for row in rules.rows:
        one = dict(zip([column.name for column in rules.columns], row, strict=True))
        assert one["asked"] == sum(int(str(one[name])) for name in told), one["rule"]


def test_every_entry_within_the_cut_is_listed_once(book: Book) -> None:
    numbers = book.table("entries").column("number")

    assert numbers == sorted({int(str(number)) for number in numbers})
    assert len(numbers) == len(county("northbeck").history(as_of=LAST))


def test_a_decision_is_told_with_what_rests_on_it(book: Book) -> None:
    register = county("northbeck").history(as_of=LAST).project(DecisionRegister)

    told = by_ref(book.table("decisions"), "carried_out")

    assert told == {f"decision:{one.decision}": one.carried_out for one in register.outcomes(LAST)}


def test_the_rows_of_every_table_are_told_apart_by_their_keys_and_are_of_the_kinds_they_say(book: Book) -> None:
    kinds = {Kind.TEXT: str, Kind.INTEGER: int, Kind.YES_NO: bool}

    for table in book.tables:
        keys = list(zip(*(table.column(name) for name in table.key), strict=True))
        assert len(set(keys)) == len(keys), table.name
        for column in table.columns:
            held = [value for value in table.column(column.name) if value is not None]
            assert all(type(value) is kinds.get(column.kind, type(value)) for value in held), column.name
            assert not any(value == "" for value in held), column.name


def test_every_column_says_what_it_means_and_names_only_events_that_there_are(book: Book) -> None:
    known = {kind.name for kind in CATALOGUE}

    for table in book.tables:
        for column in table.columns:
            assert column.meaning.endswith("."), (table.name, column.name)
            assert set(column.source) <= known, (table.name, column.name)


def test_a_link_is_promised_only_where_it_holds_for_every_row(book: Book, ledger: Ledger) -> None:
    small_plan(ledger)
    cut = book_of(ledger.history(recorded_by="2000-01-01"))

    linked = {(name, link.column, link.table) for name, links in book.links.items() for link in links}

    assert ("actions", "commitment", "commitments") in linked
    assert ("statuses", "entry", "entries") in linked
    for name, links in book.links.items():
        for link in links:
            assert {*book.table(name).column(link.column)} <= {*book.table(link.table).column(link.key), None}
    assert [len(table.rows) for table in cut.tables if table.name != "rules"] == [0] * (len(cut.tables) - 1)


def test_the_public_reads_adopted_words_and_a_full_audience_every_one(ledger: Ledger) -> None:
    small_plan(ledger)

    public, full = book_of(ledger.history()), book_of(ledger.history(), audience="full")

    assert {"Visit every child in ten days", "Children are seen", "WITHHELD"} <= words(public)
    assert "All well" not in words(public)
    assert "All well" in words(full)
    assert "WITHHELD" not in words(full)
    assert dict(full.cover)["For"].startswith("Not for publication")


@pytest.mark.parametrize("audience", ["public", "full"])
def test_a_person_is_never_named_nor_called_by_an_id(ledger: Ledger, audience: str) -> None:
    ledger.record(
        ev.BodyEstablished(body="board", kind="improvement_board", name="the Improvement Board"),
        ev.PersonNamed(person="person:p7", name="Robin Sample"),
        ev.AppointmentMade(appointment="chair", who="person:p7", body="board", role="chair"),
        ev.ActionAdded(action="9", text="Something", leads=["person:p7", "person:q9"]),
        ev.StatusReported(subject="action:9", status="green", by=["person:q9"]),
        **on(),
    )

    book = book_of(ledger.history(), audience="full" if audience == "full" else "public")

    assert book.table("actions").column("led_by") == ["the chair of the Improvement Board; a person"]
    assert not [value for value in words(book) if "person:" in str(value) or "p7" in str(value) or "q9" in str(value)]
    assert "Robin Sample" not in words(book)


def test_a_text_that_was_erased_stands_as_erased_and_is_nowhere_else(ledger: Ledger) -> None:
    (made,) = ledger.record(ev.ActionAdded(action="1", text="Somebody's story"), **on())
    ledger.erase([made.number], reason="a request", by=["office:data-protection"])

    book = book_of(ledger.history(), audience="full")

    assert book.table("actions").column("words") == ["ERASED"]
    assert "Somebody's story" not in words(book)


def test_a_duty_that_counts_from_something_has_the_days_that_this_comes_to(ledger: Ledger) -> None:
    ledger.record(ev.MeetingHeld(meeting="m1", kind="formal"), **on("2024-01-10"))
    ledger.record(ev.ActionAdded(action="1", text="Write", due="3 months after meeting:m1"), **on("2024-01-10"))
    ledger.record(ev.ActionAdded(action="2", text="Think", due="in due course"), **on("2024-01-10"))

    table = book_of(ledger.history()).table("actions")

    assert [str(day) for day in table.column("due_latest")] == ["2024-04-10", "None"]
    assert table.column("due")[0] == "3 months after meeting:m1"


def test_the_cover_says_how_far_the_ledger_is_sealed_and_what_the_cut_leaves_in_doubt() -> None:
    with Ledger.create("memory://", origin=ORIGIN, clerk="office:clerk") as ledger:
        small_plan(ledger)
        ledger.seal(LOG)
        said = ev.StatusReported(subject="action:2.4", status="rag/red")
        ledger.record(said, happened="2024-12-01..2025-01-31", known_on="2025-02-01")

        told = dict(book_of(ledger.history()).cover)
        doubted = dict(book_of(ledger.history(happened_by="2024-12-31")).cover)

    assert re.fullmatch(
        r"up to entry 9 by the checkpoint of .+, root .{44}; 1 entry above it; not verified here", told["Sealed"]
    )
    assert doubted["Left out"] == "1 entry that may or may not have happened by then"


def test_a_rule_that_stopped_stands_on_the_cover_and_beside_its_count(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(ledger)
    held = check(ledger.history())
    stopped = {"GREEN_WITHOUT_EVIDENCE": "ZeroDivisionError: somebody's words"}
    denominator = attrs.evolve(held.denominator, rules=39, stopped=stopped, unknown_types={"bell-rung": 2})
    monkeypatch.setattr(made_of, "check", lambda *_: attrs.evolve(held, denominator=denominator))

    book = book_of(ledger.history())

    cover = dict(book.cover)
    assert cover["Rules that stopped"] == "GREEN_WITHOUT_EVIDENCE: ZeroDivisionError"
    assert cover["Passed over"] == "2 entries of type bell-rung"
    assert by_ref(book.table("rules"), "stopped")["GREEN_WITHOUT_EVIDENCE"] is True


def test_what_is_said_of_several_is_joined_and_what_cannot_be_seen_is_shown() -> None:
    assert shown("a\r\nb\rc\x00\x9b\u2066") == "a\nb\nc[U+0000][U+009B][U+2066]"
    assert ends(None) is None


def names(columns: Iterable[object]) -> list[str]:
    return [str(getattr(column, "name", "")) for column in columns]


def test_machines_call_every_column_of_a_table_by_another_plain_name(book: Book) -> None:
    for table in book.tables:
        held = names(table.columns)
        assert len(set(held)) == len(held)
        assert all(name.isidentifier() and name.islower() for name in held)
        titles = [column.title for column in table.columns]
        assert len(set(titles)) == len(titles), table.name
