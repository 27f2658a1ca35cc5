"""What this ledger holds in full."""

import datetime as dt
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadValueError
from govledger.events import CATALOGUE
from govledger.ledger import Ledger
from govledger.projections.coverage_map import WHAT, CoverageMap
from tests.projections.support import assert_as_of_today_is_now, assert_no_cut_stops, minute_ledger, say

JUNE = dt.date(2017, 6, 14)
JULY = dt.date(2017, 7, 14)


def coverage(ledger: Ledger, **cut: Any) -> CoverageMap:
    return ledger.history(**cut).project(CoverageMap)


def declare(
    ledger: Ledger, *what: str, since: str = "2017-06-01", until: str | None = "2017-06-30", **said: Any
) -> int:
    envelope = {name: said.pop(name) for name in ("rival_of", "uncertain") if name in said}
    event = ev.CoverageDeclared(what=what or ("decisions",), since=since, until=until, **said)
    return say(ledger, event, "2017-06-30", **envelope)


@pytest.fixture
def bodies(ledger: Ledger) -> Ledger:
    """A ledger that knows two bodies."""
    for body in ("csib", "osc"):
        say(ledger, ev.BodyEstablished(body=body), "2017-01-01")
    return ledger


def test_the_kinds_of_thing_are_those_of_the_catalogue() -> None:
    (written,) = [kinds["enum"] for kinds in enumerations(CATALOGUE.of(ev.CoverageDeclared).fields["what"].schema())]

    assert tuple(written) == WHAT


def enumerations(schema: Any) -> list[dict[str, Any]]:
    """Return every schema below one that lists its values, each once."""
    found: list[dict[str, Any]] = [schema] if isinstance(schema, dict) and "enum" in schema else []
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        found += [each for each in enumerations(below) if each not in found]
    return found


def test_nothing_is_held_in_full_until_somebody_says_so(bodies: Ledger) -> None:
    assert not coverage(bodies).covers("decisions", "csib", on=JUNE)


def test_what_was_declared_of_a_body_is_held_of_that_body_between_its_days(bodies: Ledger) -> None:
    declare(bodies, body="csib")

    held = coverage(bodies)

    assert held.covers("decisions", "csib", on=JUNE)
    assert held.covers("decisions", "body:csib", on=JUNE)
    assert not held.covers("decisions", "osc", on=JUNE)
    assert not held.covers("meetings", "csib", on=JUNE)
    assert not held.covers("decisions", "csib", on=JULY)
    assert not held.covers("decisions", "csib", on=dt.date(2017, 5, 31))


def test_what_is_held_of_one_body_is_not_held_of_all(bodies: Ledger) -> None:
    declare(bodies, body="csib")

    assert not coverage(bodies).covers("decisions", on=JUNE)


def test_what_is_held_of_all_bodies_is_held_of_each(bodies: Ledger) -> None:
    declare(bodies)

    assert coverage(bodies).covers("decisions", "csib", on=JUNE)
    assert coverage(bodies).covers("decisions", on=JUNE)


def test_what_is_held_about_one_thing_is_not_held_about_all(bodies: Ledger) -> None:
    declare(bodies, about=["area:front-door", "area:thresholds"])

    held = coverage(bodies)

    assert held.covers("decisions", about="area:front-door", on=JUNE)
    assert not held.covers("decisions", about="area:practice", on=JUNE)
    assert not held.covers("decisions", on=JUNE)


def test_a_declaration_without_an_end_still_holds(bodies: Ledger) -> None:
    declare(bodies, until=None)

    assert coverage(bodies).covers("decisions", on=dt.date(2030, 1, 1))


def test_a_stretch_of_days_may_be_covered_by_declarations_that_join(bodies: Ledger) -> None:
    declare(bodies, since="2017-07-01", until="2017-07-31")
    declare(bodies, since="2017-06-01", until="2017-06-30")

    held = coverage(bodies)

    assert held.covers("decisions", since=JUNE, on=JULY)
    assert not held.covers("decisions", since=dt.date(2017, 5, 1), on=JULY)
    assert not held.covers("decisions", since=JUNE, on=dt.date(2017, 8, 1))


def test_a_hole_in_a_stretch_is_named_by_its_first_day(bodies: Ledger) -> None:
    declare(bodies, since="2017-06-01", until="2017-06-30")
    declare(bodies, since="2017-07-03", until="2017-07-31")

    (gap,) = coverage(bodies).gaps("decisions", since=JUNE, on=JULY)

    assert "on 2017-07-01" in gap


def test_what_is_covered_has_no_gaps(bodies: Ledger) -> None:
    declare(bodies, "decisions", "meetings", body="csib")

    assert coverage(bodies).gaps(("decisions", "meetings"), "csib", on=JUNE) == ()


def test_the_coverage_missing_is_named_in_a_sentence_for_each_kind_of_thing(bodies: Ledger) -> None:
    number = declare(bodies, body="csib")

    gaps = coverage(bodies).gaps(("decisions", "meetings"), "osc", about="area:front-door", on=JUNE)

    missing = "nobody has declared that this ledger holds all {} of body:osc about area:front-door on 2017-06-14"
    only = f"; that is declared only for body:csib from 2017-06-01 to 2017-06-30 (entry {number})"
    assert gaps == (missing.format("decisions") + only, missing.format("meetings"))


def test_the_width_of_a_declaration_is_said_in_full(bodies: Ledger) -> None:
    number = declare(bodies, about=["area:front-door"], until=None)

    (gap,) = coverage(bodies).gaps("decisions", on=JUNE)

    assert gap.endswith(f"only for every body about area:front-door from 2017-06-01 on (entry {number})")


def test_a_word_that_may_not_be_declared_is_refused(bodies: Ledger) -> None:
    with pytest.raises(BadValueError, match="did you mean decisions"):
        coverage(bodies).covers("decision", on=JUNE)
    with pytest.raises(BadValueError, match="did you mean decisions"):
        coverage(bodies).gaps("decision", on=JUNE)


def test_neither_side_of_a_disputed_declaration_is_relied_on(bodies: Ledger) -> None:
    number = declare(bodies)
    declare(bodies, until="2017-06-20", rival_of=f"entry:{number}")

    held = coverage(bodies)

    assert not held.covers("decisions", on=JUNE)
    assert "which is disputed" in held.gaps("decisions", on=JUNE)[0]
    assert [row.disputed for row in held.declarations] == [True, True]


def test_a_rival_account_that_is_folded_first_disputes_all_the_same(bodies: Ledger) -> None:
    number = declare(bodies)
    rival = ev.CoverageDeclared(what=["decisions"], since="2017-06-01", until="2017-06-20")
    say(bodies, rival, "2017-06-20", rival_of=f"entry:{number}")

    assert not coverage(bodies).covers("decisions", on=JUNE)


def test_what_the_clerk_doubts_is_not_relied_on(bodies: Ledger) -> None:
    declare(bodies, uncertain=["until"])

    held = coverage(bodies)

    assert not held.covers("decisions", on=JUNE)
    assert "which the clerk doubts" in held.gaps("decisions", on=JUNE)[0]


def test_a_declaration_obeys_only_the_ledger_s_own_clock(bodies: Ledger) -> None:
    declare(bodies)

    assert coverage(bodies, as_of="2017-06-14").covers("decisions", on=JUNE)
    assert not coverage(bodies, recorded_by="2017-06-14").covers("decisions", on=JUNE)


def test_a_corrected_declaration_holds_as_corrected_and_a_retracted_one_not_at_all(bodies: Ledger) -> None:
    number = declare(bodies)
    narrower = ev.CoverageDeclared(what=["decisions"], since="2017-06-01", until="2017-06-10")

    bodies.correct(number, narrower, reason="mis-typed")
    corrected = coverage(bodies)
    bodies.retract(number, reason="never declared")

    assert not corrected.covers("decisions", on=JUNE)
    assert corrected.covers("decisions", on=dt.date(2017, 6, 10))
    assert coverage(bodies).declarations == []


def test_the_minute_of_a_board_shows_that_it_is_whole_and_nothing_more() -> None:
    with minute_ledger("tower-hamlets-2017-06-14") as ledger:
        held = coverage(ledger)

    assert held.covers("decisions", "bvib", on=JUNE)
    assert held.gaps("evidence", "bvib", on=JUNE) != ()
    assert held.gaps("decisions", "csib", on=JUNE) != ()


def test_as_of_today_equals_now(minute: Ledger) -> None:
    assert_as_of_today_is_now(CoverageMap, minute)


def test_no_cut_stops_it(minute: Ledger) -> None:
    assert_no_cut_stops(CoverageMap, minute)
