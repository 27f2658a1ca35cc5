"""For those who build on govledger: what tests a projection or a rule of your own. It needs the extra ``testing``."""

from __future__ import annotations

from importlib import import_module

try:
    import_module("hypothesis")
except ImportError as fault:
    raise ImportError('govledger.testing needs hypothesis: pip install "govledger[testing]"') from fault

from govledger.testing.histories import histories
from govledger.testing.judged import Judged
from govledger.testing.law import Law
from govledger.testing.laws import law, law_named, laws, laws_of
from govledger.testing.outcome import Projected
from govledger.testing.rule_laws import rule_laws
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
    "laws_of",
    "rule_laws",
]
