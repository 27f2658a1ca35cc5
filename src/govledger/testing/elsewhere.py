"""The same fold in another process, where the hashes of texts are others, and so the order in which a set is gone over.

The other process is started once, when it is first asked, and ends with this one. It finds the projection where this
one did, so a class made inside a function cannot be asked about.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import IO, Any

from govledger.events import CATALOGUE
from govledger.ledger import Entry
from govledger.ledger.codec import Codec
from govledger.ledger.store import Row
from govledger.projections.views import declared
from govledger.testing.differing import anatomy

SEED = "20170614"
"""The other process's PYTHONHASHSEED."""


def can_be_asked(projection: type) -> bool:
    """Whether another process can find a projection class."""
    return "<locals>" not in projection.__qualname__ and _file_of(projection) is not None


def state_elsewhere(projection: type, entries: Iterable[Entry[Any]]) -> str:
    """What the state is in another process, taken to pieces and written out; or what went wrong there."""
    question = {
        "path": sys.path,
        "module": projection.__module__,
        "file": _file_of(projection),
        "class": projection.__qualname__,
        "rows": [[entry.number, entry.type, base64.b64encode(entry.raw).decode()] for entry in entries],
    }
    questions, answers = _process()
    questions.write(json.dumps(question) + "\n")
    questions.flush()
    return str(json.loads(answers.readline()))


def state_here(projection: type, entries: Iterable[Entry[Any]]) -> str:
    """The same in this process."""
    rows = (Row(entry.number, entry.type, entry.raw) for entry in entries)
    return _told(projection, rows)


def _told(projection: type, rows: Iterable[Row]) -> str:
    codec, spec = Codec(CATALOGUE), declared(projection)
    view = spec.fold(spec.cls(), map(codec.decode, rows))
    return repr((str(view.stopped), anatomy(view.state)))


def _file_of(projection: type) -> str | None:
    found: str | None = getattr(sys.modules.get(projection.__module__), "__file__", None)
    return found


@cache
def _process() -> tuple[IO[str], IO[str]]:
    started = subprocess.Popen(  # noqa: S603 - this very interpreter, and this very module
        [sys.executable, "-c", f"from {__name__} import answer_questions; answer_questions()"],
        env={**os.environ, "PYTHONHASHSEED": SEED},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    if started.stdin is None or started.stdout is None:  # pragma: no cover - both were asked for
        raise OSError("no pipe to the other process")
    atexit.register(_end, started)
    return started.stdin, started.stdout


def _end(started: subprocess.Popen[str]) -> None:
    with started:
        started.terminate()


# The other process ---------------------------------------------------------------------------------------------------


def answer_questions() -> None:
    """Answer one question a line until there are no more; whatever a projection prints goes elsewhere."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(question: dict[str, Any]) -> str:
    sys.path[:] = question["path"]
    try:
        projection: Any = _module(question["module"], question["file"])
        for name in question["class"].split("."):
            projection = getattr(projection, name)
        return _told(projection, (Row(number, kind, base64.b64decode(raw)) for number, kind, raw in question["rows"]))
    except Exception as fault:  # noqa: BLE001 - an application's module may raise anything
        return f"{type(fault).__name__}: {fault}"


@cache
def _module(name: str, file: str) -> Any:
    """A module as the first process knows it: by its name, or by its file where its name leads nowhere."""
    if name != "__main__":
        try:
            found = import_module(name)
        except ImportError:
            pass
        else:
            if getattr(found, "__file__", None) == file:
                return found
    spec = util.spec_from_file_location(f"asked_about_{Path(file).stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no module")
    made = util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made
