"""One action and what is said of it: the events that the tests of family A share."""

from typing import Any

from govledger import events as ev
from tests.assurance.support import Story

RAG = ev.StatusSchemeDefined(
    scheme="rag",
    states=[
        ev.State(label="green", meaning="on_track"),
        ev.State(label="amber", meaning="at_risk"),
        ev.State(label="red", meaning="off_track"),
        ev.State(label="done", meaning="complete"),
        ev.State(label="embedding", meaning="complete_embedding"),
        ev.State(label="embedded", meaning="embedded"),
        ev.State(label="bad", meaning="adverse"),
        ev.State(label="fine", meaning="favourable"),
        ev.State(label="idle", meaning="not_started"),
        ev.State(label="halted", meaning="stopped"),
        ev.State(label="blue"),
    ],
)


def begin(story: Story, **action: Any) -> int:
    """The scheme and one action; the number of the entry that adds it."""
    return story.say(RAG, ev.ActionAdded(action="1", **action), on="2017-01-01")[1]


def report(story: Story, label: str, on: str, **envelope: Any) -> int:
    """The action reported with a label; the number of the entry."""
    said = {name: envelope.pop(name) for name in ("evidence", "period", "same_words") if name in envelope}
    return story.say(ev.StatusReported(subject="action:1", status=f"rag/{label}", **said), on=on, **envelope)[0]


def green(story: Story, **action: Any) -> int:
    """An action reported green on 1 June 2017."""
    begin(story, **action)
    return report(story, "green", "2017-06-01")


def audit(story: Story, on: str, name: str = "e", **said: Any) -> int:
    """An audit that supports the action, collected and recorded on a day."""
    envelope = {key: said.pop(key) for key in ("uncertain", "rival_of", "mode") if key in said}
    event = ev.EvidenceRecorded(
        **{"evidence": name, "kind": "audit", "supports": ["action:1"], "collected": on, **said}
    )
    return story.say(event, on=on, **envelope)[0]


def done(story: Story) -> int:
    """An action reported done on 1 March 2017."""
    begin(story)
    return report(story, "done", "2017-03-01")
