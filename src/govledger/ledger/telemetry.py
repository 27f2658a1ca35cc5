"""Spans of OpenTelemetry around what a ledger does; needs the extra `telemetry`, and nothing is imported without it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from govledger.errors import GovledgerError
from govledger.ledger.workings import Fact, Span, trace_with

if TYPE_CHECKING:
    from opentelemetry import trace

NO_EXTRA = "spans need the extra `telemetry`: pip install 'govledger[telemetry]'"


def instrument(tracer_provider: trace.TracerProvider | None = None) -> None:
    """Put a span around every record, project, check, seal and verify of this process, from now on.

    A span is named ``govledger.record`` and so on. Its attributes are the fields of the log records, such as
    ``govledger.ledger``, ``govledger.first`` and ``govledger.count``; of a fault it has the class, as ``error.type``.
    No text of an entry, and no message of a fault, is in one.

    Args:
        tracer_provider: Where they go; OpenTelemetry's global one, if it is not given.

    Raises:
        GovledgerError: The extra `telemetry` is not installed.
    """
    try:
        from opentelemetry import trace  # noqa: PLC0415 - an extra
    except ImportError as fault:
        raise GovledgerError(NO_EXTRA) from fault
    tracer = trace.get_tracer("govledger", version("govledger"), tracer_provider)

    def begin(event: str) -> AbstractContextManager[Span]:
        return _span(tracer, event)

    trace_with(begin)


def uninstrument() -> None:
    """No more spans from now on."""
    trace_with(None)


@contextmanager
def _span(tracer: trace.Tracer, event: str) -> Generator[Span]:
    # What was raised is told by its class: its message may repeat what was typed.
    name = f"govledger.{event}"
    with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
        yield _Told(span)


class _Told:
    """A span, as `govledger.ledger.workings` sees it."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def tell(self, facts: dict[str, Fact]) -> None:
        """Set the facts as attributes, and whether it failed."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415 - an extra

        held = dict(facts)
        error = held.pop("error", None)
        self._span.set_attributes({f"govledger.{name}": value for name, value in held.items()})
        if error is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(StatusCode.ERROR)
