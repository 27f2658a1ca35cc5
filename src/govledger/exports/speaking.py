"""Entries as lines for one audience: the words it may read, and for the public no id of a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from govledger.assurance.check import read
from govledger.events import Text
from govledger.exports.report.reading import Audience, Places, Reader
from govledger.ledger import History
from govledger.ledger.entry import AnyEntry
from govledger.ledger.lines import write_line

_PERSON: Final = re.compile(r"\bperson:((?:[\w/-]|\.(?=\w))+)")


class Speaker:
    """Tells the entries of one history to one audience."""

    def __init__(self, history: History, audience: Audience) -> None:
        """Tell ``history``."""
        self.history, self.audience = history, audience
        self.record = read(history)
        self.reader = Reader(self.record, audience, Places())

    def entries(self) -> Iterator[AnyEntry]:
        """Every entry within the cut, in every version, by number."""
        return self.history.read(sorted(self.reader.trail.entries))

    def line(self, entry: AnyEntry) -> dict[str, Any]:
        """An entry as ``govledger log --json`` prints it; words that are not for this audience under ``withheld``."""
        catalogue = self.history.ledger.inner.catalogue
        if self.audience == "full":
            return write_line(entry, catalogue)
        held = json.dumps(write_line(entry, catalogue, shows=self._shows), ensure_ascii=False)
        told: dict[str, Any] = json.loads(self.nobody(held))
        return told

    def _shows(self, text: Text) -> bool:
        return not self.reader.kept(text)

    def nobody(self, text: str) -> str:
        """A text in which persons are called by the order in which the ledger first names them: ``person:1``.

        What is recorded later changes none of these, so that two files call the same person the same.
        """
        if self.audience == "full":
            return text
        return _PERSON.sub(lambda found: f"person:{self._persons.get(found[1], 'unknown')}", text)

    @cached_property
    def _persons(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self.history.ledger.entries():
            for name in _PERSON.findall(entry.raw.decode()):
                found.setdefault(name, len(found) + 1)
        return found

    def about(self, entry: AnyEntry) -> str | None:
        """The first thing that an entry names, but for persons and parts."""
        every = self.record.named_in(entry)
        return next((name for name in every if not name.startswith(("part:", "person:"))), None)
