"""Frames: every question, place and person of an outcome stands where the sheets look for it."""

from reserve.reports import frames
from reserve.reports.rows import rows
from tests.reports import outcomes
from tests.reports.outcomes import Plain, member, nominee, outcome_of, papers, places, taken, unit, votes

EVERY = (
    frames.screening,
    frames.undecided,
    frames.exceptions,
    frames.members,
    frames.places,
    frames.exam,
    frames.listing,
    frames.findings,
)


def test_a_frame_without_rows_has_the_same_columns_and_types() -> None:
    for frame in EVERY:
        empty, full = frame(outcome_of()), frame(outcomes.county(60))
        fixed = [name for name in full.columns if not name.startswith(frames.CRITERION)]
        assert empty.empty
        assert not full.empty
        assert list(empty.columns) == fixed
        assert list(empty.dtypes) == list(full[fixed].dtypes)


def test_screening_has_one_column_for_each_criterion_of_any_nominee() -> None:
    first = nominee(1) | {"verdicts": [outcomes.verdict("age", "deputy")]}
    second = nominee(2) | {"verdicts": [outcomes.verdict(name, "deputy", "fails") for name in ("rank", "age")]}
    table = frames.screening(outcome_of(nominees=[first, second]))
    assert frames.criteria(outcome_of(nominees=[first, second])) == {"age": "三.3", "rank": "一般规定"}
    assert [row["criterion.rank"] for row in rows(table)] == [None, "fails"]
    assert [row["criterion.age"] for row in rows(table)] == ["meets", "fails"]


def test_the_exam_of_the_screening_is_a_mark_a_word_or_missing() -> None:
    def shown(outcome: str, exam: Plain | None) -> str | None:
        table = frames.screening(outcome_of(nominees=[nominee(1, outcome=outcome, exam=exam)]))
        exam_shown: str | None = rows(table)[0]["exam"]
        return exam_shown

    assert shown("eligible", taken("59.99")) == "59.99"
    assert shown("eligible", {"score": None, "status": "absent", "passed": False}) == "absent"
    assert shown("exceptional", None) == "missing"
    assert shown("ineligible", None) is None


def test_votes_without_a_result_are_missing_figures() -> None:
    (row,) = rows(frames.screening(outcome_of(nominees=[nominee(votes=votes(7, rank=None))])))
    assert (row["votes"], row["share"], row["rank"], row["many"]) == (7, None, None, None)


def test_every_unknown_criterion_of_an_undecided_nominee_is_a_question() -> None:
    people = [nominee(1), nominee(2, outcome="undecided"), nominee(3, outcome="ineligible")]
    table = rows(frames.undecided(outcome_of(nominees=people)))
    assert [(row["person_id"], row["asked_by"], row["criterion"], row["needs"]) for row in table] == [
        ("P00002", "criterion", "age", ("birth",)),
        ("P00002", "criterion", "rank_months", ("rank_since", "earlier_ranks")),
    ]


def failing_rank(exception: Plain) -> Plain:
    verdicts = [outcomes.verdict("rank", "chief", "fails")]
    return nominee(1, "chief", "undecided") | {"verdicts": verdicts, "exception": exception}


def test_what_the_exception_does_not_know_is_a_question_once_a_criterion_fails() -> None:
    exception = outcomes.exception({"many_votes": "unknown", "postgraduate": "unknown"})
    exception["conditions"][2]["value"] = "vote_rank=3, places=2"
    table = rows(frames.undecided(outcome_of(nominees=[failing_rank(exception)])))
    assert [(row["asked_by"], row["criterion"], row["needs"]) for row in table] == [
        ("condition", "postgraduate", ("full_time_education", "in_service_education")),
        ("condition", "many_votes", ("due", "present", "returned", "valid")),
    ]


def test_posts_are_asked_for_in_the_own_class_only() -> None:
    exception = outcomes.exception({"many_votes": "unknown"})
    exception["conditions"][2]["value"] = "vote_share=33/60, vote_rank=3"
    (row,) = rows(frames.undecided(outcome_of(nominees=[failing_rank(exception)])))
    assert row["needs"] == ("chief_posts",)


def test_nobody_undecided_is_dropped_when_only_the_weaker_demand_is_open() -> None:
    (row,) = rows(frames.undecided(outcome_of(nominees=[failing_rank(outcomes.exception())])))
    assert (row["asked_by"], row["criterion"], row["needs"]) == ("weaker", "rank", ("rank",))


def test_an_exception_names_what_was_asked_and_what_is_asked_instead() -> None:
    one = nominee(1, outcome="exceptional", reserved=True)
    (row,) = rows(frames.exceptions(outcome_of(nominees=[one], exceptions=[papers(one)])))
    assert row["waived"] == (
        ("rank_months", outcomes.required("rank_months", "deputy"), "rank_held(level=clerk_2)<=2024-12-30"),
    )
    assert row["conditions"][0][:2] == ("under_30", "meets")
    assert (row["seat"], row["reason"], row["approved_by"]) == ("reserved", None, ())


def test_members_keep_grounds_and_flags_as_lists() -> None:
    people = [member(1, grounds=["一", "二"], flags=["over_age"]), member(2, votes={"votes": 3, "share": 5, "rank": 1})]
    first, second = rows(frames.members(outcome_of(members=people)))
    assert (first["grounds"], first["flags"], first["votes"]) == (("一", "二"), ("over_age",), None)
    assert (second["votes"], second["rank"]) == (3, 1)


def test_remaining_places_are_open_and_neither_listed_nor_reserved() -> None:
    chief = places(posts=2, places=4, kept=1, open=3, listed=1, reserved=1)
    deputy = places(posts=None, adjustment=-1)
    table = frames.places(outcome_of(units=[unit("青石镇", chief, deputy)]))
    assert [row["remaining"] for row in rows(table)] == [1, 0]
    assert [row["posts"] for row in rows(table)] == [2, None]
    sums = rows(frames.totals(table))
    assert [row["class"] for row in sums] == ["chief", "deputy", "all"]
    assert [row["posts"] for row in sums] == [2, 0, 2]
    assert [row["adjustment"] for row in sums] == [0, -1, -1]


def test_the_exam_lists_marks_and_those_who_should_have_one() -> None:
    people = [
        nominee(1, exam=taken("60.00"), inspection={"outcome": "positive"}),
        nominee(2, outcome="exceptional"),
        nominee(3, outcome="ineligible"),
        nominee(4, outcome="ineligible", exam=taken("80.00")),
    ]
    table = rows(frames.exam(outcome_of(nominees=people)))
    assert [(row["person_id"], row["score"], row["status"], row["passed"], row["inspection"]) for row in table] == [
        ("P00001", "60.00", "taken", True, "positive"),
        ("P00002", None, "missing", None, "missing"),
        ("P00004", "80.00", "taken", True, "missing"),
    ]


def test_the_list_is_in_order_of_votes_and_marks_chief_first() -> None:
    people = [
        nominee(1, "deputy", votes=votes(9), exam=taken("95.00"), listed=True),
        nominee(2, "deputy", votes=votes(10), exam=taken("70.00"), listed=True),
        nominee(3, "deputy", "exceptional", votes=votes(10), exam=taken("100.00"), reserved=True),
        nominee(4, "chief", votes=votes(1), exam=taken("60.00"), listed=True),
        nominee(5, "chief", votes=votes(50), exam=taken("61.00")),
    ]
    chief, deputy = places(places=1, open=1, listed=1), places(places=5, open=5, listed=2, reserved=1)
    table = rows(frames.listing(outcome_of(units=[unit("县委办公室", chief, deputy)], nominees=people)))
    assert [(row["class"], row["order"], row["person_id"], row["seat"], row["remaining"]) for row in table] == [
        ("chief", 1, "P00004", "listed", 0),
        ("deputy", 1, "P00003", "reserved", 2),
        ("deputy", 2, "P00002", "listed", None),
        ("deputy", 3, "P00001", "listed", None),
    ]
    assert [row["exceptional"] for row in table] == [False, True, False, False]


def test_open_places_that_nobody_fills_stay_in_sight_and_full_units_do_not() -> None:
    units = [unit("青石镇", places(places=2, open=2), places(places=1, kept=1))]
    (row,) = rows(frames.listing(outcome_of(units=units)))
    assert (row["unit"], row["class"], row["person_id"], row["remaining"]) == ("青石镇", "chief", None, 2)
