"""Strategies that say times and duties in every way the grammar has."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from govledger.events.when import When

MONTH_NAMES = st.sampled_from([date(2000, month, 1).strftime("%B") for month in range(1, 13)])
YEARS = st.integers(2, 9997)
SEASON_NAMES = st.sampled_from(["spring", "summer", "autumn", "winter"])
TWO_YEARS = YEARS.map(lambda year: f"{year:04}/{(year + 1) % 100:02}")
WHOLE = st.one_of(
    YEARS.map("{:04}".format),
    st.builds("{:04}-{:02}".format, YEARS, st.integers(1, 12)),
    st.builds("{} {:04}".format, st.one_of(MONTH_NAMES, SEASON_NAMES), YEARS),
    TWO_YEARS,
    st.builds("Q{} {}".format, st.integers(1, 4), TWO_YEARS),
    TWO_YEARS.map("municipal {}".format),
)
MOMENTS = st.one_of(
    st.dates(date(2, 1, 1), date(9997, 12, 31)).map(str),
    WHOLE,
    st.builds("{} {}".format, st.sampled_from(["early", "mid", "late", "end of"]), WHOLE),
)


def _range(one: str, other: str) -> str:
    return "..".join(sorted([one, other], key=lambda text: When.parse(text).earliest))


RANGES = st.builds(_range, MOMENTS, MOMENTS)
SINGLES = st.one_of(
    MOMENTS,
    RANGES.filter(lambda text: text.split("..")[0] != text.split("..")[1]),
    RANGES.map(lambda text: "between {} and {}".format(*text.split(".."))),
    st.builds("{} {}".format, st.sampled_from(["before", "after", "by", "since", "about"]), MOMENTS),
    MOMENTS.map("{}..".format),
    MOMENTS.map("..{}".format),
)
PHRASES = st.one_of(
    SINGLES,
    st.just("unknown"),
    st.lists(SINGLES, min_size=2, max_size=3, unique=True).map(lambda parts: f"either {' or '.join(parts)}"),
)
_LETTERS = st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="|")
SAID_WORDS = st.text(_LETTERS, min_size=1, max_size=40).filter(str.strip)
TIMES = st.one_of(PHRASES, st.builds("{} | {}".format, PHRASES, SAID_WORDS))

REFERENCES = st.sampled_from(["meeting:osmc-1", "intervention:notice", "agenda_item:bvib-1/7", "document:iip-summary"])
_UNITS = st.sampled_from(["day", "working day", "week", "month", "year"])


def _step(count: int, unit: str) -> str:
    return f"{count} {unit}{'s' if count > 1 else ''}"


STEPS = st.builds(_step, st.integers(1, 24), _UNITS)
_TWO_SIDED = st.one_of(
    MOMENTS, RANGES.filter(lambda text: text.split("..")[0] != text.split("..")[1]), st.just("unknown")
)
_ANCHORS = st.one_of(_TWO_SIDED, REFERENCES, st.just("happened"))
OPERANDS = st.one_of(_ANCHORS, st.builds("{} after {}".format, STEPS, _ANCHORS))
EVENTS = st.sampled_from(["the next inspection", "both are held", "the plan is approved by Cabinet"])
EVERY = st.one_of(
    st.sampled_from(["every day", "every month", "every meeting", "every meeting of body:bvib", "2 times a year"]),
    st.builds("every {} {}".format, st.integers(2, 24), _UNITS.map("{}s".format)),
)
CORES = st.one_of(
    SINGLES,
    st.builds("{} after {}".format, STEPS, OPERANDS),
    st.builds("within {} of {}".format, STEPS, OPERANDS),
    STEPS.map("within {}".format),
    st.builds("{} {}".format, st.sampled_from(["before", "after", "when"]), st.one_of(REFERENCES, EVENTS)),
)
_LIMIT_VALUES = st.one_of(OPERANDS, EVENTS)
_LIMITS = st.tuples(
    st.one_of(st.just(""), _LIMIT_VALUES.map("; not before {}".format)),
    st.one_of(st.just(""), _LIMIT_VALUES.map("; not after {}".format)),
    st.one_of(st.just(""), _LIMIT_VALUES.map("; until {}".format)),
).map("".join)
_TURNS = st.tuples(
    st.one_of(st.just(""), st.integers(1, 99).map("; times {}".format)),
    st.one_of(st.just(""), _LIMIT_VALUES.map("; from {}".format)),
).map("".join)
DUTIES = st.one_of(
    st.builds("{}{}".format, CORES, _LIMITS),
    st.builds("{}{}{}".format, EVERY, _LIMITS, _TURNS),
    st.builds(
        "either {}{}".format, st.lists(CORES | EVERY, min_size=2, max_size=3, unique=True).map(" or ".join), _LIMITS
    ),
    st.sampled_from(["none", "unspecified", "unknown"]),
)
DUES = st.one_of(DUTIES, st.builds("{} | {}".format, DUTIES, SAID_WORDS))
