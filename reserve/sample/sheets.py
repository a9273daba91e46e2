"""From the rows of a county to the cells of its workbooks."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Final

from reserve.sample import headers
from reserve.sample.mess import CLASS_WORDS, KIND_WORDS, Cell, Speller
from reserve.sample.model import Cadre, County, Named, PlaceClass
from reserve.sample.write import Table

Row = dict[str, Cell]
_ID_COLUMN_CHANCE: Final = 0.6
_ETHNICITIES: Final = ("维吾尔族", "哈萨克族", "蒙古族", "藏族")


class Sheets:
    """Words the rows of one county, file by file."""

    def __init__(self, rng: Random, county: County) -> None:
        """Draw spellings from ``rng``."""
        self._rng = rng
        self._spell = Speller(rng)
        self._county = county
        counts = Counter((cadre.name, cadre.unit) for cadre in county.people)
        self._numbers = {
            (cadre.name, cadre.unit): cadre.id_number
            for cadre in county.people
            if counts[cadre.name, cadre.unit] == 1 and cadre.id_number
        }

    def files(self) -> dict[str, list[Table]]:
        """Return the sheets of every workbook by file name."""
        return {
            "units.xlsx": [Table("单位", "云川县县直单位和乡镇领导职数表", headers.UNITS, self._units())],
            "roster.xlsx": [
                Table(
                    "干部名册",
                    "云川县干部名册",
                    headers.ROSTER,
                    [self._person(c) for c in self._county.people],
                )
            ],
            "members.xlsx": [Table("在库后备", "在库后备干部情况表", headers.MEMBERS, self._members())],
            "votes.xlsx": [
                Table("会议", "民主推荐会议情况", headers.MEETINGS, self._meetings()),
                Table("得票", "民主推荐得票情况", headers.TALLIES, self._tallies()),
            ],
            "marks.xlsx": [Table("成绩", "后备干部统一考试成绩", headers.MARKS, self._marks())],
            "inspections.xlsx": [Table("考察", "考察情况汇总", headers.INSPECTIONS, self._inspections())],
            "exceptions.xlsx": [Table("破格", "破格人选审批情况", headers.EXCEPTIONS, self._exceptions())],
            "decisions.xlsx": [Table("决定", "有关决定登记表", headers.DECISIONS, self._decisions())],
        }

    def _units(self) -> list[Row]:
        spell = self._spell
        return [
            {
                "unit": spell.text(unit.name),
                "kind": spell.one_of(_kinds(unit.name) if unit.kind == "township" else KIND_WORDS[unit.kind]),
                "chief_posts": spell.count(unit.chief_posts),
                "deputy_posts": spell.count(unit.deputy_posts),
                "chief_adjustment": spell.adjustment(unit.adjustments[0]),
                "deputy_adjustment": spell.adjustment(unit.adjustments[1]),
                "adjustment_reason": unit.adjustment_reason,
            }
            for unit in self._county.units
        ]

    def _person(self, cadre: Cadre) -> Row:
        spell = self._spell
        return {
            "name": spell.name(cadre.name),
            "id_number": spell.id_number(cadre.id_number),
            "sex": spell.text(cadre.sex),
            "ethnicity": self._rng.choice(_ETHNICITIES) if "·" in cadre.name else "汉族",
            "birth": spell.date(cadre.birth),
            "unit": spell.text(cadre.unit),
            "post": cadre.post,
            "status": spell.status(cadre.status),
            **self._schooling(cadre),
            "rank": spell.rank(cadre),
            "rank_since": spell.date(cadre.rank_since),
            "earlier_ranks": spell.earlier(cadre),
            "work_since": spell.date(cadre.work_since),
            "party": spell.party(cadre.party),
            "probation": spell.probation(cadre.probation),
            "discipline": spell.discipline(cadre.discipline),
            "discipline_from": spell.date(cadre.discipline_from),
            "discipline_to": spell.date(cadre.discipline_to),
        }

    def _schooling(self, cadre: Cadre) -> Row:
        spell = self._spell
        return {
            "full_time_education": spell.education(cadre.full_time, "全日制"),
            "full_time_degree": spell.degree(cadre.full_time.degree),
            "full_time_school": cadre.full_time.school,
            "full_time_date": spell.date(cadre.full_time.held_from),
            "in_service_education": spell.education(cadre.in_service, "在职"),
            "in_service_degree": spell.degree(cadre.in_service.degree),
            "in_service_school": cadre.in_service.school,
            "in_service_date": spell.date(cadre.in_service.held_from),
            "education": spell.education(cadre.highest),
            "degree": spell.degree(cadre.highest.degree),
        }

    def _members(self) -> list[Row]:
        spell, rows = self._spell, []
        with_ids = self._with_ids()
        for member in self._county.members:
            shares = spell.shares(member.shares)
            rows.append(
                {
                    **self._who(member.who, with_ids=with_ids),
                    "place_class": self._place_class(member.place_class),
                    "since": spell.date(member.since),
                    **dict(zip(("excellent", "competent", "basic", "incompetent"), shares, strict=True)),
                    "decision": _removal(self._rng, member.decision),
                    "grounds": member.grounds,
                    "decided_by": member.decided_by,
                    "decided_on": spell.date(member.decided_on),
                }
            )
        return rows

    def _meetings(self) -> list[Row]:
        spell = self._spell
        return [
            {
                "unit": spell.text(meeting.unit),
                "place_class": self._place_class(meeting.place_class),
                "due": spell.count(meeting.due),
                "present": spell.count(meeting.present),
                "returned": spell.count(meeting.returned),
                "valid": spell.count(meeting.valid),
                "void": self._rng.choice(("是", "作废")) if meeting.void else self._rng.choice(("否", "")),
            }
            for meeting in self._county.meetings
        ]

    def _tallies(self) -> list[Row]:
        return [
            {
                **self._who(tally.who, with_ids=False),
                "place_class": self._place_class(tally.place_class),
                "votes": self._spell.count(tally.votes),
            }
            for tally in self._county.tallies
        ]

    def _marks(self) -> list[Row]:
        with_ids, rows = self._with_ids(), []
        for mark in self._county.marks:
            cell, status = self._spell.mark(mark.text)
            rows.append({**self._who(mark.who, with_ids=with_ids), "mark": cell, "status": status})
        return rows

    def _inspections(self) -> list[Row]:
        separator = self._rng.choice(("、", "，", ",", " "))
        return [
            {
                **self._who(row.who, with_ids=False),
                "conclusion": row.conclusion,
                "veto": row.veto,
                "inspectors": separator.join(row.inspectors),
                "integrity": row.integrity,
                "inspected_on": self._spell.date(row.inspected_on),
            }
            for row in self._county.inspections
        ]

    def _exceptions(self) -> list[Row]:
        spell, rows = self._spell, []
        for row in self._county.proposals:
            (first, first_on), (second, second_on) = row.approvals
            rows.append(
                {
                    **self._who(row.who, with_ids=False),
                    "place_class": self._place_class(row.place_class),
                    "proposed_by": row.proposed_by,
                    "proposed_on": spell.date(row.proposed_on),
                    "reason": row.reason,
                    "evidence": row.evidence,
                    "approver_1": first,
                    "approved_on_1": spell.date(first_on),
                    "approver_2": second,
                    "approved_on_2": spell.date(second_on),
                    "relatives": row.relatives,
                }
            )
        return rows

    def _decisions(self) -> list[Row]:
        return [
            {
                **self._who(row.who, with_ids=False),
                "place_class": None if row.place_class is None else self._place_class(row.place_class),
                "act": row.act,
                "decision": row.decision,
                "reason": row.reason,
                "decided_by": row.decided_by,
                "decided_on": self._spell.date(row.decided_on),
            }
            for row in self._county.decisions
        ]

    def _with_ids(self) -> bool:
        return self._rng.random() < _ID_COLUMN_CHANCE

    def _who(self, who: Named, *, with_ids: bool) -> Row:
        number = who.id_number or (self._numbers.get((who.name, who.unit), "") if with_ids else "")
        return {
            "name": self._spell.name(who.name),
            "id_number": self._spell.id_number(number),
            "unit": self._spell.text(who.unit),
        }

    def _place_class(self, place_class: PlaceClass) -> str:
        return self._spell.one_of(CLASS_WORDS[place_class])


def _kinds(name: str) -> tuple[str, ...]:
    return ("乡镇", "镇" if name.endswith("镇") else "乡")


def _removal(rng: Random, decision: str) -> str:
    return rng.choice(("调整出", "调出", "不再保留")) if decision == "调整出" else decision
