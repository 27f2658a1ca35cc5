"""Whether anything but its arguments is asked for while a piece of code runs: the clock, chance, files, the network.

Two nets, because neither holds alone. Every call is watched for the functions that ask the machine for something, and
Python's own audit says when a file, a socket or a process is opened from within C. Reading is as bad as writing: a
state that depends on a file cannot be worked out again from the entries.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import PurePath
from types import FrameType
from typing import Any, Final

_MODULES: Final = frozenset(
    {
        "time", "random", "_random", "secrets", "uuid", "_uuid", "os", "posix", "nt", "io", "_io", "socket",
        "_socket", "ssl", "_ssl", "subprocess", "_posixsubprocess", "locale", "_locale", "tempfile", "shutil",
        "sqlite3", "_sqlite3", "urllib.request", "http.client", "threading", "_thread",
    }
)  # fmt: skip
"""Modules whose functions ask the machine for something."""

_METHODS: Final = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.fromtimestamp", "date.fromtimestamp"}
)
_BUILTINS: Final = frozenset({"open", "input", "print"})
_HARMLESS: Final = frozenset({"fspath", "__fspath__", "lock", "allocate_lock", "RLock", "get_ident"})
_AUDITED: Final = ("open", "socket.", "subprocess.", "os.", "shutil.", "urllib.", "sqlite3.", "time.sleep")
_FAR_APART: Final = ("EAST-14", "WEST+11")
"""Two zones that never share a day."""


class Heard:
    """What was asked for, in the order it was first asked.

    Attributes:
        calls: Each as ``date.today at register.py:17``.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls: list[str] = []

    def note(self, name: str, frame: FrameType | None) -> None:
        """Note one call, and where it stands."""
        place = f" at {PurePath(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame is not None else ""
        if f"{name}{place}" not in self.calls:
            self.calls.append(f"{name}{place}")


_listening: list[Heard] = []
_audit_is_on: list[bool] = []


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if _listening and event.startswith(_AUDITED):
        _listening[-1].note(event, None)


@contextmanager
def listening() -> Generator[Heard]:
    """Listen to what the code of this thread asks the machine for."""
    if not _audit_is_on:
        sys.addaudithook(_audit)  # It can never be taken off again, so it is put on once.
        _audit_is_on.append(True)
    heard, before = Heard(), sys.getprofile()

    def watch(frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call":
            name = _asked_of_c(called)
            if name is not None:
                heard.note(name, frame)
            return
        module, name = frame.f_globals.get("__name__"), frame.f_code.co_name
        if event == "call" and module in _MODULES and name not in _HARMLESS:
            heard.note(f"{module}.{name}", frame.f_back)

    collects = gc.isenabled()
    gc.disable()  # What is collected meanwhile is not the doing of the code that is listened to.
    _listening.append(heard)
    sys.setprofile(watch)
    try:
        yield heard
    finally:
        sys.setprofile(before)
        _listening.pop()
        if collects:
            gc.enable()


def _asked_of_c(called: Any) -> str | None:
    """The name of a function in C that asks the machine for something; ``None`` for any other."""
    name, own = getattr(called, "__name__", ""), getattr(called, "__self__", None)
    module = getattr(called, "__module__", None) or type(own).__module__
    qualified = getattr(called, "__qualname__", name)
    if qualified in _METHODS:
        return str(qualified)
    if module == "builtins" and not isinstance(own, type):
        return str(name) if name in _BUILTINS else None
    if module in _MODULES and name not in _HARMLESS:
        return f"{module.lstrip('_')}.{name}"
    return None


@contextmanager
def living_in(zone: str) -> Generator[None]:
    """Run with another local time zone, where the system has one to set."""
    before = os.environ.get("TZ")
    _set_zone(zone)
    try:
        yield
    finally:
        _set_zone(before)


def _set_zone(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()


EAST, WEST = _FAR_APART
