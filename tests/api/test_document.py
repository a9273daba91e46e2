"""The description of the interface is true: each operation named once, with examples, and no answer unforeseen."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import ignored_auth
from schemathesis.specs.openapi.schemas import OpenApiSchema

from reserve.accounts.bearer import form_token
from reserve.accounts.model import Role
from reserve.edge.roles import SCOPES
from tests.accounts.accounts import PASSWORD
from tests.api.serving import serving
from tests.edge.service import COOKIE, Service, run_county, service

OPERATIONS: Final = 64
EACH: Final = 3
"""Generated requests an operation; the proof sends more."""


pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own: what is generated here may change things."""
    folder = tmp_path_factory.mktemp("interface")
    url, keys = f"sqlite:///{folder / 'county.sqlite3'}", folder / "county.keys"
    run_county(url, keys, folder)
    with service(url, keys) as running:
        yield running


@pytest.fixture(scope="module")
def address(scratch: Service) -> Iterator[str]:
    with serving(scratch.app) as found:
        yield found


@pytest.fixture(scope="module")
def document(scratch: Service) -> Mapping[str, Any]:
    with scratch.client() as client:
        found: Mapping[str, Any] = client.get("/api/openapi.json").json()
    return found


def operations(document: Mapping[str, Any]) -> list[tuple[str, str, Mapping[str, Any]]]:
    return [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]


def test_every_operation_has_a_stable_name_of_its_own(document: Mapping[str, Any]) -> None:
    names = [one["operationId"] for _, _, one in operations(document)]
    assert len(set(names)) == len(names)
    assert all(name[0].islower() and name.isalpha() for name in names)


def test_every_shape_has_an_example(document: Mapping[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    without = {name for name, one in schemas.items() if one.get("type") == "object" and not one.get("examples")}
    assert without == set()


@pytest.mark.parametrize("who", ["token", "section_head"])
def test_generated_requests_find_no_answer_that_is_not_described(scratch: Service, address: str, who: str) -> None:
    schema = _schema(address)
    header = _credentials(scratch, address, who)
    tried = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        tried.add(operation.label)
        _send(operation.as_strategy(), header)
    assert len(tried) >= OPERATIONS


def _schema(address: str) -> OpenApiSchema:
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    # What can be read may still be refused by a rule, with every reason; 400 would mean that it could not be read.
    accepted = schema.config.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, "422"]
    return schema


def _credentials(scratch: Service, address: str, who: str) -> Mapping[str, str]:
    """Headers of another system with every scope, or of somebody who is signed in."""
    if who == "token":
        return scratch.token(*(scope.value for scope in SCOPES))
    person = scratch.person(Role(who))
    form = {"name": person.name, "password": PASSWORD, "code": person.code()}
    answer = httpx.post(f"{address}/sign-in", data=form, headers={"origin": address})
    secret = answer.cookies[COOKIE]
    return {"cookie": f"{COOKIE}={secret}", "x-form-token": form_token(secret), "origin": address}


def _send(cases: SearchStrategy[schemathesis.Case[Any]], header: Mapping[str, str]) -> None:
    @settings(max_examples=EACH, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def send(case: schemathesis.Case[Any]) -> None:
        # Who is let in is for the matrix of roles to say: the headers are sent with every case here.
        case.call_and_validate(headers=dict(header), excluded_checks=[ignored_auth])

    send()


def test_an_answer_that_is_not_described_is_found(address: str) -> None:
    """The positive control: a document that forgets an answer is caught."""
    schema = _schema(address)
    schema.raw_schema["paths"]["/api/v1/journal/head"]["get"]["responses"] = {"418": {"description": "tea"}}
    operation = schema["/api/v1/journal/head"]["GET"]
    with pytest.raises(FailureGroup):
        _send(operation.as_strategy(), {})
