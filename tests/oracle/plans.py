"""The two seed plans, as lists of names (rules 3 and 4 of the domain)."""

from typing import Any

PLANS: dict[str, dict[str, Any]] = {
    "seed-county": {
        "criteria": ["cadre_status", "education", "age", "discipline", "rank", "rank_months"],
        "conditions": ["under_30", "postgraduate", "many_votes", "not_in_probation"],
        "waivable": ["rank", "rank_months"],
    },
    "seed-literal": {
        "criteria": ["cadre_status", "education", "age", "discipline"],
        "conditions": ["under_30", "postgraduate", "many_votes"],
        "waivable": [],
    },
}

EXCEPTION = "young_postgraduate"

# Rank and years in rank of the general rules, for each class; "relaxed" is what the exception asks instead:
# one step lower, half the months.
RANK_LEVEL = {"chief": "deputy_section", "deputy": "clerk_1"}
RANK_MONTHS = {"chief": 24, "deputy": 36}
RELAXED_RANK_LEVEL = {"chief": "clerk_1", "deputy": "clerk_2"}
RELAXED_RANK_MONTHS = {"chief": 12, "deputy": 18}

# Places of the reserve for each approved post (rule 10).
PLACES_PER_POST = {"chief": 2, "deputy": 1}

CLASSES = ["chief", "deputy"]
