"""The options that several verbs share: which ledger, which cut of its history, and in what form to answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import click

from govledger.cli.completing import complete_file, complete_name, complete_told

if TYPE_CHECKING:
    import datetime as dt

    from govledger.ledger import History, Ledger

Verb = TypeVar("Verb", bound=Callable[..., Any])

DEFAULT_NAME = "main"
WAIT_SECONDS = 60.0
SKEW_MINUTES, SKEW_MINUTES_MAX = 10, 1_440
DELAY_HOURS, DELAY_HOURS_MAX = 24, 87_600

ledger_argument = click.argument("ledger", metavar="LEDGER", shell_complete=complete_file)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
name_option = click.option(
    "--name",
    default=DEFAULT_NAME,
    show_default=True,
    shell_complete=complete_name,
    help="Which ledger of the database.",
)
today_option = click.option(
    "--today", metavar="D", help="The day asked about.  [default: the cut's day, or the newest known]"
)
audience_option = click.option(
    "--audience",
    type=click.Choice(["public", "full"]),
    default="public",
    show_default=True,
    help="public: only words that bodies adopted and published. full: every word that the ledger discloses.",
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=WAIT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another writer.",
)
skew_option = click.option(
    "--skew",
    type=click.IntRange(min=0, max=SKEW_MINUTES_MAX),
    default=SKEW_MINUTES,
    show_default=True,
    metavar="MINUTES",
    help="By how much two clocks may differ.",
)
delay_option = click.option(
    "--delay",
    type=click.IntRange(min=0, max=DELAY_HOURS_MAX),
    default=DELAY_HOURS,
    show_default=True,
    metavar="HOURS",
    help="How long a checkpoint may wait until the first outside sees it.",
)


_DAYS = frozenset({"as_of", "happened_by", "known_by", "recorded_by"})
_OWN_NAME = re.compile("^(as_of|happened_by|known_by|recorded_by|told)(?=:)")
_SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}")


@attrs.frozen(kw_only=True)
class CutAsked:
    """The cut that the options ask for; all ``None`` for the whole history."""

    as_of: str | None = None
    happened_by: str | None = None
    known_by: str | None = None
    recorded_by: str | None = None
    told: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == CutAsked()

    def history(self, ledger: Ledger) -> History:
        """The ledger's history within the cut.

        Raises:
            CutError: A day or a body means nothing here; it is told with the option it was given to.
        """
        from govledger.errors import CutError

        for name, given in attrs.asdict(self).items():
            if given is not None and name in _DAYS:
                _refuse_two_ways(given, option_of(name))
        try:
            return ledger.history(**attrs.asdict(self))
        except CutError as fault:
            raise CutError(_OWN_NAME.sub(lambda found: option_of(found[0]), str(fault), count=1)) from None


def option_of(name: str) -> str:
    """The option that an argument of the library is given by: ``--as-of``."""
    return f"--{name.replace('_', '-')}"


def _refuse_two_ways(text: str, option: str) -> None:
    """Refuse a day that two countries read as two days, in the words that say which is meant.

    Raises:
        CutError: It is such a day.
    """
    from govledger.errors import CutError, PhraseError
    from govledger.events import when

    if not _SLASHED.fullmatch(text.strip()):
        return
    try:
        day = when(text.strip())
    except PhraseError as fault:
        raise CutError(str(fault.at(option))) from None
    raise CutError(f"{option}: found {text!r}, expected a day written {day.latest.isoformat()}")


def cut_options(verb: Verb) -> Verb:
    """Give a verb the options of a cut; it receives them as one ``cut``."""
    from functools import wraps

    @wraps(verb)
    def cutting(**given: Any) -> Any:
        asked = CutAsked(**{field.name: given.pop(field.name) for field in attrs.fields(CutAsked)})
        if asked.as_of and (asked.happened_by or asked.known_by):
            raise click.UsageError("--as-of is --happened-by and --known-by at once; give it or them")
        return verb(cut=asked, **given)

    for option in reversed(_CUTS):
        cutting = option(cutting)
    return cutting  # type: ignore[return-value]  # pyright: ignore[reportReturnType]


_CUTS = (
    click.option("--as-of", metavar="D", help="Only what had happened and was known by this day."),
    click.option("--happened-by", metavar="D", help="Only what we now know had happened by this day."),
    click.option("--known-by", metavar="D", help="Only what was known by this day."),
    click.option("--recorded-by", metavar="T", help="Only what the ledger had recorded by this day or instant."),
    click.option(
        "--told", metavar="BODY", shell_complete=complete_told, help="Only what had been put before this body."
    ),
)


def open_ledger(url: str, *, name: str, clerk: str | None = None, wait: float = WAIT_SECONDS) -> Ledger:
    """The ledger that a verb was given; an export is read as the ledger that it holds.

    Raises:
        GovledgerError: It is not there, or cannot be used.
    """
    from govledger.errors import LedgerNotFoundError
    from govledger.ledger import Ledger

    if (export := _export_at(url)) is not None:
        return _replayed(export, name=name)
    try:
        return Ledger.open(url, name=name, clerk=clerk, timeout=wait)
    except LedgerNotFoundError as missing:
        raise LedgerNotFoundError(f"{missing}{_what_fits(url)}") from None


def _export_at(url: str) -> str | None:
    """The path that a verb was given, if an export may be there: a zip, or a folder that looks like one."""
    from govledger.ledger.store.place import is_postgres, read_place

    path = None if is_postgres(url) or url == "memory://" else read_place(url).path
    if path is None or not path.exists() or "://" in url:
        return None
    if path.is_dir():
        return url if (path / "checkpoint").exists() or (path / "tile").exists() else None
    from govledger.exports.files import is_export

    return url if is_export(path) else None


def _replayed(path: str, *, name: str) -> Ledger:
    """The ledger that an export holds; whoever watches is told what that shows, and what it does not."""
    from govledger.cli.output import counted, warn
    from govledger.cli.progress import is_watched, working
    from govledger.exports.replaying import replay_export

    with working(f"reading {path}"):
        ledger = replay_export(path, name=name)
    if is_watched():
        agrees = f"{path} agrees with its own checkpoint of {counted(len(ledger), 'entry', 'entries')}"
        warn(f"{agrees}; that it is the record only a checkpoint that you kept shows: govledger verify {path} --kept")
    return ledger


def _what_fits(url: str) -> str:
    """What to do where there is no file at all: a verb that reads is not helped by a ledger with nothing in it."""
    from govledger.errors import did_you_mean
    from govledger.ledger.store.place import is_postgres, read_place

    path = None if is_postgres(url) else read_place(url).path
    if path is None or path.exists():
        return ""
    verb = click.get_current_context().info_name
    if verb == "record":
        return f"; make one with: govledger init {url}"
    listed = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    near = did_you_mean(get_close_matches(path.name, listed, n=1))
    what = ", and no export either" if verb == "verify" else ""
    return f"{what}{near or '; is the path right?'}"


def read_today(text: str | None) -> dt.date | None:
    """The day given to ``--today``."""
    from govledger.errors import BadValueError
    from govledger.events.words import read_day

    try:
        return None if text is None else read_day(text)
    except BadValueError as fault:
        raise fault.at("--today") from None


def said_day(day: dt.date) -> str:
    """A day as it is said: 14 June 2017."""
    from govledger.events.aloud import said_day as said

    return said(day)


def said_empty(history: History) -> list[str]:
    """Why a cut holds no entry, in a sentence; nothing where it holds some."""
    ledger, cut = history.ledger, history.cut
    if len(history) or not len(ledger):
        return []
    if cut.told is not None:
        return ["no entry of this ledger had been told by then"]
    every = list(ledger.entries())
    recorded = every[0].recorded_at
    if cut.recorded_by is not None and cut.recorded_by < recorded:
        return [f"no entry had been recorded by then; the first was on {said_day(recorded.date())}"]
    known, happened = min(entry.known_on for entry in every), min(entry.latest for entry in every)
    if cut.known_by is not None and cut.known_by < known:
        return [f"no entry of this ledger was known by then; the first was on {said_day(known)}"]
    if cut.happened_by is not None and cut.happened_by < happened:
        return [f"no entry of this ledger had happened by then; the first did by {said_day(happened)}"]
    return ["no entry of this ledger had happened, was known and was recorded by then"]


def cut_json(history: History) -> dict[str, str]:
    """What a history leaves out, as plain JSON."""
    cut = history.cut
    held = {
        "happened_by": cut.happened_by and cut.happened_by.isoformat(),
        "known_by": cut.known_by and cut.known_by.isoformat(),
        "recorded_by": cut.recorded_by and cut.recorded_by.isoformat().replace("+00:00", "Z"),
        "told": cut.told,
    }
    return {name: value for name, value in held.items() if value}
