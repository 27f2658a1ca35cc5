"""Jobs in processes of their own: a few at once, each a fork of this one, each telling a little before it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

Job = TypeVar("Job")

PROCESSOR_SECONDS = 20.0
WALL_SECONDS = 120.0
BYTES_MAX = 6 * 2**30
OUT_OF_TIME = frozenset({signal.SIGPROF, signal.SIGALRM})


class BrokenJobError(Exception):
    """A job ended without telling anything, and not for want of time."""


def run_each(jobs: Sequence[Job], work: Callable[[Job], Any], *, workers: int) -> Iterator[tuple[Job, Any]]:
    """Do each job in a fork of its own and give what it tells, as JSON, in the order they end.

    A job that runs out of time tells ``None``; `allow` starts its clock.
    """
    waiting, running = list(reversed(jobs)), dict[int, Job]()
    with TemporaryDirectory() as folder:
        while waiting or running:
            while waiting and len(running) < workers:
                job = waiting.pop()
                running[_fork(job, work, Path(folder))] = job
            pid, status = os.wait()
            if pid in running:
                yield running.pop(pid), _told(Path(folder, str(pid)), status)


def allow(seconds: float = 0.0) -> None:
    """Allow this process some seconds more than a usual test takes; without more leave, it ends when they are over."""
    signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS + seconds)
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS + seconds)


def _fork(job: Job, work: Callable[[Job], Any], folder: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            _be_quiet(folder)
            Path(folder, str(os.getpid())).write_text(json.dumps(work(job)), encoding="utf-8")
        except BaseException:  # noqa: BLE001 - nothing may leave a fork but by its end
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid


def _be_quiet(folder: Path) -> None:
    """Say nothing on the streams of the parent, and take no more memory than is sensible."""
    held = os.open(folder / f"{os.getpid()}.said", os.O_WRONLY | os.O_CREAT)
    os.dup2(held, 1)
    os.dup2(held, 2)
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES_MAX, BYTES_MAX))


def _told(told: Path, status: int) -> Any:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in OUT_OF_TIME:
        return None
    if status:
        said = told.with_suffix(".said").read_text(encoding="utf-8", errors="replace")
        raise BrokenJobError(f"a job ended with status {status}, having said:\n{said[-4000:]}")
    return json.loads(told.read_text(encoding="utf-8"))
