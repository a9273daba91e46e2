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
    ACCOUNTS_STEP_UP = "accounts.step_up"
    ACCOUNTS_ENABLE = "accounts.enable"
    ACCOUNTS_RESET = "accounts.reset"
    ACCOUNTS_CHANGE_PASSWORD = "accounts.change_password"  # noqa: S105 - the name of an act
    ACCOUNTS_REQUEST_ROLE = "accounts.request_role"
    ACCOUNTS_REFUSE_ROLE = "accounts.refuse_role"
    ACCOUNTS_DECLARE_RELATION = "accounts.declare_relation"
    ACCOUNTS_END_RELATION = "accounts.end_relation"
    ROSTER_IMPORT = "roster.import"
    ROSTER_REVEAL = "roster.reveal"
    POOL_IMPORT = "pool.import"
    POOL_ADMIT = "pool.admit"
    POOL_KEEP = "pool.keep"
    POOL_RELEASE = "pool.release"
    CYCLE_OPEN = "cycle.open"
    CYCLE_CLOSE = "cycle.close"
    CYCLE_KEEP_POLICY = "cycle.keep_policy"
    CYCLE_CHOOSE_READING = "cycle.choose_reading"
    CYCLE_ADOPT_POLICY = "cycle.adopt_policy"
    CAMPAIGN_SCREEN = "campaign.screen"
    CAMPAIGN_DRAW = "campaign.draw"
    CAMPAIGN_PROPOSE_IMPORT = "campaign.propose_import"
    CAMPAIGN_SAVE_IMPORT = "campaign.save_import"
    CAMPAIGN_CANCEL_IMPORT = "campaign.cancel_import"
    CAMPAIGN_UNDO_IMPORT = "campaign.undo_import"
    RETENTION_DECIDE = "retention.decide"
    RETENTION_PROPOSE_REMOVAL = "retention.propose_removal"
    RETENTION_REFUSE_REMOVAL = "retention.refuse_removal"
    RETENTION_WITHDRAW_REMOVAL = "retention.withdraw_removal"
    QUOTA_ADJUST = "quota.adjust"
    QUOTA_COUNT = "quota.count"
    NOMINEE_PUT_FORWARD = "nominee.put_forward"
    NOMINEE_MOVE = "nominee.move"
    NOMINEE_WITHDRAW = "nominee.withdraw"
    RECOMMENDATION_IMPORT = "recommendation.import"
    ELIGIBILITY_SCREEN = "eligibility.screen"
    ELIGIBILITY_PROPOSE_EXCEPTION = "eligibility.propose_exception"
    ELIGIBILITY_APPROVE_EXCEPTION = "eligibility.approve_exception"
    ELIGIBILITY_CLOSE_EXCEPTION = "eligibility.close_exception"
    INSPECTION_RECORD = "inspection.record"
    INSPECTION_WITHDRAW = "inspection.withdraw"
    EXAM_RECORD = "exam.record"
    EXAM_JUDGE = "exam.judge"
    EXAM_KEY = "exam.key"
    EXAM_CLEAR = "exam.clear"
    EXAM_PROPOSE_CORRECTION = "exam.propose_correction"
    EXAM_CORRECT = "exam.correct"
    EXAM_REFUSE_CORRECTION = "exam.refuse_correction"
    EXAM_WITHDRAW_CORRECTION = "exam.withdraw_correction"
    LISTING_DRAW = "listing.draw"
    LISTING_SETTLE_TIE = "listing.settle_tie"
    LISTING_APPROVE = "listing.approve"
    LISTING_SUBMIT = "listing.submit"
    LISTING_RETURN = "listing.return"
    REPORTS_EXPORT = "reports.export"
