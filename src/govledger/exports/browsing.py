"""Tables shown as pages by Datasette, from a file that nobody writes to; the extra ``browse`` installs it.

The file is made for the purpose in a folder of its own, opened as one that cannot change, and done away with at the
end: the ledger itself is never opened to a browser.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from govledger.exports.database import database_of, metadata_of
from govledger.exports.missing import extra
from govledger.exports.tabular import Book

DATABASE: Final = "record"
"""What the tables are called in an address: ``/record/actions``."""

_WHAT, _EXTRA = "browsing", "browse"


def application_of(book: Book, folder: Path) -> Any:
    """An application that shows tables as pages, for whatever serves ASGI.

    Args:
        book: The tables.
        folder: An empty folder, which it needs for as long as it runs.

    Raises:
        GovledgerError: The extra ``browse`` is not installed.
    """
    datasette = extra("datasette.app", what=_WHAT, name=_EXTRA)
    path = folder / f"{DATABASE}.sqlite"
    path.write_bytes(database_of(book))
    # Datasette reads what it is told of the tables as text of ours; the record's own words stand in their cells only.
    made = datasette.Datasette(
        immutables=[str(path)],
        metadata=json.loads(json.dumps(metadata_of(book, DATABASE))),
        settings={"default_page_size": 100, "max_returned_rows": 10_000, "suggest_facets": False},
    )
    return made.app()


def serve(application: Any, *, host: str, port: int) -> None:
    """Serve an application until somebody interrupts it.

    Raises:
        OSError: Nothing can listen there.
    """
    uvicorn = extra("uvicorn", what=_WHAT, name=_EXTRA)
    config = uvicorn.Config(application, host=host, port=port, log_level="warning", lifespan="on")
    uvicorn.Server(config).run()
