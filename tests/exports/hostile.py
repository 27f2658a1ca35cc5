"""Texts that a program may take for a formula, an error, markup or a command, and a plan made of them."""

from govledger import Ledger, events as ev
from tests.exports.report.reading import on

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","read me")',
    "+44 20 7946 0000",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "'=1+1",
    "＝1+1",  # noqa: RUF001 - the wide form is taken for the narrow one
    "#REF!",
    "|calc",
    "TRUE",
    "2017-06-14",
    "0123",
)
MARKUP = (
    "<script>alert(1)</script> & <b>bold</b>",
    '#import "x": *\n= A heading\n*bold* _x_ $x^2$ @here <label> // gone /* gone */ #panic("run")',
    "{{ 7 * 7 }} {% raw %}",
    "a\x0bb\x1b[31m red \u202egnihton ees",
    "_x0041_ and _x000D_",
    "END:VEVENT\nBEGIN:VALARM\nACTION:PROCEDURE",
    "semi;colon, comma \\ backslash, a \U0001f600 and \u0639\u0631\u0628",
    "'; DROP TABLE actions; --",
)
HOSTILE = (*FORMULAS, *MARKUP)


def hostile_plan(ledger: Ledger) -> None:
    """An action for each hostile text, with a status whose label and words are hostile too, and a date that moved."""
    ledger.record(ev.BodyEstablished(body="board", kind="improvement_board", name='=BOARD("x")'), **on("2024-06-03"))
    for number, text in enumerate(HOSTILE, start=1):
        action = f"a{number}"
        ledger.record(
            ev.ActionAdded(action=action, text=text, due="by 2025-01-31", leads=["office:head-of-mash"]),
            **on("2024-06-03", "=1+1"),
        )
        ledger.record(
            ev.StatusReported(subject=f"action:{action}", status="=GREEN()", text=text), **on("2024-09-02", "<b>2</b>")
        )
        ledger.record(
            ev.DeadlineChanged(subject=f"action:{action}", was="by 2025-01-31", now="by 2025-06-30", reason=text),
            **on("2024-12-02", "@3"),
        )
