"""What a law is: a name that is a sentence, what it is true of, and how it is put to a projection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from govledger.errors import ProjectionStoppedError
from govledger.ledger import History
from govledger.projections.views import declared
from govledger.testing.trial import LawBrokenError, Trial

if TYPE_CHECKING:
    from govledger.testing.scenario import Given

Holds = Callable[[Any], None]
"""Raises `LawBrokenError`, or any other `AssertionError`, where the law does not hold."""

Concerns = Callable[[Any], bool]
"""Whether a law says anything of a projection."""


def _of_all(_: object) -> bool:
    return True


@attrs.frozen(kw_only=True, eq=False)
class Law:
    """One law.

    Attributes:
        name: Its name, a sentence in snake case.
        holds: Puts it to a trial.
        concerns: Whether it says anything of a projection.
        why: What goes wrong where it does not hold.
    """

    name: str
    holds: Holds
    concerns: Concerns = _of_all
    why: str = ""

    @property
    def sentence(self) -> str:
        """Its name, as it is said."""
        return self.name.replace("_", " ")

    def check(self, projection: type, told: Given) -> None:
        """Put it to a told history: what a broken law prints, pasted into a test.

        Raises:
            LawBrokenError: It does not hold.
        """
        with told.history() as history:
            self.put(Trial(declared(projection), history, told=told))

    def check_history(self, projection: type, history: History, *, entries_max: int | None = None) -> None:
        """Put it to a slice of a real ledger.

        Args:
            projection: The projection.
            history: What may be read.
            entries_max: How many of the last entries are folded.

        Raises:
            LawBrokenError: It does not hold.
        """
        self.put(Trial(declared(projection), history, entries_max=entries_max))

    def put(self, trial: Any) -> None:
        """Put it to a trial.

        Raises:
            LawBrokenError: It does not hold; or something else was raised on the way, which is as bad.
        """
        try:
            self.holds(trial)
        except LawBrokenError:
            raise
        except ProjectionStoppedError as fault:
            raise LawBrokenError(str(fault)) from fault
        except Exception as fault:
            raise LawBrokenError(f"{type(fault).__name__}: {fault}") from fault
