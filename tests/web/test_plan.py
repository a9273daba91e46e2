"""The plan of a campaign: in words with what is to be said of it, its versions with what is different, its text."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.cycle.actions import adopt_policy, open_cycle
from reserve.policy.load import parse
from reserve.policy.model import Policy
from tests.accounts.accounts import ACTOR
from tests.cycle.town import SEED
from tests.edge.service import Service
from tests.web.desks import fresh, signed_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


def policy_of(text: str) -> Policy:
    policy = parse(text).policy
    assert policy is not None
    return policy


STRICTER = policy_of(SEED.text.replace("not_turned = 46", "not_turned = 41").replace("pass = 60", "pass = 65"))


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two campaigns, the first under its second version."""
    folder = tmp_path_factory.mktemp("plan")
    shutil.copyfile(sqlite_template, folder / "desk.sqlite3")
    with fresh(f"sqlite:///{folder / 'desk.sqlite3'}", folder) as running:
        with running.database.writing() as session:
            first = open_cycle(session, ACTOR, SEED)
            open_cycle(session, ACTOR, SEED)
            adopt_policy(session, ACTOR, first, STRICTER, reason="年轻化要求", signed_by="王五", derive=list)
        yield running


def test_the_plan_says_who_chose_each_reading_and_what_the_check_found(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get("/cycles/1/plan").text
    assert STRICTER.digest in text
    assert "version 2" in text
    assert "县委组织部" in text
    assert "周岁按已满的整岁数计算" in text
    assert "not yet 41 years old (born on or after 1985-07-01)" in text
    for reading in STRICTER.readings:
        assert reading.question in text


def test_every_version_stands_with_its_reason_and_with_the_difference_in_words(desk: Service) -> None:
    with signed_in(desk, Role.AUDITOR) as client:
        text = client.get("/cycles/1/plan/versions").text
        first, second = (client.get(f"/cycles/1/plan/versions/{number}/plan.toml") for number in (1, 3))
        other = client.get("/cycles/1/plan/versions/2/plan.toml")
        assert client.get("/cycles/2/plan/versions").text.count("Made by") == 1
    assert (first.text, second.text) == (SEED.text, STRICTER.text)
    assert first.headers["content-disposition"].startswith('attachment; filename="seed-county-1.toml"')
    assert other.status_code == 404
    assert "王五" in text
    assert "年轻化要求" in text
    gone, come = (re.findall(rf"<{tag} class=\"line\">.*?</span>(.*?)</{tag}>", text) for tag in ("del", "ins"))
    assert any("not yet 46 years old" in line for line in gone)
    assert any("not yet 41 years old" in line for line in come)
    assert "full mark 100, pass line 65" in come
    assert "年龄不超过45周岁" in text.partition("<del")[0]


@pytest.mark.parametrize("role", [Role.SCORE_CLERK, Role.ASSESSOR])
def test_who_may_not_see_plans_sees_no_version(desk: Service, role: Role) -> None:
    with signed_in(desk, role) as client:
        assert client.get("/cycles/1/plan/versions").status_code == 403
