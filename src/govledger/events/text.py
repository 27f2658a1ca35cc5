"""Text that may be withheld or erased: a handle in memory, a salted commitment in the entry's bytes."""

from __future__ import annotations

from typing import Protocol

from govledger.events.words import read_long

_new = object.__new__


class Shelf(Protocol):
    """What keeps the words behind commitments."""

    def words(self, text: Text) -> str | None:
        """The words of a recorded text; ``None`` where they are not disclosed."""
        ...

    def why_not(self, text: Text) -> str:
        """Why a text is not disclosed: WITHHELD, ERASED or MISSING."""
        ...


class Text:
    """Text that may be withheld or erased.

    Before it is recorded it holds its own words. Once recorded it is (number, field, digest) and asks the shelf each
    time, so that an erased text is gone everywhere at once. Projections may store it and never read it.

    Attributes:
        number: The entry that committed to the text; 0 before it is recorded.
        field: The path of the withheld field, such as ``text``, ``amendments/0`` or ``@reason``; empty before.
        digest: The commitment in the entry's bytes, base64url of SHA-256; empty before.
    """

    __slots__ = ("_shelf", "_words", "digest", "field", "number")

    WITHHELD = "WITHHELD"
    """Kept out of this view."""
    ERASED = "ERASED"
    """Lawfully erased, by an entry that says so."""
    MISSING = "MISSING"
    """Gone or altered, and no entry says why."""

    number: int
    field: str
    digest: str
    _words: str | None
    _shelf: Shelf | None

    def __init__(self, words: str) -> None:
        """Text yet to be recorded.

        Raises:
            BadValueError: ``words`` is empty or holds a NUL or a lone surrogate.
        """
        self.number, self.field, self.digest = 0, "", ""
        self._words, self._shelf = read_long(words), None

    @staticmethod
    def recorded(number: int, field: str, digest: str, shelf: Shelf | None) -> Text:
        """The handle of a text that entry ``number`` committed to; without a ``shelf`` it is withheld."""
        text = _new(Text)
        text.number = number
        text.field = field
        text.digest = digest
        text._words = None  # noqa: SLF001 - it is one of ours, and made without words
        text._shelf = shelf  # noqa: SLF001
        return text

    @classmethod
    def read(cls, value: object) -> Text:
        """A text from a string, or a text as it is."""
        return value if isinstance(value, Text) else cls(read_long(value))

    @property
    def words(self) -> str | None:
        """The words; ``None`` where they are not disclosed."""
        if self._words is not None:
            return self._words
        return self._shelf.words(self) if self._shelf else None

    def __str__(self) -> str:
        """The words, or WITHHELD, ERASED or MISSING."""
        words = self.words
        if words is not None:
            return words
        return self._shelf.why_not(self) if self._shelf else self.WITHHELD

    def __repr__(self) -> str:
        """The handle, never the words of a recorded text."""
        return f"Text({self._words!r})" if self._words is not None else f"Text({self.number}, {self.field!r})"

    def _handle(self) -> tuple[int, str, str, str | None]:
        return self.number, self.field, self.digest, self._words

    def __eq__(self, other: object) -> bool:
        """Equal handles; before recording, equal words."""
        return self._handle() == other._handle() if isinstance(other, Text) else NotImplemented

    def __hash__(self) -> int:
        """Agrees with equality."""
        return hash(self._handle())
