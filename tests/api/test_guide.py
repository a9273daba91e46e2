"""The examples of ``docs/api.md`` are answered as it says, one after the other."""

import re
from pathlib import Path
from typing import Final

import pytest

from reserve.accounts.bearer import form_token
from reserve.accounts.model import Role
from tests.edge.service import COOKIE, HOST, Service, scratch_copy, sign_in

GUIDE: Final = Path(__file__).parents[2] / "docs/api.md"
EXAMPLE: Final = re.compile(r"```http\n(.*?)```\nAnswers (\d+)(?: with `(.*?)`)?\.", re.DOTALL)

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_every_example_is_answered_as_the_guide_says(campaign: Service, tmp_path: Path) -> None:
    if campaign.database.url.get_backend_name() != "sqlite":
        pytest.skip("what a guide says does not hang on the database")
    text = GUIDE.read_text("utf-8")
    examples = EXAMPLE.findall(text)
    assert len(examples) == text.count("```http") >= 8
    with scratch_copy(campaign, tmp_path) as service, service.client() as client:
        person = service.person(Role.OFFICER)
        secret = sign_in(client, person)
        client.cookies.clear()
        token = service.token("view_places", "view_nominees")["authorization"].removeprefix("Bearer ")
        units = client.get("/api/v1/cycles/1/units", headers={"authorization": f"Bearer {token}"}).json()
        values = {
            "token": token,
            "cookie": f"{COOKIE}={secret}",
            "origin": HOST,
            "form_token": form_token(secret),
            "code": person.code(steps=1),
            "unit_id": str(units[0]["unit_id"]),
        }
        for request, status, said in examples:
            head, _, body = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], request).partition("\n\n")
            (method, path), *headers = (
                line.split(None if at == 0 else ": ", 1) for at, line in enumerate(head.split("\n")) if line
            )
            answer = client.request(method, path, headers=dict(headers), content=body.encode() or None)
            assert answer.status_code == int(status), (request, answer.text)
            assert not said or answer.text.replace(":", ": ") == said
            if int(status) >= 400:
                assert answer.headers["content-type"].startswith("application/problem+json")
