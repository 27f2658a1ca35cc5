"""What is said of the rules' own survivors; `make mutants` says, too, which of them a test notices by now."""

from collections import Counter

from tests.mutants.__main__ import ground_of, parsed
from tests.mutants.operators import mutants_of
from tests.mutants.report import key_of, read_explanations


def test_every_explanation_is_of_a_change_that_can_be_made_and_is_given_once() -> None:
    ground = ground_of(parsed([]))
    there = {key_of(mutant) for path in ground.paths for mutant in mutants_of(path)}

    explained = Counter(one.key for one in read_explanations(ground.explained))

    assert explained
    assert [key for key in explained if key not in there] == []
    assert [key for key, times in explained.items() if times > 1] == []
