"""The families of rules; importing this puts every built-in rule into the set."""

from __future__ import annotations

from govledger.assurance import adding_up, answers, completion, evidence, oversight, ownership, timing

FAMILIES = (evidence, completion, timing, oversight, answers, ownership, adding_up)
"""The modules of the built-in rules, in the order of their codes."""
