"""Commands that bring in other data."""

from typing import Literal

from monitoring.insights.tree.expressions import Field, Node, Subquery


class AppendCols(Node, frozen=True):
    """``appendcols``: the columns of a subquery, row by row."""

    query: Subquery
    override: bool = False
    maximum: int = 10_000


class JoinKey(Node, frozen=True):
    """A field of the left rows that equals a field of the right rows, both without the aliases."""

    left: Field
    right: Field


class Join(Node, frozen=True):
    """``join type=kind left=.. right=.. where .. (subquery)``."""

    kind: Literal["inner", "left"]
    left: str
    right: str
    keys: tuple[JoinKey, ...]
    query: Subquery


class LookupKey(Node, frozen=True):
    """A column of the lookup table and the field of the event it is compared with."""

    column: str
    field: Field


class LookupOutput(Node, frozen=True):
    """A column of the lookup table and the name it gets in the result."""

    column: str
    name: str


class Lookup(Node, frozen=True):
    """``lookup table keys OUTPUT columns``; ``only_new`` is OUTPUTNEW, ``network`` is cidrlookup."""

    table: str
    keys: tuple[LookupKey, ...]
    outputs: tuple[LookupOutput, ...]
    only_new: bool = False
    network: bool = False


class Selector(Node, frozen=True):
    """An argument of logGroups or dataSource: ``namePrefix: [..]``; without a name its key is empty."""

    key: str
    values: tuple[str, ...]


class Source(Node, frozen=True):
    """``SOURCE``: log groups by name, or by selectors of logGroups(..) and dataSource(..)."""

    groups: tuple[str, ...] = ()
    by: tuple[Selector, ...] = ()
