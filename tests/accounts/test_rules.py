import datetime as dt

import pytest

from reserve.accounts.model import Family, Role
from reserve.accounts.rules import (
    ABSOLUTE,
    IDLE,
    LONGEST,
    exclusive,
    folded_name,
    name_problem,
    password_problem,
    session_over,
    wait,
)

NOW = dt.datetime(2026, 6, 30, 8, tzinfo=dt.UTC)
ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    "password",
    [
        "short-1",
        "elevenchars",
        "password1234",
        "P@ssw0rd2026!",
        "administrator",
        "123456789012",
        "20260630123456",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiop[]",
        "abcdefghijklm",
        "1qaz2wsx3edc",
        "zuzhibu123456",
        "woaini1314520",
        "helloworld2026",
        "passwordpassword",
        "li.wei-is-my-name",
        "x" * LONGEST + "yz1234567890",
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    assert password_problem(password, "li.wei") is not None


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Tq8#vLm2!xWz",
        "东湾乡的三棵老槐树都还在吗",
        "f7Kz-92mQ-xx1p",
        "kJ3vNq8rTfWm2x5Z",
    ],
)
def test_good_passwords_are_taken(password: str) -> None:
    assert password_problem(password, "li.wei") is None


def test_the_last_characters_of_a_long_password_count_for_its_length_only_once() -> None:
    assert password_problem("Tq8#vLm2!xWz" * 21, "li.wei") is None
    assert password_problem("Tq8#vLm2!xWz" * 22, "li.wei") is not None


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (3, 0), (4, 2), (5, 4), (12, 512), (13, 900), (10**6, 900)])
def test_waiting_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait(failures, free=3) == seconds


def test_a_session_ends_when_idle_or_old() -> None:
    assert not session_over(NOW - ABSOLUTE + SECOND, NOW - IDLE + SECOND, NOW)
    assert session_over(NOW - SECOND, NOW - IDLE, NOW)
    assert session_over(NOW - ABSOLUTE, NOW - SECOND, NOW)


def test_names_are_folded_before_they_are_compared() -> None:
    assert folded_name("  Ｌi.Wei ") == "li.wei"


@pytest.mark.parametrize("name", ["", "a", "has blank", "a/b", "x" * 33, "<script>", "-dash"])
def test_names_that_are_not_taken(name: str) -> None:
    assert name_problem(name) is not None


@pytest.mark.parametrize("name", ["li.wei", "王伟", "desk-2"])
def test_names_that_are_taken(name: str) -> None:
    assert name_problem(name) is None


def test_the_three_administrators_exclude_each_other_and_business() -> None:
    for role in Role:
        for other in Role:
            excluded = role is not other and bool({role, other} & ADMINISTRATORS)
            assert (exclusive([role], other) is not None) == excluded


def test_every_role_has_its_family() -> None:
    assert {role for role in Role if role.family is not Family.BUSINESS} == ADMINISTRATORS
