"""A report on paper: what the page says, set by typst as a PDF that a screen reader can read (PDF/UA-1).

What the record holds goes to typst as data, and its source is ours alone, so that nothing recorded is ever markup. Its
fonts come with it: no network, and none of the machine's own, so that equal histories give equal bytes. What those
fonts have no letter for stands by its number, ``[U+1F600]``. The list of every entry is left out, as it is in print.
The extra ``pdf`` installs the package `typst`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from typing import Any, Final
from unicodedata import normalize

import attrs

from govledger.errors import GovledgerError
from govledger.exports.missing import extra
from govledger.exports.report.pages import TITLE, Wanted, contents
from govledger.exports.report.plan import Card
from govledger.exports.report.reading import Said
from govledger.exports.report.strips import Run, Span
from govledger.exports.report.trail import LATE_DAYS
from govledger.ledger import History

FONTS: Final = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono", "New Computer Modern Math")
"""The fonts that come with typst, in the order in which a letter is looked for."""

MARK: Final = b"\n% made by govledger report\n"
"""What a file of ours ends with, so that it is told from one that somebody else made; readers pass it over."""

STANDARD: Final = "ua-1"
_SHOWN: Final = ("questions", "answered", "untold", "since", "then", "sights", "decisions", "duties", "bodies", "trail")


def pdf(history: History, wanted: Wanted | None = None) -> bytes:
    """A report as a PDF; the same history and the same wishes give the same bytes.

    Args:
        history: What may be read; its cut is said on the first page.
        wanted: What it is to hold; whether it is split and has a script is of no concern on paper.

    Raises:
        CutError: A day to compare with is after the day asked about.
        ProjectionStoppedError: A view that it rests on stopped.
        GovledgerError: The extra ``pdf`` is not installed.
    """
    typst = extra("typst", what="a PDF", name="pdf")
    asked = wanted or Wanted()
    source = (files("govledger.exports.report") / "templates" / "report.typ").read_bytes()
    data = json.dumps(_data(history, asked), ensure_ascii=False)
    try:
        made: bytes = typst.compile(
            source, sys_inputs={"data": _printed(data)}, ignore_system_fonts=True, pdf_standards=[STANDARD]
        )
    except typst.TypstError as fault:
        raise GovledgerError(f"typst could not set the report: {fault}") from fault
    return made + MARK


def _data(history: History, wanted: Wanted) -> dict[str, Any]:
    """All that the paper says, as plain JSON."""
    held = contents(history, wanted)
    today: dt.date = held["today"]
    shared: dict[str, Any] = {name: _plain(held[name]) for name in ("basis", "plan", *_SHOWN)}
    span: Span = held["plan"].span
    return {
        "title": TITLE,
        "date": {"year": today.year, "month": today.month, "day": today.day},
        "fonts": list(FONTS),
        "audience": wanted.audience,
        "span": {"first": _month(span.first), "last": _month(span.last), "years": span.years},
        "late_days": LATE_DAYS,
        **held["head"],
        **shared,
    }


_UNREAD: Final = frozenset({"anchor", "href", "page", "points", "ticks", "place"})
"""What is worked out for a page only: its addresses, and what its script needs."""


def _plain(held: object) -> Any:
    """A value as plain JSON, as far as paper shows it."""
    if isinstance(held, Card):
        # A card names the questions about it; what else they are asked of stands where they are asked.
        asked = [{"severity": one.severity, "question": one.question} for one in held.questions]
        return {**_fields(attrs.evolve(held, questions=())), "questions": asked}
    if isinstance(held, Run):
        return {**attrs.asdict(held, recurse=False), "status": _plain(held.status), "dates": _dates(held)} | {
            "since": held.since.isoformat(),
            "until": held.until.isoformat(),
        }
    if isinstance(held, Said):
        return {"words": held.words, "kept": held.kept}
    if isinstance(held, tuple):
        several: tuple[object, ...] = held  # pyright: ignore[reportUnknownVariableType] - of anything
        return [_plain(one) for one in several]
    if attrs.has(type(held)):
        return _fields(held)
    return held.isoformat() if isinstance(held, dt.date) else held


def _fields(held: Any) -> dict[str, Any]:
    """What a value is made of, as plain JSON."""
    own = attrs.asdict(held, recurse=False)
    return {name: _plain(value) for name, value in own.items() if name not in _UNREAD}


def _dates(run: Run) -> str:
    """When a run of like reports was, in short."""
    first, last = _month(run.since), _month(run.until)
    until = f" to {last}" if last != first else ""
    return f"{first}{until}, {run.reports} reports" if run.reports > 1 else f"{first}{until}"


def _month(day: dt.date) -> str:
    return f"{day:%b} {day.year}"


# Letters -------------------------------------------------------------------------------------------------------------

_LETTERS: Final = (
    " -~\xa0-\xac\xae-\u02ff"
    "\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u2070\u2071\u2074-\u208e\u20a0-\u20bf\u2100-\u214f\u2190-\u22ff\u25a0-\u262f"
)
"""The letters that the fonts have, in the scripts of Europe; each was set by itself and after another."""

_UNKNOWN: Final = re.compile(f"[^{_LETTERS}]")


def _printed(data: str) -> str:
    """Data with each character that no font has a letter for shown by its number."""
    return _UNKNOWN.sub(lambda found: f"[U+{ord(found[0]):04X}]", normalize("NFC", data))
