"""Tables shown as pages by Datasette, from a file that nobody writes to; the extra ``browse`` installs it.

The file is made for the purpose in a folder of its own, opened as one that cannot change, and done away with at the
end: the ledger itself is never opened to a browser.
"""

from __future__ import annotations

import json
from contextlib import closing, suppress
from pathlib import Path
from socket import AF_INET, AF_INET6, create_server, socket
from threading import Timer
from typing import Any, Final

from govledger.errors import GovledgerError
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


def listening(host: str, port: int) -> closing[socket]:
    """A socket that listens, so that its port is known before anything is served; 0 takes any that is free.

    Raises:
        GovledgerError: Nothing can listen there.
    """
    try:
        return closing(create_server((host, port), family=AF_INET6 if ":" in host else AF_INET))
    except OSError as fault:
        raise GovledgerError(f"nothing can listen on {host}, port {port}: {fault.strerror or fault}") from fault


def serve(application: Any, listener: socket, *, seconds: float | None = None) -> None:
    """Serve an application until somebody interrupts it, or asks the process to end.

    Args:
        application: The application.
        listener: Where it listens.
        seconds: After how long it stops by itself; ``None`` for never.
    """
    uvicorn = extra("uvicorn", what=_WHAT, name=_EXTRA)
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="on"))
    limit = None if seconds is None else Timer(seconds, lambda: setattr(server, "should_exit", True))
    if limit is not None:
        limit.start()
    try:
        with suppress(KeyboardInterrupt):  # It ends in good order first, and then passes the interrupt on.
            server.run(sockets=[listener])
    finally:
        if limit is not None:
            limit.cancel()
