"""What the tests of reports share: reading a page as a reader's program would, and ledgers to make pages of."""

import datetime as dt
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from govledger import Ledger, events as ev
from govledger.exports.report import INDEX, Wanted, report
from govledger.ledger import History

DAY = "2025-03-03"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> ' \" & {{ 7 * 7 }} {% raw %} \u202egnihton ees"


APART = frozenset(
    {
        "article",
        "caption",
        "dd",
        "details",
        "div",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "header",
        "li",
        "p",
        "summary",
        "td",
        "th",
    }
)
"""The elements that stand apart, so that their words do too."""


class Read(HTMLParser):
    """A page as it is read: its elements with their attributes, and its words without those of style and script."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, str] = {"style": "", "script": ""}
        self._words: list[str] = []
        self._within: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within.append(tag)
        self._words.append(" " if tag in APART else "")
        if tag in {"meta", "link", "br", "img", "input"}:
            self._within.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag, (tag, self.getpos())
        self._words.append(" " if tag in APART else "")

    def handle_data(self, data: str) -> None:
        within = self._within[-1] if self._within else ""
        if within in self.blocks:
            self.blocks[within] += data
        else:
            self._words.append(data)

    @property
    def words(self) -> str:
        """All words of the page, one space between two."""
        return " ".join("".join(self._words).split())

    def tags(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of one kind."""
        return [held for name, held in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every place on the page that can be gone to."""
        return [held["id"] or "" for _, held in self.elements if "id" in held]

    @property
    def hrefs(self) -> list[str]:
        """Where its links lead."""
        return [held["href"] or "" for held in self.tags("a")]

    @property
    def policy(self) -> str:
        """What it lets a browser do."""
        return next(str(held["content"]) for held in self.tags("meta") if "http-equiv" in held)


def page_of(history: Ledger | History, **wanted: Any) -> Read:
    """The page of a ledger."""
    held = history.history() if isinstance(history, Ledger) else history
    return Read(report(held, Wanted(**wanted))[INDEX])


def on(day: str = DAY, place: str = "1") -> dict[str, Any]:
    """The envelope of what is said on a day."""
    return {"happened": day, "known_on": day, "source": ev.Source("log", place)}


def small_plan(ledger: Ledger, *, text: str = "Visit every child in ten days") -> None:
    """A plan of one action that is green on nobody's evidence, and whose date moved."""
    ledger.record(
        ev.StatusSchemeDefined(
            scheme="rag",
            standing="adopted",
            states=[ev.State(label="green", meaning="on_track"), ev.State(label="red", meaning="off_track")],
        ),
        ev.BodyEstablished(body="board", kind="improvement_board", name="the Improvement Board"),
        ev.PlanVersioned(plan="plan", standing="approved", version="1", overseen_by=["board"]),
        ev.CommitmentMade(commitment="c1", plan="plan", text="Children are seen"),
        ev.ActionAdded(
            action="2.4",
            plan="plan",
            commitment="c1",
            text=text,
            leads=["office:head-of-mash"],
            due=ev.by("2025-01-31"),
        ),
        **on("2024-06-03"),
    )
    ledger.record(ev.StatusReported(subject="action:2.4", status="rag/red", text="Slow"), **on("2024-09-02", "2"))
    ledger.record(ev.StatusReported(subject="action:2.4", status="rag/green", text="All well"), **on("2024-12-02", "3"))
    ledger.record(
        ev.DeadlineChanged(subject="action:2.4", was=ev.by("2025-01-31"), now=ev.by("2025-06-30")), **on(DAY, "4")
    )


def covered(ledger: Ledger) -> None:
    """Declare that the ledger holds all evidence, so that an absence of it counts."""
    ledger.record(
        ev.CoverageDeclared(
            what=["evidence", "statuses", "deadlines", "items"], since="2024-01-01", by=["office:clerk"]
        ),
        **on("2024-06-03", "0"),
    )


def leads_nowhere(pages: dict[str, bytes]) -> Iterator[str]:
    """The links of some pages that lead to no place on any of them."""
    read = {name: Read(page) for name, page in pages.items()}
    for name, page in read.items():
        for href in page.hrefs:
            file, _, place = href.partition("#")
            target = read.get(file or name)
            if target is None or (place and place not in target.ids):
                yield f"{name}: {href}"


def day(text: str) -> dt.date:
    """A day."""
    return dt.date.fromisoformat(text)
