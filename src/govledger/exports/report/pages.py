"""A report as files: one page that holds all of it, or an index with a page for each commitment.

A page needs no network and no script. Its policy forbids everything but its own style and, by its hash, the script of
the date slider. What the record holds is only ever text: every value is escaped where it is put in.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

import attrs

from govledger.assurance import Opinion, check
from govledger.assurance.check import read
from govledger.assurance.record import Record
from govledger.events.aloud import printable
from govledger.exports.report.changes import since as changes_since, then_and_now
from govledger.exports.report.governance import decisions_of, duties_of, overseers_of, sights_of
from govledger.exports.report.plan import Plan, Planner, parts_of
from govledger.exports.report.questions import answered_of, asked_about, basis_of, questions_of, untold_of
from govledger.exports.report.reading import Audience, Link, Places, Reader, counted, entries_page
from govledger.exports.report.strips import Strip
from govledger.exports.report.templating import environment
from govledger.exports.report.trail import LATE_DAYS, Row, rows_of, trail_of
from govledger.ledger import History
from govledger.projections.body_register import BodyRegister
from govledger.projections.decision_register import DecisionRegister
from govledger.projections.independence import LEVELS
from govledger.projections.obligation_calendar import ObligationCalendar
from govledger.projections.plan_state import PlanState
from govledger.projections.recommendation_tracker import RecommendationTracker

INDEX: Final = "index.html"
LISTED_MAX: Final = 5_000
"""Up to how many entries a single page lists every one; of more, only those that it names."""

ENTRIES_PER_PAGE: Final = 2_000

_RECOMMENDATIONS, _AROUND, _RECORD = "recommendations.html", "decisions.html", "record.html"
_NAMES: Final = {
    "questions": "Questions to ask",
    "since": "What changed",
    "untold": "What the record does not answer",
    "then": "Known then and now",
    "plan": "The plan over time",
    "recommendations": "From recommendations to evidence",
    "decisions": "Decided and owed",
    "bodies": "Who met",
    "record": "The record itself",
}
"""What each section is called where it is linked to."""


@attrs.frozen(kw_only=True)
class Wanted:
    """What a report is to hold.

    Attributes:
        today: The day asked about; without one the history's own.
        at: A day of which what was known then stands beside what is known now.
        since: A day since which the changes are told, such as that of the last meeting.
        audience: Who is to read it: ``public`` shows only words that bodies adopted and published.
        script: Whether it has the date slider, which needs a script; all else is readable without.
        is_split: Whether it is an index with a page for each commitment, rather than one page.
    """

    today: dt.date | None = None
    at: dt.date | None = None
    since: dt.date | None = None
    audience: Audience = "public"
    script: bool = True
    is_split: bool = False


@attrs.frozen(kw_only=True)
class Page:
    """One page.

    Attributes:
        name: The name of its file.
        title: Its title.
        sections: The sections it holds, by the names of their templates.
        nav: Where its reader may go.
        is_first: Whether it is the page to open.
        part: The part of the plan that it holds.
        heading: What it is called below its title.
        rows: The entries that it lists.
    """

    name: str
    title: str
    sections: Sequence[str]
    nav: Sequence[Link] = ()
    is_first: bool = False
    part: Any = None
    heading: str = ""
    rows: Sequence[Row] = ()


def report(history: History, wanted: Wanted | None = None) -> dict[str, bytes]:
    """The pages of a report, by the names of their files; a report that is not split is one, called `INDEX`.

    The same history and the same wishes give the same bytes.

    Args:
        history: What may be read; its cut is said on every page.
        wanted: What it is to hold; by default all of it on one page, for the public.

    Raises:
        CutError: A day to compare with is after the day asked about.
        ProjectionStoppedError: A view that it rests on stopped.
        GovledgerError: The extra ``report`` is not installed.
    """
    asked = wanted or Wanted()
    record = read(history)
    opinion = check(record, asked.today)
    return dict(_Report(record, opinion, asked).pages())


def contents(history: History, wanted: Wanted) -> dict[str, Any]:
    """What a report says, by the names that its templates have for it, for whatever sets it otherwise."""
    record = read(history)
    return _Report(record, check(record, wanted.today), wanted).contents()


class _Report:
    """One report on its way to become pages."""

    def __init__(self, record: Record, opinion: Opinion, wanted: Wanted) -> None:
        self._record, self._opinion, self._wanted = record, opinion, wanted
        self._parts = {
            key: f"commitment-{number}.html" for number, key in enumerate(parts_of(record.state(PlanState)), start=1)
        }
        self._places = self._placed()
        self._reader = Reader(record, wanted.audience, self._places)

    # Where everything stands -----------------------------------------------------------------------------------------

    def _placed(self) -> Places:
        """Give everything a place. Names of files and places are counted, never taken from the record."""
        places = Places(per_page=ENTRIES_PER_PAGE if self._wanted.is_split else 0)
        for key, rows in parts_of(self._record.state(PlanState)).items():
            refs = ([f"commitment:{key}"] if key else []) + [row.ref for row in rows]
            self._put(places, self._parts[key], "a", refs)
        state = self._record.state
        recommended = state(RecommendationTracker).recommendations
        decided, duties = state(DecisionRegister).decisions, state(ObligationCalendar).rows()
        self._put(places, _RECOMMENDATIONS, "r", (f"recommendation:{key}" for key in recommended))
        self._put(places, _AROUND, "d", (f"decision:{key}" for key, row in decided.items() if row.turns))
        self._put(places, _AROUND, "o", (row.ref for row in duties))
        self._put(places, _AROUND, "b", (f"body:{key}" for key in state(BodyRegister).bodies))
        return places

    def _put(self, places: Places, page: str, letter: str, refs: Iterable[str]) -> None:
        for ref in refs:
            address = f"{page if self._wanted.is_split else ''}#{letter}{len(places.of) + 1}"
            places.of.setdefault(str(ref), address)

    # What stands there -----------------------------------------------------------------------------------------------

    def pages(self) -> Iterable[tuple[str, bytes]]:
        """Every page by its name, as it is written."""
        template = environment().get_template("page.html")  # First: it says so where the extra is not installed.
        shared = self._shared()
        made = self._split(shared) if self._wanted.is_split else self._whole(shared)
        for page in made:
            text = template.render(shared | {"page": page})
            yield page.name, "".join(f"{line}\n" for line in text.splitlines() if line.strip()).encode()

    def _shared(self) -> dict[str, Any]:
        """What every page may show."""
        held = self.contents()
        return held | _furniture(self._days(held["plan"]), script=self._wanted.script)

    def contents(self) -> dict[str, Any]:
        """What it says."""
        reader, opinion, wanted = self._reader, self._opinion, self._wanted
        questions = questions_of(opinion, reader)
        plan = Planner(reader, opinion.today, asked_about(questions, opinion)).plan(self._parts)
        return {
            "head": self._head(),
            "audience": wanted.audience,
            "home": INDEX if wanted.is_split else "",
            "is_split": wanted.is_split,
            "basis": basis_of(opinion, reader),
            "questions": questions,
            "answered": answered_of(opinion, reader),
            "untold": untold_of(opinion, reader),
            "since": changes_since(reader, opinion, wanted.since) if wanted.since else None,
            "then": then_and_now(reader, opinion, wanted.at) if wanted.at else None,
            "plan": plan,
            "sights": sights_of(reader),
            "decisions": decisions_of(reader, opinion.today),
            "duties": duties_of(reader, opinion.today),
            "bodies": overseers_of(reader, opinion.today, plan.span),
            "trail": trail_of(reader),
            "late_days": LATE_DAYS,
            "levels": LEVELS,
            "today": opinion.today,
        }

    def _head(self) -> dict[str, str]:
        ledger, cut = self._record.history.ledger, self._record.history.cut
        return {
            "origin": printable(ledger.origin),
            "name": "" if ledger.name == "main" else printable(ledger.name),
            "today": self._reader.day(self._opinion.today),
            "cut": self._reader.aloud(cut.words),
            "entries": counted(self._opinion.denominator.entries, "entry", "entries"),
        }

    def _days(self, plan: Plan) -> list[list[str]]:
        """The days on which somebody met, each with who; the slider goes over them."""
        met: dict[dt.date, list[str]] = {}
        for row in self._record.state(BodyRegister).meetings.values():
            if row.state == "held" and row.day is not None and plan.span.first <= row.day <= self._opinion.today:
                met.setdefault(row.day, []).append(self._reader.aloud(f"body:{row.body}") if row.body else "a meeting")
        met.setdefault(self._opinion.today, ["the day asked about"])
        return [
            [day.isoformat(), self._reader.day(day), " and ".join(dict.fromkeys(met[day])), str(plan.span.at(day))]
            for day in sorted(met)
        ]

    def _whole(self, shared: dict[str, Any]) -> Iterable[Page]:
        """All of it on one page."""
        size = len(self._reader.trail.entries)
        listed = sorted(self._reader.trail.entries if size <= LISTED_MAX else self._places.cited)
        shared["rows"] = rows_of(self._reader, listed)
        shared["entry_pages"] = ()
        sections = [name for name in _NAMES if name not in {"since", "then"} or shared[name] is not None]
        nav = [Link(name=_NAMES[name], href=f"#{name}") for name in sections]
        yield Page(name=INDEX, title=TITLE, sections=["lede", *sections], nav=nav, is_first=True)

    def _split(self, shared: dict[str, Any]) -> Iterable[Page]:
        """An index, a page for each part of the plan, and pages for what stands around it."""
        numbers = sorted(self._reader.trail.entries)
        whole = range(0, (numbers[-1] if numbers else 0) + ENTRIES_PER_PAGE, ENTRIES_PER_PAGE)
        spans = [(first, last) for first, last in pairwise(whole) if any(first < number <= last for number in numbers)]
        shared["entry_pages"] = [
            Link(name=f"Entries {first + 1:,} to {last:,}", href=entries_page(first // ENTRIES_PER_PAGE))
            for first, last in spans
        ]
        first = [
            name for name in ("questions", "since", "untold", "then", "plan") if shared.get(name, True) is not None
        ]
        nav = [Link(name=_NAMES[name], href=f"#{name}") for name in first]
        nav += [
            Link(name=_NAMES["recommendations"], href=_RECOMMENDATIONS),
            Link(name=_NAMES["decisions"], href=_AROUND),
            Link(name=_NAMES["bodies"], href=f"{_AROUND}#bodies"),
            Link(name=_NAMES["record"], href=_RECORD),
        ]
        yield Page(name=INDEX, title=TITLE, sections=["lede", *first], nav=nav, is_first=True)
        for part in shared["plan"].parts:
            yield Page(name=part.page, title=part.title[:1].upper() + part.title[1:], sections=["one_part"], part=part)
        yield Page(name=_RECOMMENDATIONS, title=_NAMES["recommendations"], sections=["recommendations"])
        yield Page(name=_AROUND, title="Decided and owed, and who met", sections=["decisions", "bodies"])
        yield Page(name=_RECORD, title=_NAMES["record"], sections=["record"])
        for first_number, last in spans:
            rows = rows_of(self._reader, [number for number in numbers if first_number < number <= last])
            heading = f"Entries {first_number + 1:,} to {last:,}"
            name = entries_page(first_number // ENTRIES_PER_PAGE)
            yield Page(name=name, title="The entries", sections=["entries"], heading=heading, rows=rows)


TITLE: Final = "What to ask about the improvement plan"


def _furniture(days: list[list[str]], *, script: bool) -> dict[str, Any]:
    """Style, script and the policy that forbids everything else."""
    from markupsafe import Markup  # noqa: PLC0415 - it comes with the extra

    folder = files("govledger.exports.report") / "templates"
    style = (folder / "style.css").read_text(encoding="utf-8")
    code = (folder / "slider.js").read_text(encoding="utf-8") if script else ""
    allowed = ["default-src 'none'", f"style-src {_hash(style)}", "base-uri 'none'", "form-action 'none'"]
    allowed += [f"script-src {_hash(code)}"] if code else []
    return {
        "style": Markup(style),  # noqa: S704 - it is ours, and so is the script
        "script": Markup(code),  # noqa: S704
        "policy": "; ".join(allowed),
        "days": days,
        "points": _points,
        "month": _month,
    }


def _hash(text: str) -> str:
    """The source of an inline style or script, as a policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _points(strip: Strip) -> list[list[str]]:
    """The reports of a strip for the slider: the day by which each was known, its label, its look."""
    return [
        [day.isoformat(), status.label, status.look] for day, status in sorted(strip.points, key=lambda one: one[0])
    ]


def _month(day: dt.date) -> str:
    """The month of a day, in short: Jun 2017."""
    return f"{day:%b} {day.year}"
