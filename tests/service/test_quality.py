"""The quality rules, at and beyond each of their limits."""

from typing import Any

import pytest

from service.subgoals.quality import NO_LIST, NO_SHAPE, SAME_TITLES, judge


def item(position: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"題{position}",
        "description": "あ" * 50,
        "background": "背景",
        "position": position,
        **changes,
    }


def eight(**changes: Any) -> dict[str, Any]:
    return {"subGoals": [{**item(), **changes}, *(item(position) for position in range(1, 8))]}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "あ" * 30},
        {"title": "あ"},
        {"description": "あ" * 200},
        {"background": "あ" * 100},
        {"background": ""},
        {"more": "is not read"},
    ],
)
def test_what_keeps_the_rules(changes: dict[str, Any]) -> None:
    judgement = judge(eight(**changes))
    assert not judgement.broken
    assert not judgement.warnings
    assert len(judgement.sub_goals) == 8


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"title": "あ" * 31}, "titleが1〜30文字ではない"),
        ({"title": " <b></b>\x00"}, "titleが1〜30文字ではない"),
        ({"description": "あ" * 49}, "descriptionが50〜200文字ではない"),
        ({"description": "あ" * 201}, "descriptionが50〜200文字ではない"),
        ({"description": " " * 20 + "あ" * 40}, "descriptionが50〜200文字ではない"),
        ({"background": "あ" * 101}, "backgroundが100文字を超える"),
        ({"position": 8}, "positionが0〜7を1回ずつではない"),
        ({"position": -1}, "positionが0〜7を1回ずつではない"),
        ({"position": 7}, "positionが0〜7を1回ずつではない"),
    ],
)
def test_what_breaks_a_rule(changes: dict[str, Any], rule: str) -> None:
    assert judge(eight(**changes)).broken == (rule,)


@pytest.mark.parametrize("count", [0, 7, 9])
def test_another_number_than_eight(count: int) -> None:
    assert "8個ではない" in judge({"subGoals": [item(position) for position in range(count)]}).broken


@pytest.mark.parametrize(
    "answer", [None, "text", [], {}, {"subGoals": None}, {"subGoals": "8"}, {"subGoals": {}}]
)
def test_no_list(answer: object) -> None:
    assert judge(answer).broken == (NO_LIST,)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": None},
        {"title": 1},
        {"description": ["a"]},
        {"position": "0"},
        {"position": True},
        {"position": 0.0},
    ],
)
def test_another_shape(changes: dict[str, Any]) -> None:
    assert judge(eight(**changes)).broken == (NO_SHAPE,)


def test_equal_titles_are_a_warning_only() -> None:
    judgement = judge(eight(title="題1"))
    assert (judgement.broken, judgement.warnings) == ((), (SAME_TITLES,))


def test_sub_goals_come_in_order_of_position() -> None:
    shuffled = {"subGoals": [item(position) for position in (3, 1, 7, 0, 2, 6, 5, 4)]}
    assert [one.position for one in judge(shuffled).sub_goals] == list(range(8))


def test_what_the_model_writes_is_cleaned_before_it_is_judged_and_stored() -> None:
    found = judge(eight(title="<b>題</b>\x00", background="a\ud800b{}")).sub_goals[0]
    assert (found.title, found.background) == ("題", "ab")
