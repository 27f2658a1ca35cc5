"""The histories to which the laws are put: drawn once, made smaller where a law is broken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any, Final
from weakref import finalize

import attrs
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from govledger.ledger import History
from govledger.testing.law import Law
from govledger.testing.scenario import Given
from govledger.testing.shrinking import Script, shrunk
from govledger.testing.trial import LawBrokenError

EXAMPLES: Final = 60
"""To how many histories each law is put, unless said."""

AT_ONCE: Final = 3
"""How many histories make one example: hypothesis likes to try again what is nearly the same."""

_UNCHECKED: Final = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@attrs.frozen(kw_only=True)
class Verdict:
    """What became of one law.

    Attributes:
        law: The law.
        fault: How it was broken; ``None`` where it held.
        told: The smallest history found that breaks it.
    """

    law: Law
    fault: LawBrokenError | None
    told: Given | None = None


TrialOf = Callable[[History, Given], Any]
"""From a history, and how it was told, to what a law is put to."""


class Pool:
    """Some histories, drawn when they are first asked for, and kept for the next law."""

    def __init__(
        self,
        name: str,
        trial_of: TrialOf,
        drawn: SearchStrategy[Script] | SearchStrategy[Given],
        *,
        examples: int = EXAMPLES,
        seeded: bool | None = None,
    ) -> None:
        """The pool of a projection or a rule.

        Args:
            name: What it is called.
            trial_of: What makes a trial of it by a history.
            drawn: Where histories are drawn from; only those that come as scripts can be made smaller.
            examples: How many.
            seeded: Draw the same ones each time; by default as hypothesis is set.
        """
        self._name, self._trial_of, self._drawn, self._stack = name, trial_of, drawn, ExitStack()
        self._histories: list[tuple[Script | Given, History]] = []
        finalize(self, _let_go, self._stack, self._histories)
        self._settings = settings(
            max_examples=max(1, examples // AT_ONCE),
            deadline=None,
            database=None,
            derandomize=settings().derandomize if seeded is None else seeded,
            suppress_health_check=_UNCHECKED,
        )

    def _held(self) -> list[tuple[Script | Given, History]]:
        """The histories, each recorded in a ledger of its own."""

        @settings(self._settings, phases=[Phase.generate])
        @given(several=st.tuples(*[self._drawn] * AT_ONCE))
        def draw(several: tuple[Script | Given, ...]) -> None:
            for drawn in several:
                told = drawn.told() if isinstance(drawn, Script) else drawn
                self._histories.append((drawn, self._stack.enter_context(told.history())))

        if not self._histories:
            draw()
        return self._histories

    def verdict(self, law: Law) -> Verdict:
        """What becomes of a law; where it is broken, with the smallest history that breaks it."""
        for drawn, history in self._held():
            told = drawn.told() if isinstance(drawn, Script) else drawn
            try:
                law.put(self._trial_of(history, told))
            except LawBrokenError as fault:
                return self._broken(law, drawn, fault)
        return Verdict(law=law, fault=None)

    def _broken(self, law: Law, drawn: Script | Given, fault: LawBrokenError) -> Verdict:
        """The verdict on a law that is broken, by the smallest history near the one that was drawn."""
        if isinstance(drawn, Script):
            told, fault = shrunk(drawn, fault, partial(self._breaks, law))
        else:
            told = drawn
        return Verdict(law=law, fault=broken(law, self._name, told, fault), told=told)

    def _breaks(self, law: Law, told: Given) -> LawBrokenError | None:
        """How a history breaks a law; ``None`` where it does not."""
        try:
            with told.history() as history:
                law.put(self._trial_of(history, told))
        except LawBrokenError as fault:
            return fault
        return None


def _let_go(stack: ExitStack, histories: list[Any]) -> None:
    """Close the ledgers, and hold on to none of them, while there is still somebody to close them."""
    stack.close()
    histories.clear()


def broken(law: Law, name: str, told: Given, fault: LawBrokenError) -> LawBrokenError:
    """A broken law as it is shown: its name, what went wrong, the history as code, and what differed."""
    says = f"{name} breaks the law that {law.sentence}:\n{fault.says}\nin the history\n{told!r}"
    return LawBrokenError(f"{says}\nwhere these differ:" if fault.found else says, fault.found)
