"""The request model: what a caller may send, checked and cleaned."""

import re
from datetime import datetime
from typing import Final, NamedTuple

from service.subgoals.cleaning import clean
from service.subgoals.errors import Detail, ServiceError
from service.subgoals.settings import Sizes

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
FIELDS: Final = ("goalId", "title", "description", "deadline", "background", "constraints")
# What decoders write for bytes that are not UTF-8: the gateway's hands over the rest, and it would be stored.
_REPLACED: Final = "\ufffd"
OPTIONAL: Final = frozenset(("goalId", "constraints"))
_PAST: Final[Detail] = {"field": "deadline", "message": "未来の日時を入力してください"}


class Goal(NamedTuple):
    """A goal as its owner wrote it, clean; ``id`` is None for a new one."""

    id: str | None
    title: str
    description: str
    deadline: datetime
    background: str
    constraints: str

    def texts(self) -> dict[str, str]:
        """The texts by the name of their field."""
        return {
            "title": self.title,
            "description": self.description,
            "background": self.background,
            "constraints": self.constraints,
        }


class PastDeadline(ServiceError):
    """A goal whose one fault is its deadline: it may have been in the future when it was first sent."""

    def __init__(self, refused: ServiceError, goal: Goal) -> None:
        super().__init__(refused.code, refused.reason, details=refused.details)
        self.goal = goal


def read_goal(fields: dict[str, object], sizes: Sizes, now: datetime) -> Goal:
    """The goal in a request; a VALIDATION_ERROR lists every field that breaks a rule.

    It is a PastDeadline when nothing but the time of day speaks against the goal.
    """
    reader = _Reader(fields, now)
    goal = Goal(
        id=reader.identifier("goalId"),
        title=reader.text("title", 1, sizes.title),
        description=reader.text("description", 1, sizes.description),
        deadline=reader.moment("deadline"),
        background=reader.text("background", 1, sizes.background),
        constraints=reader.text("constraints", 0, sizes.constraints),
    )
    refused = reader.refusal()
    if refused is not None:
        raise PastDeadline(refused, goal) if refused.details == (_PAST,) else refused
    return goal


class _Reader:
    """Reads field by field and collects what is wrong."""

    def __init__(self, fields: dict[str, object], now: datetime) -> None:
        self._fields = fields
        self._now = now
        self._details: list[Detail] = []

    def identifier(self, name: str) -> str | None:
        """A UUID in small letters; None when it is not there."""
        value = self._string(name)
        if value is not None and not _UUID.fullmatch(value):
            self._refuse(name, "UUIDで指定してください")
        return value and value.lower()

    def text(self, name: str, least: int, most: int) -> str:
        """A cleaned text; the most counts what was sent, the least what is left."""
        value = self._string(name)
        cleaned = clean(value or "")
        if value is not None and (len(value) > most or len(cleaned) < least):
            self._refuse(name, f"{least}文字以上{most}文字以内で入力してください")
        return cleaned

    def moment(self, name: str) -> datetime:
        """A date-time with offset in the future."""
        value = self._string(name)
        found = _moment(value) if value is not None else None
        if value is not None and found is None:
            self._refuse(name, "時差つきのISO 8601形式の日時で入力してください")
        if found is not None and found <= self._now:
            self._details.append(_PAST)
        return found or self._now

    def refusal(self) -> ServiceError | None:
        """What was collected, None when nothing was; names that callers made up stay out of the log."""
        unknown = [name for name in self._fields if name not in FIELDS]
        for name in unknown[:10]:
            self._refuse(name[:100], "この項目は指定できません")
        if not self._details:
            return None
        known = [name for name in FIELDS if any(detail["field"] == name for detail in self._details)]
        fields = ", ".join(known + ["unknown"] * bool(unknown))
        return ServiceError("VALIDATION_ERROR", f"項目の誤り: {fields}", details=tuple(self._details))

    def _string(self, name: str) -> str | None:
        """A string without what no text holds; None when missing, or refused."""
        value = self._fields.get(name)
        if name not in self._fields:
            if name not in OPTIONAL:
                self._refuse(name, "必須項目です")
            return None
        if not isinstance(value, str):
            self._refuse(name, "文字列で指定してください")
            return None
        if _REPLACED in value or _has_surrogates(value):
            self._refuse(name, "使用できない文字が含まれています")
            return None
        return value

    def _refuse(self, name: str, message: str) -> None:
        """Notes what is wrong with a field."""
        self._details.append({"field": _speakable(name), "message": message})


def _moment(value: str) -> datetime | None:
    """A date-time; None when it is none."""
    if not _DATE_TIME.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _has_surrogates(value: str) -> bool:
    """Whether some character is half of a pair, which UTF-8 cannot carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def _speakable(name: str) -> str:
    """A caller's field name as it can be sent back."""
    return name.encode("utf-8", "replace").decode()
