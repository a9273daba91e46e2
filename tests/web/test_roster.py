"""The roster on pages: found by name, sound, number, unit and what is missing; masked values only for a reason."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reserve.accounts.model import Role
from reserve.dates import PartialDate
from reserve.reports.person import facts
from reserve.reports.roster import Filters, Missing, Sort, missing, page
from reserve.roster import queries as roster
from reserve.roster.model import Discipline, Education, EducationLevel, Person, Probation, Rank
from reserve.text import word
from tests.cycle.town import (
    CANARY_ID,
    CANARY_SANCTION,
    EAST,
    FOREST,
    KEPT,
    NO_BIRTH,
    ORDINARY,
    REMOVED,
    SANCTIONED,
    TOWN,
)
from tests.edge.service import Service, statements
from tests.roster.builders import person
from tests.web.desks import Client, send, signed_in
from tests.web.towns import COUNTY, copied, recorded, town

pytestmark = pytest.mark.usefixtures("quick_hashes")
ALL = "/cycles/1/roster"
SOME_MONTH = PartialDate(2012, 7)
# Of whom the roster tells nothing that it need not tell.
UNTOLD = person(
    90,
    name="单雄信",
    sex=None,
    birth=None,
    status=None,
    full_time=Education(),
    in_service=Education(),
    rank=None,
    rank_since=None,
    work_since=None,
    politics=None,
    probation=Probation(),
    discipline=Discipline(),
)


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("roster")
    people = (*TOWN.people, UNTOLD, person(91, rank_since=None))
    with town(copied(sqlite_template, folder), folder, replace(COUNTY, people=people)) as running:
        yield running


def shown(client: Client, query: str = "") -> list[str]:
    return re.findall(r'<td class="cell">(P\d{5})</td>', client.get(f"{ALL}{query}").text)


def number_of(desk: Service, name: str) -> int:
    with desk.database.reading() as session:
        return next(number for number, known in roster.names(session).items() if known == name)


def test_people_are_found_by_name_sound_number_unit_and_what_is_missing(desk: Service) -> None:
    untold = f"P{number_of(desk, UNTOLD.name):05d}"
    with signed_in(desk) as client:
        everybody = shown(client)
        assert len(everybody) == len(TOWN.people) + 2
        assert shown(client, "?search=P00008") == ["P00008"] == shown(client, "?search=8")
        assert shown(client, "?search=雄信") == [untold] == shown(client, "?search=sxx")
        assert len(shown(client, f"?search={EAST[:2]}")) == 3
        assert set(shown(client, "?unit=1")) | set(shown(client, "?unit=2")) == set(everybody)
        assert set(shown(client, "?missing=birth")) == {f"P{NO_BIRTH:05d}", untold}
        assert shown(client, "?missing=discipline") == [untold]
        assert f"P{ORDINARY:05d}" not in shown(client, "?missing=id_number")
        assert shown(client, "?gone=yes") == []
        assert shown(client, "?sort=number&descending=1") == sorted(everybody, reverse=True)
        # Whoever has no date of birth comes first: it is to be seen.
        assert set(shown(client, "?sort=birth")[:2]) == {f"P{NO_BIRTH:05d}", untold}
        for query in ("unit=x", "missing=x", "gone=x", "sort=x", "page=0"):
            assert client.get(f"{ALL}?{query}").status_code == 400, query


def test_what_is_missing_about_somebody_is_what_the_filter_finds(desk: Service) -> None:
    with desk.database.reading() as session:
        stored = sorted(roster.stored(session, desk.keys).items())
        untold = {number: missing(one.person, identified=one.person.id_number is not None) for number, one in stored}
        for name in Missing:
            found = page(session, desk.keys, Filters(missing=name, sort=Sort.NUMBER))
            assert [row.number for row in found.rows] == [number for number in untold if name in untold[number]]
            assert all(name in row.missing for row in found.rows)
            assert found.rows, name


def test_people_without_a_rank_do_not_lack_its_date_and_any_form_of_education_will_do() -> None:
    assert Missing.RANK_SINCE not in missing(person(rank=Rank.NONE, rank_since=None), identified=True)
    assert missing(person(rank_since=None), identified=True) == (Missing.RANK_SINCE,)
    known = Education(EducationLevel.COLLEGE)
    assert missing(person(full_time=Education(), in_service=Education(), unspecified=known), identified=True) == ()


def said(one: Person, key: str) -> list[str]:
    found = {fact.key: fact for fact in facts(one, "4321", missing(one, identified=True))}
    return [word(text, "en") for text in found[key].said] if key in found else []


def test_facts_are_said_in_words_and_masked_ones_are_not_said() -> None:
    one = person(
        full_time=Education(EducationLevel.POSTGRADUATE, party_school=True, degree="master", school="省委党校"),
        earlier_ranks=((Rank.CLERK_1, SOME_MONTH),),
        probation=Probation(known=True, in_probation=True),
        discipline=Discipline("sanction", CANARY_SANCTION),
    )
    assert said(one, "id_number") == ["*" * 14 + "4321"]
    assert said(one, "discipline") == ["*" * 6]
    assert said(one, "full_time_education") == ["postgraduate", "Party school"]
    assert said(one, "full_time_degree") == ["master's degree"]
    assert said(one, "earlier_ranks") == ["first-class clerk since 2012.07"]
    assert said(one, "probation") == ["in probation, the end not known"]
    assert said(person(), "probation") == ["none"]
    assert said(person(probation=Probation(known=True, over_on=SOME_MONTH)), "probation") == ["over on 2012.07"]
    assert said(UNTOLD, "discipline") == []
    assert said(UNTOLD, "birth") == []


def test_a_person_s_page_names_the_cell_of_every_fact_and_the_part_in_the_campaign(desk: Service) -> None:
    with signed_in(desk) as client:
        text = client.get(f"{ALL}/{ORDINARY}").text
        assert re.search(r'<th scope="row">Birth</th>\s*<td>1985\.02\.03</td>\s*<td class="cell">B2</td>', text)
        assert text.count("/cycles/1/nominees/") == 2
        assert CANARY_ID[-4:] in text
        assert "Present member" in client.get(f"{ALL}/{KEPT}").text
        untold = client.get(f"{ALL}/{number_of(desk, UNTOLD.name)}").text
        assert untold.count('<span class="badge open">not known</span>') == len(Missing) - 1
        title = re.search("<title>(.*?)</title>", text)
        assert title is not None
        assert "甲" not in title[1]


def test_masked_values_stand_on_no_page_until_somebody_says_why(desk: Service) -> None:
    before = recorded(desk, "roster.reveal")
    with signed_in(desk, Role.SECTION_HEAD) as client:
        for path in ("", f"/{ORDINARY}", f"/{SANCTIONED}", "?missing=discipline"):
            text = client.get(f"{ALL}{path}").text
            assert CANARY_ID not in text
            assert CANARY_ID[:10] not in text
            assert CANARY_SANCTION not in text
        asked = {"show-id_number": "yes", "show-discipline": "yes"}
        refused = send(client, f"{ALL}/{ORDINARY}/reveal", {**asked, "reason": "看看"})
        assert refused.status_code == 422
        assert "Say for what it is needed" in refused.text
        assert 'value="看看"' in refused.text
        assert re.search(r'name="show-id_number" value="yes" checked', refused.text)
        assert CANARY_ID not in refused.text
        nothing = send(client, f"{ALL}/{ORDINARY}/reveal", {"reason": "核对档案"})
        assert nothing.status_code == 422
        assert "Choose what is to be revealed." in nothing.text
    assert recorded(desk, "roster.reveal") == before


def test_revealed_values_stand_in_the_answer_once_and_each_time_on_record(desk: Service) -> None:
    before = len(recorded(desk, "roster.reveal"))
    with signed_in(desk) as client:
        answer = send(client, f"{ALL}/{ORDINARY}/reveal", {"show-id_number": "yes", "reason": "核对档案身份"})
        assert answer.status_code == 200
        assert CANARY_ID in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert CANARY_ID not in client.get(f"{ALL}/{ORDINARY}").text
        sanction = send(client, f"{ALL}/{SANCTIONED}/reveal", {"show-discipline": "yes", "reason": "核对处分情况"})
        assert CANARY_SANCTION in sanction.text
        assert "2026.01 to 2026.12" in sanction.text
    found = recorded(desk, "roster.reveal")[before:]
    assert [(one.subject, one.details) for one in found] == [
        (f"P{ORDINARY:05d}", {"fields": ["id_number"], "reason": "核对档案身份"}),
        (f"P{SANCTIONED:05d}", {"fields": ["discipline"], "reason": "核对处分情况"}),
    ]


def test_only_officers_reveal_and_nobody_who_is_not_there_is_revealed(desk: Service) -> None:
    typed = {"show-id_number": "yes", "reason": "核对档案身份"}
    for role in (Role.AUDITOR, Role.APPROVER):
        with signed_in(desk, role) as client:
            assert "Show masked values" not in client.get(f"{ALL}/{ORDINARY}").text
            assert send(client, f"{ALL}/{ORDINARY}/reveal", typed).status_code == 403
    with signed_in(desk) as client:
        for number in ("99", "9" * 30):
            assert client.get(f"{ALL}/{number}").status_code == 404
            assert send(client, f"{ALL}/{number}/reveal", typed).status_code == 404


def test_a_liaison_sees_the_people_of_the_own_unit_and_nothing_of_the_campaign(desk: Service) -> None:
    with desk.database.reading() as session:
        units = {one.name: one.id for one in roster.units(session).values()}
    with signed_in(desk, person=desk.person(Role.UNIT_LIAISON, units[EAST])) as client:
        assert f"P{REMOVED:05d}" in shown(client)
        assert len(shown(client)) == 3
        assert len(shown(client, f"?unit={units[FOREST]}")) == 0
        text = client.get(f"{ALL}/{REMOVED}").text
        assert "In this campaign" not in text
        assert "Show masked values" not in text
        assert client.get(f"{ALL}/{ORDINARY}").status_code == 404


def test_the_pages_take_as_many_queries_for_one_as_for_many(desk: Service) -> None:
    def counted(client: Client, path: str) -> int:
        with statements() as sent:
            assert client.get(path).status_code == 200
        return sum(not text.lower().startswith(("begin", "pragma")) for text in sent)

    with signed_in(desk) as client:
        client.get(ALL)
        searches = [counted(client, f"{ALL}?search={search}") for search in ("P00008", EAST[:2], "jia")]
        assert searches == [searches[0]] * 3
        people = [counted(client, f"{ALL}/{number}") for number in (ORDINARY, KEPT, SANCTIONED)]
    assert max(searches) <= 8
    assert max(people) <= 32
