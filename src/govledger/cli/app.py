"""The group of verbs: which there are, where each lives, and how every run ends.

A verb's file is imported when the verb is called, and a verb imports the rooms it needs when it runs, so that
``govledger --version`` costs little more than click. Exit 0 is fine, 1 is something to look at, 2 is that it could not
run.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from govledger import __version__
from govledger.cli.faults import fail, fail_asked
from govledger.cli.output import let_go_of_output, warn
from govledger.errors import GovledgerError, did_you_mean

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COULD_NOT_RUN = 2
INTERRUPTED = 130
HELP_WIDTH_MAX = 100

COMPLETING = "_GOVLEDGER_COMPLETE"
"""By which a shell asks for completion, whatever the program is called."""

OURS = (
    "govledger: this is a fault of govledger's own, not of yours: report what stands above, with the line you typed; "
    "nothing is left half done"
)
"""What follows a traceback."""

Section = dict[str, tuple[str, str]]
"""Verbs of one kind: where each lives, and what it does in a few words."""

SECTIONS: dict[str, Section] = {
    "Start": {
        "demo": ("govledger.cli.demo", "see it all at work, on real minutes and a worked county"),
        "init": ("govledger.cli.ledgers", "make a ledger"),
        "record": ("govledger.cli.record", "record a file of events: all of it or nothing"),
        "import": ("govledger.cli.importing", "record a plan kept in a spreadsheet or document"),
    },
    "Look": {
        "log": ("govledger.cli.log", "list the entries"),
        "show": ("govledger.cli.show", "show the plan, its duties or decisions, as on any day"),
        "why": ("govledger.cli.why", "say which entries are behind a value"),
        "diff": ("govledger.cli.diff", "say what changed between two days or meetings"),
        "hindsight": ("govledger.cli.hindsight", "hold what was believed on a day against what is known now"),
    },
    "Doubt": {
        "check": ("govledger.cli.check", "ask what the record does not support"),
        "questions": ("govledger.cli.questions", "list what a body should ask at its meeting"),
        "report": ("govledger.cli.report", "make a page that a councillor can read"),
        "rules": ("govledger.cli.rules", "list the rules, or explain one"),
        "settings": ("govledger.cli.rules", "show the settings in force, or change one"),
        "answer": ("govledger.cli.declaring", "answer an alarm, until a day"),
        "cover": ("govledger.cli.declaring", "declare what the ledger holds in full"),
    },
    "Seal and prove": {
        "keygen": ("govledger.cli.keys", "make a key, of a ledger or of a witness"),
        "seal": ("govledger.cli.sealing", "sign a checkpoint over every entry"),
        "export": ("govledger.cli.exporting", "write a ledger as files that prove themselves"),
        "verify": ("govledger.cli.exporting", "check that nothing below a checkpoint was altered"),
        "receipt": ("govledger.cli.sealing", "give the proof that one entry is there"),
        "timestamp": ("govledger.cli.timestamp", "have an authority say when a checkpoint was there"),
        "cosign": ("govledger.cli.witnessing", "cosign a checkpoint as a witness, by file"),
        "witness": ("govledger.cli.witness", "be a witness over HTTP"),
        "fork-proof": ("govledger.cli.witnessing", "show that a log signed two histories"),
    },
    "Hand on": {
        "save": ("govledger.cli.saving", "save a workbook, CSV, SQLite, calendar, CloudEvents or PROV"),
        "browse": ("govledger.cli.browsing", "show its tables as pages, on this machine"),
        "tables": ("govledger.cli.tables", "keep tables of the plan for whoever asks in SQL"),
        "parquet": ("govledger.cli.parquet", "write a ledger as columns"),
    },
    "Keep safe": {
        "backup": ("govledger.cli.safekeeping", "copy the database while others use it"),
        "copy": ("govledger.cli.copy", "copy a ledger to another file or database"),
        "reconcile": ("govledger.cli.safekeeping", "hold the database against its entries, and mend it"),
        "erase": ("govledger.cli.safekeeping", "erase words that must not be kept"),
        "clock": ("govledger.cli.ledgers", "compare this machine's clock with the ledger's"),
    },
    "Build on it": {
        "laws": ("govledger.cli.laws", "put the laws of every projection to one"),
        "completion": ("govledger.cli.completion", "print what makes a shell complete lines"),
        "schema": ("govledger.cli.schema", "print the JSON Schema of a line to record"),
    },
}
"""Every verb, in the order a newcomer meets them."""

_LONGEST = max(len(name) for section in SECTIONS.values() for name in section)

_VERBS = {name: place for section in SECTIONS.values() for name, (place, _) in section.items()}


class Verbs(click.Group):
    """A group whose verbs are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Every verb, in the order a newcomer meets them."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """One verb, from its file."""
        if cmd_name not in _VERBS:
            return None
        name = cmd_name.replace("-", "_")
        verb: click.Command = getattr(import_module(_VERBS[cmd_name]), f"{name}_" if iskeyword(name) else name)
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - likewise
        """Write the verbs by what they are for; what each does is said here, so that no verb's file is imported."""
        for title, verbs in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(_LONGEST), says) for name, (_, says) in verbs.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Every verb that begins so, with what it does; none of their files is imported."""
        from click.shell_completion import CompletionItem

        told = {name: says for section in SECTIONS.values() for name, (_, says) in section.items()}
        items = [CompletionItem(name, help=says) for name, says in told.items() if name.startswith(incomplete)]
        return [*items, *click.Command.shell_complete(self, ctx, incomplete)]

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """A context in which help is as wide as the terminal, a narrow one too."""
        from govledger.cli.render import terminal_width

        extra.setdefault("terminal_width", min(HELP_WIDTH_MAX, terminal_width()))
        return super().make_context(info_name, args, parent, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that is asked for; a mistyped one is answered with the nearest."""
        if args[0] not in _VERBS and not args[0].startswith("-") and not ctx.resilient_parsing:
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
        asking = complete_var or COMPLETING
        arguments: dict[str, Any] = {"args": args, "prog_name": prog_name, "complete_var": asking, **extra}
        if not standalone_mode:
            return super().main(standalone_mode=False, **arguments)
        sys.exit(self._run(arguments))

    def _run(self, arguments: dict[str, Any]) -> int:
        _have_streams()
        _take_any_text()
        try:
            code = super().main(standalone_mode=False, **arguments)
        except click.ClickException as fault:
            fail_asked(fault)
            return COULD_NOT_RUN
        except (click.Abort, KeyboardInterrupt):
            warn("govledger: interrupted; nothing is left half done")
            return INTERRUPTED
        except GovledgerError as fault:
            fail(fault)
            return COULD_NOT_RUN
        except OSError as fault:
            fail(fault)
            return COULD_NOT_RUN
        except Exception:  # noqa: BLE001 - Python's own exit code for it is 1, which here says that something was found
            traceback.print_exc()
            warn(OURS)
            return COULD_NOT_RUN
        return code if isinstance(code, int) else 0


def _have_streams() -> None:
    """Where whoever runs us has closed a stream, as some schedulers do, let what is said there go nowhere."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _take_any_text() -> None:
    """Where the terminal's alphabet is small, show the rest by number rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


@click.command(
    "govledger",
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="VERB ...",
    epilog="Exit 0: fine. 1: something to look at. 2: could not run.",
)
@click.version_option(__version__, prog_name="govledger", message="%(prog)s %(version)s")
def main() -> None:
    """Keep a council's improvement plan honest: record what was said, and replay it to any date.

    New here? Type govledger demo, which leaves a folder to try everything in. Each verb says what it takes, with
    examples that work in that folder: govledger check --help
    """
