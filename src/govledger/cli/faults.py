"""Why something could not be run, in one sentence: what was found, what was expected, where, and what to do next."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import click

from govledger.cli.output import warn
from govledger.errors import BadValueError, GovledgerError, IdentityTakenError, RecordRefusedError

_OPTIONS = frozenset({"clerk", "zone", "origin", "name", "reason", "expected", "what", "type"})
"""The arguments of the library that an option of the same name gives."""

_NEXT = {
    errno.EACCES: "ask whoever owns it, or name another place",
    errno.EPERM: "ask whoever owns it, or name another place",
    errno.EROFS: "name another place",
    errno.ENOSPC: "make room, and give the same again",
    errno.EDQUOT: "make room, and give the same again",
    errno.EISDIR: "name a file",
    errno.ENAMETOOLONG: "give a shorter name",
    errno.EADDRINUSE: "another program listens there; name another port",
    errno.EMFILE: "close some programs, and give the same again",
}
"""What to do about what the system refuses."""


def fail(fault: BaseException) -> None:
    """Say on standard error why it could not run."""
    if isinstance(fault, RecordRefusedError):
        _tell_refused(fault)
        return
    lines = str(_as_asked(fault)).splitlines() or [type(fault).__name__]
    for line in lines:
        warn(line if line is not lines[0] else f"govledger: {line}")


def fail_asked(fault: click.ClickException) -> None:
    """Say on standard error that the line that was typed asks for nothing that can be done, and where to look."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        fault.show()
        return
    said = fault.format_message().rstrip(".")
    said = said[:1].lower() + said[1:] if said[1:2].islower() else said
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    see = f"; see: {context.command_path} --help" if context is not None and "govledger " not in said else ""
    warn(f"govledger: {' '.join(said.split())}{see}")


def _tell_refused(fault: RecordRefusedError) -> None:
    """Say everything that stands in the way of recording."""
    from govledger.cli.render import fault_table

    many = len(fault.faults)
    warn(f"nothing was recorded: {many} {'fault' if many == 1 else 'faults'}")
    for line in fault_table(fault.faults):
        click.echo(line, err=True)
    taken = sum(issubclass(one.error, IdentityTakenError) for one in fault.faults)
    if many > 1 and taken * 2 > many:
        warn("this looks like a file recorded before: --key PREFIX makes recording it again add nothing")


def _as_asked(fault: BaseException) -> BaseException:
    """A fault told with the option that its value was given to, or should have been; one of a file, with its name."""
    if isinstance(fault, OSError) and fault.strerror:
        return GovledgerError(_of_the_system(fault))
    if not isinstance(fault, BadValueError) or fault.where not in _OPTIONS:
        return fault
    if fault.where == "clerk" and fault.found == "None":
        return GovledgerError("it does not say who enters this: give --clerk, such as office:democratic-services")
    return fault.at(f"--{fault.where}")


def _of_the_system(fault: OSError) -> str:
    """What the system refused, of which file, and what to do about it."""
    words = str(fault.strerror)
    said = f"{fault.filename or 'the disk'}: {words[0].lower()}{words[1:]}"
    if fault.errno == errno.ENOENT and fault.filename is not None:
        folder = Path(str(fault.filename)).parent
        if not folder.is_dir():
            return f"{fault.filename}: there is no folder {folder}; make it, or name another place"
    return f"{said}; {_NEXT[fault.errno]}" if fault.errno in _NEXT else said


def fault_json(fault: RecordRefusedError) -> dict[str, Any]:
    """A refused file as plain JSON."""
    faults = [
        {
            "line": one.position,
            "field": one.field,
            "found": one.found,
            "expected": one.expected,
            "nearest": list(one.nearest),
            "error": one.error.__name__,
        }
        for one in fault.faults
    ]
    return {"recorded": 0, "faults": faults}
