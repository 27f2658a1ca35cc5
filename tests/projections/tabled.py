"""What the tests of tables share: what is in them, and what a fresh replay would put there."""

from collections.abc import Sequence
from typing import Any

from govledger import Ledger
from govledger.projections.tables import Tables
from govledger.projections.tabling import Row, tables_of
from govledger.projections.views import declared


def select(tables: Tables, sql: str, *values: object) -> list[Any]:
    """What a query finds, read as a stranger would."""
    with tables._file.reading() as db:
        return db.conn.execute(sql, values).fetchall()


def rows_in(tables: Tables, view: type) -> dict[str, list[Row]]:
    """The rows of every table of a projection as they are, by what the table is called."""
    (status,) = tables.status(view)
    return {name: sorted(select(tables, f'SELECT * FROM "{name}"'), key=repr) for name in _own(status.tables)}


def rows_of(ledger: Ledger, view: type, *, prefix: str = "") -> dict[str, list[Row]]:
    """The rows that a fresh replay gives, by what the table is called."""
    return rows_from(view, ledger.history().project(view), prefix=prefix)


def rows_from(view: type, state: object, *, prefix: str = "") -> dict[str, list[Row]]:
    """The rows of a state, by what the table is called."""
    spec = declared(view)
    called = f"{prefix}{spec.name.replace('-', '_')}"
    return {f"{called}_{table.name}": sorted(map(table.row, table.held(state)), key=repr) for table in tables_of(spec)}


def _own(names: Sequence[str]) -> list[str]:
    return [name for name in names if not name.endswith("_words")]
