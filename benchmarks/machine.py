"""What the figures were measured on, and with."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import govledger

ROOT = Path(__file__).parent.parent


def machine() -> dict[str, str]:
    """The processor, how many of them this process may use, the memory, and how busy it was."""
    return {
        "processor": _said("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",  # Its version, not whose build it is.
        "load": load(),
    }


def load() -> str:
    """How many processes wanted to run in the last one, five and fifteen minutes."""
    return " ".join(f"{held:.1f}" for held in os.getloadavg())


def versions() -> dict[str, str]:
    """What was measured and what it is made with."""
    held = {name: version(name) for name in ("attrs", "msgspec", "eventsourcing", "click", "cryptography")}
    return {
        "govledger": f"{govledger.__version__} at {_commit()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **held,
    }


def _said(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _commit() -> str:
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return os.environ.get("GOVLEDGER_BENCH_COMMIT") or done.stdout.strip() or "no commit"
