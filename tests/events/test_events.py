"""What holds for an event of every type: how it is made, written and read back, and what it declares."""

import copy
import json
import pickle
from collections.abc import Iterable
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st

from govledger import events as ev
from govledger.errors import BadValueError
from govledger.events.catalogue import CATALOGUE, Introduction, body, introduced, references, texts
from govledger.testing.values import any_event, bodies_of
from tests.events.support import TYPES, read_back, smallest_body, written

each_type = pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
REQUIRED = [
    pytest.param(declared, name, id=f"{declared.name}.{name}")
    for declared in TYPES
    for name, spec in declared.fields.items()
    if spec.required
]
MANY = [
    pytest.param(declared, name, id=f"{declared.name}.{name}")
    for declared in TYPES
    for name, spec in declared.fields.items()
    if spec.many
]
EVENTS = any_event()


@each_type
def test_an_event_needs_no_more_than_its_required_fields(declared: ev.EventType) -> None:
    made = declared.cls(**smallest_body(declared))

    optional = [name for name, spec in declared.fields.items() if not spec.required]
    assert [getattr(made, name) for name in optional] == [None] * len(optional)


@each_type
def test_an_event_never_changes_and_takes_facts_by_name_only(declared: ev.EventType) -> None:
    made = declared.cls(**smallest_body(declared))

    with pytest.raises((attrs.exceptions.FrozenInstanceError, AttributeError, TypeError)):
        made.anything = 1
    for name in declared.fields:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(made, name, None)
    with pytest.raises(TypeError):
        declared.cls("2.4")
    assert not hasattr(made, "__dict__")


@each_type
def test_a_field_that_the_type_has_not_is_refused(declared: ev.EventType) -> None:
    with pytest.raises(TypeError, match="colour_of_the_cover"):
        declared.cls(**smallest_body(declared), colour_of_the_cover="blue")


@pytest.mark.parametrize(("declared", "name"), REQUIRED)
def test_a_required_field_left_out_is_named(declared: ev.EventType, name: str) -> None:
    given = {**smallest_body(declared), name: None}

    with pytest.raises(BadValueError, match="this field is required") as refused:
        declared.cls(**given)

    assert refused.value.where == name


@pytest.mark.parametrize(("declared", "name"), MANY)
def test_none_stands_in_place_of_any_list_and_an_empty_one_is_refused(declared: ev.EventType, name: str) -> None:
    said = declared.cls(**{**smallest_body(declared), name: "none"})

    assert getattr(said, name) == "none"
    assert ev.each(getattr(said, name)) == ()
    assert written(declared, said)[name] == "none"
    assert getattr(read_back(declared, said), name) == "none"
    with pytest.raises(BadValueError, match="a list of at least one; leave it out if not said") as refused:
        declared.cls(**{**smallest_body(declared), name: []})
    assert refused.value.where == name


@given(made=EVENTS)
def test_an_event_written_and_typed_again_is_the_same_event(made: Any) -> None:
    declared = CATALOGUE.of(made)

    again, faults = CATALOGUE.build(declared, written(declared, made))

    assert (again, faults) == (made, [])


@given(made=EVENTS)
def test_a_stored_event_decodes_to_the_same_clear_fields(made: Any) -> None:
    declared = CATALOGUE.of(made)

    decoded = read_back(declared, made)

    assert body(declared, decoded) == body(declared, made)
    for name, spec in declared.fields.items():
        if not list(spec.texts(name, getattr(made, name))):
            assert getattr(decoded, name) == getattr(made, name)
            assert type(getattr(decoded, name)) is type(getattr(made, name))


@given(made=EVENTS)
def test_a_stored_body_holds_no_withheld_words_and_no_float(made: Any) -> None:
    declared = CATALOGUE.of(made)

    stored = body(declared, made)

    withheld = {path for path, _ in texts(declared, made)}
    assert not withheld & {name for name in stored if declared.fields[name].withheld}
    assert all("text" not in part for name in ("requirements", "functions") for part in ev.each(stored.get(name)))
    assert json.loads(json.dumps(stored), parse_float=pytest.fail) == stored


@given(made=EVENTS)
def test_a_lone_value_is_read_as_a_list_of_one(made: Any) -> None:
    declared = CATALOGUE.of(made)
    lists = {name: getattr(made, name) for name, spec in declared.fields.items() if spec.many}

    lone = {name: held[0] for name, held in lists.items() if isinstance(held, tuple) and len(held) == 1}

    assert attrs.evolve(made, **lone) == made


@given(made=EVENTS)
def test_an_event_refers_to_what_its_fields_say_and_to_nothing_that_it_introduces(made: Any) -> None:
    declared = CATALOGUE.of(made)

    found = list(references(declared, made))

    for name, reference in found:
        kind, _, rest = reference.partition(":")
        spec = declared.fields[name]
        assert rest
        assert spec.introduces is None
        assert spec.refers in {None, "any", kind}
    referring = [name for name, spec in declared.fields.items() if spec.refers and ev.each(_listed(made, name))]
    assert set(referring) <= {name for name, _ in found}


def _listed(made: Any, name: str) -> Any:
    held = getattr(made, name)
    return held if isinstance(held, tuple) or held in {None, "none"} else (held,)


@given(made=EVENTS)
def test_an_event_introduces_its_identity_and_its_parts(made: Any) -> None:
    declared = CATALOGUE.of(made)

    found = list(introduced(declared, made))

    expected = []
    owner = getattr(made, declared.identity) if declared.identity else ""
    for name, spec in declared.fields.items():
        if spec.notation.startswith(("I(", "I*(")):
            kind = spec.notation.partition("(")[2].rstrip(")")
            expected.append(Introduction(f"{kind}:{getattr(made, name)}", continues=spec.notation.startswith("I*")))
        elif spec.notation == "Part[]?":
            parts = [part.ref for part in ev.each(getattr(made, name))]
            expected += [Introduction(f"part:{owner}/{ref}", continues=False) for ref in parts]
    assert found == expected


@given(made=EVENTS)
def test_withheld_texts_are_told_by_path_each_once(made: Any) -> None:
    declared = CATALOGUE.of(made)

    found = dict(texts(declared, made))

    whole = {
        name for name, spec in declared.fields.items() if spec.withheld and getattr(made, name) not in {None, "none"}
    }
    assert {path.partition("/")[0] for path in found} >= whole
    assert len(found) == len(list(texts(declared, made)))
    assert all(isinstance(text, ev.Text) for text in found.values())


@given(made=EVENTS)
def test_an_event_is_copied_and_pickled_as_itself(made: Any) -> None:
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made


@given(data=st.data())
def test_every_fault_of_a_body_is_told_with_its_field(data: st.DataObject) -> None:
    declared = data.draw(st.sampled_from([declared for declared in TYPES if declared.fields]))
    names = data.draw(st.lists(st.sampled_from(list(declared.fields)), min_size=1, unique=True))
    good = data.draw(bodies_of(declared))

    made, faults = CATALOGUE.build(declared, {**good, **dict.fromkeys(names, 0.5), "no_such_field": 1})

    assert made is None
    assert sorted(fault.where for fault in faults) == sorted([*names, "no_such_field"])


def test_a_field_nearly_named_is_told_its_name() -> None:
    _, faults = CATALOGUE.build(CATALOGUE.of(ev.ActionAdded), {"action": "2.4", "lead": "office:dcs"})

    assert "did you mean leads" in str(faults[0])


ITERABLES = {
    "a list": ["office:b", "office:a"],
    "a tuple": ("office:b", "office:a"),
    "an iterator": map("office:{}".format, "ba"),
    "the keys of a dict": {"office:b": 1, "office:a": 2}.keys(),
}


@pytest.mark.parametrize("leads", ITERABLES.values(), ids=ITERABLES)
def test_whatever_can_be_iterated_is_a_list(leads: Iterable[str]) -> None:
    added = ev.ActionAdded(action="2.4", leads=leads)

    assert added.leads == ("office:b", "office:a")


def test_a_set_is_put_in_order_so_that_two_recordings_are_equal() -> None:
    added = ev.ActionAdded(action="2.4", leads={"office:b", "office:a", "office:c"})

    assert added.leads == ("office:a", "office:b", "office:c")


def test_nobody_is_no_member_of_a_list() -> None:
    with pytest.raises(BadValueError, match="leads: found 'none', expected one party: none stands alone"):
        ev.ActionAdded(action="2.4", leads=["none", "office:dcs"])
