"""How what is read out at a meeting is said: who is who by name, and nothing wider than a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from govledger.assurance.record import Record

INDENT = "   "


class Speaker:
    """Says the words of one record, its bodies by what they are called."""

    def __init__(self, record: Record) -> None:
        """Learn what the bodies of ``record`` are called."""
        from govledger.cli.opinions import width
        from govledger.events.aloud import with_article
        from govledger.projections.body_register import BodyRegister

        self._width = width()
        named = record.state(BodyRegister).bodies.items()
        self._names = {f"body:{body}": with_article(words) for body, row in named if (words := words_in(row.name))}

    def aloud(self, text: str) -> str:
        """A text as it may be read out."""
        from govledger.events.aloud import aloud

        return aloud(text, self._names)

    def by(self, names: tuple[str, ...]) -> str:
        """Whose word it is, as it follows what was said; empty where nobody is named."""
        return f" by {self.aloud(listed(names))}" if names else ""

    def paragraph(self, text: str, indent: str = "", further: str = "", *, spoken: bool = True) -> Iterator[str]:
        """A text in as many lines as it takes, those after the first set in by ``further`` too."""
        from govledger.cli.output import printable
        from govledger.cli.render import wrap

        said = self.aloud(text) if spoken else printable(text)
        first = wrap(said, self._width - len(indent), lines_max=1 + len(said))
        yield f"{indent}{first[0]}"
        rest = " ".join(first[1:])
        if rest:
            held = wrap(rest, self._width - len(indent) - len(further), lines_max=1 + len(rest))
            yield from (f"{indent}{further}{line}" for line in held)


def listed(names: Iterable[str]) -> str:
    """Names as they are said one after another.

    >>> listed(["one"]), listed(["one", "two", "three"])
    ('one', 'one, two and three')
    """
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def words_in(text: Any) -> str:
    """The words of a text; empty where there are none, or they may not be read here."""
    from govledger.cli.output import printable
    from govledger.events import Text

    words = "" if text is None else printable(str(text))
    return "" if words in {Text.WITHHELD, Text.ERASED, Text.MISSING} else words
