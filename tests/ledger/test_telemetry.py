"""Spans of OpenTelemetry, caught by its own exporter: what was done, of how much, and no words."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from govledger import PlanState, check, events as ev, instrument
from govledger.errors import GovledgerError, RecordRefusedError
from govledger.exports.live import LedgerEvidence
from govledger.exports.verification import verify
from govledger.ledger.telemetry import uninstrument
from tests.ledger.sealed import LOG, sealable
from tests.support import not_run

if importlib.util.find_spec("opentelemetry.sdk") is None:
    not_run("spans of OpenTelemetry", "the extra `telemetry` and opentelemetry-sdk are not installed")

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

if TYPE_CHECKING:
    from govledger import Ledger

SECRET = "Words that may be withheld"


@pytest.fixture
def provider() -> TracerProvider:
    """What makes tracers."""
    return TracerProvider()


@pytest.fixture
def spans(provider: TracerProvider) -> Iterator[InMemorySpanExporter]:
    """Where spans end up, while every piece of work is seen."""
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrument(provider)
    yield exporter
    uninstrument()


@pytest.fixture
def ledger(spans: InMemorySpanExporter) -> "Iterator[Ledger]":
    """A ledger that can be sealed."""
    with sealable() as opened:
        yield opened


def held(span: ReadableSpan) -> dict[str, object]:
    """The attributes of a span."""
    return dict(span.attributes or {})


def test_every_piece_of_work_has_a_span_with_its_facts(ledger: "Ledger", spans: InMemorySpanExporter) -> None:
    ledger.record(ev.ActionAdded(action="2.4", text=SECRET), ev.ActionAdded(action="2.5"))
    ledger.history().project(PlanState)
    check(ledger.history())
    ledger.seal(LOG)
    verify(LedgerEvidence(ledger))

    found = {span.name: held(span) for span in spans.get_finished_spans()}
    of = {"govledger.ledger": "main", "govledger.origin": "example.gov.uk/csib"}
    assert list(found) == [f"govledger.{event}" for event in ("record", "project", "check", "seal", "verify")]
    assert found["govledger.record"] == {**of, "govledger.count": 2, "govledger.first": 2, "govledger.already": 0}
    assert found["govledger.project"] == {**of, "govledger.projection": "PlanState", "govledger.entries": 3}
    assert found["govledger.check"]["govledger.alarms"] == 0
    assert found["govledger.seal"] == {**of, "govledger.size": 3}
    assert found["govledger.verify"]["govledger.findings"] == len(verify(LedgerEvidence(ledger)).findings)


def test_a_span_stands_below_that_of_the_request_it_is_part_of(
    ledger: "Ledger", spans: InMemorySpanExporter, provider: TracerProvider
) -> None:
    with provider.get_tracer("app").start_as_current_span("request") as request:
        ledger.record(ev.ActionAdded(action="2.4"))

    recorded = spans.get_finished_spans()[0]
    assert recorded.parent is not None
    assert recorded.parent.span_id == request.get_span_context().span_id


def test_a_fault_is_told_by_its_class_and_its_message_is_not(ledger: "Ledger", spans: InMemorySpanExporter) -> None:
    with pytest.raises(RecordRefusedError):
        ledger.record(ev.ActionAdded(action="2.4", plan="no-such", text=SECRET), key=SECRET)

    (failed,) = spans.get_finished_spans()
    assert failed.status.status_code is StatusCode.ERROR
    assert failed.status.description is None
    assert held(failed)["error.type"] == "UnknownReferenceError"
    assert failed.events == ()
    assert SECRET not in failed.to_json()


def test_after_uninstrument_there_are_no_more_spans(ledger: "Ledger", spans: InMemorySpanExporter) -> None:
    uninstrument()

    ledger.record(ev.ActionAdded(action="2.4"))

    assert spans.get_finished_spans() == ()


def test_without_the_extra_one_sentence_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)

    with pytest.raises(GovledgerError, match=r"pip install 'govledger\[telemetry\]'"):
        instrument()


def test_a_ledger_that_nobody_traces_imports_nothing_of_it() -> None:
    script = (
        "import sys; from govledger import Ledger, events as ev, instrument\n"
        "with Ledger.open('memory://', clerk='office:clerk') as ledger:\n"
        "    ledger.record(ev.ActionAdded(action='2.4'))\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )

    ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
