"""Who, which, how it stands, where it is read: each value's forms, and how what could mean nothing is refused."""

import copy
import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given

from govledger.errors import BadValueError, shorten
from govledger.events import Link, Meaning, Part, Party, Ref, Source, State, StatusValue, Text
from govledger.events.values import KINDS, OPEN_KINDS, PARTY_KINDS, read_entry, read_tally
from govledger.testing.values import ENTRIES, PARTIES, REFERENCES, STATUSES

FLOAT: Any = 1.5
NO_VALUE: list[Any] = [None, True, -1, 1.5, float("nan"), "", " ", "\x00", "\ud800", [], {}, (), b"x", 10**5000]
READERS: dict[str, Callable[[Any], object]] = {
    "Party": Party.read,
    "Ref": Ref.read,
    "StatusValue": StatusValue.read,
    "Link": Link.read,
    "Source": Source.read,
    "Part": Part.read,
    "State": State.read,
    "Tally": read_tally,
    "entry": read_entry,
}


def refusal(read: Callable[[Any], object], value: object) -> BadValueError:
    """Return how ``read`` refuses ``value``."""
    with pytest.raises(BadValueError) as refused:
        read(value)
    return refused.value


@pytest.mark.parametrize("value", NO_VALUE, ids=shorten)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_what_could_mean_nothing_is_refused_in_words_that_can_be_read_out(
    read: Callable[[Any], object], value: object
) -> None:
    fault = refusal(read, value)

    assert fault.found
    assert fault.expected
    assert str(fault) == f"found {fault.found}, expected {fault.expected}"
    assert len(str(fault)) < 400
    assert str(fault).isprintable()


# Party ---------------------------------------------------------------------------------------------------------------


@given(text=PARTIES)
def test_a_party_is_its_kind_and_its_id(text: str) -> None:
    party = Party.read(text)

    assert str(party) == text == f"{party.kind}:{party.id}"
    assert Party.read(party) == party


@pytest.mark.parametrize("text", ["office:dcs", "body:csib", "org:ofsted", "person:p7", "group:partners"])
def test_there_are_five_kinds_of_party(text: str) -> None:
    assert Party.read(text).kind in PARTY_KINDS


def test_nobody_is_a_party_without_a_kind() -> None:
    nobody = Party.read("none")

    assert (nobody, nobody.kind, nobody.id) == ("none", "", "none")


@pytest.mark.parametrize(
    "text",
    ["dcs", "office", "office:", "office:unknown", "office:none", "unknown", "office:d cs", "office:a:b",
     "office:office:dcs", "Office:dcs", "action:2.4", "None", " office:dcs"],
)  # fmt: skip
def test_what_names_nobody_is_no_party(text: str) -> None:
    refusal(Party.read, text)


def test_a_party_nearly_named_is_told_its_kind() -> None:
    fault = refusal(Party.read, "ofice:dcs")

    assert fault.nearest[0] == "office:dcs"
    assert "found 'ofice:dcs', expected a party: office:…, body:…" in str(fault)
    assert str(fault).endswith("did you mean office:dcs?")


def test_nothing_is_suggested_in_the_place_of_what_is_no_id() -> None:
    assert refusal(Party.read, f"ofice:{'x' * 5000}").nearest == ()


# Ref and entry -------------------------------------------------------------------------------------------------------


@given(text=REFERENCES)
def test_a_reference_is_its_kind_and_its_id(text: str) -> None:
    ref = Ref.read(text)

    assert str(ref) == text == f"{ref.kind}:{ref.id}"
    assert Ref.read(ref) == ref


@pytest.mark.parametrize("kind", sorted({*KINDS, *PARTY_KINDS, *OPEN_KINDS}))
def test_anything_that_has_a_kind_can_be_referred_to(kind: str) -> None:
    assert Ref.read(f"{kind}:2018/2.4").kind == kind


@pytest.mark.parametrize(
    "text",
    ["2.4", "action:", "action: 2.4", "action:none", "action:unknown", "none", "Action:2.4", "link:x", "entry:",
     "entry:0", "entry:017", "entry:-1", "entry:1.5", "entry:x", "entry:\u0661", f"entry:{10**15}", "key:", "key: ",
     "key:a\nb"],
    ids=ascii,
)  # fmt: skip
def test_what_names_nothing_is_no_reference(text: str) -> None:
    refusal(Ref.read, text)


def test_a_bare_id_is_told_to_name_its_kind() -> None:
    assert refusal(Ref.read, "2.4").expected.endswith("write what kind of thing it is before its id")
    assert "kind of thing" not in refusal(Ref.read, "Action:2.4").expected


def test_a_reference_nearly_named_is_told_its_kind() -> None:
    assert refusal(Ref.read, "agenda-item:bvib-1/7").nearest[0] == "agenda_item:bvib-1/7"


@given(text=ENTRIES)
def test_an_entry_is_named_by_its_number_or_its_key(text: str) -> None:
    assert read_entry(text) == text


def test_an_entry_is_named_by_a_bare_number_too() -> None:
    assert read_entry(17) == "entry:17"


@pytest.mark.parametrize("value", [0, -1, True, 1.0, 10**15, "17", "action:2.4"], ids=repr)
def test_what_numbers_no_entry_is_refused(value: object) -> None:
    assert "an entry: entry:17, or key:" in str(refusal(read_entry, value))


# StatusValue ---------------------------------------------------------------------------------------------------------


@given(text=STATUSES)
def test_a_status_is_its_scheme_and_its_label(text: str) -> None:
    status = StatusValue.read(text)

    assert text == (f"{status.scheme}/{status.label}" if status.scheme else status.label)
    assert StatusValue.read(status) == status


@pytest.mark.parametrize(
    ("text", "scheme", "label"),
    [
        ("rag-2015/amber", "rag-2015", "amber"),
        ("inadequate", None, "inadequate"),
        ("2018/rag/dark green", "2018/rag", "dark green"),
        ("scheme:rag-2015/amber", "rag-2015", "amber"),
        (" rag-2015/ amber ", "rag-2015", "amber"),
    ],
)
def test_a_status_keeps_the_word_that_was_used(text: str, scheme: str | None, label: str) -> None:
    status = StatusValue.read(text)

    assert (status.scheme, status.label) == (scheme, label)


@pytest.mark.parametrize("text", ["/amber", "rag-2015/", "rag-2015/ ", "rag 2015/amber", "/", "none/amber", "x" * 501])
def test_a_status_without_a_label_or_with_no_scheme_before_the_slash_is_refused(text: str) -> None:
    refusal(StatusValue.read, text)


# Link ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "subject", "relation", "target"),
    [
        ("action:2.4 addresses recommendation:rec-4", "action:2.4", "addresses", "recommendation:rec-4"),
        ("finding:f9 repeats finding:f2", "finding:f9", "repeats", "finding:f2"),
        ("  entry:4   contradicts  key:o9 ", "entry:4", "contradicts", "key:o9"),
    ],
)
def test_a_link_is_a_subject_a_relation_and_a_target(text: str, subject: str, relation: str, target: str) -> None:
    link = Link.read(text)

    assert (link.subject, link.relation, link.target) == (subject, relation, target)
    assert isinstance(link.target, Ref)
    assert link == f"{subject} {relation} {target}"


@pytest.mark.parametrize(
    "text",
    ["action:2.4", "action:2.4 addresses", "action:2.4 addresses finding:f2 now", "2.4 addresses finding:f2",
     "action:2.4 addresses f2", "action:none addresses finding:f2"],
)  # fmt: skip
def test_what_joins_no_two_things_is_no_link(text: str) -> None:
    refusal(Link.read, text)


# Source --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "document", "locator"),
    [
        ("bvib-2017-06-14#A6", "bvib-2017-06-14", "A6"),
        ("g-2022", "g-2022", None),
        ("document:h-2021#rec a", "h-2021", "rec a"),
        ("osmc-2015#P5#2", "osmc-2015", "P5#2"),
        ({"document": "g-2022", "locator": "23.10", "verbatim": "her agreed that…"}, "g-2022", "23.10"),
        ({"document": "g-2022", "locator": None}, "g-2022", None),
        (Source("bvib-2017-06-14", "A3"), "bvib-2017-06-14", "A3"),
        (MappingProxyType({"document": "g-2022"}), "g-2022", None),
    ],
    ids=ascii,
)
def test_a_source_is_a_document_and_a_place_in_it(given: object, document: str, locator: str | None) -> None:
    source = Source.read(given)

    assert (source.document, source.locator) == (document, locator)


def test_the_words_of_a_source_are_withheld_text() -> None:
    source = Source("g-2022", "23.10", "her agreed that…")

    assert source.verbatim == Text("her agreed that…")
    assert Source.read({"document": "g-2022", "locator": "23.10", "verbatim": "her agreed that…"}) == source


@pytest.mark.parametrize(
    "given",
    ["#A6", "a b#A6", {"locator": "A6"}, {"document": "g-2022", "page": "3"}, {"document": "g-2022", "locator": 3},
     {"document": "none"}, {"document": "g-2022", "verbatim": ""}, Source("a b"), Source("g-2022", FLOAT)],
    ids=repr,
)  # fmt: skip
def test_a_source_that_leads_nowhere_is_refused(given: object) -> None:
    refusal(Source.read, given)


# Part ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["a", {"ref": "a"}, {"ref": "a", "text": None}, Part("a"), {"ref": "part:a"}], ids=repr
)
def test_a_part_may_have_its_mark_alone(given: object) -> None:
    assert Part.read(given) == Part("a")


def test_what_a_part_says_is_withheld_text() -> None:
    part = Part.read({"ref": "a", "text": "set up a board"})

    assert part.text == Text("set up a board")
    assert Part.read(part) == part


@pytest.mark.parametrize(
    "given",
    [{"text": "b"}, {"ref": "a b"}, {"ref": 1}, {"ref": "a", "owner": "x"}, Part("a b"), Part(FLOAT)],
    ids=repr,
)
def test_a_part_without_a_mark_of_its_own_is_refused(given: object) -> None:
    refusal(Part.read, given)


# State ---------------------------------------------------------------------------------------------------------------


def test_a_state_says_what_a_label_means() -> None:
    amber = State.read({"label": "amber", "meaning": "complete_embedding", "requires": "evidence", "rank": 2})

    assert amber == State(label="amber", meaning="complete_embedding", requires=("evidence",), rank=2)
    assert State.read(amber) == amber


def test_a_state_may_be_known_by_its_label_alone() -> None:
    assert State.read({"label": "red", "meaning": "unknown"}).colour is None
    assert State.read({"label": "red"}).meaning is None


@pytest.mark.parametrize(
    "given",
    [
        "amber", {"meaning": "on_track"}, {"label": "amber", "meaning": "good"}, {"label": "amber", "rank": 0},
        {"label": "amber", "rank": 1.5}, {"label": "amber", "rank": True}, {"label": "amber", "requires": ["luck"]},
        {"label": "n/a"}, {"label": " "}, {"label": "amber", "color": "amber"}, State(label=""),
        State(label="amber", rank=FLOAT), State(label="amber", meaning="good"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_state_that_no_status_could_be_read_by_is_refused(given: object) -> None:
    refusal(State.read, given)


def test_a_state_nearly_meant_is_told_the_meaning() -> None:
    assert refusal(State.read, {"label": "green", "meaning": "on-track"}).nearest[0] == "on_track"


# Tally ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{"red": 6, "green": 9}, {"overdue": 2}, MappingProxyType({"dark red": 0})], ids=repr)
def test_a_tally_counts_labels(given: Any) -> None:
    assert read_tally(given) == dict(given)


@pytest.mark.parametrize(
    "given",
    [{"red": 1.0}, {"red": -1}, {"red": True}, {"red": "6"}, {1: 6}, {"": 6}, {"röd": 6}, {"red": 1, "red ": 2}, "red"],
    ids=repr,
)
def test_a_tally_of_anything_but_whole_numbers_is_refused(given: object) -> None:
    refusal(read_tally, given)


# Meaning -------------------------------------------------------------------------------------------------------------


def test_what_is_done_is_good_and_what_is_good_is_not_adverse() -> None:
    done = {meaning for meaning in Meaning if meaning.is_done}
    good = {meaning for meaning in Meaning if meaning.is_good}
    adverse = {meaning for meaning in Meaning if meaning.is_adverse}

    assert done == {"complete", "complete_embedding", "embedded"}
    assert good == {*done, "on_track", "favourable"}
    assert adverse == {"at_risk", "off_track", "adverse"}
    assert len(Meaning) == 14


# Text ----------------------------------------------------------------------------------------------------------------


def test_text_that_is_not_recorded_shows_its_words() -> None:
    text = Text("Audit every threshold decision")

    assert str(text) == text.words == "Audit every threshold decision"
    assert repr(text) == "Text('Audit every threshold decision')"
    assert Text.read(text) is text
    assert Text.read("a") == Text("a") != Text("b")
    assert hash(Text("a")) == hash(Text("a"))
    assert Text("a") != "a"


def test_recorded_text_without_a_shelf_is_withheld_and_its_handle_shows_no_words() -> None:
    text = Text.recorded(17, "text", "digest", None)

    assert (str(text), text.words, repr(text)) == ("WITHHELD", None, "Text(17, 'text')")


class Shelf:
    """A shelf that holds the words of entry 17 and nothing else."""

    def words(self, text: Text) -> str | None:
        return "kept" if text.number == 17 else None

    def why_not(self, text: Text) -> str:
        return Text.ERASED


def test_recorded_text_asks_its_shelf_each_time() -> None:
    kept, erased = (Text.recorded(number, "text", "digest", Shelf()) for number in (17, 18))

    assert (str(kept), kept.words) == ("kept", "kept")
    assert (str(erased), erased.words) == ("ERASED", None)


@pytest.mark.parametrize("words", ["", "a\x00", "\ud800", 1.5, None], ids=ascii)
def test_text_that_could_not_be_stored_is_refused(words: Any) -> None:
    refusal(Text, words)


@pytest.mark.parametrize("value", [Party("office:dcs"), Ref("action:2.4"), Part("a", Text("b")), Text("a")], ids=repr)
def test_values_are_copied_and_pickled_as_themselves(value: object) -> None:
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    assert type(copy.copy(value)) is type(value)
