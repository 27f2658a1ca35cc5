import json
from typing import Any

import pytest

from govledger import events as ev
from govledger.errors import BadLinesError
from govledger.ledger import Ledger
from govledger.ledger.importing import record_lines
from govledger.ledger.lines import LINE_BYTES_MAX, read_lines, write_line
from tests.ledger.support import CLERK

ADDED = '{"type":"action-added","body":{"action":"1"}}'


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        ('{"type":"action-added","body":["1"]}', "body", "an object with the event's own fields"),
        ('["action-added"]', "", "one JSON object"),
        ("{", "", "one JSON object"),
        ('{"type":"action-added","type":"action-added"}', "type", "each field once"),
        ('{"type":"measure-observed","body":{"measure":"m","value":12.5}}', "value", "an exact figure"),
        ('{"type":"measure-observed","body":{"measure":"m","numerator":NaN}}', "numerator", "a whole number"),
        ('{"type":"action-added","erased":["text"],"body":{"action":"1"}}', "erased", "--without-text"),
        (b'{"type":"action-added\xff"}', "", "text in UTF-8"),
    ],
    ids=["body", "list", "broken", "twice", "decimal", "not a number", "erased", "bytes"],
)
def test_a_line_that_could_mean_nothing_is_told_with_its_number_and_field(
    line: str | bytes, field: str, expected: str
) -> None:
    with pytest.raises(BadLinesError) as refused:
        read_lines([ADDED, "", line])

    (fault,) = refused.value.faults
    assert (fault.position, fault.field) == (3, field)
    assert expected in fault.expected


def test_a_decimal_does_not_hide_the_other_faults_of_its_line() -> None:
    line = '{"type":"measure-observed","body":{"measure":"m","value":12.5,"period":"sometime"}}'

    with pytest.raises(BadLinesError) as refused:
        read_lines([line])

    assert [fault.field for fault in refused.value.faults] == ["period", "value"]


def test_a_line_longer_than_any_event_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadLinesError, match=f"a line of at most {LINE_BYTES_MAX} bytes"):
        read_lines([b" " * (LINE_BYTES_MAX + 1)])


def test_a_line_whose_reason_was_erased_is_taken_without_it_when_asked() -> None:
    lines = [ADDED, '{"type":"action-added","corrects":"key:x","erased":["@reason"],"body":{"action":"1"}}']
    lines[0] = json.dumps(json.loads(lines[0]) | {"key": "x"})
    with Ledger.open("memory://", clerk=CLERK) as ledger:
        with pytest.raises(BadLinesError):
            record_lines(ledger, lines)

        record_lines(ledger, lines, without_text=True)

        assert ledger.entry(3).reason is None
        assert len(ledger) == 3


def test_a_texts_words_stand_where_they_stood_on_the_line() -> None:
    words: dict[str, Any] = {"closure_criteria": ["a", "b"], "text": "t"}
    with Ledger.open("memory://", clerk=CLERK) as ledger:
        ledger.record(ev.ActionAdded(action="1", **words), source=ev.Source("d", "1", "as said"))

        line = write_line(ledger.entry(2))

    assert line["body"] == {"action": "1", **words}
    assert line["source"] == [{"document": "d", "locator": "1", "verbatim": "as said"}]
