"""What a query gives."""

from msgspec import Struct

from monitoring.insights.tree import Node


class QueryWarning(Struct, frozen=True):
    """Something AWS leaves open that this result depends on; its place in the query, (0, 0) for none."""

    text: str
    offset: int = 0
    length: int = 0


class Result(Struct, frozen=True):
    """Columns in AWS's order and rows of strings; a row leaves out the fields that it does not have.

    Rows of log events also have ``@ptr``, as in AWS's answers, which is no column. ``statistics`` are
    ``recordsScanned``, ``recordsMatched`` (before aggregation and limit) and ``bytesScanned`` (of messages).
    """

    columns: list[str]
    rows: list[dict[str, str]]
    warnings: list[QueryWarning]
    statistics: dict[str, int]


class Warnings:
    """Collects warnings, each once, in the order in which they came up."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[QueryWarning, None] = {}

    def add(self, text: str, node: Node | None = None) -> None:
        """A warning about a part of the query, or about the log."""
        place = (node.offset, node.length) if node is not None else (0, 0)
        self._found[QueryWarning(text, *place)] = None

    def listed(self) -> list[QueryWarning]:
        """All of them."""
        return list(self._found)
