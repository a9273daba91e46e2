"""The ledger of exceptions over all campaigns: two clicks from the front page, and its sums add up."""

import pytest

from reserve.accounts.model import Role
from reserve.reports.ledger import Wanted, ledger, signatures
from tests.edge.service import Service, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_it_names_what_was_waived_and_who_signed(campaign: Service) -> None:
    with campaign.database.reading() as session:
        found = ledger(session, Wanted())
    assert found.lines
    signed = next(line for line in found.lines if line.case.listed)
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.AUDITOR))
        front = client.get("/")
        page = client.get("/exceptions")
    assert 'href="/exceptions"' in front.text
    assert page.status_code == 200
    row = signed.case.sheet.row
    assert f'href="/cycles/1/exceptions/{signed.case.id}"' in page.text
    assert "True" not in page.text
    for told in (row.name, row.unit, *signatures(signed)):
        assert told in page.text
    assert len(signatures(signed)) >= 3
    assert signed.case.sheet.waived


def test_its_sums_add_up_and_filters_leave_who_is_wanted(campaign: Service) -> None:
    with campaign.database.reading() as session:
        everything = ledger(session, Wanted())
        unit, name = everything.units[0], everything.signatures[0]
        of_unit, of_name = ledger(session, Wanted(unit=unit)), ledger(session, Wanted(signed=name))
        of_no_year = ledger(session, Wanted(year=1999))
    for sums in (everything.by_year, everything.by_unit):
        assert sum(one.qualified for one in sums) == len(everything.lines)
        assert sum(one.listed for one in sums) == sum(line.case.listed for line in everything.lines)
        assert all(one.qualified >= one.proposed >= one.approved >= one.listed for one in sums)
    assert {line.case.sheet.row.unit for line in of_unit.lines} == {unit}
    assert all(name in signatures(line) for line in of_name.lines)
    assert len(of_name.lines) == next(one.qualified for one in everything.by_signature if one.name == name)
    assert of_no_year.lines == ()
    assert of_no_year.years == everything.years


def test_nothing_to_show_is_said(campaign: Service) -> None:
    with campaign.client() as client:
        sign_in(client, campaign.person(Role.AUDITOR))
        page = client.get("/exceptions?year=1999&unit=%3Cx%3E")
    assert "No exception matches." in page.text
    assert "<x>" not in page.text
