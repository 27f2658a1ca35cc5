"""The laws of every projection. Each is a function of a trial, named as the sentence that it holds to be true.

They catch what makes a read model lie in silence: a state that differs with who asks, when, in how many parts, on which
machine, or with what was withheld.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import msgspec

from govledger.events import Ref, UnknownEvent
from govledger.events.catalogue import is_event_class
from govledger.projections.plain import plain
from govledger.projections.projection import Projection
from govledger.testing.differing import Difference, anatomy, differences
from govledger.testing.elsewhere import can_be_asked, state_elsewhere, state_here
from govledger.testing.keeping import KEEPING, PLACES_MAX
from govledger.testing.law import Concerns, Law
from govledger.testing.poison import swallowed
from govledger.testing.quiet import EAST, WEST, listening, living_in
from govledger.testing.renumbered import BASE, renumbered, restored, shuffled
from govledger.testing.trial import LawBrokenError, Trial, class_of, cuts_of, spread

_FOUND: list[Law] = []


def _law(concerns: Concerns | None = None) -> Callable[[Callable[[Trial[Any]], None]], Callable[[Trial[Any]], None]]:
    """Put a function among the laws; its docstring says what goes wrong where it does not hold."""

    def add(holds: Callable[[Trial[Any]], None]) -> Callable[[Trial[Any]], None]:
        made = Law(name=holds.__name__, holds=holds, why=str(holds.__doc__).partition("\n")[0])
        _FOUND.append(made if concerns is None else attrs.evolve(made, concerns=concerns))
        return holds

    return add


def _is_ordered_by_the_world(spec: Projection[Any]) -> bool:
    return spec.order == "happened"


def _reads_only_what_it_names(spec: Projection[Any]) -> bool:
    return not spec.every


def _can_be_asked_elsewhere(spec: Projection[Any]) -> bool:
    return can_be_asked(spec.cls)


# The entries, and nothing but the entries ----------------------------------------------------------------------------


@_law()
def the_same_entries_give_the_same_state(trial: Trial[Any]) -> None:
    """A view that differs each time it is opened is no record of anything."""
    once = trial.fold(trial.read())
    again = trial.fold(trial.read(backwards=True))
    trial.expect_same(once, again, "the same entries, folded twice, differ")


@_law()
def nothing_but_the_entries_counts(trial: Trial[Any]) -> None:
    """A clock, a random number or a file in a handler makes a state that cannot be worked out again."""
    state, entries = trial.spec.cls(), trial.read()
    trial.derive(trial.fold(entries).state)  # What is imported, or read once by a library, is so before anyone listens.
    with listening() as heard:
        view = trial.fold(entries, state)
        trial.derive(view.state)
    if heard.calls:
        raise LawBrokenError(f"it asks for something else: {', '.join(heard.calls)}")


@_law()
def the_time_zone_of_the_machine_is_no_matter(trial: Trial[Any]) -> None:
    """A day that is another one elsewhere moves deadlines; days end in the ledger's own zone."""
    views: list[Any] = []
    for zone in (EAST, WEST):
        with living_in(zone):
            view = trial.fold(trial.read())
            views.append((view, trial.derive(view.state)))
    (one, told), (other, told_elsewhere) = views
    trial.expect_same(one, other, "in another time zone the same entries give another state")
    trial.expect_same_state(told, told_elsewhere, "in another time zone the same state gives other derived values")


@_law(_can_be_asked_elsewhere)
def the_order_of_a_set_is_no_matter(trial: Trial[Any]) -> None:
    """A set is gone over in another order by every process, so what depends on it differs from run to run."""
    cls, entries = trial.spec.cls, spread(trial.entries)
    here, elsewhere = state_here(cls, entries), state_elsewhere(cls, entries)
    if here != elsewhere:
        raise LawBrokenError("another process, of other hashes, differs", [Difference("", here, elsewhere)])


@_law()
def states_share_nothing(trial: Trial[Any]) -> None:
    """Two ledgers, or two dates, that write into one list show each other's entries."""
    first = trial.fold(trial.read()).state
    before = anatomy(first)
    second = trial.fold(trial.read()).state
    if anatomy(first) != before:
        raise LawBrokenError("folding a second state changed the first", differences(first, second))
    trial.expect_same_state(first, second, "a second state starts from what the first one left")


@_law()
def events_are_left_as_they_were(trial: Trial[Any]) -> None:
    """A handler that changes its event changes what every later reader is told."""
    given, again = trial.read(), trial.read()
    trial.fold(given)
    for entry, before in zip(given, again, strict=True):
        for name in entry.__struct_fields__:
            found = differences(getattr(before, name), getattr(entry, name), f"entry {entry.number} {name}")
            if found:
                raise LawBrokenError("a handler changed what it was given", found)


@_law()
def looking_changes_nothing(trial: Trial[Any]) -> None:
    """A derived value that writes into the state makes it depend on who has looked."""
    state = trial.fold(trial.read()).state
    before = anatomy(state)
    once = anatomy(trial.derive(state))
    plain(state)
    if anatomy(state) != before:
        raise LawBrokenError("derived values changed the state", differences(trial.whole.state, state))
    if anatomy(trial.derive(state)) != once:
        raise LawBrokenError("derived values differ when they are asked for again")


@_law()
def errors_are_not_swallowed(trial: Trial[Any]) -> None:
    """A handler that carries on after an error gives an answer that rests on less than it says."""
    handlers = trial.spec.handlers
    for entry in spread(trial.entries):
        for handler in handlers.get(class_of(entry), trial.spec.every):
            found = swallowed(handler, trial.spec.cls(), entry)
            if found is not None:
                raise LawBrokenError(f"on entry {entry.number} ({entry.type}) {found}")


@_law()
def amounts_are_exact(trial: Trial[Any]) -> None:
    """Floating-point sums depend on their order, and 0.1 and 0.2 make 0.30000000000000004."""
    view = trial.whole
    found = _float_in((view.state, trial.derive(view.state)))
    if found is not None:
        raise LawBrokenError(f"it holds the floating-point number {found}; keep a Decimal or a whole number")


def _float_in(value: Any) -> str | None:
    """A float somewhere in what `anatomy` takes to pieces."""
    pieces: list[Any] = [anatomy(value)]
    while pieces:
        piece = pieces.pop()
        if type(piece) is tuple:  # pyright: ignore[reportUnknownArgumentType]
            parts: Any = piece  # pyright: ignore[reportUnknownVariableType]
            if parts[:1] == ("float",):
                return str(parts[1])
            pieces.extend(parts)
    return None


# Parts and orders ----------------------------------------------------------------------------------------------------


@_law()
def two_sittings_equal_one(trial: Trial[Any]) -> None:
    """A state that is folded on later must be what it would have been at once."""
    size = len(trial.entries)
    for place in spread(range(size + 1), PLACES_MAX):
        entries = trial.read()
        first = trial.fold(entries[:place])
        if first.stopped is None:
            trial.derive(first.state)  # Whoever had the first part may have looked at it.
            view = trial.fold(entries[place:], first.state)
            trial.expect_same(trial.whole, view, f"folded in two parts, the first of {place} entries, it differs")


@_law(_is_ordered_by_the_world)
def the_order_of_recording_is_no_matter(trial: Trial[Any]) -> None:
    """What happened first comes first, whoever was quicker to record it."""
    entries = trial.read()
    numbers = shuffled(entries)
    plain_numbers = {entry.number: BASE + place for place, entry in enumerate(sorted(entries, key=_number), start=1)}
    views: list[Any] = []
    for chosen in (plain_numbers, numbers):
        view = trial.fold([renumbered(entry, chosen) for entry in entries])
        if view.stopped is not None:
            return  # Another law is broken.
        back = {new: old for old, new in chosen.items()}
        views.append(restored(view.state, back))
    says = "recorded in another order, what happened in the same order gives another state"
    trial.expect_same_state(views[0], views[1], says)


def _number(entry: Any) -> int:
    return int(entry.number)


@_law(_is_ordered_by_the_world)
def a_correction_that_changes_nothing_changes_nothing(trial: Trial[Any]) -> None:
    """A corrected entry is the same entry: it is known by the number of its original."""
    entries = trial.read()
    last = max((entry.number for entry in entries), default=0)
    for entry in spread([one for one in entries if is_event_class(class_of(one)) and one.number > 1]):
        new = BASE + last
        corrected = msgspec.structs.replace(entry, number=new, corrects=Ref(f"entry:{entry.original}"))
        view = trial.fold([corrected if one is entry else one for one in entries])
        again = attrs.evolve(view, state=restored(view.state, {new: entry.number}))
        trial.expect_same(trial.whole, again, f"with entry {entry.number} corrected to say the same, it differs")


@_law()
def as_of_today_equals_now(trial: Trial[Any]) -> None:
    """The history as of today is all there is, so a view of it must be the view of now."""
    ledger = trial.ledger
    now = trial.spec.view(ledger.history())
    as_of_today = trial.spec.view(ledger.history(as_of=trial.latest_day))
    trial.expect_same(now, as_of_today, "as of today it is not what it is now")


@_law()
def no_cut_stops_it(trial: Trial[Any]) -> None:
    """A cut may leave out the entry you expected; a view that then raises cannot be opened on that day."""
    for words, history in cuts_of(trial):
        view = trial.spec.view(history)
        if view.stopped is not None:
            raise LawBrokenError(f"{words}: {view.stopped}") from view.stopped
        trial.derive(view.state)
    for entry in spread(trial.entries):
        view = trial.fold([entry])
        if view.stopped is not None:
            raise LawBrokenError(f"where nothing else was ever said: {view.stopped}") from view.stopped


# What is withheld, and what is not known -----------------------------------------------------------------------------


@_law()
def a_withheld_text_changes_nothing_else(trial: Trial[Any]) -> None:
    """Words may be withheld or erased tomorrow, so nothing may rest on what they say."""
    shown, withheld = trial.fold(trial.read()), trial.fold(trial.read(withheld=True))
    trial.expect_same(shown, withheld, "with every text withheld it differs")
    trial.expect_same_state(
        trial.derive(shown.state), trial.derive(withheld.state), "with every text withheld its derived values differ"
    )


@_law()
def an_unknown_event_is_harmless(trial: Trial[Any]) -> None:
    """A ledger written by a later version holds types that this program cannot read."""
    entries = trial.read()
    for place in spread(range(len(entries))):
        entry = entries[place]
        strange = msgspec.structs.replace(entry, type="unheard-of/1", event=UnknownEvent("unheard-of/1", {}))
        view = trial.fold([*entries[:place], strange, *entries[place:]])
        if view.stopped is not None and trial.whole.stopped is None:
            raise LawBrokenError(f"an event of an unknown type stops it: {view.stopped}") from view.stopped
        if _reads_only_what_it_names(trial.spec):
            trial.expect_same(trial.whole, view, "an event of an unknown type makes a difference")


LAWS: Final[tuple[Law, ...]] = (*_FOUND, *KEEPING)
"""Every law, in the order in which they are told."""
