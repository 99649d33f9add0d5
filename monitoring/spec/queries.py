"""The chapters `logs` and `queries`: what is logged, and the saved Logs Insights queries over it."""

from re import compile as regex
from typing import Annotated, Literal

from msgspec import Meta

from monitoring.spec.base import Entry, Text
from monitoring.spec.quantity import Refused

_JOINT = "\n| "  # between the two halves of a query
_PARAMETER = regex(r"\{\{([A-Za-z][A-Za-z0-9_]*)\}\}")


class Log(Entry, frozen=True, kw_only=True):
    """A log group of the service, by the part that writes it."""

    of: Annotated[Literal["function", "api-access", "health"], Meta(description="the part that writes it")]
    exposes: Annotated[
        tuple[str, ...],
        Meta(description="fields that identify a person; their lines stay out of notifications"),
    ] = ()


class Query(Entry, frozen=True, kw_only=True):
    """A saved query: `rows` picks and shapes lines, `summary` adds them up."""

    logs: Annotated[str | tuple[str, ...], Meta(description="the log or logs it reads")]
    description: Annotated[Text, Meta(description="what it is for")] = ""
    rows: Annotated[str, Meta(description="fields, filter, parse")]
    summary: Annotated[str, Meta(description="stats, sort, limit")] = ""

    def __post_init__(self) -> None:
        if not self.logs:
            raise Refused("the query reads no logs", "write `logs: LOG`")
        if not self.rows.strip():
            raise Refused("the query is empty", "write what it picks in `rows`, such as `fields @message`")

    @property
    def text(self) -> str:
        """The whole query as it is saved."""
        rows, summary = self.rows.strip(), self.summary.strip()
        return f"{rows}{_JOINT}{summary}" if summary else rows

    def spot(self, offset: int) -> tuple[str, int]:
        """Where a character of ``text`` is written: the key, `rows` or `summary`, and the offset in it."""
        rows = self.rows.strip()
        start = len(rows) + len(_JOINT)
        if offset < start or not self.summary.strip():
            return "rows", _lead(self.rows) + min(offset, len(rows))
        return "summary", _lead(self.summary) + offset - start

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in ``{{name}}``, in order of appearance."""
        return tuple(dict.fromkeys(_PARAMETER.findall(self.text)))

    @property
    def log_names(self) -> tuple[str, ...]:
        """The logs it reads, always as a tuple."""
        return (self.logs,) if isinstance(self.logs, str) else self.logs


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())
