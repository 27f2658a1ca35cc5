"""Keeps one PostgreSQL server, and ends it when whoever started it is gone.

    python keeper.py OWNER FOLDERS UID GID COMMAND...

Whoever runs tests may be killed, and no server of theirs may outlive them. So this stands between: it is the server's
parent, and its own parent, OWNER, holds the other end of its standard input and never writes to it. When that end is
closed, or the parent is another, the server is ended and FOLDERS removed. It knows nothing but the standard library.
"""

import os
import select
import shutil
import signal
import subprocess
import sys
from threading import Thread

LOOK_SECONDS = 1.0
"""How often it is asked whose child this is: a forked process may hold the other end open after the owner's death."""

GRACE_SECONDS = 10.0
"""How long a server may take to end at once; then it is killed."""


def outlive(owner: int) -> None:
    """Return when the owner is gone."""
    while os.getppid() == owner:
        readable, _, _ = select.select([sys.stdin], [], [], LOOK_SECONDS)
        if readable and not os.read(sys.stdin.fileno(), 1):
            return


def main(owner: str, folders: str, uid: str, gid: str, *command: str) -> int:
    """Run the server until it ends or has to."""
    as_whom = {"user": int(uid), "group": int(gid), "extra_groups": []} if os.geteuid() == 0 else {}
    server = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, **as_whom)  # type: ignore[call-overload]
    orphaned = []

    def watch() -> None:
        outlive(int(owner))
        orphaned.append(True)
        server.send_signal(signal.SIGQUIT)
        try:
            server.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()

    Thread(target=watch, daemon=True).start()
    code: int = server.wait()
    for folder in folders.split(os.pathsep) if orphaned else ():
        shutil.rmtree(folder, ignore_errors=True)
    return code


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]) & 0xFF)
