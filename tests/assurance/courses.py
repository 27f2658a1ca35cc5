"""How things stand over time, for the rules that read a course of reports: one scheme, and short ways to report."""

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
        ev.State(label="stopped", meaning="stopped"),
        ev.State(label="paused", meaning="paused"),
        ev.State(label="grey", meaning="no_update"),
        ev.State(label="unrated", meaning="not_assessed"),
        ev.State(label="odd", meaning="unknown"),
    ],
)


def report(story: Story, subject: str, label: str, day: str, **envelope: Any) -> int:
    """Report how a thing stood on a day; return the entry's number."""
    return story.say(ev.StatusReported(subject=subject, status=f"rag/{label}"), on=day, **envelope)[0]
