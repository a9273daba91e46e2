"""Who passed the exam (rule 12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.exam.model import MarkStatus
from reserve.exam.rules import passed, shown

TAKEN, ABSENT, VOID = MarkStatus.TAKEN, MarkStatus.ABSENT, MarkStatus.VOID


@pytest.mark.parametrize(
    ("status", "hundredths", "passes"),
    [
        (TAKEN, 6000, True),
        (TAKEN, 5999, False),
        (TAKEN, 6001, True),
        (TAKEN, 0, False),
        (TAKEN, 10_000, True),
        (ABSENT, None, False),
        (VOID, None, False),
        # Neither can be stored; a mark beside such a word would count for nothing all the same.
        (ABSENT, 9000, False),
        (VOID, 9000, False),
        (TAKEN, None, False),
    ],
)
def test_sixty_passes_and_a_hundredth_less_does_not(
    status: MarkStatus, hundredths: int | None, *, passes: bool
) -> None:
    assert passed(status, hundredths, 6000) is passes


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_plan_says_where_the_line_is(mark: int, line: int) -> None:
    assert passed(TAKEN, mark, line) is (mark >= line)


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(5999, "59.99"), (6000, "60.00"), (0, "0.00"), (5, "0.05"), (10_000, "100.00"), (705, "7.05")],
)
def test_a_mark_is_shown_with_both_decimals(hundredths: int, text: str) -> None:
    assert shown(hundredths) == text
