import inspect
import re

from govledger import errors
from govledger.errors import (
    BadValueError,
    Fault,
    GovledgerError,
    RecordRefusedError,
    SealError,
    UnknownReferenceError,
    refuse,
    shorten,
)


def drawn() -> dict[str, str]:
    """Each class in the drawn tree, with the one it hangs from."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        name = re.match(r"[ │├└─]*([A-Z]\w+Error)\b", line)
        if name is None:
            continue
        depth = name.start(1)
        path = [(at, parent) for at, parent in path if at < depth]
        parents[name.group(1)] = path[-1][1] if path else "Exception"
        path.append((depth, name.group(1)))
    return parents


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    classes = [held for held in vars(errors).values() if inspect.isclass(held) and issubclass(held, GovledgerError)]

    assert drawn() == {held.__name__: held.__bases__[0].__name__ for held in classes}


def test_a_long_value_is_shortened_for_reading_out() -> None:
    assert shorten("x" * 500).endswith("…")
    assert len(shorten("x" * 500)) == 80


def test_a_fault_told_with_its_field_keeps_what_was_found() -> None:
    fault = BadValueError("rde", "one of red, green", nearest=["red"])

    told = fault.at("status")

    assert str(told) == "status: found 'rde', expected one of red, green; did you mean red?"
    assert (told.found, told.where, told.nearest) == ("'rde'", "status", ("red",))


def fault(position: int, error: type[RecordRefusedError]) -> Fault:
    return Fault(position=position, field="subject", found="'x'", expected="y", error=error)


def test_faults_of_one_kind_raise_that_kind_and_mixed_faults_the_general_one() -> None:
    alike = refuse([fault(1, UnknownReferenceError), fault(2, UnknownReferenceError)])
    mixed = refuse([fault(1, UnknownReferenceError), fault(2, RecordRefusedError)])

    assert type(alike) is UnknownReferenceError
    assert type(mixed) is RecordRefusedError
    assert "event 2: subject: found 'x', expected y" in str(mixed)


def test_an_error_of_the_seal_tells_what_was_found_where_and_what_was_expected() -> None:
    bad = SealError(b"\xff" * 500, "a hash", where="the proof")
    bare = SealError(3, "two hashes")

    assert str(bad).startswith(r"the proof: found b'\xff")
    assert str(bad).endswith("…, expected a hash")
    assert (bad.where, bad.expected, len(bad.found)) == ("the proof", "a hash", 80)
    assert str(bare) == "found 3, expected two hashes"
