"""What the tests of the store share: another process, another user, and the bytes of everything in a folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from govledger import Ledger, events as ev
from govledger.ledger.store import SQLiteStore
from tests.support import not_run

NOBODY = 65534


def action(name: str, text: str = "Audit every threshold decision") -> ev.ActionAdded:
    """An action, of which a ledger keeps an entry, a disclosure and two or three names."""
    return ev.ActionAdded(action=name, text=text, leads=["office:head-of-mash"])


def make_ledger(path: Path, *, actions: int = 3) -> Path:
    """A closed ledger of one entry more than ``actions``."""
    with Ledger.create(path, clerk="office:clerk") as ledger:
        if actions:
            ledger.record(*(action(str(number)) for number in range(1, actions + 1)))
    return path


def sqlite_store(ledger: Ledger) -> SQLiteStore:
    """The store of a ledger in a file or in memory."""
    store = ledger.inner.store
    assert isinstance(store, SQLiteStore)
    return store


def sqlite_path(ledger: Ledger) -> Path:
    """The file that a ledger is in, or the one that stands for it where the tests keep it in PostgreSQL."""
    store = ledger.inner.store
    path = store.place.path if isinstance(store, SQLiteStore) else Path(store.place.url)
    assert path is not None
    return path


def start_python(code: str, *arguments: object, user: int | None = None) -> subprocess.Popen[str]:
    """Start another process on ``code``, to be talked to line by line; as another user if one is given."""
    pipe = subprocess.PIPE
    return subprocess.Popen(_command(code, arguments, user), stdin=pipe, stdout=pipe, text=True)


def run_python(code: str, *arguments: object, user: int | None = None) -> str:
    """What ``code`` prints in another process, run as another user if one is given."""
    ran = subprocess.run(_command(code, arguments, user), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _command(code: str, arguments: tuple[object, ...], user: int | None) -> list[str]:
    return [sys.executable, "-c", code if user is None else _BECOME.format(user=user) + code, *map(str, arguments)]


# Another user may not be able to read the interpreter's own files, so what is needed of them is read before.
_BECOME = """
import os
import govledger.projections.following
from govledger import Ledger, events as ev
with Ledger.open("memory://", clerk="office:clerk") as ledger:
    ledger.record(ev.ActionAdded(action="1", text="Do it"))
    [str(entry.event.text) for entry in ledger.history() if entry.number > 1]
os.setgroups([])
os.setgid({user})
os.setuid({user})
"""


def tell(process: subprocess.Popen[str], line: str = "") -> None:
    """Give a process a line."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    """Take a line from a process, once it comes."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def ask(process: subprocess.Popen[str], line: str = "") -> str:
    """Give a process a line, and take one from it."""
    tell(process, line)
    return hear(process)


def unprivileged() -> int | None:
    """The user to test file permissions as: nobody where we are root, whom they do not bind, else ``None``."""
    return NOBODY if os.geteuid() == 0 else None


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that every user may enter; pytest's own is only for ours."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def mounted(folder: Path, what: str, *, size: str = "16m") -> Iterator[None]:
    """Mount a file system of its own at ``folder``, or say that ``what`` cannot be tested here."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "none", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        not_run(what, "nothing may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
