"""What a plan asks, by the text under which results keep it: for what cannot be read back from the text alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from reserve.eligibility.rules import planned
from reserve.policy.canonical import canonical
from reserve.policy.conditions import Condition, for_choice
from reserve.policy.model import Policy
from reserve.policy.vocabulary import FACTS
from reserve.reports.demands import demand


def asked(policy: Policy, as_of: dt.date) -> Mapping[str, Condition]:
    """Return text → condition for ifs, adjustments, categories and facts of the plan's own."""
    plan = planned(policy, as_of)
    wanted = (
        for_choice(condition, "class", place_class)
        for condition in plan.conditions()
        for place_class in FACTS["class"].values
    )
    return {text: condition for condition in wanted if demand(text := canonical(condition, plan.calendar)) is None}
