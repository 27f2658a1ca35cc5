"""A state becomes tables by what its fields are annotated with, or as its methods say."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, TypedDict

import attrs
import pytest

from govledger import Ledger, events as ev
from govledger.errors import TablesError
from govledger.ledger.entry import AnyEntry
from govledger.projections.keys import Named
from govledger.projections.plan_state import PlanState
from govledger.projections.projection import on, projection
from govledger.projections.tables import Tables
from govledger.projections.tabling import Column, Table, table, tables_of
from govledger.projections.views import declared
from tests.projections.support import say
from tests.projections.tabled import rows_in, rows_of, select


@attrs.define
class Row:
    """One of everything."""

    whole: int = 0
    yes: bool | None = None
    said: str = ""
    word: Literal["a", "b"] | None = None
    day: dt.date | None = None
    figure: Decimal | None = None
    meaning: ev.Meaning = ev.Meaning.UNKNOWN
    ref: ev.Ref | None = None
    status: ev.StatusValue | None = None
    text: ev.Text | None = None
    happened: ev.When | None = None
    due: ev.Due | None = None
    leads: tuple[ev.Party, ...] | str | None = None
    counts: dict[str, int] = attrs.field(factory=dict[str, int])
    anything: Any = None
    _own: int = 0


@projection(version=1, keyed=True)
class Everything:
    """One of every sort of field."""

    rows: dict[str, Row] = attrs.field(factory=dict[str, Row])
    numbered: dict[int, Row] = attrs.field(factory=dict[int, Row])
    dues: dict[str, ev.Due | None] = attrs.field(factory=dict[str, ev.Due | None])
    pairs: dict[tuple[str, int], str] = attrs.field(factory=dict[tuple[str, int], str])
    names: set[str] = attrs.field(factory=set[str])
    listed: list[Row] = attrs.field(factory=list[Row])
    numbers: list[int] = attrs.field(factory=list[int])
    zone: str = ""
    helper: dict[str, str] = attrs.field(factory=dict[str, str], metadata={"helper": True})
    _private: dict[str, str] = attrs.field(factory=dict[str, str])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.rows[event.action] = Row(text=event.text, due=event.due, leads=event.leads)
        self.dues[event.action] = event.due


def made(view: Any, **fields: Any) -> Any:
    """A state that holds something; to a type checker a projection starts from nothing."""
    return view(**fields)


def tables_by_name(view: type) -> dict[str, Table]:
    return {one.name: one for one in tables_of(declared(view))}


def kinds(one: Table) -> dict[str, str]:
    return {column.name: column.kind for column in one.columns}


# By default ----------------------------------------------------------------------------------------------------------


def test_every_field_but_helpers_and_private_ones_is_a_table_and_the_rest_is_in_one() -> None:
    assert list(tables_by_name(Everything)) == ["rows", "numbered", "dues", "pairs", "names", "listed", "values"]


def test_what_a_row_is_annotated_with_makes_its_columns() -> None:
    assert kinds(tables_by_name(Everything)["rows"]) == {
        "id": "text",
        **dict.fromkeys(("whole", "yes"), "integer"),
        **dict.fromkeys(("said", "word", "day", "figure", "meaning", "ref", "status"), "text"),
        "text": "handle",
        **dict.fromkeys(("happened", "due"), "days"),
        **dict.fromkeys(("leads", "counts", "anything"), "json"),
    }


def test_what_is_no_row_stands_in_a_column_of_its_own() -> None:
    held = tables_by_name(Everything)

    assert kinds(held["dues"]) == {"id": "text", "value": "days"}
    assert kinds(held["names"]) == {"value": "text"}
    assert kinds(held["listed"])["place"] == "integer"
    assert kinds(held["numbered"])["id"] == "integer"
    assert [held["values"].row(row) for row in held["values"].held(made(Everything, numbers=[1], zone="x"))] == [
        ("numbers", "[1]"),
        ("zone", '"x"'),
    ]


def test_a_key_of_several_parts_is_joined() -> None:
    held = tables_by_name(Everything)["pairs"]

    assert [held.row(row) for row in held.held(made(Everything, pairs={("a", 1): "x"}))] == [("a 1", "x")]
    assert held.at is None


@attrs.define
class Known:
    """A row that has an id of its own."""

    id: str = ""


@projection(version=1)
class WithIds:
    """Rows that have ids of their own."""

    held: dict[str, Known] = attrs.field(factory=dict[str, Known])

    @on()
    def seen(self, event: object, entry: AnyEntry) -> None:
        """It reads everything and holds nothing."""


def test_a_row_that_has_an_id_of_its_own_keeps_it() -> None:
    assert kinds(tables_by_name(WithIds)["held"]) == {"key": "text", "id": "text"}


def test_a_class_whose_annotations_cannot_be_read_is_refused() -> None:
    @projection(version=1)
    class Local(WithIds):
        more: "dict[str, Nowhere]" = attrs.field(factory=dict)  # type: ignore[name-defined] # noqa: F821

    with pytest.raises(TypeError, match="Local is annotated with cannot be read"):
        tables_of(declared(Local))


@pytest.mark.parametrize(
    ("kind", "value", "cells"),
    [
        ("integer", True, (1,)),
        ("integer", None, (None,)),
        ("integer", 2**63 - 1, (2**63 - 1,)),
        ("integer", 2**63, (str(2**63),)),
        ("text", dt.date(2017, 6, 14), ("2017-06-14",)),
        ("text", Decimal("1.50"), ("1.50",)),
        ("text", ("a", "b"), ('["a","b"]',)),
        ("json", "none", ('"none"',)),
        ("json", (ev.Party("office:dcs"),), ('["office:dcs"]',)),
        ("json", "bræ", ('"bræ"',)),
        ("json", None, (None,)),
        ("days", ev.by("2017-09-30"), ("by 2017-09-30", None, "2017-09-30")),
        ("days", ev.when("December 2015"), ("December 2015", "2015-12-01", "2015-12-31")),
        ("days", ev.when("unknown"), ("unknown", None, None)),
        ("days", None, (None, None, None)),
        ("handle", None, (None, None)),
    ],
)
def test_a_value_stands_in_its_cells(kind: Any, value: object, cells: tuple[object, ...]) -> None:
    assert Column("it", kind).cells(value) == cells


def test_a_text_is_a_handle_wherever_it_stands(ledger: Ledger) -> None:
    entry = ledger.record(ev.ActionAdded(action="1", text="Audit"))[0]
    text = entry.event.text

    assert Column("text", "handle").cells(text) == (2, "text")
    assert Column("held", "json").cells([text]) == ('[{"entry":2,"field":"text"}]',)


def test_names_find_the_keys_they_may_be_of() -> None:
    named = Named.of({"action:2.4", "entry:17"})
    held = tables_by_name(Everything)

    assert set(held["rows"].keys_among(named) or ()) == {"action:2.4", "entry:17", "2.4", "17"}
    assert held["numbered"].keys_among(named) == [17]
    assert held["pairs"].keys_among(named) is None


# Declared ------------------------------------------------------------------------------------------------------------


@attrs.frozen
class Lead:
    """One lead of one action."""

    action: str
    place: int
    lead: str


class Counted(TypedDict):
    """How many actions there are."""

    what: str
    how_many: int


@projection(version=1, keyed=True)
class Leads:
    """Who leads on what."""

    actions: dict[str, tuple[str, ...]] = attrs.field(factory=dict[str, tuple[str, ...]])

    @on(ev.ActionAdded)
    def added(self, event: ev.ActionAdded, entry: AnyEntry) -> None:
        self.actions[event.action] = tuple(ev.each(event.leads))

    @table(of="actions", key=("action", "place"), references={"action": "counts"})
    def leads(self, action: str, leads: tuple[str, ...]) -> Iterator[Lead]:
        for place, lead in enumerate(leads, start=1):
            yield Lead(action=action, place=place, lead=lead)

    @table(of="actions", key="action")
    def first(self, action: str, leads: tuple[str, ...]) -> Lead | None:
        return Lead(action=action, place=1, lead=leads[0]) if leads else None

    @table(key="what")
    def counts(self) -> list[Counted]:
        return [{"what": "actions", "how_many": len(self.actions)}]


def test_what_methods_declare_is_what_there_is(ledger: Ledger) -> None:
    with Tables(ledger) as tables:
        ledger.record(ev.ActionAdded(action="1", leads=["office:a", "office:b"]), ev.ActionAdded(action="2"))
        tables.build(Leads)
        ledger.record(ev.ActionAdded(action="3", leads=["office:c"]))
        tables.catch_up(Leads)

        assert rows_in(tables, Leads) == rows_of(ledger, Leads)
        assert select(tables, "SELECT * FROM leads_leads ORDER BY action, place") == [
            ("1", 1, "office:a"),
            ("1", 2, "office:b"),
            ("3", 1, "office:c"),
        ]
        assert select(tables, "SELECT * FROM leads_counts") == [("actions", 3)]


def test_a_column_may_point_at_another_table(ledger: Ledger) -> None:
    with Tables(ledger) as tables:
        tables.build(Leads)

        (key,) = select(tables, "PRAGMA foreign_key_list(leads_leads)")

    assert key[2:5] == ("leads_counts", "action", "what")


def test_a_declared_row_says_of_which_key_it_is(ledger: Ledger) -> None:
    @projection(version=1)
    class Wrong(Leads):
        @table(of="actions", key=("action", "place"))
        def leads(self, action: str, leads: tuple[str, ...]) -> Iterator[Lead]:
            yield Lead(action="another", place=1, lead="x")

    ledger.record(ev.ActionAdded(action="1"))

    with Tables(ledger) as tables, pytest.raises(TypeError, match="action is 'another' in a row of '1'"):
        tables.build(Wrong)


def test_rows_that_a_key_does_not_tell_apart_are_refused(ledger: Ledger) -> None:
    @projection(version=1)
    class Wrong(Leads):
        @table(key="lead")
        def leads(self) -> Iterator[Lead]:  # type: ignore[override]
            yield from (Lead(action=action, place=1, lead="x") for action in self.actions)

    with Tables(ledger) as tables, Tables(ledger) as later:
        tables.build(Wrong)
        ledger.record(ev.ActionAdded(action="1"), ev.ActionAdded(action="2"))

        for bring in (tables.catch_up, later.rebuild):
            with pytest.raises(TablesError, match="have one key: lead does not tell them apart"):
                bring(Wrong)


def _declaring(**marks: Any) -> type:
    """A projection that declares a table in some wrong way."""

    class Declaring(Leads):
        @table(**marks)
        def leads(self, action: str, leads: tuple[str, ...]) -> Iterator[Lead]:
            yield Lead(action=action, place=1, lead="x")

    made: type = projection(version=1)(Declaring)
    return made


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"of": "nothing", "key": "action"}, "is of 'nothing', which is no field of the projection"),
        ({"of": "actions", "key": "none"}, "names the column 'none', which its rows have not"),
        ({"of": "actions", "key": "action", "references": {"none": "counts"}}, "names the column 'none'"),
        ({"of": "actions", "key": "action", "references": {"lead": "none"}}, "points at the table 'none'"),
    ],
)
def test_a_table_declared_wrongly_is_refused(marks: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        tables_of(declared(_declaring(**marks)))


def test_tables_that_point_at_each_other_in_a_ring_are_refused() -> None:
    @projection(version=1)
    class Ring(Leads):
        @table(of="actions", key="action", references={"action": "leads"})
        def first(self, action: str, leads: tuple[str, ...]) -> Lead | None:
            return None

        @table(of="actions", key="action", references={"action": "first"})
        def leads(self, action: str, leads: tuple[str, ...]) -> Iterator[Lead]:
            yield from ()

    with pytest.raises(TypeError, match="point at each other in a ring"):
        tables_of(declared(Ring))


def test_a_table_that_does_not_say_what_its_rows_are_is_refused() -> None:
    @projection(version=1)
    class Wrong(Leads):
        @table(key="action")
        def leads(self) -> list[object]:  # type: ignore[override]
            return []

    with pytest.raises(TypeError, match="must say of which class its rows are: an attrs class or a TypedDict"):
        tables_of(declared(Wrong))


def test_a_method_that_gives_a_table_is_called_like_any_other() -> None:
    assert made(Leads, actions={"1": ("office:a",)}).first("1", ("office:a",)) == Lead("1", 1, "office:a")


def test_the_built_in_views_declare_none_and_are_tables_all_the_same(action: Ledger) -> None:
    say(action, ev.StatusReported(subject="action:2.4", status="rag/green"), "2017-02-01")

    with Tables(action) as tables:
        tables.build(PlanState)

        assert select(tables, "SELECT id, status, due_latest, leads FROM plan_state_actions") == [
            ("2.4", "rag/green", "2017-09-30", '["office:dcs"]')
        ]
