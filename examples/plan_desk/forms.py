"""The forms of the app: what is typed into each, and the event it becomes.

Nothing is checked here that the ledger checks: what it says of a field is shown beside the field. Only what a form
asks for, such as the reason of a move, is the form's own: the ledger records a move without one, for a rule to doubt.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from govledger import BadValueError, Draft, GovledgerError, Ledger, LedgerError, RecordRefusedError, draft, events as ev
from govledger.errors import Fault, KeyReusedError, PhraseError, did_you_mean
from plan_desk.desk import MeanwhileError

_TOKEN, _NUMBER = re.compile(r"[\w-]{1,64}", re.ASCII), re.compile(r"[0-9]{1,15}")

DAY = "a day such as 2024-06-05, or what is known of it, such as June 2024"


@attrs.frozen
class Field:
    """One field of a form, named as the field of the event or of its envelope.

    Attributes:
        name: Its name.
        label: What stands beside it.
        hint: What may be typed.
        is_long: Whether it is a text of several lines.
        choices: What may be chosen: the name of a list that the page brings; empty where it is typed.
        is_required: Whether the form asks for it, though the ledger would record without.
    """

    name: str
    label: str
    hint: str = ""
    is_long: bool = False
    choices: str = ""
    is_required: bool = False


@attrs.frozen(kw_only=True)
class Form:
    """One form.

    Attributes:
        verb: What a user must be allowed to do to send it.
        title: What it is called.
        button: What its button says.
        event: The event it becomes.
        fields: What is typed.
    """

    verb: str
    title: str
    button: str
    event: Callable[..., Any]
    fields: tuple[Field, ...]


_AROUND = (
    Field("happened", "When it happened", DAY, is_required=True),
    Field("known_on", "Public since", "the first day anybody outside your office could know; today if left empty"),
    Field("source", "Read in", "a paper and the place in it, such as board-2024-06-05#A3; may be left empty"),
)
_ENVELOPE = frozenset(field.name for field in _AROUND)

ADD_ACTION = Form(
    verb="add_action",
    title="Add an action",
    button="Add the action",
    event=ev.ActionAdded,
    fields=(
        Field("action", "Reference", "your own, such as 2.4; it stays taken for ever", is_required=True),
        Field("plan", "Plan", choices="plans"),
        Field("text", "What is to be done", is_long=True, is_required=True),
        Field("leads", "Who leads", "an office, such as office:head-of-front-door"),
        Field("due", "Due", "a day such as 2025-09-30, or words such as December 2025"),
        *_AROUND,
    ),
)
REPORT_STATUS = Form(
    verb="report_status",
    title="Report a status",
    button="Report the status",
    event=ev.StatusReported,
    fields=(
        Field("status", "Status", choices="statuses", is_required=True),
        Field("text", "What is said with it", is_long=True),
        Field("by", "Who reports", "an office, such as office:head-of-front-door"),
        *_AROUND,
    ),
)
MOVE_DATE = Form(
    verb="move_date",
    title="Move the date",
    button="Move the date",
    event=ev.DeadlineChanged,
    fields=(
        Field("now", "New date", "a day such as 2025-09-30, or words such as December 2025", is_required=True),
        Field("reason", "Why", "it is recorded with the move", is_long=True, is_required=True),
        Field("approved_by", "Who approved it", "an office or a body, such as body:board; empty if nobody did"),
        *_AROUND,
    ),
)
FORMS = {form.verb: form for form in (ADD_ACTION, REPORT_STATUS, MOVE_DATE)}


@attrs.frozen(kw_only=True)
class Filled:
    """A form as somebody filled it in.

    Attributes:
        form: Which.
        values: What was typed, by field; kept as it was, whatever is wrong with it.
        token: What makes this copy of the form itself: sent twice, it records once.
        seen: The newest entry when the form was shown.
        errors: One sentence beside each field that could not be taken.
        message: One sentence about the form as a whole.
        new: What others recorded meanwhile.
        status: The HTTP status with which it is shown again.
    """

    form: Form
    values: Mapping[str, str] = attrs.field(factory=dict)
    token: str = attrs.field(factory=lambda: secrets.token_urlsafe(16))
    seen: int | None = None
    errors: Mapping[str, str] = attrs.field(factory=dict)
    message: str = ""
    new: tuple[Any, ...] = ()
    status: int = 200

    @classmethod
    def sent(cls, form: Form, typed: Mapping[str, str]) -> "Filled":
        """A form as it comes back from the browser."""
        token, seen = typed.get("token", ""), typed.get("seen", "")
        return cls(
            form=form,
            values={field.name: typed.get(field.name, "") for field in form.fields},
            token=token if _TOKEN.fullmatch(token) else secrets.token_urlsafe(16),
            seen=int(seen) if _NUMBER.fullmatch(seen) else None,
        )

    @property
    def key(self) -> str:
        """The idempotency key of what it records."""
        return f"form-{self.token}"

    def draft(self, ledger: Ledger, **fixed: str) -> Draft:
        """The event that was meant, with what was said around it.

        Args:
            ledger: What refuses it as well, so that everything that is wrong is told at once.
            **fixed: Fields that the page fixes and nobody types, such as the subject.

        Raises:
            NotTakenError: Some fields could not be read; the form to show again says which.
        """
        said: dict[str, Any] = {name: value.strip() for name, value in self.values.items() if value.strip()}
        around = {name: said.pop(name) for name in _ENVELOPE & said.keys()}
        needed = [field for field in self.form.fields if field.is_required and field.name not in {**said, **around}]
        event, faults = _made(self.form.event, {**said, **fixed})
        errors = {fault.where: self._sentence(fault.where, fault) for fault in (*faults, *_unreadable(around))}
        errors |= {field.name: f"This is needed{': ' * bool(field.hint)}{field.hint}." for field in needed}
        good = {name: value for name, value in around.items() if name not in errors}
        if errors and event is not None:
            refused = ledger.check_drafts([draft(event, **good)])
            errors = {fault.field: self._sentence(fault.field, fault) for fault in refused} | errors
        if errors or event is None:
            raise NotTakenError(attrs.evolve(self, errors=errors, message=_some_wrong(len(errors)), status=422))
        return draft(event, **around)

    def refused(self, fault: GovledgerError) -> "Filled":
        """The form to be shown again, with what the ledger says: nothing was recorded, and nothing typed is lost."""
        if isinstance(fault, MeanwhileError):
            return attrs.evolve(self, message=str(fault), new=tuple(fault.entries), seen=fault.number, status=409)
        if isinstance(fault, KeyReusedError):
            said = "This form was recorded already, and changed since: send it again to record it as it is now, too."
            return attrs.evolve(self, message=said, token=secrets.token_urlsafe(16), status=409)
        if isinstance(fault, RecordRefusedError):
            return self._with_faults(fault.faults)
        if isinstance(fault, LedgerError):
            said = f"{_capital(str(fault))}. Send the form again in a moment; sent twice, it is recorded once."
            return attrs.evolve(self, message=said, status=503)
        return attrs.evolve(self, message=_capital(str(fault)), status=422)

    def _with_faults(self, faults: tuple[Fault, ...]) -> "Filled":
        own = {field.name for field in self.form.fields}
        errors = {fault.field: self._sentence(fault.field, fault) for fault in faults if fault.field in own}
        others = [_capital(str(fault)) for fault in faults if fault.field not in own]
        return attrs.evolve(self, errors=errors, message=" ".join([*others, _some_wrong(len(errors))]), status=422)

    def _sentence(self, name: str, fault: BadValueError | Fault) -> str:
        """What is wrong with one field; of dates and duties the form's own hint, since their grammar is long."""
        hint = next((field.hint for field in self.form.fields if field.name == name), "")
        expected = hint if isinstance(fault, PhraseError) and hint else fault.expected
        return f"Found {fault.found}, expected {expected}{did_you_mean(fault.nearest)}"


class NotTakenError(Exception):
    """A form could not be read; `filled` is to be shown again."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        super().__init__(filled.message)


def _made(event: Callable[..., Any], said: Mapping[str, str]) -> tuple[Any, list[BadValueError]]:
    """The event, and everything that is wrong with its fields: what was refused is left out to find the next."""
    left, faults = dict(said), list[BadValueError]()
    while True:
        try:
            return event(**left), faults
        except BadValueError as fault:
            faults.append(fault)
            if fault.where not in left or not isinstance(event, type) or _is_required(event, fault.where):
                return None, faults
            del left[fault.where]
        except TypeError:
            return None, faults


def _unreadable(around: Mapping[str, Any]) -> Iterator[BadValueError]:
    """Everything that is wrong around an event."""
    for name, value in around.items():
        try:
            draft(ev.ActionAdded(action="any"), **dict[str, Any]({name: value}))
        except BadValueError as fault:
            yield fault


def _is_required(event: type, name: str) -> bool:
    return attrs.fields_dict(event)[name].default is attrs.NOTHING


def _some_wrong(count: int) -> str:
    if not count:
        return ""
    return f"Nothing was recorded: {'one field needs' if count == 1 else f'{count} fields need'} another look."


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
