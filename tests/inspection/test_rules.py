"""What an inspection comes to (rule 13)."""

from typing import Literal

import pytest

from reserve.inspection.model import Outcome
from reserve.inspection.rules import outcome

POSITIVE, NEGATIVE, INCOMPLETE = Outcome.POSITIVE, Outcome.NEGATIVE, Outcome.INCOMPLETE


@pytest.mark.parametrize(
    ("conclusion", "inspectors", "integrity", "veto", "expected"),
    [
        ("positive", ("赵一", "钱二"), "无问题", False, POSITIVE),
        ("positive", ("赵一", "钱二", "孙三"), "无问题", False, POSITIVE),
        ("positive", ("赵一",), "无问题", False, INCOMPLETE),
        ("positive", ("赵一", "赵一"), "无问题", False, INCOMPLETE),
        ("positive", (), "无问题", False, INCOMPLETE),
        ("positive", ("赵一", "钱二"), "", False, INCOMPLETE),
        (None, ("赵一", "钱二"), "无问题", False, INCOMPLETE),
        ("negative", ("赵一", "钱二"), "无问题", False, NEGATIVE),
        ("negative", (), "", False, NEGATIVE),
        ("positive", ("赵一", "钱二"), "无问题", True, NEGATIVE),
        (None, (), "", True, NEGATIVE),
    ],
)
def test_positive_takes_two_inspectors_and_the_statement_and_a_veto_overrides_everything(
    conclusion: Literal["positive", "negative"] | None,
    inspectors: tuple[str, ...],
    integrity: str,
    *,
    veto: bool,
    expected: Outcome,
) -> None:
    assert outcome(conclusion, inspectors, integrity, veto=veto) is expected
