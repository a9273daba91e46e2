"""Votes, places, targets, publicity, approval and term: read, doubted, and said in words."""

from fractions import Fraction

import pytest

from reserve.policy.check import check
from reserve.policy.describe import describe
from reserve.policy.lint_unenforced import NOT_ENFORCED
from reserve.policy.load import parse
from reserve.policy.model import Policy
from reserve.policy.problems import Level, Problem
from reserve.policy.structure import Counted, Denominator, Mode, Proposal, QuotaKind
from reserve.text import word
from tests.policy.plans import PLAN, changed

ATTENDANCE = 'attendance = "2/3"'
PER_POST = "per_post = { chief = 2, deputy = 1 }"
CITED = 'clause = "八"\nwording = "结构"\ndocument = "方案"\n'
THRESHOLD = (
    f'[[recommendation.threshold]]\nid = "women"\n{CITED}when = {{ fact = "sex", is = "female" }}\nshare = "25%"\n'
)
WOMEN = f'[[target]]\nid = "women"\n{CITED}who = {{ fact = "sex", is = "female" }}\nat_least = "25%"\n'
MEN = WOMEN.replace('"women"', '"men"').replace('"female"', '"male"')
EVERYTHING = (
    changed(
        ATTENDANCE,
        'attendance = "100%"\nminimum_share = "30%"\ndenominator = "returned"\ntalks = "1/2"\nvalid_months = 6\n'
        'second_round_below = "30%"\nlarge_unit = { over = 50, present_at_least = 50 }',
    )
    .replace("[quota]", THRESHOLD + "\n[quota]")
    .replace(
        PER_POST,
        PER_POST
        + '\ntotals = { chief = 90, deputy = 120 }\nkind = "target"\nvacancies_only = true\ntransfers = false\n'
        "adjusted_at_most = 2",
    )
    .replace('wording = "超龄"', 'wording = "超龄"\nproposes = "remove"')
    + WOMEN
    + 'of = "list"\nclass = "chief"\ntolerance = "5%"\nbinding = true\nat_most = "50%"\n'
    + f'[publicity]\n{CITED}mode = "public"\ndays = 7\nafter = "inspection"\nshow = ["name", "class"]\n'
    + f'[approval]\n{CITED}by = "party_group"\n[term]\n{CITED}months = 24\nreview_months = 6\ntiers = ["near", "far"]\n'
)


def doubts(text: str) -> list[Problem]:
    """What the check says, but for what it is said to be only described (``test_unenforced``)."""
    return [one for one in check(text) if one.message != NOT_ENFORCED]


def loaded(text: str) -> Policy:
    """Return a plan that has to be in order."""
    found = parse(text)
    assert found.policy is not None, [(one.key, word(one.message, "en")) for one in found.problems]
    return found.policy


def test_all_that_a_plan_can_say_is_read() -> None:
    policy = loaded(EVERYTHING)
    votes, quota, target = policy.recommendation, policy.quota, policy.targets[0]
    assert (votes.denominator, votes.talks, votes.valid_months) == (Denominator.RETURNED, Fraction(1, 2), 6)
    assert votes.large_unit is not None
    assert (votes.large_unit.over, votes.large_unit.present_at_least) == (50, 50)
    assert (quota.totals, quota.kind) == ({"chief": 90, "deputy": 120}, QuotaKind.TARGET)
    assert (quota.vacancies_only, quota.transfers, quota.adjusted_at_most) == (True, False, 2)
    assert (target.place_class, target.counted, target.binding) == ("chief", Counted.LIST, True)
    assert (target.lower, target.upper) == (Fraction(1, 5), Fraction(11, 20))
    assert (policy.publicity.mode, policy.publicity.days, policy.publicity.show) == (Mode.PUBLIC, 7, ("name", "class"))
    assert (policy.approval.by, policy.term.months, policy.term.tiers) == ("party_group", 24, ("near", "far"))
    assert policy.flags[0].proposes is Proposal.REMOVE
    assert doubts(EVERYTHING) == []


def test_what_a_plan_leaves_out_has_its_default() -> None:
    policy = loaded(PLAN)
    assert (policy.recommendation.denominator, policy.recommendation.valid_months) == (Denominator.VALID, 12)
    assert (policy.quota.totals, policy.quota.kind, policy.quota.transfers) == ({}, QuotaKind.CEILING, True)
    assert (policy.targets, policy.publicity.mode, policy.publicity.days) == ((), Mode.UNIT, 5)
    assert (policy.approval.by, policy.term.months) == ("county_committee", None)


@pytest.mark.parametrize(
    ("least", "lower"), [("90", 86), ('"25%"', Fraction(1, 5)), ('"3%"', Fraction(0)), ("0", 0)]
)  # fmt: skip
def test_a_tolerance_is_points_of_a_share_and_a_part_of_a_number_rounded_up(least: str, lower: object) -> None:
    target = loaded(PLAN + WOMEN.replace('"25%"', least) + 'tolerance = "5%"\n').targets[0]
    assert target.lower == lower


@pytest.mark.parametrize(("most", "upper"), [("90", 94), ('"98%"', Fraction(1))])
def test_the_most_rounds_down(most: str, upper: object) -> None:
    text = PLAN + WOMEN.replace('at_least = "25%"', f"at_most = {most}") + 'tolerance = "5%"\n'
    assert loaded(text).targets[0].upper == upper


def test_a_smaller_share_is_enough_for_those_whom_the_plan_names() -> None:
    asked = "share of valid ballots at least 30% or (sex: female and share of valid ballots at least 25%)"
    assert any(line.endswith(asked) for line in describe(loaded(EVERYTHING), "en"))
    assert loaded(EVERYTHING).criteria[-1].id == "minimum_share"


MISTAKES = [
    (ATTENDANCE, ATTENDANCE + '\ndenominator = "all"', "recommendation.denominator", 'unknown denominator: "all"'),
    (ATTENDANCE, ATTENDANCE + "\nlarge_unit = { over = 50 }", "recommendation.large_unit.present_at_least",
     "missing: present_at_least"),
    (ATTENDANCE, ATTENDANCE + '\ntalks = "some"', "recommendation.talks",
     'expected a share such as "30%" or "3/10", found "some"'),
    ("[quota]", THRESHOLD + "[quota]", "recommendation.threshold",
     "a threshold for some people, but none for the others"),
    (PER_POST, PER_POST + "\ntotals = { chef = 3 }", "quota.totals.chef", "unknown key: chef"),
    (PER_POST, PER_POST + '\nkind = "about"', "quota.kind", 'unknown kind of number: "about"'),
    (PER_POST, PER_POST + "\nadjusted_at_most = 21", "quota.adjusted_at_most", "21 is out of range"),
    ("[exam]", WOMEN.replace('at_least = "25%"', "") + "[exam]", "target[women]", "a target needs at_least or at_most"),
    ("[exam]", WOMEN + "at_most = 3\n[exam]", "target[women].at_most",
     "at_least and at_most are to be both shares or both numbers"),
    ("[exam]", WOMEN + 'at_most = "20%"\n[exam]', "target[women].at_most", "at_most is below at_least"),
    ("[exam]", WOMEN.replace('"25%"', "2.5") + "[exam]", "target[women].at_least",
     'expected a share such as "25%", or a number of people, found 2.5'),
    ("[exam]", WOMEN.replace('fact = "sex", is = "female"', 'fact = "votes", at_least = 3') + "[exam]",
     "target[women].who", "a target cannot ask for votes: members who stay have none"),
    ("[exam]", WOMEN + WOMEN + "[exam]", "target[women].id", "women was used before, on line {line}"),
    ("[exam]", "[publicity]\n" + CITED + 'show = ["salary"]\n[exam]', "publicity.show[1]", 'unknown field: "salary"'),
    ("[exam]", "[approval]\n" + CITED + "[exam]", "approval.by", "missing: by"),
    ("[exam]", "[term]\n" + CITED + "months = 0\n[exam]", "term.months", "0 is out of range"),
    ('wording = "超龄"', 'wording = "超龄"\nproposes = "keep"', "flag[over_age].proposes", 'unknown proposal: "keep"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "said"), MISTAKES)
def test_a_mistake_is_named(old: str, new: str, key: str, said: str) -> None:
    text = changed(old, new)
    found = [(one.key, word(one.message, "en")) for one in parse(text).problems]
    if "{line}" in said:
        said = said.format(line=text[: text.index('id = "women"')].count("\n") + 1)
    assert (key, said) in found, found


FEWER_WOMEN = WOMEN.replace('"women"', '"fewer"').replace('at_least = "25%"', 'at_most = "20%"')
MOST_MEN = MEN.replace('"25%"', '"80%"')
DOUBTS = [
    (EVERYTHING, 'share = "25%"', 'share = "30%"', Level.WARNING, "recommendation.threshold[women].share",
     "women has no effect: minimum_share is enough for everybody"),
    (EVERYTHING, 'minimum_share = "30%"', 'minimum_share = "40%"', Level.WARNING, "recommendation.minimum_share",
     "minimum_share is above the 30% at which votes count as many: many votes may still be too few"),
    (EVERYTHING, "present_at_least = 50", "present_at_least = 52", Level.WARNING,
     "recommendation.large_unit.present_at_least", "a unit with 51 people due can never reach the attendance of 52"),
    (EVERYTHING, "chief = 2, deputy = 1", "chief = 2, deputy = 0", Level.WARNING, "quota.totals.deputy",
     "no unit has a place for them: per_post is 0 for deputy reserve"),
    (PLAN, PER_POST, PER_POST + '\nkind = "target"', Level.HINT, "quota.kind",
     "without totals, what is to be reached is what the posts of each unit give"),
    (PLAN, "[exam]", WOMEN.replace('is = "female"', 'in = ["female", "male"]') + "[exam]", Level.WARNING,
     "target[women].who", "everybody belongs to women"),
    (PLAN, "[exam]", WOMEN.replace('"sex", is = "female"', '"education", at_most = "none"') + "[exam]", Level.WARNING,
     "target[women].who", "nobody who meets every criterion belongs to women: only members can"),
    (EVERYTHING, "[publicity]", WOMEN.replace('"women"', '"many"').replace('"25%"', "211") + "[publicity]", Level.ERROR,
     "target[many].at_least", "many asks for 211 people, but there are 210 places"),
    (EVERYTHING, "[publicity]", WOMEN.replace('"women"', '"many"').replace('at_least = "25%"', "at_most = 210")
     + "[publicity]", Level.HINT, "target[many].at_most", "many has no effect: there are only 210 places"),
    (PLAN, "[exam]", WOMEN + FEWER_WOMEN + "[exam]", Level.ERROR, "target[fewer]",
     "the targets women and fewer cannot both be met"),
    (PLAN, "[exam]", WOMEN + MOST_MEN + "[exam]", Level.ERROR, "target[men]",
     "the targets women and men cannot both be met"),
    (EVERYTHING, 'mode = "public"', 'mode = "none"', Level.HINT, "publicity.days",
     "the days have no effect: nothing is published"),
    (EVERYTHING, "review_months = 6", "review_months = 25", Level.WARNING, "term.review_months",
     "the first review would come after the end of the term of 24 months"),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "old", "new", "level", "key", "said"), DOUBTS)
def test_what_is_doubtful_is_found_and_nothing_else(
    plan: str, old: str, new: str, level: Level, key: str, said: str
) -> None:
    found = [(one.level, one.key, word(one.message, "en")) for one in doubts(changed(old, new, plan))]
    assert found == [(level, key, said)]


@pytest.mark.parametrize("other", [MEN, WOMEN.replace('id = "women"', 'id = "more"').replace('"25%"', '"30%"')])
def test_targets_that_can_both_be_met_are_in_order(other: str) -> None:
    assert doubts(PLAN + WOMEN + other) == []


def test_every_figure_is_said_in_words() -> None:
    said = "\n".join(describe(loaded(EVERYTHING), "en"))
    for piece in (
        "the share of votes is taken of: returned ballots",
        "in units with more than 50 people due, 50 present are enough",
        "a vote in talks counts as 50% of one in the meeting",
        "a vote may be used for 6 months",
        "when the best share of a unit is below 30%, a second round is proposed",
        "25% of the votes is enough for: sex: female",
        "chief reserve: 90 in the whole county",
        "the numbers are to be reached, and never passed",
        "only places of members who left are filled again",
        "places may not be moved between units",
        "up to 2 places more or fewer",
        "counted: sex: female",
        "at least 25%",
        "at most 50%",
        "tolerance 5%",
        "of: everybody on the list, chief reserve",
        "binding: the list has to meet it where places and candidates allow",
        "published to everybody",
        "7 working days, after the inspection",
        "shown: name, class",
        "decided by the Party group",
        "24 months",
        "reviewed every 6 months",
        "tiers: usable soon, for later",
        "proposes removal; a human decides",
    ):
        assert piece in said


def test_what_holds_by_default_is_said_to_be_so() -> None:
    said = describe(loaded(PLAN), "en")
    assert sum("taken by default" in line for line in said) == 3
    assert any("open-ended" in line for line in said)
