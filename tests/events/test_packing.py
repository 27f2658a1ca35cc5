"""An event is taken apart as its fields declare, whichever way it is asked."""

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from govledger import events as ev
from govledger.events import CATALOGUE, Catalogue, fields as f
from govledger.events.catalogue import body, introduced, references, texts
from govledger.seal.canonical import encode_canonical
from govledger.testing.values import any_event

_encoder = msgspec.json.Encoder(order="deterministic")


@given(any_event())
@settings(max_examples=300)
def test_an_event_is_taken_apart_into_what_its_fields_declare(event: Any) -> None:
    declared = CATALOGUE.of(event)

    clear, referred, required, brought, withheld = declared.pack(event)

    assert _encoder.encode(clear) == encode_canonical(body(declared, event))
    assert Counter(referred) == Counter(reference for _, reference in references(declared, event))
    assert [*brought] == [(found.reference, found.continues) for found in introduced(declared, event)]
    assert sorted(withheld, key=str) == sorted(texts(declared, event), key=str)
    assert {*required} <= {*referred}


@given(any_event())
def test_references_are_plain_text(event: Any) -> None:
    _, referred, *_ = CATALOGUE.of(event).pack(event)

    assert {type(reference) for reference in referred} <= {str}


def test_a_body_must_be_known_where_a_field_asks_for_one_and_may_be_any_party_elsewhere() -> None:
    held = ev.MeetingHeld(meeting="csib-1", body="csib", attendance=["body:osmc"])

    _, referred, required, *_ = CATALOGUE.of(held).pack(held)

    assert (sorted(referred), list(required)) == (["body:csib", "body:osmc"], ["body:csib"])


@pytest.mark.parametrize("said", [None, "none", ["evidence is seen"]])
def test_of_a_list_of_texts_nothing_is_clear_unless_there_was_said_to_be_none(said: Any) -> None:
    held = ev.ActionAdded(action="2.4", closure_criteria=said)

    clear, *_ = CATALOGUE.of(held).pack(held)

    assert msgspec.to_builtins(clear) == {"action": "2.4"} | ({"closure_criteria": "none"} if said == "none" else {})


def test_the_fields_of_a_type_may_be_called_what_msgspec_calls_its_own() -> None:
    catalogue = Catalogue()

    @ev.event("tree-felled", catalogue=catalogue)
    class TreeFelled:
        gc: str = f.clear()
        event: str | None = f.clear(default=None)
        references: str | None = f.clear(default=None)
        body: str | None = f.clear(default=None)

    clear, *_ = catalogue.of(TreeFelled).pack(TreeFelled(gc="oak", event="storm", references="none", body="trunk"))

    assert _encoder.encode(clear) == b'{"body":"trunk","event":"storm","gc":"oak","references":"none"}'


def test_a_type_that_says_nothing_is_taken_apart_into_nothing() -> None:
    clear, *rest = CATALOGUE.of(ev.EntryRetracted).pack(ev.EntryRetracted())

    assert (_encoder.encode(clear), rest) == (b"{}", [[], (), (), []])


# Made of what was read -----------------------------------------------------------------------------------------------


@given(any_event())
def test_an_event_made_of_fields_that_were_read_is_the_one_that_is_typed(event: Any) -> None:
    declared = CATALOGUE.of(event)
    held = {name: getattr(event, name) for name in declared.fields if getattr(event, name) is not None}

    assert declared.make(held) == event == declared.cls(**held)


def test_what_a_class_does_when_it_is_made_is_done_for_a_line_too() -> None:
    catalogue = Catalogue()
    done: list[str] = []

    @ev.event("tree-felled", catalogue=catalogue)
    class TreeFelled:
        tree: str = f.clear()

        def __attrs_post_init__(self) -> None:
            done.append(self.tree)

    @ev.event("tree-planted", catalogue=catalogue)
    class TreePlanted:
        tree: str = f.clear()

        def __init__(self, tree: str) -> None:
            done.append(tree)
            object.__setattr__(self, "tree", tree.upper())

    @ev.event("tree-seen", catalogue=catalogue)
    class TreeSeen:
        tree: str = f.clear()

        @tree.validator  # type: ignore[attr-defined, untyped-decorator]
        def _check(self, _: Any, value: str) -> None:
            done.append(value)

    made = [catalogue.build(catalogue.of(cls), {"tree": "oak"})[0] for cls in (TreeFelled, TreePlanted, TreeSeen)]

    assert ([event.tree for event in made], done) == (["oak", "OAK", "oak"], ["oak", "oak", "oak"])
