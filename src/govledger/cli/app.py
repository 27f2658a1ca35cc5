"""The group of verbs: which there are, where each lives, and how every run ends.

A verb's file is imported when the verb is called, and a verb imports the rooms it needs when it runs, so that
``govledger --version`` costs little more than click. Exit 0 is fine, 1 is something to look at, 2 is that it could not
run.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from govledger import __version__
from govledger.cli.output import fail, let_go_of_output
from govledger.errors import GovledgerError, did_you_mean

COULD_NOT_RUN = 2
INTERRUPTED = 130

_VERBS = {
    "demo": "govledger.cli.demo",
    "init": "govledger.cli.ledgers",
    "record": "govledger.cli.record",
    "log": "govledger.cli.log",
    "show": "govledger.cli.show",
    "why": "govledger.cli.why",
    "diff": "govledger.cli.diff",
    "hindsight": "govledger.cli.hindsight",
    "check": "govledger.cli.check",
    "questions": "govledger.cli.questions",
    "report": "govledger.cli.report",
    "rules": "govledger.cli.rules",
    "settings": "govledger.cli.rules",
    "answer": "govledger.cli.declaring",
    "cover": "govledger.cli.declaring",
    "tables": "govledger.cli.tables",
    "laws": "govledger.cli.laws",
    "keygen": "govledger.cli.keys",
    "seal": "govledger.cli.sealing",
    "receipt": "govledger.cli.sealing",
    "cosign": "govledger.cli.witnessing",
    "witness": "govledger.cli.witness",
    "timestamp": "govledger.cli.timestamp",
    "fork-proof": "govledger.cli.witnessing",
    "export": "govledger.cli.exporting",
    "verify": "govledger.cli.exporting",
    "parquet": "govledger.cli.parquet",
    "erase": "govledger.cli.safekeeping",
    "reconcile": "govledger.cli.safekeeping",
    "backup": "govledger.cli.safekeeping",
    "copy": "govledger.cli.copy",
    "schema": "govledger.cli.schema",
    "clock": "govledger.cli.ledgers",
}


class Verbs(click.Group):
    """A group whose verbs are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Every verb, in the order a newcomer meets them."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """One verb, from its file."""
        if cmd_name not in _VERBS:
            return None
        verb: click.Command = getattr(import_module(_VERBS[cmd_name]), cmd_name.replace("-", "_"))
        return verb

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is asked for; a mistyped one is answered with the nearest."""
        if args[0] not in _VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            ctx.fail(f"there is no verb {args[0]!r}{did_you_mean(get_close_matches(args[0], _VERBS))}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a reader of its output who has had enough is no fault of the run.

        A verb whose exit code is a verdict prints it within `concluding`, which keeps the verdict.
        """
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            let_go_of_output()
            raise click.exceptions.Exit(0) from None
        return answer

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,
    ) -> Any:
        """Run, and leave with the exit code that says how it went."""
        arguments: dict[str, Any] = {"args": args, "prog_name": prog_name, "complete_var": complete_var, **extra}
        if not standalone_mode:
            return super().main(standalone_mode=False, **arguments)
        sys.exit(self._run(arguments))

    def _run(self, arguments: dict[str, Any]) -> int:
        _take_any_text()
        try:
            code = super().main(standalone_mode=False, **arguments)
        except click.ClickException as fault:
            fault.show()
            return COULD_NOT_RUN
        except click.Abort:
            return INTERRUPTED
        except GovledgerError as fault:
            fail(fault)
            return COULD_NOT_RUN
        except OSError as fault:
            fail(fault)
            return COULD_NOT_RUN
        except Exception:  # noqa: BLE001 - Python's own exit code for it is 1, which here says that something was found
            traceback.print_exc()
            return COULD_NOT_RUN
        return code if isinstance(code, int) else 0


def _take_any_text() -> None:
    """Where the terminal's alphabet is small, show the rest by number rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit 0: fine. 1: something to look at. 2: could not run.",
)
@click.version_option(__version__, prog_name="govledger", message="%(prog)s %(version)s")
def main() -> None:
    """Keep a council's improvement plan honest: record what was said, and replay it to any date."""
