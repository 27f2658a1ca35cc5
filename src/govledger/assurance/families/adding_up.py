"""Family F, adding up and measuring: is there a red under the green, and do the figures add up?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from govledger.assurance.case import Case, doubted
from govledger.assurance.families.reading import Word, around, overseers, reports_on
from govledger.assurance.families.weighing import is_firm, last_word, listed, run_start, weigh, words_by_today
from govledger.assurance.rule import Alarm, Answer, CannotTell, Clear, Setting, rule
from govledger.events import (
    ActionAdded,
    AgendaItemConsidered,
    CommitmentMade,
    CompletionClaimed,
    PlanItemRetired,
    StatusReported,
    StatusSchemeDefined,
    StatusValue,
    each,
)
from govledger.ledger import Entry
from govledger.projections.plan_items import Item
from govledger.projections.status_history import StatusHistory, StatusReport

_HUNDRED = 100
_DONE = frozenset({"claimed", "verified", "embedded"})


@rule(
    "ROLL_UP_HIDES_RED",
    code="FA37",
    severity="high",
    question="Is there a red under that green?",
    about=("commitment", "plan"),
    reads=(
        ActionAdded,
        AgendaItemConsidered,
        CommitmentMade,
        CompletionClaimed,
        PlanItemRetired,
        StatusReported,
        StatusSchemeDefined,
    ),
    source="Decidim, where a parent's progress is the average of its children's; watermelon reporting: red within",
    settings=(
        Setting(
            parameter="difference_points",
            default=5,
            says="By how many points a reported percentage may differ from what the record adds up to.",
            looser="up",
        ),
    ),
)
def roll_up_hides_red(case: Case) -> Answer:
    """Good, while something under it is not; closed over what is open; or a percentage that does not add up."""
    row = case.row
    children = list(children_of(case))
    if row is None:
        return None
    shown = _shown_good(case, children) if row.retired is None else None
    return weigh([shown, _closed_over(case, children), _percentage(case, children)])


def children_of(case: Case) -> Iterator[Item]:
    """What stands directly under the subject and has not left it, each once."""
    rows: dict[str, Item | None] = {}
    for made in case.about(CommitmentMade):
        if made.event.plan == case.subject.id and case.subject.kind == "plan" and made.rival_of is None:
            rows[f"commitment:{made.event.commitment}"] = case.plan.commitments.get(made.event.commitment)
    for added in case.about(ActionAdded):
        if getattr(added.event, case.subject.kind) == case.subject.id and added.rival_of is None:
            rows[f"action:{added.event.action}"] = case.plan.actions.get(added.event.action)
    for row in rows.values():
        if row is not None and row.retired is None and (row.introduced_on or dt.date.max) <= case.today:
            yield row


def _gap(case: Case, what: str, day: dt.date) -> str | None:
    return case.gap(what, on=day, bodies=overseers(case), about=around(case))


# Is there a red under it? --------------------------------------------------------------------------------------------


@attrs.frozen
class _Red:
    """Something live under the subject that is not going well."""

    row: Item
    word: Word
    start: Word


def _shown_good(case: Case, children: list[Item]) -> Answer:
    word = last_word(case)
    if word is None:
        return _only_counted(case)
    live = [row for row in children if case.plan.is_live(row)]
    red = list(_reds(case, live))
    if not is_firm(word):
        why = "what its own last status means is not known for certain"
        return CannotTell(why=why, because=(word.entry,)) if live else None
    if word.meaning.is_adverse:
        return Clear(because=(word.entry, *(one.word.entry for one in red)))
    if not word.is_good:
        return None
    if red and not (_is_named(case, word, red) or _is_tolerated(case, word, red, len(live))):
        return _hidden(case, word, red, len(live))
    return _nothing_hidden(case, word, live)


def _only_counted(case: Case) -> Answer:
    reports = [one for one in _reports(case) if one.tally is not None and one.percent is None]
    why = "only counts were reported, and not how the things counted stand"
    return CannotTell(why=why, because=(reports[-1].entry,)) if reports else None


def _reports(case: Case) -> list[StatusReport]:
    return [
        report
        for report in reports_on(case, case.subject)
        if report.rival_of is None and report.mode != "presupposed" and report.day <= case.today
    ]


def _reds(case: Case, live: list[Item]) -> Iterator[_Red]:
    for row in live:
        words = words_by_today(case, row.ref)
        start = run_start(words, _is_red)
        if start is not None:
            yield _Red(row, words[-1], start)


def _is_red(word: Word) -> bool:
    return is_firm(word) and word.meaning.is_adverse


def _is_named(case: Case, word: Word, red: list[_Red]) -> bool:
    """Whether the report itself counts as many, or one item put it and them before a body together."""
    return _counted(case, word) >= len(red) or any(
        {one.row.ref for one in red} <= _named_in(item) and item.latest >= max(one.word.day for one in red)
        for item in _items(case, str(case.subject))
    )


def _counted(case: Case, word: Word) -> int:
    """How many things the report counts at a status that means that they do not go well."""
    report = next((one for one in _reports(case) if one.entry == word.entry), None)
    if report is None or report.tally is None or report.status is None:
        return 0
    history, scheme = case.view(StatusHistory), report.status.scheme
    means = {label: history.meaning_of(StatusValue(f"{scheme}/{label}"), report.day) for label in report.tally}
    return sum(count for label, count in report.tally.items() if means[label].is_adverse)


def _items(case: Case, reference: str) -> list[Entry[AgendaItemConsidered]]:
    every = case.about(AgendaItemConsidered, reference)
    return [
        entry
        for entry in every
        if entry.rival_of is None and entry.mode != "presupposed" and entry.latest <= case.today
    ]


def _named_in(item: Entry[AgendaItemConsidered]) -> set[str]:
    return {str(ref) for ref in (*each(item.event.about), *each(item.event.put_before))}


def _is_tolerated(case: Case, word: Word, red: list[_Red], live: int) -> bool:
    """Whether the scheme allows for as many, none of them is pressing, and each was shown to some body."""
    report = next((one for one in _reports(case) if one.entry == word.entry), None)
    scheme = report.status.scheme if report is not None and report.status is not None else None
    adopted = [
        entry.event.tolerance
        for entry in case.about(StatusSchemeDefined, f"scheme:{scheme}")
        if entry.rival_of is None and entry.latest <= word.day and entry.event.standing != "proposed"
    ]
    tolerance = next((one for one in reversed(adopted) if one is not None), None)
    if tolerance is None or any(one.row.priority == "high" or not _is_shown(case, one) for one in red):
        return False
    count = len(red) * _HUNDRED if tolerance.unit == "%" else len(red)
    whole = live if tolerance.unit == "%" else 1
    return tolerance.high is None or count <= tolerance.high * whole


def _is_shown(case: Case, one: _Red) -> bool:
    return any(item.latest >= one.start.day for item in _items(case, one.row.ref))


def _hidden(case: Case, word: Word, red: list[_Red], live: int) -> Alarm:
    own = run_start(words_by_today(case), _is_good) or word
    opened = min(max(_place(own), _place(one.start)) for one in red)
    return Alarm(
        because=(word.entry, *(one.word.entry for one in red), opened[1]),
        opened=opened[1],
        says=f"{case.subject} was reported {word.meaning.value} on {word.day.isoformat()}; of the {live} things "
        f"open under it these do not go well: {listed(f'{one.row.ref} ({one.word.meaning.value})' for one in red)}",
        clears="a status of the whole that names them, or their recovery",
    )


def _is_good(word: Word) -> bool:
    return word.is_good


def _place(word: Word) -> tuple[dt.date, int]:
    return word.day, word.entry


def _nothing_hidden(case: Case, word: Word, live: list[Item]) -> Answer:
    """The answer where the subject is good and nothing under it is known to be otherwise without its being named."""
    words = {row.ref: last_word(case, row.ref) for row in live}
    unsure = [ref for ref, one in words.items() if one is not None and not is_firm(one)]
    missing = f"what the last status of {listed(unsure)} means is not known for certain" if unsure else None
    if missing is None and not all(words.values()):
        missing = _gap(case, "statuses", case.today)
    missing = missing or _gap(case, "items", case.today)
    if missing is not None:
        return CannotTell(why=missing, because=(word.entry,))
    below = tuple(one.entry for one in words.values() if one is not None)
    return Clear(because=(word.entry, *below)) if live else None


# Was it closed over something open? ----------------------------------------------------------------------------------


def _closed_over(case: Case, children: list[Item]) -> Answer:
    closed = _closed_by(case)
    if closed is None or not children:
        return None
    live = [row for row in children if case.plan.is_live(row)]
    words = {row.ref: last_word(case, row.ref) for row in live}
    still = {ref: word for ref, word in words.items() if word is not None and is_firm(word)}
    unsaid = [ref for ref, word in words.items() if word is None]
    missing = _gap(case, "statuses", case.today) if unsaid else None
    if still or (unsaid and missing is None):
        names = sorted({*still, *(unsaid if missing is None else ())})
        introduced = [row.entry for row in live if row.ref in names]
        return Alarm(
            because=(closed, *(word.entry for word in still.values()), *introduced),
            opened=closed,
            says=f"{case.subject} was closed; of the {len(children)} things under it these are still open: "
            f"{listed(names)}",
            clears="the completion of each of them, or what carries it on",
        )
    if missing is None and live:
        missing = "what the last status of something under it means is not known for certain"
    missing = missing or _gap(case, "items", case.today)
    return CannotTell(why=missing, because=(closed,)) if missing is not None else Clear(because=(closed,))


def _closed_by(case: Case) -> int | None:
    """The entry that closed the subject: a firm claim that it is done, or its leaving with nothing to carry it on."""
    row = case.row
    if row is None:
        return None
    if row.retired is not None:
        return row.retired.entry if not each(row.successor) and row.retired.day <= case.today else None
    mark = case.plan.claim(row)
    entry = case.entry(mark.entry) if mark is not None and mark.day <= case.today else None
    if entry is None or entry.mode == "presupposed" or doubted(entry, "subject", "status"):
        return None
    return entry.number if case.plan.stage(row) in _DONE else None


# Does the percentage add up? -----------------------------------------------------------------------------------------


def _percentage(case: Case, children: list[Item]) -> Answer:
    reports = [one for one in _reports(case) if one.percent is not None and "percent" not in one.uncertain]
    percent = reports[-1].percent if reports else None
    if percent is None or percent.low is None or percent.high is None or percent.unit not in {"", "%"}:
        return None
    report = reports[-1]
    then = [row for row in children if (row.introduced_on or dt.date.max) <= report.day]
    missing = _gap(case, "items", report.day) or _gap(case, "statuses", report.day)
    if missing is None and (not then or (report.of is not None and report.of != len(then))):
        missing = f"the report counts {report.of or 'things'} where the record holds {len(then)}"
    if missing is not None:
        return CannotTell(why=missing, because=(report.entry,))
    done = sum(_was_done(case, row, report.day) for row in then) * _HUNDRED
    allowed = case.setting("difference_points") * len(then)
    if percent.low * len(then) - done <= allowed and done - percent.high * len(then) <= allowed:
        return Clear(because=(report.entry, *(row.entry for row in then)))
    return Alarm(
        because=(report.entry, *(row.entry for row in then)),
        opened=report.entry,
        says=f"{case.subject} was reported {percent} complete on {report.day.isoformat()}; the record has "
        f"{done // _HUNDRED} of {len(then)} complete by then",
        clears="a percentage that agrees with what is complete, or the completions that are not on record",
    )


def _was_done(case: Case, row: Item, day: dt.date) -> bool:
    words = [word for word in words_by_today(case, row.ref) if word.day <= day and is_firm(word)]
    return bool(words) and words[-1].meaning.is_done
