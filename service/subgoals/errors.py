"""The error model: codes, statuses and messages of the contract, and what logs get instead of causes."""

from collections.abc import Iterator
from traceback import walk_tb
from types import TracebackType
from typing import Final, Literal, NamedTuple, TypeAlias, TypedDict

Code: TypeAlias = Literal[
    "VALIDATION_ERROR",
    "AUTHENTICATION_ERROR",
    "FORBIDDEN_ERROR",
    "NOT_FOUND_ERROR",
    "QUALITY_ERROR",
    "DATABASE_ERROR",
    "INTERNAL_ERROR",
    "AI_SERVICE_ERROR",
]


class Kind(NamedTuple):
    """What a code means to the caller."""

    status: int
    retryable: bool
    message: str


class Detail(TypedDict):
    """One wrong field."""

    field: str
    message: str


KINDS: Final[dict[Code, Kind]] = {
    "VALIDATION_ERROR": Kind(400, False, "入力データが不正です"),
    "AUTHENTICATION_ERROR": Kind(401, False, "認証が必要です"),
    "FORBIDDEN_ERROR": Kind(403, False, "この操作を実行する権限がありません"),
    "NOT_FOUND_ERROR": Kind(404, False, "指定されたリソースが見つかりません"),
    "QUALITY_ERROR": Kind(422, True, "AI生成結果の品質が基準を満たしませんでした。もう一度お試しください。"),
    "DATABASE_ERROR": Kind(500, True, "データの保存に失敗しました"),
    "INTERNAL_ERROR": Kind(500, True, "サーバーエラーが発生しました"),
    "AI_SERVICE_ERROR": Kind(503, True, "AI生成サービスが一時的に利用できません"),
}

# Those that are the caller's to mend; the others count as failures of the service (T2).
CLIENT_CODES: Final[frozenset[Code]] = frozenset(
    ("VALIDATION_ERROR", "AUTHENTICATION_ERROR", "FORBIDDEN_ERROR", "NOT_FOUND_ERROR")
)


class ServiceError(Exception):
    """A request ends here; ``reason`` is our own text for the log: no input, no driver's or model's words."""

    def __init__(
        self,
        code: Code,
        reason: str,
        *,
        details: tuple[Detail, ...] = (),
        retryable: bool | None = None,
    ) -> None:
        super().__init__(code)
        self.code: Code = code
        self.reason = reason
        self.details = details
        self.retryable = KINDS[code].retryable if retryable is None else retryable


class OutcomeUnknown(ServiceError):
    """A save that the database may have carried out or not: what it was done for must not be done again."""

    def __init__(self, reason: str) -> None:
        super().__init__("DATABASE_ERROR", reason)


def unexpected(problem: BaseException) -> ServiceError:
    """The end of a request that met a bug; only the name of Python's own exceptions is told."""
    kind = type(problem)
    name = kind.__name__ if kind.__module__ == "builtins" else "other"
    return ServiceError("INTERNAL_ERROR", f"想定外の失敗です ({name})")


def stack_of(problem: BaseException) -> str:
    """Where an exception came from, innermost last: frames only, no message and no source line."""
    return "\n".join(_frames(problem.__traceback__))


def _frames(trace: TracebackType | None) -> Iterator[str]:
    """The frames of a traceback."""
    for frame, line in walk_tb(trace):
        yield f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
