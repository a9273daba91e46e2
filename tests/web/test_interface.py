"""The page about the JSON interface says what the OpenAPI document says, of every operation, in both languages."""

import re
from html import unescape

import pytest

from reserve.accounts.model import Role
from reserve.text import word
from reserve.web.interface import areas
from reserve.web.interface_words import SAID
from tests.edge.service import Service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_every_operation_is_there_once_with_its_path_and_examples(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.MARKER))
        text = unescape(client.get("/about/interface").text)
        document = client.get("/api/openapi.json").json()
    told = [(path, one) for path, methods in document["paths"].items() for one in methods.values()]
    found = re.findall(r'class="operation" id="(\w+)"', text)
    assert sorted(found) == sorted(one["operationId"] for _, one in told)
    for path, one in told:
        body = text.split(f'id="{one["operationId"]}"')[1].split("</details>")[0]
        assert path in body
        assert one["description"].replace("``", "") in body
        for parameter in one.get("parameters", ()):
            assert parameter["name"] in body
        for status, answer in one["responses"].items():
            assert status in body
            assert answer["description"] in body
    assert '"status": "ok"' in text
    assert "string ≤ 4000" in text
    assert text.count("with a session only") > 20


def test_everything_that_is_described_is_translated(campaign: Service) -> None:
    described = set()
    for methods in campaign.app.openapi_schema.to_schema()["paths"].values():
        for one in methods.values():
            described.add(one["description"])
            described |= {answer["description"] for answer in one["responses"].values()}
            described |= {given["description"] for given in one.get("parameters", ()) if "description" in given}
    assert described == set(SAID)
    assert all(word(said, "zh_CN") != word(said, "en") for said in SAID.values())


def test_acts_of_persons_are_no_scopes(campaign: Service) -> None:
    for area in areas(campaign.app):
        for one in area.operations:
            if one.method != "GET" and one.id not in {"sendWorkbooks", "checkPolicy"}:
                assert not one.for_machines or one.permission == "import", one.id
