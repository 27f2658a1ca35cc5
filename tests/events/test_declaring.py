"""Applications declare events of their own: recorded, replayed and described like any other, or refused."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError, CatalogueError
from govledger.events import CATALOGUE, fields as f
from govledger.events.catalogue import is_event_class
from govledger.events.schema import catalogue_hash, catalogue_schema
from govledger.ledger import Ledger
from govledger.ledger.lines import read_lines, write_line

OWN = ev.Catalogue()


@ev.event("example.tree-felled", dates="fact", catalogue=OWN)
class TreeFelled:
    """A tree was felled."""

    risk: str = f.introduces("risk")
    tree: str = f.clear()
    by: f.Parties = f.parties(default=None)
    why: f.MaybeText = f.withheld(default=None)
    reasons: f.Texts = f.withheld_each(default=None)
    under: f.MaybeRef = f.anything(default=None)
    condition: str | None = f.one_of("sound", "rotten", is_open=True, default=None)
    marks: f.Words = f.clear_each(default=None)
    due: f.MaybeDue = f.due_time(default=None)
    girth: f.MaybeQuantity = f.amount(default=None)
    rings: int | None = f.whole(default=None)
    seen: f.MaybeDay = f.day(default=None)
    stages: f.Parts = f.parts(default=None)


FELLED = {
    "risk": "oak",
    "tree": "the oak in the churchyard",
    "by": "org:foresters",
    "why": "rotten through",
    "reasons": ["fungus", "lightning"],
    "under": "plan:iip",
    "condition": "hollow",
    "marks": ["red cross", "tag 7"],
    "due": "within 3 months of meeting:m1",
    "girth": "about 4.5 m",
    "rings": 312,
    "seen": "2017-06-14",
    "stages": [{"ref": "a", "text": "crown first"}],
}


@pytest.fixture
def registered() -> Iterator[type]:
    """The type, declared in the catalogue that ledgers use, and forgotten again."""
    CATALOGUE.register(OWN.of(TreeFelled))
    yield TreeFelled
    CATALOGUE.unregister(TreeFelled)


def test_an_application_s_own_event_is_recorded_and_replayed(registered: type) -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        ledger.record(ev.PlanVersioned(plan="iip"), ev.MeetingHeld(meeting="m1"), happened="2017-06-14")
        felled = TreeFelled(**FELLED)  # type: ignore[arg-type]
        ledger.record(felled, happened="2017-06-15")

        replayed = [entry for entry in ledger.history() if isinstance(entry.event, TreeFelled)]
        assert [entry.type for entry in replayed] == ["example.tree-felled/1"]
        assert str(replayed[0].event.why) == "rotten through"
        assert [str(reason) for reason in ev.each(replayed[0].event.reasons)] == ["fungus", "lightning"]
        assert replayed[0].event.marks == ("red cross", "tag 7")
        assert replayed[0].event.due == felled.due
        line = write_line(replayed[0])
        assert line["body"] == {**FELLED, "by": ["org:foresters"]}
        assert read_lines(['{"type":"example.tree-felled","body":{"risk":"elm","tree":"elm"}}']).drafts


def test_an_application_s_own_event_is_described_with_the_others(registered: type) -> None:
    schema = catalogue_schema()

    assert "example.tree-felled" in schema["$defs"]
    assert "example.tree-felled/1" in schema["properties"]["type"]["enum"]


def test_declaring_a_type_changes_the_hash_of_the_catalogue_and_forgetting_it_changes_it_back() -> None:
    before = catalogue_hash()

    @ev.event("hedge-laid")
    class HedgeLaid:
        """A hedge was laid."""

    during = catalogue_hash()
    CATALOGUE.unregister(HedgeLaid)
    assert during != before == catalogue_hash()


def test_the_parts_of_what_an_application_introduces_are_ids_too(registered: type) -> None:
    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        ledger.record(ev.PlanVersioned(plan="iip"), ev.MeetingHeld(meeting="m1"))
        ledger.record(TreeFelled(**FELLED))  # type: ignore[arg-type]

        claimed = ledger.record(ev.CompletionClaimed(subject="part:oak/a"), ev.StatusReported(subject="risk:oak"))

        assert len(claimed) == 2


def test_an_event_is_known_by_its_class() -> None:
    assert is_event_class(TreeFelled)
    assert is_event_class(ev.ActionAdded)
    assert not any(map(is_event_class, (ev.Due, ev.Part, ev.UnknownEvent, TreeFelled(risk="oak", tree="oak"), "x")))


# What is refused -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["TreeFelled", "tree_felled", "tree felled", "tree-felled/1", "", "-tree", "tree--felled"]
)
def test_a_name_that_is_not_in_kebab_case_is_refused(name: str) -> None:
    with pytest.raises(CatalogueError, match="named in kebab case"):

        @ev.event(name, catalogue=ev.Catalogue())
        class Felled:
            """A tree was felled."""


def test_a_name_that_is_taken_is_refused_with_its_owner() -> None:
    with pytest.raises(CatalogueError, match="'action-added' is already declared by ActionAdded"):

        @ev.event("action-added")
        class Felled:
            """A tree was felled."""

    assert CATALOGUE.get("action-added") is CATALOGUE.of(ev.ActionAdded)


def test_a_class_is_declared_once_in_a_catalogue() -> None:
    catalogue = ev.Catalogue()
    declared = CATALOGUE.of(ev.ActionAdded)
    catalogue.register(declared)

    renamed = ev.EventType(
        name="tree-felled", version=1, cls=declared.cls, fields={}, dates="act", standing=False, upcast=None
    )

    with pytest.raises(CatalogueError, match="ActionAdded is already declared, as 'action-added'"):
        catalogue.register(renamed)


def _undeclared() -> type:
    class Felled:
        """A tree was felled."""

        tree: str = "oak"

    return Felled


def _unannotated() -> type:
    class Felled:
        """A tree was felled."""

        tree = f.clear()

    return Felled


def _bare() -> type:
    class Felled:
        """A tree was felled."""

        risk: str = f.introduces("risk")
        tree: str

    return Felled


def _private() -> type:
    class Felled:
        """A tree was felled."""

        _tree: str = f.clear()

    return Felled


def _misspelt() -> type:
    class Felled:
        """A tree was felled."""

        tree: "Strr" = f.clear()  # type: ignore[name-defined]  # noqa: F821 - what is under test

    return Felled


def _mistaken() -> type:
    class Felled:
        """A tree was felled."""

        by: str | None = f.parties(default=None)

    return Felled


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_undeclared, "Felled.tree says nothing of what it holds"),
        (_bare, "Felled.tree says nothing of what it holds"),
        (_unannotated, "Felled needs an annotation on each field"),
        (_misspelt, "Felled has an annotation that means nothing: name 'Strr' is not defined"),
        (_mistaken, r"Felled\.by is read back as tuple\[.*Party, \.\.\.\] \| str \| None; annotate it so"),
        (_private, "Felled._tree cannot be written on a line"),
    ],
)
def test_a_field_that_could_not_be_written_or_read_back_is_refused(make: Callable[[], type], why: str) -> None:
    catalogue = ev.Catalogue()

    with pytest.raises(CatalogueError, match=why):
        ev.event("tree-felled", catalogue=catalogue)(make())

    assert len(catalogue) == 0


@pytest.mark.parametrize("version", [2, 0, -1])
def test_a_version_whose_elders_could_not_be_read_is_refused(version: int) -> None:
    with pytest.raises(CatalogueError, match="needs an up-caster that reads the versions before it"):

        @ev.event("tree-felled", version=version, catalogue=ev.Catalogue())
        class Felled:
            """A tree was felled."""


def test_what_happened_dates_is_the_act_or_the_fact() -> None:
    never: Any = "never"

    with pytest.raises(
        CatalogueError, match=r"happened dates the act or the fact; example\.tree-planted/1 says 'never'"
    ):

        @ev.event("example.tree-planted", dates=never, catalogue=OWN)
        class TreePlanted:
            """A tree was planted."""


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"tree_": "the oak"}, r"^TreeFelled has no field 'tree_'; did you mean tree"),
        ({"zzz": "org:council"}, r"^TreeFelled has no field 'zzz'; its fields are risk, tree, by, why, .*stages$"),
    ],
)
def test_a_field_that_is_none_is_told_what_it_resembles(given: dict[str, Any], why: str) -> None:
    with pytest.raises(TypeError, match=why):
        TreeFelled(risk="oak", **given)


def test_a_type_without_fields_says_so() -> None:
    made: Any = ev.EntryRetracted

    with pytest.raises(TypeError, match=r"^EntryRetracted has no field 'reason'; it has none$"):
        made(reason="twice")
    with pytest.raises(TypeError, match="positional argument"):
        made("twice")


def test_a_second_version_with_an_up_caster_is_written_as_such() -> None:
    catalogue = ev.Catalogue()

    @ev.event("tree-felled", version=2, upcast=lambda _, body: body, catalogue=catalogue)
    class Felled:
        """A tree was felled."""

    assert catalogue.of(Felled).written == "tree-felled/2"
    assert catalogue.read_type("tree-felled").cls is Felled
    with pytest.raises(BadValueError, match="type: found 'tree-felled/1', expected the newest version, tree-felled/2"):
        catalogue.read_type("tree-felled/1")


@pytest.mark.parametrize("written", ["action-aded", "action-added/2", "action-added/", "ActionAdded", "", None, 1])
def test_a_type_that_is_not_known_is_refused(written: object) -> None:
    with pytest.raises(BadValueError) as refused:
        CATALOGUE.read_type(written)

    assert refused.value.where == "type"


def test_a_type_nearly_named_is_told_its_name() -> None:
    with pytest.raises(BadValueError, match="did you mean action-added"):
        CATALOGUE.read_type("action-aded")


@pytest.mark.parametrize("stranger", [int, 3, ev.Part("a"), ev.UnknownEvent("tree-felled/1", {})])
def test_what_nobody_declared_is_no_event(stranger: object) -> None:
    with pytest.raises(CatalogueError, match="is not an event type; declare it with @event"):
        CATALOGUE.of(stranger)


def test_what_was_never_declared_cannot_be_forgotten() -> None:
    with pytest.raises(CatalogueError, match="int is not an event type"):
        CATALOGUE.unregister(int)


def test_annotations_written_as_text_are_read_where_they_mean_something(tmp_path: Path) -> None:
    path = tmp_path / "council_app.py"
    path.write_text(
        "from __future__ import annotations\n"
        "from govledger import events as ev\n"
        "from govledger.events import fields as f\n"
        "CATALOGUE = ev.Catalogue()\n"
        '@ev.event("tree-felled", catalogue=CATALOGUE)\n'
        "class TreeFelled:\n"
        "    by: f.Parties = f.parties(default=None)\n",
        encoding="utf-8",
    )
    spec = importlib.util.spec_from_file_location("council_app", path)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "council_app", module)
        spec.loader.exec_module(module)

    assert module.TreeFelled(by="office:dcs").by == ("office:dcs",)


def test_fields_that_cannot_stand_together_are_refused_in_python_and_on_a_line() -> None:
    bad: list[tuple[str, dict[str, object]]] = [
        ("accounts-differ", {"between": ["entry:2", "entry:2"], "standing": "suggested"}),
        ("coverage-declared", {"what": "none", "since": "2017-06-14"}),
        ("coverage-declared", {"what": "decisions", "since": "2017-06-14", "until": "2017-06-13"}),
        ("person-named", {"person": "office:p7", "name": "not said here"}),
        ("status-scheme-defined", {"scheme": "rag", "states": [{"label": "red"}, {"label": "red"}]}),
    ]
    for name, body in bad:
        declared = CATALOGUE.read_type(name)

        event, faults = CATALOGUE.build(declared, body)

        assert event is None
        assert len(faults) == 1
        assert faults[0].where in body
        with Ledger.open("memory://", clerk="office:clerk") as ledger, pytest.raises(BadValueError):
            ledger.record(declared.cls(**body))
    assert (
        CATALOGUE.build(
            CATALOGUE.read_type("coverage-declared"), {"what": "told", "since": "2017-06-14", "until": "2017-06-14"}
        )[1]
        == []
    )
