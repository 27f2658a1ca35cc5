"""Ending in good order what runs until somebody asks it to."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def until_told() -> Generator[threading.Event]:
    """What is set once somebody asks to stop; an interrupt that comes later is as it always is."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    held = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
