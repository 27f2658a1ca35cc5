"""The verb that prints what may be recorded."""

from __future__ import annotations

import click

from govledger.cli.options import json_option
from govledger.cli.teaching import verb


@verb(
    ("Keep it for an editor that checks what is typed", "govledger schema > govledger.schema.json"),
)
@json_option
def schema(*, as_json: bool) -> None:  # noqa: ARG001 - the schema is JSON either way
    """Print a JSON Schema of one line of an input file: every event type, its fields and its envelope."""
    from govledger.events.schema import schema_text

    click.echo(schema_text(), nl=False)
