"""Commands and the query they make up."""

from typing import TypeAlias

from monitoring.insights.tree.expressions import (
    Boolean,
    Column,
    Expression,
    Field,
    Node,
    Number,
    Period,
    Regex,
    SortKey,
    String,
    Unary,
)
from monitoring.insights.tree.sources import AppendCols, Join, Lookup, Source


class Fields(Node, frozen=True):
    """``fields``: projects and computes."""

    columns: tuple[Column, ...]


class Display(Node, frozen=True):
    """``display``: the columns of the result."""

    columns: tuple[Column, ...]


class Filter(Node, frozen=True):
    """``filter`` or ``where``."""

    condition: Expression


class Stats(Node, frozen=True):
    """``stats``: aggregates, what they are grouped by, and by how much bins are shifted (``offset 1h``)."""

    columns: tuple[Column, ...]
    by: tuple[Column, ...] = ()
    shift: Period | None = None


class Sort(Node, frozen=True):
    """``sort`` or ``order``."""

    keys: tuple[SortKey, ...]


class Limit(Node, frozen=True):
    """``limit`` or ``head``; ``tail`` has from_end."""

    count: int
    from_end: bool = False


class LimitAny(Limit, frozen=True):
    """``limit any``: rows from any part of the time range."""


class Parse(Node, frozen=True):
    """``parse``: a glob with as many ``*`` as names, or a regex whose named groups are the names."""

    source: Expression
    pattern: String | Regex
    names: tuple[str, ...]


class ParseMany(Parse, frozen=True):
    """``parse /regex/ multi``: a row for each match."""


class ParseCsv(Node, frozen=True):
    """``parse csv``: the values between commas."""

    source: Expression
    names: tuple[str, ...]


class ParseLogfmt(Node, frozen=True):
    """``parse logfmt``: a map of ``key=value`` pairs."""

    source: Expression
    name: str


class ParseJson(Node, frozen=True):
    """``json field=a "b.c" as d``: a member of a JSON text."""

    source: Field
    path: String
    name: str


class Dedup(Node, frozen=True):
    """``dedup``."""

    keys: tuple[Expression, ...]


class Unnest(Node, frozen=True):
    """``unnest source into name``."""

    source: Expression
    name: str


class Unmask(Node, frozen=True):
    """``unmask``: shows what a data-protection policy masks."""

    columns: tuple[Column, ...]


class Expand(Node, frozen=True):
    """``expand``: one row for each value of a list."""

    field: Field


class Fill(Node, frozen=True):
    """A value that fillmissing puts into a field."""

    value: String | Number | Boolean | Unary
    field: Field


class FillMissing(Node, frozen=True):
    """``fillmissing``: rows for empty bins."""

    fills: tuple[Fill, ...] = ()


class FieldPattern(Node, frozen=True):
    """A field's name in which ``*`` stands for any text."""

    pattern: str


class FillDown(Node, frozen=True):
    """``filldown``: carries values forward; all fields when none is named."""

    fields: tuple[FieldPattern, ...] = ()


class AddTotals(Node, frozen=True):
    """``addtotals``: all numeric fields when none is named."""

    fields: tuple[Field, ...] = ()
    name: str = "Total"
    row: bool = True
    column: bool = False


class Accum(Node, frozen=True):
    """``accum field as alias``: a running sum."""

    field: Field
    alias: str | None = None


class Autoregress(Node, frozen=True):
    """``autoregress field as alias p=first-last``: values of earlier rows."""

    field: Field
    alias: str | None = None
    first: int = 1
    last: int = 1


class CountFrequent(Node, frozen=True):
    """``countFrequent``: approximate counts of combinations."""

    fields: tuple[Field, ...]


class Sessionize(Node, frozen=True):
    """``sessionize fields maxspan period as name``."""

    fields: tuple[Field, ...]
    span: Period | None = None
    name: str = "session_id"


class FilterIndex(Node, frozen=True):
    """``filterIndex``: reads only what an index has for this condition."""

    condition: Expression


Command: TypeAlias = (
    Fields
    | Display
    | Filter
    | Stats
    | Sort
    | Limit
    | Parse
    | ParseCsv
    | ParseJson
    | ParseLogfmt
    | Dedup
    | Unnest
    | Unmask
    | Expand
    | FillMissing
    | FillDown
    | AddTotals
    | Accum
    | Autoregress
    | AppendCols
    | CountFrequent
    | Sessionize
    | Join
    | Lookup
    | Source
    | FilterIndex
)


class Query(Node, frozen=True):
    """A whole query; ``text`` is what was parsed."""

    text: str
    commands: tuple[Command, ...]
