"""What guards the record on PostgreSQL, held against how it was laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import attrs

from govledger.ledger.store.postgres_schema import FUNCTIONS, GUARDS, NAMES, Guard

_OF = "FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace"
_TRIGGERS = (
    "SELECT t.tgname::text, c.relname::text, t.tgtype::int, t.tgenabled::text, p.proname::text, "  # noqa: S608
    "encode(t.tgargs, 'escape'), array(SELECT a.attname::text FROM pg_attribute a "
    "WHERE a.attrelid = c.oid AND a.attnum = ANY(t.tgattr) ORDER BY a.attnum), t.tgqual IS NOT NULL "
    f"{_OF} JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE s.nspname = ? AND c.relname = ANY(?) AND NOT t.tgisinternal"
)
# A function that looks elsewhere for its tables, or runs as somebody else, guards nothing though it reads the same.
_FUNCTIONS = (
    "SELECT p.proname::text, p.prosrc FROM pg_proc p JOIN pg_namespace s ON s.oid = p.pronamespace "
    "WHERE s.nspname = ? AND p.proname = ANY(?) AND p.pronargs = 0 AND NOT p.prosecdef AND p.proconfig = "
    "ARRAY['plan_cache_mode=force_custom_plan', 'search_path=' || quote_ident(s.nspname) || ', pg_temp']"
)
_RULES = (
    f"SELECT r.rulename::text, c.relname::text {_OF} JOIN pg_rewrite r ON r.ev_class = c.oid "
    "WHERE s.nspname = ? AND c.relname = ANY(?)"
)
_FILTERED = f"SELECT c.relname::text {_OF} WHERE s.nspname = ? AND c.relname = ANY(?) AND c.relrowsecurity"

Query = Callable[[str, Sequence[object]], Iterable[Any]]


@attrs.frozen(kw_only=True)
class FoundGuards:
    """What is not as it was laid out.

    Attributes:
        missing: The triggers that are to be made, those that were changed included.
        strange: The triggers that are to go, by name and table, and whether they bear the name of one of ours.
        functions: What the triggers run, where it is gone or another.
        rules: Rules that rewrite statements on the tables, with their tables.
        filtered: The tables of which some rows may be hidden from some roles.
    """

    missing: list[str]
    strange: dict[tuple[str, str], bool]
    functions: list[str]
    rules: list[tuple[str, str]]
    filtered: list[str]

    def told(self) -> Iterator[str]:
        """A sentence for each thing."""
        changed = {name for (name, _), is_ours in self.strange.items() if is_ours}
        for name in sorted({*self.missing, *(name for name, _ in self.strange)}):
            what = "changed" if name in changed else "missing" if name in self.missing else "none of ours"
            yield f"the trigger {name} is {what}"
        for name in self.functions:
            yield f"the function {name} that the triggers run is missing or changed"
        for name, table in self.rules:
            yield f"the rule {name} on {table} is none of ours"
        for table in self.filtered:
            yield f"rows of {table} may be hidden from some roles"


def _laid_out(guard: Guard) -> tuple[object, ...]:
    """What PostgreSQL says of a guard as it was laid out; its argument ends with a zero."""
    return guard.table, guard.when, "O", guard.function, f"{guard.says}\\000", guard.columns, False


def found_guards(query: Query, schema: str) -> FoundGuards:
    """What of the guards of a schema is not as it was laid out."""
    where = (schema, list(NAMES))
    right, strange = set[str](), dict[tuple[str, str], bool]()
    for name, table, when, enabled, function, says, columns, has_condition in query(_TRIGGERS, where):
        guard = GUARDS.get(name)
        found = (table, when, enabled, function, says, ", ".join(columns), has_condition)
        if guard is not None and found == _laid_out(guard):
            right.add(name)
        else:
            strange[name, table] = guard is not None
    sources = dict(query(_FUNCTIONS, (schema, list(FUNCTIONS))))
    return FoundGuards(
        missing=[name for name in GUARDS if name not in right],
        strange=strange,
        functions=[name for name, source in FUNCTIONS.items() if sources.get(name) != source],
        rules=[(name, table) for name, table in query(_RULES, where)],
        filtered=[name for (name,) in query(_FILTERED, where)],
    )
