"""What the interface takes. Unknown names are refused; texts are cut nowhere, a longer one is refused."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

import msgspec

Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=4000)]
Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=300)]
Grounds: TypeAlias = Annotated[list[Line], msgspec.Meta(max_length=30)]
Place: TypeAlias = Literal["chief", "deputy"]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Common to all bodies."""


class Opening(_Body, frozen=True, kw_only=True):
    """A campaign to be opened: the text of the plan, and the as-of date when the plan has none."""

    plan: Annotated[str, msgspec.Meta(max_length=500_000)]
    as_of: dt.date | None = None


class MemberDecision(_Body, frozen=True, kw_only=True):
    """Keep or defer; a removal is proposed and confirmed by two persons."""

    decision: Literal["keep", "defer"]
    grounds: Grounds = []


class Removal(_Body, frozen=True, kw_only=True):
    """The grounds of a removal."""

    grounds: Grounds


class Remark(_Body, frozen=True, kw_only=True):
    """Why something is refused or sent back."""

    remark: Text


class Adjustment(_Body, frozen=True, kw_only=True):
    """More or fewer places of a unit in one class, with the reason; 0 takes an earlier one back."""

    place_class: Place = msgspec.field(name="class")
    adjustment: Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
    reason: Text


class Proposal(_Body, frozen=True, kw_only=True):
    """Why somebody is to be admitted by exception, and on what evidence."""

    reason: Text
    evidence: Text


class Inspection(_Body, frozen=True, kw_only=True):
    """What an inspection came to; what is missing makes it incomplete."""

    conclusion: Literal["positive", "negative"] | None
    inspectors: Annotated[list[Line], msgspec.Meta(max_length=10)]
    integrity: Text
    veto: bool = False
    reason: Text = ""
    inspected_on: dt.date | None = None


class KeyedMark(_Body, frozen=True, kw_only=True):
    """A mark as it stands on the paper, at most two decimals, or 缺考, 违纪, 作废."""

    mark: Annotated[str, msgspec.Meta(max_length=20)]


class Correction(_Body, frozen=True, kw_only=True):
    """A mark that stands is wrong: what it must be, and why."""

    mark: Annotated[str, msgspec.Meta(max_length=20)]
    reason: Text


class PlanText(_Body, frozen=True, kw_only=True):
    """A plan to be checked: the text of its TOML file."""

    text: Annotated[str, msgspec.Meta(max_length=500_000)]


class Tie(_Body, frozen=True, kw_only=True):
    """Who of those level at a last place is listed; nominee ids, ``tied`` names all of them."""

    tied: Annotated[list[int], msgspec.Meta(min_length=2, max_length=200)]
    listed: Annotated[list[int], msgspec.Meta(max_length=200)]
    reason: Text


class Submission(_Body, frozen=True, kw_only=True):
    """``open_meant``: places that stay open are meant to."""

    open_meant: bool = False


class CommitteeDecision(_Body, frozen=True, kw_only=True):
    """The committee's decision on the list."""

    decision_number: Line
    meeting: Line
    decided_on: dt.date


class SentWorkbook(_Body, frozen=True, kw_only=True):
    """One workbook: its name says which one it is; the content in Base64."""

    name: Line
    content: str


class Sending(_Body, frozen=True, kw_only=True):
    """Workbooks to be taken in, and the columns in which a blank cell means none."""

    files: Annotated[list[SentWorkbook], msgspec.Meta(min_length=1, max_length=20)]
    blank_means_none: Annotated[
        list[Literal["discipline", "probation", "in_service_education"]], msgspec.Meta(max_length=3)
    ] = []


class Saving(_Body, frozen=True, kw_only=True):
    """Why an import is saved after the screening, or undone."""

    reason: Text = ""
