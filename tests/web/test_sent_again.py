"""A form that was acted on before, sent again: the same leads to where it led, anything else is no silent success."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.audit.tags import Tag
from reserve.retention import queries as retention
from tests.cycle.town import KEPT
from tests.edge.service import Service
from tests.web.desks import send, signed_in
from tests.web.towns import members, recorded, town

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Iterator[Service]:
    with town(sqlite_url, tmp_path) as running:
        yield running


def test_other_contents_are_shown_again_and_nothing_is_stored(desk: Service) -> None:
    here = f"/cycles/1/members/{members(desk)[KEPT]}"
    typed = {"form": "decision", "decision": "keep", "grounds": "群众公认"}
    with signed_in(desk) as client:
        first = send(client, f"{here}/decision", typed, form_id="one")
        assert first.status_code == 303
        same = send(client, f"{here}/decision", typed, form_id="one")
        assert (same.status_code, same.headers["location"]) == (303, first.headers["location"])
        other = send(client, f"{here}/decision", {**typed, "grounds": "廉洁自律"}, form_id="one")
        assert other.status_code == 422
        assert "sent before with other contents" in other.text
        assert ">廉洁自律</textarea>" in other.text
        assert len(recorded(desk, Tag.RETENTION_DECIDE)) == 1
        # The page that shows it has a form of its own.
        seen = re.search(r'name="seen" value="(\d+)"', other.text)
        assert seen is not None
        changed = {**typed, "grounds": "廉洁自律", "seen": seen[1]}
        assert send(client, f"{here}/decision", changed, form_id="two").status_code == 303
    with desk.database.reading() as session:
        assert retention.reviewed(session, 1)[members(desk)[KEPT]].grounds == ("廉洁自律",)


def test_another_code_is_no_other_content(desk: Service) -> None:
    typed = {"form": "decision", "decision": "keep", "grounds": "群众公认"}
    address = f"/cycles/1/members/{members(desk)[KEPT]}/decision"
    with signed_in(desk, Role.OFFICER) as client:
        answers = [send(client, address, {**typed, "code": code}, form_id="one") for code in ("111111", "222222")]
    assert {answer.status_code for answer in answers} == {303}
    assert len(recorded(desk, Tag.RETENTION_DECIDE)) == 1
