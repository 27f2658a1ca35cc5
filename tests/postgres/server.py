"""PostgreSQL servers of the tests' own: found, started in a temporary folder on loopback, and ended with the tests.

    with Server.started() as server:
        Ledger.create(server.url)

A server runs as an unprivileged user, since PostgreSQL refuses root. It listens on 127.0.0.1 only, at a port that was
free, and lets in whoever knows a password drawn at random: with less, any other user of the machine could run programs
through it. Nothing of the machine's own PostgreSQL is used but its programs.
"""

from __future__ import annotations

import atexit
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import attrs

KEEPER = Path(__file__).with_name("keeper.py")
PROGRAMS = ("initdb", "postgres", "pg_ctl", "pg_basebackup")
DEBIAN = Path("/usr/lib/postgresql")

SUPERUSER = "postgres"
OWNER = "govledger"
"""Who owns the database that tests use: no superuser, as nobody's application should be."""

DATABASE = "govledger"

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "128MB",
    "shared_buffers": "16MB",
    "max_connections": "300",
    "jit": "off",
    "dynamic_shared_memory_type": "mmap",  # In the server's own folder, and so gone with a server that was killed.
}
"""What a server is set to that is thrown away: killing a process loses nothing that the kernel was given."""

START_SECONDS = 60.0
TRIES = 5


class ServerError(Exception):
    """There can be no server here, or one did not start; says why."""


def programs() -> Path:
    """The folder of PostgreSQL's own programs: behind what is on the PATH, or else the newest that Debian has.

    Raises:
        ServerError: There is none.
    """
    on_path = shutil.which("postgres")
    by_version = sorted(DEBIAN.glob("*/bin"), key=lambda folder: _version(folder.parent.name), reverse=True)
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *by_version]:
        if all((folder / name).is_file() for name in PROGRAMS):
            return folder
    raise ServerError(f"no {', '.join(PROGRAMS)} on the PATH or below {DEBIAN}; Debian has them in postgresql")


def _version(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


@attrs.frozen
class Account:
    """Whose processes a server's are.

    Attributes:
        uid: The user's number.
        gid: The user's group.
    """

    uid: int
    gid: int

    @classmethod
    def unprivileged(cls) -> Self:
        """This user, or one without rights where this is root.

        Raises:
            ServerError: There is no such user.
        """
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        import pwd  # Where there is none, tests that need no server run all the same.

        for name in ("postgres", "nobody"):
            try:
                found = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(found.pw_uid, found.pw_gid)
        raise ServerError("PostgreSQL refuses root, and there is no user postgres or nobody to run it as")

    def run(self, *command: object, cwd: Path, said: str = "") -> None:
        """Run a program as this user.

        Raises:
            ServerError: It failed; what it said is in the message.
        """
        ran = subprocess.run(
            [str(part) for part in command],
            input=said,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=_environment(),
            **self._rights(),  # type: ignore[call-overload]
        )
        if ran.returncode:
            raise ServerError(f"{Path(str(command[0])).name} failed: {ran.stdout}{ran.stderr}")

    def _rights(self) -> dict[str, object]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def own(self, folder: Path) -> None:
        """Give a folder to this user."""
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)


def _environment() -> dict[str, str]:
    """What a program of PostgreSQL's is told: nothing of this user's own settings, which could lead it elsewhere."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _new_folder(account: Account) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="govledger-postgres-"))
    account.own(folder)
    return folder


@attrs.frozen
class _Template:
    """A cluster that was never started, to be copied: making one takes most of the time that starting one takes."""

    folder: Path
    password: str


@functools.cache
def _template() -> _Template:
    """The one template of this process; `forget_template` removes it."""
    account, bin_folder, password = Account.unprivileged(), programs(), secrets.token_urlsafe(24)
    folder = _new_folder(account)
    atexit.register(forget_template)
    passwords = folder / "password"
    passwords.write_text(password)
    account.own(passwords)
    made = ("--no-sync", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", f"--username={SUPERUSER}")
    account.run(bin_folder / "initdb", folder / "data", *made, f"--pwfile={passwords}", cwd=folder)
    passwords.unlink()
    statements = (
        f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{password}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    )
    single = (bin_folder / "postgres", "--single", "-D", folder / "data", "-c", "fsync=off", "postgres")
    account.run(*single, cwd=folder, said="".join(f"{sql}\n" for sql in statements))
    return _Template(folder / "data", password)


def forget_template() -> None:
    """Remove the template of this process, if it has one; workers of pytest's end without what is done at exit."""
    if _template.cache_info().currsize:
        shutil.rmtree(_template().folder.parent, ignore_errors=True)
        _template.cache_clear()


def free_port() -> int:
    """A port of 127.0.0.1 at which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """One server of our own, in a folder that goes with it.

    Attributes:
        folder: Where its data and its log are.
        port: Where it listens.
        password: What lets in every user of it.
    """

    def __init__(
        self, folder: Path, *, account: Account, password: str, settings: Mapping[str, str], port: int | None = None
    ) -> None:
        """A server over the data in ``folder``, not started yet; it takes a port that is free where none is given."""
        self.folder, self.password, self.port = folder, password, port or free_port()
        self._account, self._settings = account, dict(settings)
        self._keeper: subprocess.Popen[bytes] | None = None

    # Making one ------------------------------------------------------------------------------------------------------

    @classmethod
    def started(cls, **settings: str) -> Self:
        """A new server, running.

        Args:
            **settings: What PostgreSQL is set to, over what suits one that is thrown away.

        Raises:
            ServerError: There can be none here.
        """
        template, account = _template(), Account.unprivileged()
        folder = _new_folder(account)
        shutil.copytree(template.folder, folder / "data")
        _give(folder / "data", account)
        server = cls(folder, account=account, password=template.password, settings={**QUICK, **settings})
        server._start_anywhere()
        return server

    def standby(self, name: str, *, port: int | None = None, through: int | None = None) -> Server:
        """A new server that follows this one by streaming replication, running.

        Args:
            name: What it calls itself to this one.
            port: Where it listens; at one that is free, if it is not given.
            through: The port by which it reaches this one, if that is another than this one's own.
        """
        folder, reached = _new_folder(self._account), through or self.port
        primary = f"host=127.0.0.1 port={reached} user={SUPERUSER} password={self.password} application_name={name}"
        copying = ("-D", folder / "data", "-d", primary, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self._account.run(programs() / "pg_basebackup", *copying, cwd=folder)
        (folder / "data" / "postgresql.auto.conf").chmod(0o600)
        server = Server(folder, account=self._account, password=self.password, settings=self._settings, port=port)
        if port is None:
            server._start_anywhere()
        else:
            server.start()
        return server

    def _start_anywhere(self) -> None:
        """Start at a port that is free; another program may take it in the moment between."""
        for left in reversed(range(TRIES)):
            try:
                self.start()
            except ServerError as fault:
                if not left or "Address already in use" not in str(fault):
                    self.remove()
                    raise
                self.port = free_port()
            else:
                return

    # What it is ------------------------------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """Where its database is for the owner of it."""
        return self.url_for(OWNER)

    def url_for(self, user: str, database: str = DATABASE) -> str:
        """Where a database of it is for a user."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The number of the server's first process, the postmaster.

        Raises:
            ServerError: It does not run.
        """
        if not self.is_running:
            raise ServerError("the server does not run")
        return int(self._held()[0])

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._keeper is not None and self._keeper.poll() is None

    @property
    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log").read_text(errors="replace")

    # What is done with it --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start it, and wait until it lets in.

        Raises:
            ServerError: It ended at once, or is not ready in time.
        """
        before = self._held()
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        told = [f"--{name}={value}" for name, value in {**settings, **self._settings}.items()]
        command = [str(programs() / "postgres"), "-D", str(self.folder / "data"), *told]
        folders = os.pathsep.join([str(self.folder), str(_template().folder.parent)])
        whose = [str(os.getpid()), folders, str(self._account.uid), str(self._account.gid)]
        with (self.folder / "log").open("wb") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), *whose, *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,  # What interrupts the tests must not end the server before they have.
            )
        self._await_ready(before)

    def _held(self) -> list[str]:
        """The lines in which a server says who it is and how far it has come; one that was killed leaves them."""
        held = self.folder / "data" / "postmaster.pid"
        return held.read_text().splitlines() if held.exists() else []

    def _await_ready(self, before: list[str]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running:
                raise ServerError(f"the server did not start: {self.log}")
            lines = self._held()
            if len(lines) > 7 and lines[7].strip() == "ready" and lines[:3] != before[:3]:
                return
            time.sleep(0.01)
        raise ServerError(f"the server was not ready within {START_SECONDS:.0f} seconds: {self.log}")

    def stop(self) -> None:
        """End it in order, whoever is connected."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill its first process as ``kill -9`` does, and wait until the others have noticed and ended."""
        others = _children(self.pid)
        self._end(signal.SIGKILL)
        deadline = time.monotonic() + START_SECONDS
        while any(map(_is_alive, others)) and time.monotonic() < deadline:
            time.sleep(0.002)

    def _end(self, how: signal.Signals) -> None:
        if self._keeper is None:
            return
        if self.is_running:
            os.kill(self.pid, how)
        self._keeper.wait(START_SECONDS)
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()

    def promote(self) -> None:
        """Make a standby the primary, and wait until it is."""
        self._account.run(programs() / "pg_ctl", "promote", "-w", "-D", self.folder / "data", cwd=self.folder)

    def remove(self) -> None:
        """End it at once and remove its folder."""
        self._end(signal.SIGQUIT)
        _forget_memory(self._held())
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """The server itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End and remove it."""
        self.remove()


def _forget_memory(held: list[str]) -> None:
    """Have the kernel forget the memory that a killed server shared with its processes, of which it keeps so many."""
    if len(held) > 6 and (found := held[6].split()) and (program := shutil.which("ipcrm")):
        subprocess.run([program, "--shmem-id", found[-1]], capture_output=True, check=False)


def _children(pid: int) -> list[str]:
    """The processes that a process has started, where the kernel says."""
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []


def _is_alive(pid: str) -> bool:
    """Whether a process has not ended; one that nobody has asked about yet is a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _give(folder: Path, account: Account) -> None:
    """Give a folder and all that is in it to the user who needs it, and to nobody else."""
    folder.chmod(0o700)
    for path in (folder, *folder.rglob("*")):
        account.own(path)
