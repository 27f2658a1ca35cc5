"""The page of every exception."""

import inspect

from _reference.prose import code, first_of, table
from govledger import errors


def errors_page() -> str:
    """Every exception and what it means."""
    tree = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")[2]
    classes = [
        held for held in vars(errors).values() if inspect.isclass(held) and issubclass(held, errors.GovledgerError)
    ]
    rows = ((code(held.__name__), first_of(held)) for held in classes)
    head = "# Errors\n\nExceptions are for the caller's mistake or a broken record. All are in `govledger.errors`.\n"
    told = table(("error", "the fact it is named for"), rows)
    return "\n".join([head, "```text", *inspect.cleandoc(tree).splitlines()[2:], "```\n", *told])
