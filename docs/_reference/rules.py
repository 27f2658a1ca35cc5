"""The page of the built-in rules: the question of each, what it reads, where it comes from, and its settings."""

from _reference.prose import code, first_of, table
from govledger.assurance import RULES, Rule

HEAD = """# Rules

The {count} rules that come with govledger, as the code declares them. What the three answers mean is in
[three answers](../explanation/three-answers.md); how they are put to a ledger, in
[check a ledger](../how-to/check-a-ledger.md). The name of a rule is what is stored, in settings and answers; the code
is for the eye, and is taken wherever a name is. `govledger rules RULE` says the same of one rule.

{names}
## Settings

Every number that a rule reads may be changed for one ledger, by an event: `govledger settings LEDGER RULE PARAMETER
VALUE --reason WHY --clerk WHO`. Names and what they count never change. A larger value makes the rule ask less where
the direction is *larger is looser*, and more where it is *smaller is looser*. Where it is *any change may be looser*, a
rule may ask more of one thing and less of another.

{settings}"""

DIRECTIONS = {"up": "larger is looser", "down": "smaller is looser", "either": "any change may be looser"}


def rules_page() -> str:
    """Every built-in rule, and the table of their settings."""
    built_in = [one for one in RULES if one.code]
    names = ((one.code, f"[{one.name}](#{one.name.lower()})", one.severity, one.question) for one in built_in)
    rows = (
        (
            one.code,
            code(one.name),
            code(held.parameter),
            str(held.default),
            held.unit,
            DIRECTIONS[held.looser],
            held.says,
        )
        for one in built_in
        for held in one.settings
    )
    settings = table(("code", "rule", "parameter", "default", "counts", "direction", ""), rows)
    head = HEAD.format(
        count=len(built_in),
        names="\n".join(table(("code", "rule", "severity", "the question"), names)),
        settings="\n".join(settings),
    )
    return "\n".join([head, *map(_rule, built_in)])


def _rule(rule: Rule) -> str:
    """One rule, in the words of its declaration and its docstring."""
    clock = "yes" if rule.reads_clock else "no"
    facts = (
        ("code", rule.code),
        ("question", rule.question),
        ("it doubts", first_of(rule.judge)),
        ("severity", rule.severity),
        ("put to", ", ".join(map(code, rule.about))),
        ("reads", ", ".join(code(name) for name in sorted({held.__name__ for held in rule.reads}))),
        ("reads when entries were recorded", clock),
        ("source", rule.source),
        ("version", str(rule.version)),
    )
    return "\n".join([f"## {rule.name}\n", *table((" ", " "), facts)])
