"""The what-if desk, adopting a version, and looking at a campaign under another one: over the town at the desk."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.audit import queries as journal
from reserve.audit.tags import Tag
from reserve.campaign import adopting
from reserve.cycle import queries as cycle
from reserve.cycle.model import Step
from reserve.eligibility import queries as eligibility
from reserve.errors import Refused
from reserve.exam import queries as exam
from reserve.policy.figures import figures, moved
from reserve.policy.load import load, parse, shipped
from reserve.policy.model import Policy
from reserve.reports.effects import effect
from reserve.reports.snapshot import snapshot
from tests.accounts.accounts import ACTOR
from tests.cycle.town import SEED
from tests.edge.service import Service
from tests.web.desks import Client, send, signed_in
from tests.web.towns import copied, recorded, submit_list, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
AGE = "definition.0.require.options.not_turned_46.not_turned"
PASS = "exam.pass"  # noqa: S105 - the pass line of the exam
DESK = "/cycles/1/plan/what-if"


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(database_url, tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def one_desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """For what stores nothing."""
    folder = tmp_path_factory.mktemp("what_if")
    with town(copied(sqlite_template, folder), folder) as running:
        yield running


def standings(desk: Service) -> Mapping[int, str]:
    with desk.database.reading() as session:
        return {number: one.standing.value for number, one in eligibility.screenings(session, 1).items()}


@contextmanager
def confirmed(desk: Service) -> Iterator[Client]:
    """Yield the browser of an officer who has just given the second factor."""
    officer = desk.person()
    with signed_in(desk, person=officer) as client:
        fields = {"step": "adopt", "source": "figures", "code": officer.code(steps=1)}
        assert send(client, "/cycles/1/plan/adopt", fields).status_code == 422
        yield client


def plan(typed: Mapping[str, str]) -> Policy:
    policy = moved(SEED, typed).policy
    assert policy is not None
    return policy


def test_every_number_of_every_shipped_plan_is_a_control_and_moves_only_itself() -> None:
    for path in shipped():
        policy = load(path)
        found = [figure for group in figures(policy) for figure in group.figures]
        assert len({figure.name for figure in found}) == len(found) > 0
        assert moved(policy, {figure.name: figure.value for figure in found}) == (policy, (), {}, frozenset())
    names = {figure.name: figure.value for group in figures(SEED) for figure in group.figures}
    assert (names[AGE], names[PASS], names["quota.per_post.chief"]) == ("46", "60", "2")
    assert names["recommendation.attendance"] == "2/3"
    assert names["definition.1.require.all.0.at_least"] == "30"


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ({AGE: "41"}, "not_turned = 46", "not_turned = 41"),
        ({PASS: "59.5"}, "pass = 60", 'pass = "59.5"'),
        ({"definition.1.require.all.0.at_least": "25"}, 'at_least = "30%"', 'at_least = "25%"'),
        ({"recommendation.attendance": "3/4"}, 'attendance = "2/3"', 'attendance = "3/4"'),
        ({"reading:general_rules": "off"}, 'chosen = "on"', 'chosen = "off"'),
    ],
)
def test_what_is_moved_is_written_where_it_stands(typed: Mapping[str, str], before: str, after: str) -> None:
    assert plan(typed).text == SEED.text.replace(before, after)


@pytest.mark.parametrize(
    "typed", [{AGE: "no"}, {AGE: "0"}, {PASS: "101"}, {"recommendation.attendance": "4/3"}, {AGE: "46.5"}]
)
def test_what_cannot_stand_there_is_said(typed: Mapping[str, str]) -> None:
    found = moved(SEED, typed)
    assert found.policy is None
    assert found.wrong or found.problems


def test_what_the_desk_says_of_a_plan_is_what_a_screening_under_it_gives(desk: Service) -> None:
    with desk.client():  # closes the connections of the application in the end
        pass
    for number, typed in enumerate(
        ({}, {AGE: "30"}, {PASS: "99"}, {"quota.per_post.chief": "0"}, {"recommendation.attendance": "1/1"})
    ):
        stored = standings(desk)
        with desk.database.reading() as session:
            campaign = cycle.cycle(session, 1)
            found = effect(session, campaign, snapshot(session, desk.keys, campaign), plan(typed))
        for sums in (found.units, found.sexes, found.ages):
            assert sum(one.after for one in sums) == found.total.after
        assert found.total.after - found.total.before == found.total.came - found.total.went
        assert bool(found.moves) is (number > 0)
        if number:
            with desk.database.writing() as session:
                adopting.adopt(session, ACTOR, 1, desk.keys, plan(typed), reason="试", signed_by="王五")
            said = {move.nominee_id: (move.was, move.now) for move in found.moves if move.was != move.now}
            after = standings(desk)
            assert said == {
                nominee: (stored[nominee], after[nominee]) for nominee in stored if stored[nominee] != after[nominee]
            }


def test_the_desk_shows_at_once_who_goes_out_and_why_and_stores_nothing(one_desk: Service) -> None:
    with signed_in(one_desk, Role.AUDITOR) as client:
        text = client.get(DESK).text
        assert f'name="{AGE}" value="46"' in text
        assert "not yet 46 years old" in text
        assert "Nothing is moved yet." in text
        sequence = _head(one_desk)
        part = client.get(DESK, params={AGE: "30", "part": "effect"}).text
        whole = client.get(DESK, params={AGE: "30"}).text
        assert "Adopt this as a new version" not in whole
    assert "<html" not in part
    assert "Go out" in part
    assert "年龄不超过45周岁：meets → fails" in part
    assert re.search(r'href="/cycles/1/nominees/\d+"', part)
    assert f'name="{AGE}" value="30"' in whole
    assert "in the plan: 46" in whole
    assert "What would come of it" in whole
    assert _head(one_desk) == sequence


def _head(desk: Service) -> int:
    with desk.database.reading() as session:
        return journal.head(session).sequence


def test_a_figure_that_cannot_be_is_said_beside_it_and_nothing_is_guessed(one_desk: Service) -> None:
    with signed_in(one_desk) as client:
        text = client.get(DESK, params={AGE: "many"}).text
        assert "many cannot stand here." in text
        assert 'aria-invalid="true"' in text
        assert "out of range" in client.get(DESK, params={AGE: "0"}).text


def test_adopting_screens_everybody_anew_and_lists_whose_outcome_changed(desk: Service) -> None:
    before = standings(desk)
    with confirmed(desk) as client:
        preview = send(client, "/cycles/1/plan/adopt", {"step": "preview", "source": "figures", AGE: "30"})
        assert preview.status_code == 200
        assert "not yet 30 years old" in preview.text
        assert "Adopt this version" in preview.text
        assert standings(desk) == before
        wrong = send(client, "/cycles/1/plan/adopt", {"step": "adopt", "source": "figures", AGE: "30", "reason": " "})
        assert wrong.status_code == 422
        assert "Give the reason." in wrong.text
        fields = {"step": "adopt", "source": "figures", AGE: "30", "reason": "年轻化"}
        answers = [send(client, "/cycles/1/plan/adopt", fields, form_id="once") for _ in range(2)]
        assert [one.headers["location"] for one in answers] == ["/cycles/1/plan/versions?done=version_adopted"] * 2
        versions = client.get("/cycles/1/plan/versions").text
        changes = client.get("/cycles/1/plan/versions/2/changes").text
        question = client.get("/cycles/1/plan/versions/1/question").text
    after = standings(desk)
    turned = {number for number in before if before[number] != after.get(number)}
    assert turned
    assert "年轻化" in versions
    assert f"Whose outcome it changed: {len(turned)}" in versions
    assert changes.count("nominees/") == len(turned)
    assert "年龄不超过45周岁：meets → fails" in changes
    assert "年龄不超过45周岁：fails → meets" in question
    assert "Nothing is stored" in question
    (entry,) = recorded(desk, "cycle.adopt_policy")
    assert (entry.details["reason"], entry.details["changed"]) == ("年轻化", len(turned))
    with desk.database.reading() as session:
        first, second = cycle.versions(session, 1)
        assert cycle.cycle(session, 1).policy.digest == second.digest != first.digest
        assert second.made_account.startswith("person")
        assert Step.LIST not in cycle.steps(session, 1) or not journal.latest(session, tag=Tag.LISTING_APPROVE)


def test_a_reading_chosen_at_the_desk_is_signed_by_whoever_adopts_it(desk: Service) -> None:
    with confirmed(desk) as client:
        fields = {"step": "adopt", "source": "figures", "reading:age_45": "not_past_45th_birthday", "reason": "从严"}
        assert send(client, "/cycles/1/plan/adopt", fields).status_code == 303
    with desk.database.reading() as session:
        reading = cycle.cycle(session, 1).policy.readings[0]
        (account,) = {one.made_by for one in cycle.versions(session, 1)[1:]}
    assert (reading.chosen, reading.chosen_by, reading.reason) == ("not_past_45th_birthday", account, "从严")


def test_another_pass_line_judges_the_marks_anew(desk: Service) -> None:
    with desk.client(), desk.database.writing() as session:
        adopting.adopt(session, ACTOR, 1, desk.keys, plan({PASS: "99"}), reason="从严", signed_by="王五")
    with desk.database.reading() as session:
        marks = exam.marks(session, 1)
        version = cycle.versions(session, 1)[-1]
    assert marks
    assert not any(mark.passed and (mark.hundredths or 0) < 9900 for mark in marks.values())
    assert version.changes is not None
    assert any(one["passed_was"] and not one["passed_now"] for one in version.changes)


def test_an_uploaded_text_is_shown_with_what_would_change_before_it_is_adopted(desk: Service) -> None:
    text = SEED.text.replace("not_turned = 46", "not_turned = 30")
    sent = {"file": ("方案.toml", text.encode(), "application/toml")}
    with confirmed(desk) as client:
        preview = send(client, "/cycles/1/plan/adopt", {"step": "preview"}, files=sent)
        assert "not yet 30 years old" in preview.text
        assert "Go out" in preview.text
        bad = send(client, "/cycles/1/plan/adopt", {"step": "preview", "text": text.replace("pass = 60", "pass = 600")})
        assert bad.status_code == 422
        assert "the pass line is above the full mark" in bad.text
        same = send(client, "/cycles/1/plan/adopt", {"step": "preview", "text": SEED.text})
        assert "nothing in it is different" in same.text
        none = send(client, "/cycles/1/plan/adopt", {"step": "preview", "text": " "})
        assert none.status_code == 422
        answer = send(client, "/cycles/1/plan/adopt", {"step": "adopt", "text": text, "reason": "年轻化"})
        assert answer.status_code == 303
    with desk.database.reading() as session:
        assert cycle.cycle(session, 1).policy == parse(text).policy


def test_nothing_is_adopted_once_the_list_is_submitted(desk: Service) -> None:
    submit_list(desk)
    with desk.database.writing() as session, pytest.raises(Refused, match="submitted"):
        adopting.adopt(session, ACTOR, 1, desk.keys, plan({AGE: "30"}), reason="x", signed_by="王五")
    with confirmed(desk) as client:
        fields = {"step": "adopt", "source": "figures", AGE: "30", "reason": "年轻化"}
        answer = send(client, "/cycles/1/plan/adopt", fields)
        assert answer.status_code == 422
        assert "submitted for approval" in answer.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.APPROVER, Role.SCORE_CLERK])
def test_only_whoever_opens_campaigns_adopts(one_desk: Service, role: Role) -> None:
    with signed_in(one_desk, role) as client:
        assert send(client, "/cycles/1/plan/adopt", {"step": "preview", "text": SEED.text}).status_code == 403
