"""PROV-JSON, read by the package that the standard's authors keep."""

import io

import pytest
from prov.model import (
    ProvActivity,
    ProvAgent,
    ProvAssociation,
    ProvDerivation,
    ProvDocument,
    ProvEntity,
    ProvGeneration,
    ProvInvalidation,
)

from govledger import Ledger, events as ev
from govledger.exports.provenance import provenance_of
from tests.counties.support import LAST, county
from tests.exports.hostile import HOSTILE
from tests.exports.report.reading import on


def read(data: bytes) -> ProvDocument:
    held = ProvDocument.deserialize(io.BytesIO(data), format="json")
    assert isinstance(held, ProvDocument)
    return held


@pytest.fixture(scope="module")
def northbeck() -> ProvDocument:
    return read(provenance_of(county("northbeck").history(as_of=LAST)))


def named(held: ProvDocument, kind: type) -> list[str]:
    return [str(record.identifier) for record in held.get_records(kind)]


def test_every_entry_is_an_entity_that_a_clerk_recorded(northbeck: ProvDocument) -> None:
    entries = [name for name in named(northbeck, ProvEntity) if name.startswith("ledger:entry/")]

    assert len(entries) == len(county("northbeck").history(as_of=LAST))
    assert len(list(northbeck.get_records(ProvGeneration))) == len(entries)
    assert "ledger:office/democratic-services" in named(northbeck, ProvAgent)
    assert len(named(northbeck, ProvActivity)) == len(list(northbeck.get_records(ProvAssociation)))


def test_nothing_is_said_of_what_is_not_there(northbeck: ProvDocument) -> None:
    there = {name for kind in (ProvEntity, ProvActivity, ProvAgent) for name in named(northbeck, kind)}

    spoken = {str(value) for record in northbeck.get_records() for _, value in record.formal_attributes if value}

    assert {name for name in spoken if name.startswith("ledger:")} <= there


def test_it_survives_being_written_as_prov_n_and_read_again(northbeck: ProvDocument) -> None:
    again = ProvDocument.deserialize(content=northbeck.serialize(format="json"), format="json")

    assert again == northbeck
    assert "entity(ledger:entry/7" in northbeck.get_provn()


def test_a_correction_is_a_revision_and_a_retraction_invalidates(ledger: Ledger) -> None:
    (slip, second) = ledger.record(ev.ActionAdded(action="1", text="A"), ev.ActionAdded(action="2", text="B"), **on())
    ledger.correct(slip.number, ev.ActionAdded(action="1", text="C"), reason="a slip")
    ledger.retract(second.number, reason="twice")

    held = read(provenance_of(ledger.history()))

    revisions = [
        record for record in held.get_records(ProvDerivation) if "Revision" in str(record.get_asserted_types())
    ]
    (gone,) = held.get_records(ProvInvalidation)
    assert [str(value) for value in revisions[0].args[:2]] == ["ledger:entry/4", "ledger:entry/2"]
    assert str(gone.args[0]) == "ledger:entry/3"


def test_documents_are_primary_sources_and_persons_are_numbers(ledger: Ledger) -> None:
    ledger.record(
        ev.ActionAdded(action="1", text="A"),
        ev.StatusReported(subject="action:1", status="green", by=["person:robin-sample"]),
        **on(),
    )

    public, full = (provenance_of(ledger.history(), audience=audience) for audience in ("public", "full"))

    held = read(public)
    sources = [
        record for record in held.get_records(ProvDerivation) if "PrimarySource" in str(record.get_asserted_types())
    ]
    assert [str(record.args[1]) for record in sources] == ["ledger:document/log"] * 2
    assert "ledger:person/1" in named(held, ProvAgent)
    assert b"robin" not in public
    assert b"robin-sample" in full


def test_hostile_places_and_labels_are_read_as_they_are(hostile: Ledger) -> None:
    held = read(provenance_of(hostile.history(), audience="full"))

    labels = [str(label) for record in held.get_records(ProvEntity) for label in record.get_attribute("prov:label")]

    assert len([label for label in labels if "=GREEN()" in label]) == len(HOSTILE)
