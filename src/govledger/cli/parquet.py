"""The verb that gives a ledger out as columns, for questions about millions of entries."""

from __future__ import annotations

from pathlib import Path

import click

from govledger.cli.options import json_option, ledger_argument, name_option, open_ledger
from govledger.cli.output import counted, give_json, say
from govledger.cli.progress import working
from govledger.cli.teaching import verb


@verb(
    ("Write a row for every entry", "govledger parquet northbeck.db northbeck.parquet"),
)
@ledger_argument
@click.argument("target", metavar="FILE.parquet", type=click.Path(path_type=Path))
@name_option
@json_option
def parquet(*, ledger: str, target: Path, name: str, as_json: bool) -> None:
    """Write LEDGER as one Parquet file, a row for every entry, to be asked of in SQL.

    Names and narratives are not in it, and it proves nothing: what proves itself is written with `export`.
    """
    from govledger.exports.columns import write_columns

    with open_ledger(ledger, name=name) as opened, working(f"writing {counted(len(opened), 'entry', 'entries')}"):
        made = write_columns(opened, target)
    if as_json:
        give_json({"path": str(made.path), "origin": made.origin, "size": made.size, "bytes": made.bytes})
    else:
        say(f"wrote {counted(made.size, 'entry', 'entries')} of {made.origin} to {made.path}: {made.bytes:,} bytes")
