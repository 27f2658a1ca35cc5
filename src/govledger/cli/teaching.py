"""What the help of a verb ends with: a few examples that work as they are typed.

Each verb's file says its own, and they are typed in the folder that ``govledger demo`` leaves, where every one of them
works: a test runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

Example = tuple[str, str]
"""What an example does, in a few words, and the line to type."""

INDENT = "    "


class Verb(click.Command):
    """A verb whose help ends with examples.

    Attributes:
        examples: What each does and the line to type, the plainest first.
    """

    def __init__(self, *arguments: Any, examples: Iterable[Example] = (), **how: Any) -> None:
        """Make a verb as click does, with ``examples``."""
        super().__init__(*arguments, **how)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples after the options."""
        super().format_epilog(ctx, formatter)
        write_examples(self.examples, formatter)


class VerbGroup(click.Group):
    """A verb with verbs of its own, whose help ends with examples.

    Attributes:
        examples: What each does and the line to type, the plainest first.
    """

    def __init__(self, *arguments: Any, examples: Iterable[Example] = (), **how: Any) -> None:
        """Make a group as click does, with ``examples``."""
        super().__init__(*arguments, **how)
        self.examples = tuple(examples)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Its verbs, in the order in which a newcomer meets them."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples after the verbs."""
        super().format_epilog(ctx, formatter)
        write_examples(self.examples, formatter)


def verb(*examples: Example, name: str | None = None, cls: type[Verb] = Verb) -> Callable[[Callable[..., Any]], Verb]:
    """Make a function a verb whose help ends with these examples.

    Args:
        examples: What each does and the line to type, the plainest first; one may use what those before it made.
        name: What the verb is called, where that is not what the function is.
        cls: A verb that reads its line in a way of its own.
    """
    return click.command(name, cls=cls, examples=examples)


def write_examples(examples: Iterable[Example], formatter: click.HelpFormatter) -> None:
    """Write examples, each line to type whole: it is copied, so it is never broken."""
    held = list(examples)
    if not held:
        return
    with formatter.section("Examples, for the folder that govledger demo leaves"):
        for says, typed in held:
            formatter.write_text(f"{says}:")
            formatter.write(f"{'':{formatter.current_indent}}{INDENT}{typed}\n")
