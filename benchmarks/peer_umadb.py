"""Appends the rows of a raw table to UmaDB, in UmaDB's own environment, and says how long it took and what it holds.

``peer_umadb.py raw.db BEFORE UNTIL SIZE``: the rows up to BEFORE are there first; those up to UNTIL are appended in
lots of SIZE, each answered before the next is sent.
"""

import hashlib
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import umadb  # type: ignore[import-not-found,unused-ignore]


def main(path: str, before: int, until: int, size: int) -> None:
    rows = sqlite3.connect(path).execute("SELECT type, raw FROM entry WHERE number <= ? ORDER BY number", (until,))
    events = [umadb.Event(event_type=written, data=raw, tags=[]) for written, raw in rows]
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        program = Path(sys.executable).with_name("umadb")
        server = subprocess.Popen([program, "--listen", address, "--db-path", folder], stdout=subprocess.DEVNULL)
        try:
            print(json.dumps(append(client_of(address), events, before, size)))
        finally:
            server.terminate()
            server.wait()


def client_of(address: str) -> umadb.Client:
    """A client, once the server answers."""
    for _ in range(100):
        try:
            client = umadb.Client(f"http://{address}")
            client.head()
        except umadb.TransportError:
            time.sleep(0.1)
        else:
            return client
    raise SystemExit("the server does not answer")


def append(client: umadb.Client, events: list[umadb.Event], before: int, size: int) -> dict[str, object]:
    """Append, and read back what was timed."""
    for at in range(0, before, 1_000):
        client.append(events[at : min(at + 1_000, before)])
    lots = [events[at : at + size] for at in range(before, len(events), size)]
    start = time.perf_counter()
    for lot in lots:
        client.append(lot)
    seconds = time.perf_counter() - start
    held = [found.event.data for found in client.read()][before:]
    digest = hashlib.sha256(b"\n".join(held)).hexdigest()
    return {"seconds": seconds, "count": len(held), "digest": digest}


main(sys.argv[1], *map(int, sys.argv[2:]))
