"""The request model: each rule of the contract, and all that is wrong told at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from service.subgoals.errors import ServiceError
from service.subgoals.goal import Goal, read_goal
from service.subgoals.settings import Sizes

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SIZES = Sizes(title=200, description=2000, background=1000, constraints=1000, body=32768)
GOOD = {"title": "題", "description": "説明", "deadline": "2027-05-31T23:59:59+09:00", "background": "背景"}
ID = "0b6f3c1e-5f0a-4a55-9d0e-6f1f2f6f7a10"


def read(**changes: Any) -> Goal:
    return read_goal({**GOOD, **changes}, SIZES, NOW)


def wrong_fields(**changes: Any) -> list[str]:
    with pytest.raises(ServiceError) as caught:
        read(**changes)
    assert caught.value.code == "VALIDATION_ERROR"
    return [detail["field"] for detail in caught.value.details]


def test_a_good_goal_is_read_and_cleaned() -> None:
    goal = read(title=" <b>題</b> ", goalId=ID.upper())
    assert (goal.title, goal.id, goal.constraints) == ("題", ID, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "あ" * 200},
        {"title": "😀" * 200},
        {"description": "あ" * 2000},
        {"background": "あ" * 1000},
        {"constraints": "あ" * 1000},
        {"constraints": ""},
        {"deadline": "2026-12-01T00:00:01Z"},
        {"deadline": "2026-12-01T09:00:00.123456+00:00"},
        {"deadline": "9999-12-31T23:59:59-12:00"},
        {"deadline": "2028-02-29T00:00+09:00"},
    ],
)
def test_what_is_just_allowed(changes: dict[str, Any]) -> None:
    assert read(**changes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("title", value)
            for value in ("", " ", "<b></b>", "{}", "\x00", "あ" * 201, None, 1, ["題"], "\ud800", "\ufffd")
        ),
        *(("description", value) for value in ("", "あ" * 2001, None)),
        *(("background", value) for value in ("", "あ" * 1001, True)),
        *(("constraints", value) for value in ("あ" * 1001, None, 0, "英\ufffd語")),
        *(("goalId", value) for value in ("", "1", ID[:-1], f"{ID}\n", "{" + ID + "}", None, 7)),
        ("deadline", "2026-12-01T00:00:00Z"),
        ("deadline", "2026-11-30T23:59:59Z"),
        *(
            ("deadline", value)
            for value in ("", "2027-05-31", "2027-05-31T23:59:59", "2027-02-30T00:00:00Z", 1)
        ),
        *(
            ("deadline", value)
            for value in ("1800000000", "2027-05-31 23:59:59Z", "２０２７-05-31T00:00:00Z")
        ),
    ],
)
def test_what_is_refused(field: str, value: object) -> None:
    assert wrong_fields(**{field: value}) == [field]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ServiceError) as caught:
        read_goal({"title": "", "owner": "x"}, SIZES, NOW)
    fields = [detail["field"] for detail in caught.value.details]
    assert fields == ["title", "description", "deadline", "background", "owner"]


def test_a_name_that_the_caller_made_up_is_answered_and_not_logged() -> None:
    with pytest.raises(ServiceError) as caught:
        read(**{"secret\ud800": 1})
    assert caught.value.details[0]["field"] == "secret?"
    assert caught.value.reason == "項目の誤り: unknown"


def test_many_unknown_names_do_not_make_a_long_answer() -> None:
    assert len(wrong_fields(**{f"name{number}": 1 for number in range(1000)})) == 10
