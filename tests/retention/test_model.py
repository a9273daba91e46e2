"""Which decisions leave a member on his or her place (rule 9)."""

import pytest

from reserve.retention.model import DECISION_WORDS, Decision


@pytest.mark.parametrize("decision", Decision)
def test_only_a_decided_removal_frees_the_place(decision: Decision) -> None:
    assert decision.occupies_place is (decision is not Decision.REMOVE)


@pytest.mark.parametrize(
    ("word", "decision"),
    [
        ("保留", Decision.KEEP),
        ("调整出", Decision.REMOVE),
        ("调出", Decision.REMOVE),
        ("不再保留", Decision.REMOVE),
        ("暂缓", Decision.DEFER),
    ],
)
def test_the_office_s_words_for_a_decision(word: str, decision: Decision) -> None:
    assert DECISION_WORDS[word] is decision
