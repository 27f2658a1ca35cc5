"""Random histories: actions added, reported on and talked about, back-dated, corrected and taken back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from govledger import events as ev
from govledger.ledger import Draft, Ledger, draft
from tests.ledger.support import FakeClock, memory

TODAY = dt.date(2018, 1, 2)

# Days close together, so that ties, straddling and reversed orders are common.
DAYS = st.dates(dt.date(2017, 12, 24), TODAY)
TIMES = DAYS.map(str) | st.sampled_from(
    ["unknown", "December 2017", "2017", "2017-12-26..2017-12-29", "since 2017-12-28", "before 2017-12-30",
     "winter 2017", "either 2017-12-25 or 2017-12-31", "about 2017-12-27"]
)  # fmt: skip

ADDED, REPORTED, SAID = range(3)


def event(kind: int, action: int, word: str) -> Any:
    """An event of one of three kinds; ``word`` tells its versions apart."""
    if kind == ADDED:
        return ev.ActionAdded(action=str(action), text=f"Text {word}", due=f"3 months after 2017-12-{20 + len(word)}")
    if kind == REPORTED:
        return ev.StatusReported(subject=f"action:{action}", status=word)
    return ev.StatementMade(text=f"Text {word}", about=[f"action:{action}"], position=word)


@st.composite
def histories(draw: DrawFn, *, versions: bool = True) -> list[Draft]:
    """Drafts that a new ledger takes in this order, as entries 2, 3 and so on; ``versions`` adds those of the clerk."""
    drafts: list[Draft] = []
    made: dict[int, tuple[int, int]] = {}
    for number in range(2, 2 + draw(st.integers(1, 14))):
        envelope: dict[str, Any] = {"known_on": draw(DAYS), "key": f"k{number}"}
        choice = draw(st.integers(0, 4 if made and versions else 2))
        word = draw(st.sampled_from(["red", "amber", "green"]))
        if choice <= SAID:
            actions = sorted({action for kind, action in made.values() if kind == ADDED})
            kind = choice if actions else ADDED
            action = number if kind == ADDED else draw(st.sampled_from(actions))
            made[number] = (kind, action)
            envelope |= {
                "happened": draw(TIMES),
                "source": draw(st.none() | st.just({"document": "x", "verbatim": word})),
            }
            drafts.append(draft(event(kind, action, word), **envelope))
            continue
        target = draw(st.sampled_from(sorted(made)))
        envelope |= {"reason": f"Reason {number}"}
        if choice == SAID + 1:
            made[number] = made[target]
            envelope |= {"happened": draw(st.none() | TIMES), "corrects": f"entry:{target}"}
            drafts.append(draft(event(*made[target], word), **envelope))
        else:
            drafts.append(draft(ev.EntryRetracted(), retracts=f"entry:{target}", **envelope))
    return drafts


def recorded(drafts: Sequence[Draft], *, cuts: Sequence[int] = ()) -> Ledger:
    """Return a ledger that holds ``drafts``, recorded in batches that end where ``cuts`` say; close it."""
    ledger = memory(FakeClock(f"{TODAY}T12:00:00Z"))
    ends = [*sorted({cut for cut in cuts if 0 < cut < len(drafts)}), len(drafts)]
    for start, end in zip([0, *ends], ends, strict=False):
        ledger.record_drafts(drafts[start:end])
    return ledger
