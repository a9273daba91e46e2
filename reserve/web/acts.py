"""What the acts are called that the journal tells of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reserve.audit.tags import Tag
from reserve.text import Message, message

ACTS: Final[Mapping[Tag, Message]] = {
    Tag.ACCOUNTS_CREATE: message("Account made"),
    Tag.ACCOUNTS_GRANT: message("Role granted"),
    Tag.ACCOUNTS_REVOKE: message("Role revoked"),
    Tag.ACCOUNTS_DISABLE: message("Account shut"),
    Tag.ACCOUNTS_ENABLE: message("Account opened again"),
    Tag.ACCOUNTS_RESET: message("Password or authenticator reset"),
    Tag.ACCOUNTS_CHANGE_PASSWORD: message("Own password changed"),
    Tag.ACCOUNTS_REQUEST_ROLE: message("Role asked for"),
    Tag.ACCOUNTS_REFUSE_ROLE: message("Role refused"),
    Tag.ACCOUNTS_DECLARE_RELATION: message("Relation declared"),
    Tag.ACCOUNTS_END_RELATION: message("Relation ended"),
    Tag.ACCOUNTS_ISSUE_TOKEN: message("Token issued"),
    Tag.ACCOUNTS_REVOKE_TOKEN: message("Token revoked"),
    Tag.ACCOUNTS_LOGIN: message("Signed in"),
    Tag.ACCOUNTS_LOGOUT: message("Signed out"),
    Tag.ACCOUNTS_DENY: message("Denied"),
    Tag.ACCOUNTS_STEP_UP: message("Second factor given again"),
    Tag.ROSTER_IMPORT: message("Roster taken in"),
    Tag.ROSTER_REVEAL: message("Masked value revealed"),
    Tag.POOL_IMPORT: message("Pool taken in"),
    Tag.POOL_ADMIT: message("Admitted to the pool"),
    Tag.POOL_KEEP: message("Kept in the pool"),
    Tag.POOL_RELEASE: message("Released from the pool"),
    Tag.CYCLE_OPEN: message("Campaign opened"),
    Tag.CYCLE_CLOSE: message("Campaign closed"),
    Tag.CYCLE_KEEP_POLICY: message("Plan kept for preparing"),
    Tag.CYCLE_CHOOSE_READING: message("Reading chosen"),
    Tag.CYCLE_ADOPT_POLICY: message("New version of the plan adopted"),
    Tag.CAMPAIGN_PROPOSE_IMPORT: message("Workbooks sent in"),
    Tag.CAMPAIGN_SAVE_IMPORT: message("Import saved"),
    Tag.CAMPAIGN_CANCEL_IMPORT: message("Import cancelled"),
    Tag.CAMPAIGN_UNDO_IMPORT: message("Import undone"),
    Tag.CAMPAIGN_SCREEN: message("Screened anew"),
    Tag.CAMPAIGN_DRAW: message("List drawn up anew"),
    Tag.RETENTION_DECIDE: message("Member decided on"),
    Tag.RETENTION_PROPOSE_REMOVAL: message("Removal proposed"),
    Tag.RETENTION_REFUSE_REMOVAL: message("Removal refused"),
    Tag.RETENTION_WITHDRAW_REMOVAL: message("Removal withdrawn"),
    Tag.QUOTA_ADJUST: message("Places adjusted"),
    Tag.QUOTA_COUNT: message("Places counted"),
    Tag.NOMINEE_PUT_FORWARD: message("Put forward"),
    Tag.NOMINEE_MOVE: message("Nominee moved on"),
    Tag.NOMINEE_WITHDRAW: message("No nominee any more"),
    Tag.RECOMMENDATION_IMPORT: message("Votes taken in"),
    Tag.ELIGIBILITY_SCREEN: message("Screened"),
    Tag.ELIGIBILITY_PROPOSE_EXCEPTION: message("Exception proposed"),
    Tag.ELIGIBILITY_APPROVE_EXCEPTION: message("Exception approved"),
    Tag.ELIGIBILITY_CLOSE_EXCEPTION: message("Exception closed"),
    Tag.INSPECTION_RECORD: message("Inspection recorded"),
    Tag.INSPECTION_WITHDRAW: message("Inspection withdrawn"),
    Tag.EXAM_RECORD: message("Mark recorded"),
    Tag.EXAM_JUDGE: message("Marks judged anew"),
    Tag.EXAM_KEY: message("Mark keyed"),
    Tag.EXAM_CLEAR: message("Keyed mark cleared"),
    Tag.EXAM_PROPOSE_CORRECTION: message("Correction of a mark proposed"),
    Tag.EXAM_CORRECT: message("Mark corrected"),
    Tag.EXAM_REFUSE_CORRECTION: message("Correction of a mark refused"),
    Tag.EXAM_WITHDRAW_CORRECTION: message("Correction of a mark withdrawn"),
    Tag.LISTING_DRAW: message("List drawn up"),
    Tag.LISTING_SETTLE_TIE: message("Tie settled"),
    Tag.LISTING_SUBMIT: message("List submitted"),
    Tag.LISTING_APPROVE: message("List approved"),
    Tag.LISTING_RETURN: message("List sent back"),
    Tag.PUBLICITY_OPEN_NOTICE: message("Notice put up"),
    Tag.PUBLICITY_TAKE_OBJECTION: message("Objection taken in"),
    Tag.PUBLICITY_DECIDE_OBJECTION: message("Objection decided on"),
    Tag.PUBLICITY_WITHDRAW: message("Withdrawn from the list"),
    Tag.PUBLICITY_REPLACE: message("Put in the place of somebody withdrawn"),
    Tag.PUBLICITY_SET_DAYS: message("Working days decided"),
    Tag.PUBLICITY_CONFIRM_YEAR: message("Year of the calendar confirmed"),
    Tag.REPORTS_EXPORT: message("Exported"),
}


def act_word(tag: str) -> Message | str:
    """Return what an act is called; a tag that is retired is shown as it was written."""
    return ACTS[Tag(tag)] if tag in Tag.__members__.values() else tag
