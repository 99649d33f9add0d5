"""The quality rules of the contract: what the model's answer must keep, and what it broke."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from service.subgoals.cleaning import clean

COUNT: Final = 8
TITLE_MOST: Final = 30
DESCRIPTION_LEAST: Final = 50
DESCRIPTION_MOST: Final = 200
BACKGROUND_MOST: Final = 100

SAME_TITLES: Final = "同じタイトルがある"
NO_LIST: Final = "サブ目標の一覧がない"
NO_SHAPE: Final = "サブ目標の形が違う"


class SubGoal(NamedTuple):
    """One of the eight, with cleaned texts."""

    title: str
    description: str
    background: str
    position: int


class Judgement(NamedTuple):
    """The sub-goals in order of position, the rules they break (then they are not used), and warnings."""

    sub_goals: tuple[SubGoal, ...]
    broken: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def judge(answer: object) -> Judgement:
    """Checks what the model gave the tool: `{"subGoals": [...]}`."""
    items = answer.get("subGoals") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        return Judgement((), (NO_LIST,))
    found = tuple(filter(None, map(_read, items)))
    if len(found) != len(items):
        return Judgement((), (NO_SHAPE,))
    ordered = tuple(sorted(found, key=lambda sub_goal: sub_goal.position))
    titles = {sub_goal.title for sub_goal in found}
    warnings = (SAME_TITLES,) if len(titles) < len(found) else ()
    return Judgement(ordered, tuple(_broken(ordered)), warnings)


def _read(item: object) -> SubGoal | None:
    """One sub-goal; None when it has another shape."""
    if not isinstance(item, dict):
        return None
    title, description, background = item.get("title"), item.get("description"), item.get("background")
    position = item.get("position")
    if isinstance(position, bool) or not isinstance(position, int):
        return None
    if not (isinstance(title, str) and isinstance(description, str) and isinstance(background, str)):
        return None
    return SubGoal(_presentable(title), _presentable(description), _presentable(background), position)


def _presentable(text: str) -> str:
    """A text of the model as it may be stored and shown: no tags, no halves of surrogate pairs."""
    return clean(text if text.isprintable() else text.encode("utf-8", "ignore").decode())


def _broken(found: tuple[SubGoal, ...]) -> Iterator[str]:
    """The rules that a list of sub-goals breaks, each once."""
    if len(found) != COUNT:
        yield f"{COUNT}個ではない"
    if any(not 1 <= len(sub_goal.title) <= TITLE_MOST for sub_goal in found):
        yield f"titleが1〜{TITLE_MOST}文字ではない"
    if any(not DESCRIPTION_LEAST <= len(sub_goal.description) <= DESCRIPTION_MOST for sub_goal in found):
        yield f"descriptionが{DESCRIPTION_LEAST}〜{DESCRIPTION_MOST}文字ではない"
    if any(len(sub_goal.background) > BACKGROUND_MOST for sub_goal in found):
        yield f"backgroundが{BACKGROUND_MOST}文字を超える"
    if sorted(sub_goal.position for sub_goal in found) != list(range(COUNT)):
        yield f"positionが0〜{COUNT - 1}を1回ずつではない"
