"""The code's catalogue is the one that was designed: every type, sentence, field and notation."""

import re
from typing import Any

import pytest

from govledger import events as ev
from govledger.ledger import Entry
from tests.events.support import TYPES, by_class_name, table

DESIGNED = table("catalogue")
READS = table("reads")
RULES = [pytest.param(rule["reads"], id=rule["rule"]) for rule in READS["rules"]]
ATTRIBUTE = re.compile(r"^ {8}(\w+): (.+)$", re.MULTILINE)


def parametrize_designed() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("designed", DESIGNED, ids=lambda designed: designed["type"])


def docstring(declared: ev.EventType) -> str:
    assert declared.cls.__doc__
    return declared.cls.__doc__


def test_there_are_fifty_six_types_and_the_room_exports_every_one() -> None:
    names = [declared.cls.__name__ for declared in TYPES]

    assert sorted(names) == sorted(designed["type"] for designed in DESIGNED)
    assert len(names) == 56
    assert set(names) <= set(ev.__all__)


def test_the_room_exports_nothing_that_it_has_not() -> None:
    assert all(hasattr(ev, name) for name in ev.__all__)


@parametrize_designed()
def test_a_type_stands_in_its_file_under_its_written_name(designed: dict[str, Any]) -> None:
    declared = by_class_name(designed["type"])

    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", designed["type"]).lower()
    assert declared.cls.__module__ == f"govledger.events.{designed['file'].removesuffix('.py')}"
    assert (declared.name, declared.written) == (kebab, f"{kebab}/1")


@parametrize_designed()
def test_a_type_says_what_it_says_and_what_its_time_dates(designed: dict[str, Any]) -> None:
    declared = by_class_name(designed["type"])

    first, *rest = docstring(declared).split("\n\n")
    dated = "fact" if designed["happened"].startswith(("the fact", "the day")) else "act"
    assert first == designed["says"]
    assert f"``happened`` is {designed['happened']}" in [" ".join(part.split()) for part in rest]
    assert declared.dates == dated


@parametrize_designed()
def test_a_type_has_the_fields_of_its_design_in_their_order(designed: dict[str, Any]) -> None:
    declared = by_class_name(designed["type"])

    held = [{"name": name, "notation": spec.notation} for name, spec in declared.fields.items()]

    assert held == designed["fields"]


@parametrize_designed()
def test_every_field_is_explained_in_its_order_by_a_whole_sentence(designed: dict[str, Any]) -> None:
    declared = by_class_name(designed["type"])

    explained = ATTRIBUTE.findall(docstring(declared).partition("Attributes:")[2])

    assert [name for name, _ in explained] == [field["name"] for field in designed["fields"]]
    assert all(says[0].isupper() for _, says in explained)


def test_only_settings_declarations_and_answers_obey_the_recorded_cut_alone() -> None:
    standing = {declared.cls for declared in TYPES if declared.standing}

    assert standing == {ev.CoverageDeclared, ev.RuleSettingChanged, ev.AlarmAnswered}


@pytest.mark.parametrize("reads", [*RULES, READS["status"], READS["agenda_item_body"]["reads"]])
def test_every_field_that_a_rule_reads_is_there(reads: list[dict[str, Any]]) -> None:
    for read in reads:
        known = {} if read["type"] == "*" else by_class_name(read["type"]).fields
        assert set(read["fields"]) <= set(known), read["type"]
        assert all(hasattr(Entry, name) for name in read["envelope"])


def test_a_rule_asks_of_withheld_text_only_whether_it_is_there() -> None:
    read = {(one["type"], name) for rule in READS["rules"] for one in rule["reads"] for name in one["fields"]}

    withheld = {name for type_, name in read if type_ != "*" and by_class_name(type_).fields[name].withheld}

    assert withheld <= set(READS["withheld"]["only_whether_present"])


def test_what_the_words_showed_is_said_in_clear() -> None:
    for name in READS["withheld"]["said_in_clear_by"]:
        specs = [declared.fields[name] for declared in TYPES if name in declared.fields]
        assert specs
        assert not any(spec.withheld for spec in specs)


def test_every_type_is_read_by_a_rule_or_listed_with_the_reason_why_not() -> None:
    read = {one["type"] for rule in READS["rules"] for one in rule["reads"]}

    unread = {declared.cls.__name__ for declared in TYPES} - read

    assert unread == {row["type"] for row in READS["unread"] if row["reason"]}
