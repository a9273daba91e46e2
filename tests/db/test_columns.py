"""Column types: the same value comes back on both databases, and what has no meaning is refused."""

import datetime as dt
from enum import StrEnum

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from reserve.dates import PartialDate
from reserve.db import (
    Base,
    Database,
    Json,
    Moment,
    PartialDateType,
    canonical_json,
    enum_column,
    moment_text,
    partial_date_check,
)

PEKING = dt.timezone(dt.timedelta(hours=8))
MOMENT = dt.datetime(2026, 6, 30, 9, 2, 3, 4, tzinfo=PEKING)


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class OwnBase(DeclarativeBase):
    """Apart from the program's tables, but named alike."""

    metadata = sa.MetaData(naming_convention=Base.metadata.naming_convention)


class Sample(OwnBase):
    __tablename__ = "sample"
    __table_args__ = (partial_date_check("birth"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime | None] = mapped_column(Moment)
    birth: Mapped[PartialDate | None] = mapped_column(PartialDateType)
    plain: Mapped[object | None] = mapped_column(Json)
    first: Mapped[Colour | None] = enum_column(Colour)
    second: Mapped[Colour | None] = enum_column(Colour)


@pytest.fixture
def samples(database: Database) -> Database:
    with database.writing() as session:
        OwnBase.metadata.create_all(session.connection())
    return database


def stored(database: Database, **values: object) -> Sample:
    with database.writing() as session:
        session.add(Sample(id=1, **values))
    with database.reading() as session:
        return session.scalars(sa.select(Sample)).one()


def test_a_moment_comes_back_in_utc_to_the_microsecond(samples: Database) -> None:
    found = stored(samples, at=MOMENT).at
    assert found == MOMENT
    assert found is not None
    assert found.tzinfo is dt.UTC


def test_a_moment_without_a_time_zone_is_refused(samples: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        stored(samples, at=MOMENT.replace(tzinfo=None))


def test_moments_compare_in_the_database_as_they_do_outside(samples: Database) -> None:
    with samples.writing() as session:
        session.add_all(Sample(id=i, at=MOMENT + dt.timedelta(microseconds=i)) for i in range(3))
    with samples.reading() as session:
        later = session.scalars(sa.select(Sample.id).where(Sample.at > MOMENT.astimezone(dt.UTC)).order_by(Sample.at))
        assert list(later) == [1, 2]


def test_the_text_of_a_moment_has_one_width() -> None:
    assert moment_text(MOMENT) == "2026-06-30T01:02:03.000004Z"
    assert moment_text(MOMENT.replace(microsecond=0)) == "2026-06-30T01:02:03.000000Z"


@pytest.mark.parametrize("birth", [PartialDate(1980, 11), PartialDate(1980, 11, 3), None])
def test_a_month_stays_a_month_and_a_day_a_day(samples: Database, birth: PartialDate | None) -> None:
    assert stored(samples, birth=birth).birth == birth


@pytest.mark.parametrize("text", ["1980", "1980.11", "1980-1-1", "198011"])
def test_the_database_refuses_text_that_is_no_partial_date(samples: Database, text: str) -> None:
    with pytest.raises(IntegrityError, match="ck_sample_birth_form"), samples.writing() as session:
        session.execute(sa.text("INSERT INTO sample (id, birth) VALUES (1, :birth)"), {"birth": text})


def test_plain_values_come_back_as_they_were(samples: Database) -> None:
    value = {"乙": [1, None, True], "a": {"b": "张三"}}
    assert stored(samples, plain=value).plain == value


def test_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"b": 1, "a": "三"}) == canonical_json({"a": "三", "b": 1}) == '{"a":"三","b":1}'


@pytest.mark.parametrize("value", [1.5, {"a": [1.0]}, {"a": float("nan")}, {1: "a"}, {"a": {2}}])
def test_values_without_a_canonical_text_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_an_enum_is_stored_by_value_and_comes_back_as_a_member(samples: Database) -> None:
    assert stored(samples, first=Colour.RED, second=Colour.GREEN).second is Colour.GREEN
    with samples.reading() as session:
        assert session.execute(sa.text("SELECT first, second FROM sample")).one() == ("red", "green")


@pytest.mark.parametrize("column", ["first", "second"])
def test_each_enum_column_has_a_check_named_after_itself(samples: Database, column: str) -> None:
    with pytest.raises(IntegrityError, match=f"ck_sample_{column}"), samples.writing() as session:
        session.execute(sa.text(f"INSERT INTO sample (id, {column}) VALUES (1, 'blue')"))  # noqa: S608 - fixed names


def test_a_word_that_the_enum_does_not_have_is_refused_before_it_is_sent(samples: Database) -> None:
    with pytest.raises(StatementError, match="blue"):
        stored(samples, first="blue")
