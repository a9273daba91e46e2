"""The names of what can be recorded: ``stage.verb_object``, the verb first, lower case."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

GRAMMAR: Final = re.compile(r"[a-z]+(\.[a-z]+(_[a-z]+)*)")
"""A stage's package, a dot, and what was done, as the action is called."""


class Tag(StrEnum):
    """Everything the journal knows; a name once used keeps its meaning for ever."""

    ACCOUNTS_CREATE = "accounts.create"
    ACCOUNTS_GRANT = "accounts.grant"
    ACCOUNTS_REVOKE = "accounts.revoke"
    ACCOUNTS_DISABLE = "accounts.disable"
    ACCOUNTS_ISSUE_TOKEN = "accounts.issue_token"  # noqa: S105 - the name of an act
    ACCOUNTS_REVOKE_TOKEN = "accounts.revoke_token"  # noqa: S105 - the name of an act
    ACCOUNTS_LOGIN = "accounts.login"
    ACCOUNTS_LOGOUT = "accounts.logout"
    ACCOUNTS_DENY = "accounts.deny"
    ROSTER_IMPORT = "roster.import"
    POOL_IMPORT = "pool.import"
    POOL_ADMIT = "pool.admit"
    POOL_KEEP = "pool.keep"
    POOL_RELEASE = "pool.release"
    CYCLE_OPEN = "cycle.open"
    CYCLE_CLOSE = "cycle.close"
    RETENTION_DECIDE = "retention.decide"
    QUOTA_ADJUST = "quota.adjust"
    QUOTA_COUNT = "quota.count"
    NOMINEE_PUT_FORWARD = "nominee.put_forward"
    NOMINEE_MOVE = "nominee.move"
    RECOMMENDATION_IMPORT = "recommendation.import"
    ELIGIBILITY_SCREEN = "eligibility.screen"
    ELIGIBILITY_PROPOSE_EXCEPTION = "eligibility.propose_exception"
    ELIGIBILITY_APPROVE_EXCEPTION = "eligibility.approve_exception"
    INSPECTION_RECORD = "inspection.record"
    EXAM_RECORD = "exam.record"
    LISTING_DRAW = "listing.draw"
    LISTING_SETTLE_TIE = "listing.settle_tie"
    LISTING_APPROVE = "listing.approve"
