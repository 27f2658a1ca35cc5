"""Starting: what it costs to import the library, and to ask it its version; whole processes, interpreter included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.contest import Place, Run, median_of

TIMES = 11


def _runs(*command: str) -> Run:
    def start() -> None:
        subprocess.run(command, check=True, capture_output=True)

    return Run(seconds=median_of(start, TIMES), count=1, answer=lambda: "it starts")


def imported(_: Place) -> Run:
    """The front door."""
    return _runs(sys.executable, "-c", "import govledger")


def imported_raw(_: Place) -> Run:
    """The three modules that any such library would need."""
    return _runs(sys.executable, "-c", "import attrs, msgspec, sqlite3")


def version(_: Place) -> Run:
    """The command line, asked the least it can be asked."""
    return _runs(str(Path(sys.executable).with_name("govledger")), "--version")


def version_raw(_: Place) -> Run:
    """The library that the command line is made with."""
    return _runs(sys.executable, "-c", "import click")
