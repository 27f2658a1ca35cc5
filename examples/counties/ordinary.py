"""The ordinary work of a plan: three actions to each commitment, and how each went, quarter by quarter."""

from __future__ import annotations

from examples.counties.county import County

ACTIONS = (
    ("1.1", "Put a manager on every front-door shift", "naaggggbpp"),
    ("1.2", "Record the reason for every contact that goes no further", "nnaaagggbp"),
    ("1.3", "Bring partners into the front door, two days a week", "naarraaggg"),
    ("2.1", "Rewrite the thresholds with health, police and schools", "naagggbppp"),
    ("2.2", "Test the thresholds on forty closed cases every quarter", "naaagggggb"),
    ("2.3", "Train partners' staff in the thresholds", "nnaarraagg"),
    ("3.1", "Review every assessment open for more than 45 days", "naagggbppp"),
    ("3.2", "Give each assessment a date half-way to look at it together", "naaaaagggb"),
    ("3.3", "Write the child's words into every assessment", "nnraaagggg"),
    ("4.1", "Agree with every family how often a child is seen", "naaagggbpp"),
    ("4.2", "See children alone, and write down where", "nnaaaagggg"),
    ("4.3", "Move visits that were missed into the same week", "nraaaaaagg"),
    ("5.1", "Recruit twenty foster carers within the county", "naarraaaaa"),
    ("5.2", "Review every placement over twenty miles away", "naaggggbpp"),
    ("5.3", "Commission four homes with neighbouring councils", "nnnaaaaaaa"),
    ("6.1", "Start every pathway plan before a sixteenth birthday", "naagggbppp"),
    ("6.2", "Find out where every care leaver lives", "naaagggggb"),
    ("6.3", "Offer a staying-close flat in each district", "nnaaaaaagg"),
    ("7.1", "Supervise every social worker monthly", "naagggggbp"),
    ("7.2", "Observe one supervision of each manager a year", "nnaaaagggg"),
    ("7.3", "Replace agency posts in the front door", "nrraaaaaag"),
    ("8.1", "Agree who leads early help in each district", "naaggggbpp"),
    ("8.2", "Open three family hubs", "nnaaaaagbp"),
    ("8.3", "Ask families what helped when a plan closes", "naaaaagggg"),
)
"""The actions: id, words, and a letter of `LABELS` for each of the ten quarters."""


def ordinary(name: str) -> County:
    """A county in which the ordinary work has been told, and no meeting yet."""
    county = County(name)
    for action, text, letters in ACTIONS:
        county.action(action, action.partition(".")[0], text)
        county.course(action, letters)
    return county
