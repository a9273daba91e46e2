"""What is done on the pages of members and places: keep, defer, propose and settle removals, adjust."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Response, post
from litestar.params import FromPath
from sqlalchemy.orm import Session

from reserve.accounts.model import Principal
from reserve.cycle import queries as cycle
from reserve.edge.roles import Permission
from reserve.errors import Invalid, NotFound
from reserve.quota import actions as quota
from reserve.reports import member as members
from reserve.retention import actions
from reserve.retention import queries as retention
from reserve.retention.model import Decision
from reserve.roster.model import PlaceClass
from reserve.text import Message, message, word
from reserve.web.forms import Failure, done, submit
from reserve.web.pool import keeping, member_page, ticked, unit_page
from reserve.web.sent import SENT, Sent, TheSent

OFFERED: Final = "flag-"
"""How the field of a ground that the plan names begins; the flag's id follows."""
OWN: Final = "grounds-"
"""How the field of the grounds of one of several members begins; the member's id follows."""
_OCCASIONS: Final[Mapping[str, Callable[[str], Message]]] = {
    "second_look": lambda ground: message("Second look: {ground}", ground=ground),
    "appeal": lambda ground: message("Appeal: {ground}", ground=ground),
}
_SIGNED: Final = re.compile(r"[+-]?[0-9]{1,4}")
_AS_ASCII: Final = str.maketrans("−－＋０１２３４５６７８９", "--+0123456789")


def _about(
    sent: Sent, cycle_id: int, member_id: int, act: Callable[[Session, Principal], None], word: str
) -> Response[Any]:
    """Do something about one member and say so on the page (``word``: of ``words.DONE``), or show what is wrong."""

    def acted(session: Session, person: Principal) -> str:
        act(session, person)
        return done(f"/cycles/{cycle_id}/members/{member_id}", word)

    def again(failure: Failure) -> Response[Any]:
        return member_page(
            sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, member_id, failure
        )

    return submit(sent.database, sent.visitor, sent.fields, acted, again)


def _proposal(session: Session, sent: Sent, cycle_id: int, member_id: int) -> int:
    """Return which proposal was on the page; raises ``NotFound`` for one that is not about this member."""
    proposal = sent.whole("proposal")
    if proposal not in {one.id for one in retention.removals(session, cycle_id, member_id)}:
        raise NotFound(message("There is no such proposal about a present member."))
    return proposal


@post(
    "/cycles/{cycle_id:int}/members/keep",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def keep_several(sent: TheSent, cycle_id: FromPath[int]) -> Response[Any]:
    """Keep or defer all members that were named on the page before; each decision is its own record."""
    ids = ticked(sent.fields)

    def act(session: Session, person: Principal) -> str:
        said, shared = sent.text("decision") or Decision.KEEP.value, sent.lines("grounds")
        decision = Decision(said) if said in set(Decision) else Decision.NONE
        grounds = {one: [*shared, *sent.lines(f"{OWN}{one}")] for one in ids}
        actions.decide_undecided(session, person.actor, cycle_id, decision, grounds, signed_by=person.display_name)
        word = "members_kept" if decision is Decision.KEEP else "members_deferred"
        return done(f"/cycles/{cycle_id}/members?decision=none", word)

    def again(failure: Failure) -> Response[Any]:
        return keeping(sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, ids, failure)

    return submit(sent.database, sent.visitor, sent.fields, act, again)


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/decision",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def decide(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Keep or defer one member."""
    said, seen = sent.text("decision"), sent.whole("seen")

    def act(session: Session, person: Principal) -> None:
        actions.keep_or_defer(
            session,
            person.actor,
            cycle_id,
            member_id,
            Decision(said) if said in set(Decision) else Decision.NONE,
            _grounds(sent),
            signed_by=person.display_name,
            seen=seen,
        )

    return _about(sent, cycle_id, member_id, act, "member_decided")


def _grounds(sent: Sent) -> list[str]:
    """Return the grounds that were typed; of a second look or an appeal the first says that it is one."""
    lines = [line.strip() for line in sent.lines("grounds") if line.strip()]
    occasion = _OCCASIONS.get(sent.text("occasion"))
    if occasion is None:
        return lines
    if not lines:
        raise Invalid({"grounds": message("Say on what grounds, one to a line.")})
    return [word(occasion(lines[0]), sent.lang), *lines[1:]]


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/removal",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def propose(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Propose to remove one member, on grounds of the plan that were ticked and others that were written."""

    def act(session: Session, person: Principal) -> None:
        campaign = cycle.cycle(session, cycle_id)
        found = members.one(session, campaign, sent.keys, member_id, account=person.name)
        grounds = [one.ground for one in found.offered if sent.text(f"{OFFERED}{one.flag}")] + sent.lines("grounds")
        actions.propose_removal(session, person.actor, cycle_id, member_id, grounds, signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "removal_proposed")


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/removal/confirm",
    permission=Permission.CONFIRM_REMOVALS,
    dependencies=SENT,
    sync_to_thread=True,
)
def confirm(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Confirm a removal that somebody else proposed."""

    def act(session: Session, person: Principal) -> None:
        proposal = _proposal(session, sent, cycle_id, member_id)
        actions.confirm_removal(session, person.actor, cycle_id, proposal, signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "removal_confirmed")


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/removal/refuse",
    permission=Permission.CONFIRM_REMOVALS,
    dependencies=SENT,
    sync_to_thread=True,
)
def refuse(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Refuse a removal that somebody else proposed, with a remark."""

    def act(session: Session, person: Principal) -> None:
        proposal, remark = _proposal(session, sent, cycle_id, member_id), sent.text("remark")
        actions.refuse_removal(session, person.actor, cycle_id, proposal, remark, signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "removal_refused")


@post(
    "/cycles/{cycle_id:int}/members/{member_id:int}/removal/withdraw",
    permission=Permission.DECIDE_MEMBERS,
    dependencies=SENT,
    sync_to_thread=True,
)
def withdraw(sent: TheSent, cycle_id: FromPath[int], member_id: FromPath[int]) -> Response[Any]:
    """Take back one's own proposal of a removal."""

    def act(session: Session, person: Principal) -> None:
        proposal = _proposal(session, sent, cycle_id, member_id)
        actions.withdraw_removal(session, person.actor, cycle_id, proposal, signed_by=person.display_name)

    return _about(sent, cycle_id, member_id, act, "removal_withdrawn")


@post(
    "/cycles/{cycle_id:int}/places/{unit_id:int}/adjust",
    permission=Permission.ADJUST_PLACES,
    dependencies=SENT,
    sync_to_thread=True,
)
def adjust(sent: TheSent, cycle_id: FromPath[int], unit_id: FromPath[int]) -> Response[Any]:
    """Give a unit more or fewer places in one class."""

    def act(session: Session, person: Principal) -> str:
        said, how_many = sent.text("class"), sent.text("adjustment").translate(_AS_ASCII)
        wrong = {}
        if said not in set(PlaceClass):
            wrong["class"] = message("Choose the class.")
        if not _SIGNED.fullmatch(how_many):
            wrong["adjustment"] = message("A whole number with its sign, such as +1 or -1.")
        if wrong:
            raise Invalid(wrong)
        quota.adjust(
            session,
            person.actor,
            cycle_id,
            unit_id,
            PlaceClass(said),
            int(how_many),
            sent.text("reason"),
            signed_by=person.display_name,
        )
        return done(f"/cycles/{cycle_id}/places/{unit_id}", "places_adjusted")

    def again(failure: Failure) -> Response[Any]:
        return unit_page(sent.request, sent.database, sent.keys, sent.visitor, sent.lang, cycle_id, unit_id, failure)

    return submit(sent.database, sent.visitor, sent.fields, act, again)
