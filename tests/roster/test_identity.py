import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reserve.dates import PartialDate
from reserve.roster.identity import Check, identity
from reserve.roster.model import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2020, 12, 31))


def number_of(birth: dt.date, sex: Sex, order: int = 24) -> str:
    """The number that GB 11643 gives somebody, reckoned digit by digit."""
    digits = f"990101{birth:%Y%m%d}{order:02d}{1 if sex is Sex.MALE else 2}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def wrong(number: str, birth: PartialDate | None = None, sex: Sex | None = None) -> set[str]:
    check = Check([number], [birth], [sex])
    return {name for name in ("malformed", "checksum", "birth", "sex") if getattr(check, name)[0]}


@given(BIRTHS, st.sampled_from(Sex), st.integers(0, 99))
def test_a_right_number_agrees_with_its_file(birth: dt.date, sex: Sex, order: int) -> None:
    number = number_of(birth, sex, order)
    assert wrong(number, PartialDate.of(birth), sex) == set()
    assert wrong(number, PartialDate(birth.year, birth.month), sex) == set()


@given(BIRTHS, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(birth: dt.date, place: int, digit: str) -> None:
    number = number_of(birth, Sex.MALE)
    changed = number[:place] + digit + number[place + 1 :]
    assert bool(wrong(changed)) is (changed != number)


@pytest.mark.parametrize(
    "number", ["", "123", "1" * 17, "1" * 19, "99010119801103231x", "99010119801103A310", "X" * 18]
)
def test_other_characters_and_lengths_are_malformed(number: str) -> None:
    assert wrong(number, PartialDate(1980, 11), Sex.MALE) == {"malformed"}


def test_an_impossible_birth_date_inside_is_malformed() -> None:
    assert "malformed" in wrong("990101198113032310")
    assert "malformed" in wrong("990101198102302310")


def test_a_number_that_disagrees_says_in_what() -> None:
    number = number_of(dt.date(1980, 11, 3), Sex.FEMALE)
    assert wrong(number, PartialDate(1980, 11, 4), Sex.FEMALE) == {"birth"}
    assert wrong(number, PartialDate(1980, 10), Sex.MALE) == {"birth", "sex"}
    assert wrong(number) == set()


def test_an_old_number_is_compared_in_the_last_century() -> None:
    assert wrong("990101801103231", PartialDate(1980, 11, 3), Sex.MALE) == set()
    assert wrong("990101801103231", PartialDate(1980, 12), Sex.FEMALE) == {"birth", "sex"}


@given(BIRTHS.filter(lambda birth: birth.year < 2000), st.sampled_from(Sex))
def test_an_old_number_and_its_successor_are_one_identity(birth: dt.date, sex: Sex) -> None:
    number = number_of(birth, sex)
    assert identity(number[:6] + number[8:17]) == identity(number) == number


def test_no_numbers_are_no_trouble() -> None:
    assert not Check([], [], []).malformed.any()
