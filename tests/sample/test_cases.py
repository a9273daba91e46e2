from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reserve.intake import read_county
from reserve.sample import write_county
from reserve.workbook.findings import Level
from tests.oracle.judge import AS_OF, expect
from tests.sample.county import cases, rows

SLUGS = [
    "adjustment-minus-first",
    "adjustment-minus-second",
    "adjustment-plus",
    "age-30-leap-day",
    "age-30-today",
    "age-30-tomorrow",
    "age-30-yesterday",
    "age-45-today",
    "age-45-tomorrow",
    "age-45-yesterday",
    "age-46-leap-day",
    "age-46-today",
    "age-46-tomorrow",
    "age-46-yesterday",
    "age-month-1980-06",
    "age-month-1980-07",
    "age-month-1981-06",
    "age-month-1981-07",
    "age-month-1996-06",
    "age-month-1996-07",
    "approval-undated",
    "approver-is-proposer",
    "approver-is-relative",
    "approver-is-the-person",
    "attendance-below-two-thirds",
    "attendance-exception",
    "attendance-two-thirds",
    "below-decided-tie",
    "below-left-out-tie",
    "below-unsettled-tie",
    "birth-and-id-missing",
    "birth-missing",
    "certificate-day-after",
    "chief-member-named-for-deputy",
    "counts-missing-exception",
    "counts-missing-ordinary",
    "degree-alone",
    "degree-without-education",
    "discipline-begins-later",
    "discipline-blank",
    "discipline-doubtful",
    "discipline-ended",
    "discipline-ended-yesterday",
    "discipline-ends-this-month",
    "discipline-ends-today",
    "discipline-in-effect",
    "discipline-none",
    "discipline-without-dates",
    "education-below-college",
    "education-blank-does-not-matter",
    "education-in-service-blank",
    "education-in-service-college",
    "education-party-school",
    "education-unknown",
    "exception-approved",
    "exception-below-half",
    "exception-chief-and-deputy",
    "exception-condition-unknown",
    "exception-disciplined",
    "exception-half-to-the-day",
    "exception-in-probation",
    "exception-not-proposed",
    "exception-probation-over-today",
    "exception-probation-over-tomorrow",
    "exception-waives-rank",
    "exception-without-evidence",
    "exception-worker",
    "id-15-digits",
    "id-birth-differs",
    "id-lower-case-x",
    "id-missing",
    "id-sex-differs",
    "id-wrong-check-digit",
    "inspection-blank",
    "inspection-negative",
    "inspection-not-recorded",
    "inspection-positive",
    "inspection-veto",
    "mark-0",
    "mark-100",
    "mark-59.99",
    "mark-60.00",
    "mark-absent",
    "mark-blank",
    "mark-none",
    "mark-of-ineligible",
    "mark-of-unknown-name",
    "mark-void",
    "member-decision-superseded",
    "member-deferred",
    "member-incompetent",
    "member-named-again",
    "member-named-for-other-class",
    "member-over-age",
    "member-without-decision",
    "more-members-than-places-1",
    "more-members-than-places-2",
    "more-members-than-places-3",
    "name-in-two-units-1",
    "name-in-two-units-2",
    "name-of-two-characters",
    "name-with-middle-dot",
    "no-meeting-exception",
    "no-meeting-ordinary",
    "nothing-open",
    "nothing-valid",
    "nothing-waived",
    "ordinary-beside-exceptions",
    "outsider-at-home",
    "outsider-in-votes",
    "over-subscribed",
    "postgraduate-certificate-day-after",
    "postgraduate-certificate-this-month",
    "postgraduate-certificate-today",
    "postgraduate-form-unknown",
    "postgraduate-in-service",
    "postgraduate-in-service-blank",
    "postgraduate-party-school",
    "postgraduate-still-studying",
    "posts-blank-exception",
    "posts-blank-low-share",
    "posts-blank-ordinary",
    "probation-blank",
    "probation-left-out",
    "probation-over-36-months",
    "rank-24-months",
    "rank-24-months-by-month",
    "rank-24-months-less-a-day",
    "rank-36-months",
    "rank-36-months-by-month",
    "rank-36-months-less-a-day",
    "rank-above-recorded",
    "rank-above-unrecorded",
    "rank-below-places",
    "rank-missing",
    "rank-off-the-ladder",
    "rank-pushed-by-outsider",
    "rank-since-missing",
    "rank-since-missing-short-service",
    "rank-tie-at-places",
    "rank-tie-at-places-lower-mark",
    "rank-too-low",
    "removal-without-decider",
    "removal-without-grounds",
    "removed-member-named-again",
    "same-name-in-unit-1",
    "same-name-in-unit-2",
    "share-30-exactly",
    "share-just-below",
    "share-low-ordinary",
    "still-studying",
    "tie-both-fit-1",
    "tie-both-fit-2",
    "tie-by-mark-1",
    "tie-by-mark-2",
    "tie-decided-1",
    "tie-decided-2",
    "tie-decision-void-1",
    "tie-decision-void-2",
    "tie-left-out-1",
    "tie-left-out-2",
    "tie-unsettled-1",
    "tie-unsettled-2",
    "unit-without-votes",
    "vote-void",
    "vote-void-exception",
]

FACTS = ("outcome", "listed", "reserved", "boundary")


def test_every_hard_case_is_there_once(county: Path) -> None:
    assert sorted(case["case"] for case in cases(county)) == sorted(SLUGS)


def test_every_case_names_somebody_of_the_county(county: Path) -> None:
    people = {row["name"] for row in rows(county, "roster", "干部名册")}
    units = {row["unit"] for row in rows(county, "units", "单位")}
    for case in cases(county):
        assert case["unit"] in units
        if case["case"] == "mark-of-unknown-name":
            assert case["name"] not in people
            assert case["name"] in {row["name"] for row in rows(county, "marks", "成绩")}
        elif case["name"]:
            assert case["name"] in people, case


@pytest.fixture(scope="module", params=[*range(1, 11), 2026])
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("judged")
    write_county(request.param, folder)
    return folder, expect(folder, "seed-county", AS_OF)


def test_the_oracle_agrees_with_what_every_case_expects(judged: tuple[Path, Any]) -> None:
    folder, expected = judged
    nominees: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in expected["nominees"]:
        nominees.setdefault((row["name"], row["unit"], row["class"]), []).append(row)
    for case in cases(folder):
        found = nominees.get((case["name"], case["unit"], case["class"]), [])
        facts = {key: case[key] for key in FACTS if key in case}
        if facts:
            assert facts in [{key: row[key] for key in facts} for row in found], case
        if case.get("nominee") is False:
            assert not found, case


def test_the_mess_is_read_without_an_error(judged: tuple[Path, Any]) -> None:
    folder, _ = judged
    county = read_county(folder)
    assert [finding for finding in county.findings if finding.level is Level.ERROR] == []
    assert county.findings
    assert (len(county.units), len(county.people), len(county.members)) == (60, 3000, 180)


def test_members_stand_as_their_cases_expect(judged: tuple[Path, Any]) -> None:
    folder, expected = judged
    decided = [case for case in cases(folder) if "decision" in case]
    (unit,) = {case["unit"] for case in decided}
    found = Counter(row["decision"] for row in expected["members"] if row["unit"] == unit)
    # Beside them: named again (keep), removed and named again (remove), and a chief (keep).
    assert found == Counter([*(case["decision"] for case in decided), "keep", "remove", "keep"])


def test_the_county_is_busy_as_a_real_one(judged: tuple[Path, Any]) -> None:
    _, expected = judged
    outcomes = [row["outcome"] for row in expected["nominees"]]
    assert 0.04 < outcomes.count("undecided") / len(outcomes) < 0.11
    sides = [unit[side] for unit in expected["units"] for side in ("chief", "deputy")]
    filled = sum(side["listed"] + side["reserved"] for side in sides)
    assert 0.55 < filled / sum(side["open"] for side in sides) < 0.75
