"""For those who build on govledger: what tests a projection or a rule of your own. It needs the extra ``testing``."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("hypothesis") is None:  # pragma: no cover - seen by a test that runs an interpreter without it
    raise ImportError('govledger.testing needs hypothesis: pip install "govledger[testing]"')

from govledger.testing.histories import histories
from govledger.testing.judged import Judged
from govledger.testing.law import Law
from govledger.testing.laws import law, law_named, laws
from govledger.testing.outcome import Projected
from govledger.testing.scenario import Given, given
from govledger.testing.trial import LawBrokenError, Trial
from govledger.testing.unheard import UnheardOf
from govledger.testing.values import any_event, bodies_of, events_of

__all__ = [
    "Given",
    "Judged",
    "Law",
    "LawBrokenError",
    "Projected",
    "Trial",
    "UnheardOf",
    "any_event",
    "bodies_of",
    "events_of",
    "given",
    "histories",
    "law",
    "law_named",
    "laws",
]
