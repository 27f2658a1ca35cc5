"""The JSON Schema takes every line that is read or written, and refuses lines that are broken."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator

from govledger import events as ev
from govledger.events import fields as f
from govledger.events.schema import ENVELOPE_SCHEMA, catalogue_hash, catalogue_schema, schema_text
from govledger.ledger import Ledger
from govledger.ledger.draft import ENVELOPE
from govledger.ledger.lines import LINE_FIELDS, read_lines, write_line
from govledger.testing.values import bodies_of
from tests.events.support import TYPES, smallest_body

MINUTES = sorted((Path(__file__).parents[2] / "examples" / "minutes").glob("*.jsonl"))
SCHEMA = catalogue_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

ACTION: dict[str, Any] = {
    "type": "action-added/1",
    "happened": "2017-06-14",
    "source": "bvib-2017-06-14#A3",
    "asserted_by": "body:bvib",
    "body": {"action": "TH-A3", "leads": ["office:head-of-mash"], "due": "by 2017-09-30", "priority": "high"},
}


def faults(line: object) -> list[str]:
    """Return what the schema finds wrong with a line."""
    return [fault.message for fault in VALIDATOR.iter_errors(line)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_names_every_type_and_every_field_of_a_line() -> None:
    written = [name for declared in TYPES for name in (declared.name, declared.written)]

    assert sorted(SCHEMA["properties"]["type"]["enum"]) == sorted(written)
    assert set(SCHEMA["properties"]) == set(LINE_FIELDS)
    assert set(ENVELOPE) < set(ENVELOPE_SCHEMA)


def test_every_reference_within_the_schema_leads_somewhere() -> None:
    def walk(schema: object) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from ([schema["$ref"]] if "$ref" in schema else [])
            yield from (ref for below in schema.values() for ref in walk(below))
        elif isinstance(schema, list):
            yield from (ref for below in schema for ref in walk(below))

    assert {ref.removeprefix("#/$defs/") for ref in walk(SCHEMA)} == set(SCHEMA["$defs"])


@pytest.mark.parametrize("path", MINUTES, ids=lambda path: path.stem)
def test_every_line_of_the_five_minutes_is_valid(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert faults(json.loads(line)) == [], f"line {number}"


def test_there_are_ten_files_of_minutes() -> None:
    assert len(MINUTES) == 10


@pytest.mark.parametrize("path", [path for path in MINUTES if "." not in path.stem], ids=lambda path: path.stem)
def test_every_line_that_a_ledger_writes_is_valid(path: Path) -> None:
    coverage = path.with_suffix(".coverage.jsonl")

    with Ledger.open("memory://", clerk="office:clerk") as ledger:
        for file in (path, coverage):
            ledger.record_drafts(read_lines(file.read_text(encoding="utf-8").splitlines()).drafts)
        ledger.correct(3, ledger.entry(3).event, reason="mis-typed")
        ledger.retract(4, reason="duplicate")
        lines = [write_line(entry) for entry in ledger.entries()]

    assert [fault for line in lines for fault in faults(line)] == []
    assert len(lines) > 10


@given(data=st.data())
def test_every_body_that_can_be_typed_in_json_is_valid(data: st.DataObject) -> None:
    declared = data.draw(st.sampled_from(TYPES))
    body = json.loads(json.dumps(data.draw(bodies_of(declared)), default=str))
    line = {"type": declared.name, "body": body} | (
        {"retracts": "entry:3"} if declared.name == "entry-retracted" else {}
    )

    assert faults(line) == []


@pytest.mark.parametrize("declared", TYPES, ids=lambda declared: declared.name)
def test_a_required_field_left_out_is_a_fault_unless_it_was_erased(declared: ev.EventType) -> None:
    whole = smallest_body(declared)
    around = {"retracts": "entry:3"} if declared.name == "entry-retracted" else {}

    for name in whole:
        line = {"type": declared.name, "body": {key: whole[key] for key in whole if key != name}, **around}
        assert faults(line)
        assert faults(line | {"erased": [name]}) == ([] if declared.fields[name].withheld else faults(line))
    assert bool(faults({"type": declared.name, **around})) is bool(whole)
    assert bool(faults({"type": declared.name, "body": None, **around})) is bool(whole)


def test_an_example_of_a_line_is_valid() -> None:
    assert faults(ACTION) == []


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "no object": lambda line: [line],
    "no type": lambda line: line.pop("type"),
    "a type nobody knows": lambda line: line.update(type="tree-felled"),
    "an older version": lambda line: line.update(type="action-added/0"),
    "a later version": lambda line: line.update(type="action-added/2"),
    "a field of the envelope nobody knows": lambda line: line.update(happened_on="2017-06-14"),
    "a field of the body nobody knows": lambda line: line["body"].update(lead="office:dcs"),
    "no body": lambda line: line.pop("body"),
    "a body that is none": lambda line: line.update(body=[]),
    "no id": lambda line: line["body"].pop("action"),
    "an id that is null": lambda line: line["body"].update(action=None),
    "an id with a space": lambda line: line["body"].update(action="TH A3"),
    "an id that is unknown": lambda line: line["body"].update(action="unknown"),
    "a word outside a closed list": lambda line: line["body"].update(priority="urgent"),
    "a party without its kind": lambda line: line["body"].update(leads=["head-of-mash"]),
    "nobody in a list": lambda line: line["body"].update(leads=["none"]),
    "an empty list": lambda line: line["body"].update(leads=[]),
    "a number for a party": lambda line: line["body"].update(leads=3),
    "a duty that is a number": lambda line: line["body"].update(due=20170930),
    "a float": lambda line: line.update(number=1.5),
    "an instant for a day": lambda line: line.update(known_on="2017-06-14T18:00:00Z"),
    "a mode nobody knows": lambda line: line.update(mode="second_hand"),
    "a time with a field of its own": lambda line: line.update(happened={"from": "2017-06-14"}),
    "a source that is said to be none": lambda line: line.update(source={"document": "none"}),
    "no source in the list": lambda line: line.update(source=[]),
    "entry nought": lambda line: line.update(rival_of="entry:0"),
    "a reference for an entry": lambda line: line.update(corrects="action:2.4"),
    "a retraction by another type": lambda line: line.update(retracts="entry:3"),
    "clear text on two lines": lambda line: line.update(key="a\nb"),
    "clear text of 501 characters": lambda line: line.update(key="x" * 501),
    "an empty text": lambda line: line["body"].update(text=""),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_line_is_not_valid(broken: Callable[[dict[str, Any]], object]) -> None:
    line = json.loads(json.dumps(ACTION))

    changed = broken(line)

    assert faults(changed if isinstance(changed, list) else line)


def test_a_retraction_names_what_it_takes_back() -> None:
    assert faults({"type": "entry-retracted", "retracts": "entry:3", "reason": "duplicate"}) == []
    assert faults({"type": "entry-retracted/1", "reason": "duplicate"})


def test_the_schema_is_printed_in_the_same_bytes_each_time_and_the_hash_is_of_them() -> None:
    text = schema_text()

    assert text == schema_text()
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text) == SCHEMA
    assert catalogue_hash() == sha256(text.encode()).hexdigest()


def test_the_schema_does_not_depend_on_the_order_in_which_types_are_declared() -> None:
    one, other = ev.Catalogue(), ev.Catalogue()
    for catalogue, types in ((one, TYPES), (other, TYPES[::-1])):
        for declared in types:
            catalogue.register(declared)

    assert schema_text(one) == schema_text(other)


def test_an_application_s_own_type_is_in_the_schema_of_its_catalogue() -> None:
    catalogue = ev.Catalogue()

    @ev.event("tree-felled", catalogue=catalogue)
    class TreeFelled:
        """A tree was felled."""

        tree: str = f.clear()

    validator = Draft202012Validator(catalogue_schema(catalogue))
    assert validator.is_valid({"type": "tree-felled", "body": {"tree": "the oak in the churchyard"}})
    assert not validator.is_valid({"type": "tree-felled", "body": {}})
    assert not validator.is_valid(ACTION)
    assert catalogue_schema(catalogue)["$defs"]["tree-felled"]["description"] == "A tree was felled."
