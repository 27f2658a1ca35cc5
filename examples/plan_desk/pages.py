"""What each page shows, as plain values for a template; nothing here knows of a web framework."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import jinja2

from govledger import BodyRegister, Entry, GovledgerError, Ledger, PlanState
from govledger.assurance.questions import Questions, questions
from govledger.errors import CutError
from govledger.events.aloud import aloud, said_day
from plan_desk.desk import Desk
from plan_desk.forms import Filled
from plan_desk.plan import Plan, plan_of

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "style.css").read_bytes()

HEADERS = {
    # Nothing runs, nothing is fetched from elsewhere, and nobody frames the page.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # What one user saw is not in the browser for the next.
    "Cache-Control": "no-store",
}


FAILED = (
    "Something went wrong on our side. Send the form again: what was recorded already is not recorded a second time."
)


class NotThereError(Exception):
    """What was asked for is not in the ledger; the message is for the reader."""


def environment(**options: Any) -> jinja2.Environment:
    """What fills in the templates: whatever is put in is escaped, and what is not there is an error."""
    held: dict[str, Any] = {"autoescape": True, "loader": jinja2.FileSystemLoader(TEMPLATES), **options}
    made = jinja2.Environment(**held | {"undefined": jinja2.StrictUndefined, "trim_blocks": True})  # noqa: S701 - it is escaped
    made.filters |= {"aloud": aloud, "day": said_day, "fields": fields_of, "sentence": sentence}
    return made


# The pages -----------------------------------------------------------------------------------------------------------


def plan_page(desk: Desk, typed: Mapping[str, str], *, today: dt.date) -> dict[str, Any]:
    """The plan: as it stands, or as it was known on the day ``as_of``."""
    as_of, problem, held = typed.get("as_of", "").strip(), "", None
    if as_of:
        try:
            history = desk.ledger.history(as_of=as_of)
            held = plan_of(history.project(PlanState), len(history))
            today = dt.date.fromisoformat(as_of)
        except (CutError, ValueError) as fault:
            problem, held = sentence(str(fault).removeprefix("as_of: ")), None
    plan = held or latest(desk)
    rows = sorted(plan.rows.values(), key=lambda row: [_natural(part) for part in re.split(r"(\d+)", row.id)])
    return {
        "plan": plan,
        "rows": rows,
        "today": today,
        "as_of": as_of,
        "is_then": held is not None,
        "problem": problem,
        "trouble": desk.follower.trouble if held is None else "",
        "late": sum(row.is_late(today) for row in rows),
        "open": sum(row.is_open for row in rows),
    }


def _natural(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (0, part)


def latest(desk: Desk) -> Plan:
    """The plan as the follower saw it last; read from the ledger where it has seen nothing yet."""
    held = desk.follower.latest()
    if held is None:
        history = desk.ledger.history()
        held = plan_of(history.project(PlanState), history.cut.size)
    return held


def action_page(desk: Desk, id_: str, *, today: dt.date, forms: Mapping[str, Filled]) -> dict[str, Any]:
    """One action: how it stands, why, what was recorded about it, and the forms that a user may send.

    Raises:
        NotThereError: There is no such action.
    """
    row = latest(desk).rows.get(id_)
    if row is None:
        raise NotThereError(f"There is no action {id_!r} in this plan.")
    why = desk.ledger.history().why(PlanState, "actions", id_, "status") if row.status else None
    return {
        "row": row,
        "today": today,
        "why": why,
        "entries": list(desk.ledger.entries(about=f"action:{id_}")),
        "forms": forms,
        "lists": lists(desk),
    }


def form_page(desk: Desk, filled: Filled) -> dict[str, Any]:
    """A page with one form."""
    return {"filled": filled, "lists": lists(desk)}


def lists(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """What the fields with choices offer: each with its value and its words."""
    plan = latest(desk)
    return {
        "plans": [(plan_id, plan_id) for plan_id in plan.plans],
        "statuses": [(status, f"{status}: {means}" if means else status) for status, means in plan.statuses.items()],
    }


def questions_page(desk: Desk, typed: Mapping[str, str], *, today: dt.date) -> dict[str, Any]:
    """What a body should ask at its next meeting, each question with what it rests on and what would clear it."""
    names = _bodies(desk.ledger, len(desk.ledger))
    body, on, problem = typed.get("body") or next(iter(names), ""), typed.get("on", "").strip(), ""
    try:
        day = dt.date.fromisoformat(on) if on else today
    except ValueError:
        day, problem = today, f"Found {on!r}, expected a day such as 2024-06-05; what follows is for today."
    if body and body not in names:
        raise NotThereError(f"There is no body {body!r} in this ledger.")
    held = _questions(desk.ledger, body, day, len(desk.ledger)) if body else None
    said = {f"body:{name}": words for name, words in names.items()}
    return {"bodies": names, "body": body, "day": day, "problem": problem, "asked": held, "said": said}


@lru_cache(maxsize=16)
def _questions(ledger: Ledger, body: str, day: dt.date, size: int) -> Questions:  # noqa: ARG001 - see below
    """The questions; worked out once for each ``size`` of the ledger, since nothing else changes them."""
    return questions(ledger.history(), body, day)


@lru_cache(maxsize=4)
def _bodies(ledger: Ledger, size: int) -> dict[str, str]:  # noqa: ARG001 - as `_questions`
    """What the bodies are called, by id."""
    found = ledger.history().project(BodyRegister).bodies
    return {key: str(body.name) if body.name is not None else key.replace("-", " ") for key, body in found.items()}


def entry_page(desk: Desk, number: int) -> dict[str, Any]:
    """One entry as it was recorded.

    Raises:
        NotThereError: There is none of that number.
    """
    try:
        return {"entry": desk.ledger.entry(number)}
    except GovledgerError as fault:
        raise NotThereError(sentence(str(fault))) from fault


# In words ------------------------------------------------------------------------------------------------------------


def sentence(words: str) -> str:
    """Words with a capital before them and a stop behind."""
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


def fields_of(entry: Entry[Any], most: int | None = None) -> list[tuple[str, str]]:
    """What an entry says, field by field, in words; of a list at ``most`` so many.

    Of an event of a type that this version of the library does not know, nothing is said.
    """
    if not attrs.has(type(entry.event)):
        return []
    held = ((field.name, getattr(entry.event, field.name)) for field in attrs.fields(type(entry.event)))
    return [(name.replace("_", " "), _listed(value, most)) for name, value in held if value]


def _listed(value: Any, most: int | None) -> str:
    each = [str(one) for one in (value if isinstance(value, tuple) else [value])]
    more = len(each) - (most or len(each))
    return ", ".join(each[:most]) + (f" and {more} more" if more > 0 else "")
