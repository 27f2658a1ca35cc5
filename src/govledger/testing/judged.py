"""What the rules made of a told history, and how a test says what they should have made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from govledger.assurance import Opinion, Rules


class Judged:
    """An opinion, and ways to say what should be in it.

    Attributes:
        opinion: The opinion.
    """

    def __init__(self, opinion: Opinion, rules: Rules) -> None:
        """An opinion that ``rules`` gave."""
        self.opinion, self._rules = opinion, rules

    def then_alarm(self, rule: str, *, about: str, because: Sequence[int] | None = None) -> Self:
        """Assert that a rule raised an alarm, answered or not.

        Args:
            rule: The rule's name.
            about: What it is about, such as ``action:2.4``.
            because: The entries it rests on, if they matter to the test.
        """
        found = self._expect("alarm", rule, about)
        if because is not None and tuple(because) != found.because:
            raise AssertionError(f"{rule} on {about} rests on {found.because}; expected {tuple(because)}")
        return self

    def then_clear(self, rule: str, *, about: str) -> Self:
        """Assert that a rule found its subject in order."""
        self._expect("clear", rule, about)
        return self

    def then_cannot_tell(self, rule: str, *, about: str) -> Self:
        """Assert that the record does not let a rule say."""
        self._expect("cannot tell", rule, about)
        return self

    def then_nothing(self, rule: str, *, about: str) -> Self:
        """Assert that a rule has nothing to say of a subject: no alarm, not clear, nothing that it cannot tell."""
        answer, _ = self._answer(rule, about)
        if answer != "nothing":
            raise AssertionError(f"{rule} on {about}: expected nothing, found {self._said(rule, about)}")
        return self

    def _expect(self, expected: str, rule: str, about: str) -> Any:
        answer, found = self._answer(rule, about)
        if answer != expected:
            raise AssertionError(f"{rule} on {about}: expected {expected}, found {self._said(rule, about)}")
        return found

    def _answer(self, rule: str, about: str) -> tuple[str, Any]:
        self._rules.named(rule)
        stopped = self.opinion.denominator.stopped
        if rule in stopped:
            raise AssertionError(f"{rule} raised {stopped[rule]}")
        held = self.opinion
        kinds = (("alarm", (*held.alarms, *held.answered)), ("clear", held.clear), ("cannot tell", held.cannot_tell))
        for answer, answers in kinds:
            for one in answers:
                if (one.rule, one.subject) == (rule, about):
                    return answer, one
        return "nothing", None

    def _said(self, rule: str, about: str) -> str:
        """What a rule said of a subject, in words; where it said nothing, of what it did say something."""
        answer, found = self._answer(rule, about)
        if answer == "nothing":
            held = self.opinion
            answers: list[Any] = [*held.alarms, *held.answered, *held.clear, *held.cannot_tell]
            others = sorted({one.subject for one in answers if one.rule == rule})
            return f"nothing; of it, {rule} speaks of {', '.join(others) or 'no subject'}"
        rests = f" because of {', '.join(map(str, found.because))}" if found.because else ""
        return f"{answer}{rests}: {getattr(found, 'says', None) or getattr(found, 'why', None) or 'in order'}"
