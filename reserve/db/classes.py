"""What each column holds about persons. A column that is not named here fails the build (``tests/db``).

``PLAIN``: nothing about a person. ``PERSONAL``: something about somebody who can be told apart; only roles that need it
see it. ``SEALED``: what would harm if it got out; encrypted, and shown masked or on a recorded request. ``HASHED``: a
value that can only be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class DataClass(StrEnum):
    """How a column must be treated."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SEALED = "sealed"
    HASHED = "hashed"


_PLAIN, _PERSONAL, _SEALED, _HASHED = DataClass

_TABLES: Final[Mapping[str, Mapping[DataClass, str]]] = {
    "admission": {
        _PLAIN: "nominee_id cycle_id unit_id place_class place_id place_is_open decision_number admitted_on "
        "admitted_at",
        _PERSONAL: "standing approved member_id left_member_id admitted_by admitted_account",
    },
    "api_token": {
        _PLAIN: "id name scopes issued_at expires_at revoked_at",
        _PERSONAL: "issued_by",
        _HASHED: "token_hash",
    },
    "campaign_findings": {_PLAIN: "cycle_id source", _SEALED: "findings"},
    "cycle": {_PLAIN: "id as_of policy_id policy_digest policy_text opened_at"},
    "cycle_step": {_PLAIN: "cycle_id step sequence at", _PERSONAL: "actor"},
    "done_form": {_PLAIN: "location done_at", _HASHED: "form contents"},
    "exception_approval": {_PLAIN: "nominee_id ordinal", _PERSONAL: "approver account approved_on"},
    "exception_closed": {
        _PLAIN: "id cycle_id place_class closing closed_at",
        _PERSONAL: "person_number papers closed_by reason",
    },
    "exception_request": {
        _PLAIN: "nominee_id complete",
        _PERSONAL: "proposed_by proposed_account proposed_on reason evidence relatives",
    },
    "import_batch": {
        _PLAIN: "id cycle_id state reason blank_means_none uploaded_at progress errors warnings changes base "
        "settled_at",
        _PERSONAL: "uploaded_by settled_by",
        _SEALED: "outcome",
    },
    "import_workbook": {
        _PLAIN: "import_id file given_name applied_at",
        _SEALED: "content",
        _HASHED: "digest",
    },
    "inspection": {
        _PLAIN: "id cycle_id recorded_at withdrawn",
        _PERSONAL: "person_number outcome conclusion veto inspectors integrity inspected_on reason recorded_by",
    },
    "journal": {
        _PLAIN: "sequence at actor_kind tag format",
        _PERSONAL: "actor subject details",
        _HASHED: "previous hash",
    },
    "journal_head": {_PLAIN: "id sequence", _HASHED: "hash"},
    "list_submission": {
        _PLAIN: "cycle_id submitted_at decision_number meeting decided_on approved_at",
        _PERSONAL: "submitted_by submitted_account approved_by approved_account",
        _HASHED: "digest",
    },
    "list_replacement": {
        _PLAIN: "cycle_id decision_number meeting decided_on recorded_at",
        _PERSONAL: "nominee_id withdrawn_id withdrawn_account standing approved recorded_by recorded_account",
    },
    "list_withdrawal": {
        _PLAIN: "cycle_id objection_id withdrawn_at",
        _PERSONAL: "nominee_id grounds withdrawn_by withdrawn_account",
    },
    "listing": {
        _PLAIN: "nominee_id cycle_id unit_id place_class place_id place_is_open",
        _PERSONAL: "standing approved seat",
    },
    "listing_reason": {_PLAIN: "nominee_id", _PERSONAL: "msgid params open_tie"},
    "mark": {_PLAIN: "cycle_id", _PERSONAL: "person_number status hundredths passed"},
    "mark_bonus": {_PLAIN: "cycle_id bonus", _PERSONAL: "person_number holds"},
    "mark_part": {_PLAIN: "cycle_id part", _PERSONAL: "person_number status hundredths"},
    "mark_correction": {
        _PLAIN: "id cycle_id part proposed_at outcome decided_at",
        _PERSONAL: "person_number old_status old_hundredths status hundredths reason proposed_by proposed_account "
        "decided_by decided_account remark",
    },
    "mark_entry": {_PLAIN: "cycle_id part ordinal keyed_at", _PERSONAL: "person_number account status hundredths"},
    "meeting": {_PLAIN: "cycle_id unit_id place_class due present returned valid void"},
    "member": {
        _PLAIN: "id unit_id place_class withdrawn admitted_in",
        _PERSONAL: "person_number since released_on ground term_until",
    },
    "member_appraisal": {_PLAIN: "cycle_id member_id", _PERSONAL: "excellent competent basic incompetent"},
    "member_exit": {
        _PLAIN: "id member_id last_cycle_id recorded_at",
        _PERSONAL: "kind left_on ground decided_by decided_account",
    },
    "member_tier": {
        _PLAIN: "id member_id decided_on",
        _PERSONAL: "tier term_until ground decided_by decided_account",
    },
    "nominee": {_PLAIN: "id cycle_id unit_id place_class", _PERSONAL: "person_number"},
    "notice": {_PLAIN: "id cycle_id mode days first_day shown opened_at", _PERSONAL: "opened_by opened_account"},
    "notice_person": {_PLAIN: "nominee_id notice_id"},
    "objection": {
        _PLAIN: "id cycle_id received_on channel taken_at",
        _PERSONAL: "nominee_id summary taken_by taken_account",
    },
    "objection_decision": {
        _PLAIN: "objection_id decided_on decided_at",
        _PERSONAL: "taken_account upheld investigation grounds decided_by decided_account",
    },
    "office_day": {_PLAIN: "id day works reason decided_at", _PERSONAL: "decided_by decided_account"},
    "office_year": {_PLAIN: "year source confirmed_at", _PERSONAL: "confirmed_by confirmed_account"},
    "person": {
        _PLAIN: "number sheet_id sheet_row present",
        _PERSONAL: "name unit_id post sex birth status politics full_time in_service unspecified rank rank_since "
        "earlier_ranks work_since probation",
        _SEALED: "id_number discipline further",
        _HASHED: "id_lookup",
    },
    "place": {_PLAIN: "id cycle_id unit_id place_class ordinal member_id is_open"},
    "policy_version": {
        _PLAIN: "id cycle_id parent_id policy_id digest text made_at",
        _PERSONAL: "reason made_by made_account changes",
    },
    "quota": {_PLAIN: "cycle_id unit_id place_class posts per_post adjustment reason"},
    "quota_adjustment": {
        _PLAIN: "id cycle_id unit_id place_class adjustment reason decided_at",
        _PERSONAL: "decided_by",
    },
    "relation": {_PLAIN: "id account_id declared_at", _PERSONAL: "person_number relation declared_by"},
    "removal_proposal": {
        _PLAIN: "id cycle_id member_id proposed_on outcome decided_at",
        _PERSONAL: "grounds proposed_by proposed_account decided_by decided_account remark",
    },
    "retention": {_PLAIN: "id cycle_id member_id decided_on", _PERSONAL: "decision grounds decided_by decided_account"},
    "role_grant": {_PLAIN: "id account_id family role unit_id granted_at", _PERSONAL: "granted_by"},
    "role_request": {
        _PLAIN: "id account_id role unit_id requested_at granted decided_at",
        _PERSONAL: "requested_by decided_by",
    },
    "screening": {_PLAIN: "nominee_id", _PERSONAL: "standing boundary verdicts exception", _SEALED: "facts"},
    "screening_superseded": {
        _PLAIN: "id cycle_id place_class nominee_id superseded_at",
        _PERSONAL: "person_number standing boundary verdicts exception",
        _SEALED: "facts",
    },
    "sheet": {_PLAIN: "id file sheet columns imported_at"},
    "sign_in_delay": {_PLAIN: "failures last_at", _HASHED: "lookup"},
    "tally": {_PLAIN: "id cycle_id unit_id place_class", _PERSONAL: "person_number name votes"},
    "tie_decision": {
        _PLAIN: "id cycle_id place_class origin decided_on",
        _PERSONAL: "person_number decision reason decided_by",
    },
    "unit": {
        _PLAIN: "id name kind chief_posts deputy_posts chief_adjustment deputy_adjustment adjustment_reason present"
    },
    "user_account": {
        _PLAIN: "id family totp_last_step disabled temporary created_at",
        _PERSONAL: "name display_name",
        _SEALED: "totp_secret",
        _HASHED: "password_hash",
    },
    "web_session": {_PLAIN: "account_id created_at last_seen_at stepped_up_at", _HASHED: "id_hash"},
}

CLASSES: Final[Mapping[tuple[str, str], DataClass]] = {
    (table, column): kind
    for table, kinds in _TABLES.items()
    for kind, columns in kinds.items()
    for column in columns.split()
}
"""Table and column → class."""
