"""The page of the laws: what is put to every projection, and the tools that put it."""

import inspect

from _reference.prose import code, members, prose_of, signature_of, table
from govledger import testing
from govledger.testing import Given, Judged, Law, Projected, Trial
from govledger.testing.lawbook import LAWS
from govledger.testing.rule_laws import RULE_LAWS

HEAD = """# Laws

What every projection is held to, from `govledger.testing`, which needs the extra `testing`.
`TestOpenActions = laws(OpenActions)` makes one test of each law that concerns the projection; `govledger laws VIEW
LEDGER` puts the same laws to what a ledger holds. See [testing a projection](../how-to/test-a-projection.md).
"""

FUNCTIONS = (
    testing.given,
    testing.laws,
    testing.rule_laws,
    testing.law,
    testing.law_named,
    testing.laws_of,
    testing.histories,
    testing.events_of,
    testing.bodies_of,
    testing.any_event,
)
CLASSES = (Given, Projected, Judged, Law, Trial)


def laws_page() -> str:
    """Every law, and the public names of the testing room."""
    laws = table(("law", "what goes wrong without it"), ((code(law.name), law.why) for law in LAWS))
    rules = table(("law of rules", "what goes wrong without it"), ((code(law.name), law.why) for law in RULE_LAWS))
    calls = ((code(f"{call.__name__}{signature_of(call)}"), _first(call)) for call in FUNCTIONS)
    parts = [
        HEAD,
        *laws,
        '\n`rule_laws("MY_RULE")` does the same for a rule.\n',
        *rules,
        "\n## The tools\n",
        *table(("call", "gives"), calls),
    ]
    for cls in CLASSES:
        parts += [f"\n## {cls.__name__}\n", f"{prose_of(cls)}\n", *table(("asked with", "gives"), members(cls))]
    return "\n".join(parts).rstrip() + "\n"


def _first(call: object) -> str:
    return " ".join((inspect.getdoc(call) or "").partition("\n\n")[0].split())
