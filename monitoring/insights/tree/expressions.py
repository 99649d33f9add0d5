"""Expressions and columns; ``offset`` and ``length`` of every node are characters of the query text."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from monitoring.insights.tree.commands import Command


class Node(Struct, frozen=True, kw_only=True):
    """Something with a place in the query text."""

    offset: int
    length: int


class Field(Node, frozen=True):
    """A field: ``a.b`` has parts a and b, m.`user.id` the parts m and user.id; name joins them."""

    name: str
    parts: tuple[str, ...]


class String(Node, frozen=True):
    """A text in single or double quotes."""

    value: str


class Number(Node, frozen=True):
    """A number, with the text it is written as."""

    value: int | float
    text: str


class Boolean(Node, frozen=True):
    """true or false."""

    value: bool


class Regex(Node, frozen=True):
    """A regular expression in RE2's syntax, named groups made plain; ``names`` has an item for each group."""

    pattern: str
    names: tuple[str | None, ...] = ()


PeriodUnit: TypeAlias = Literal["ms", "s", "m", "h", "d", "w", "mo", "q", "y"]


class Period(Node, frozen=True):
    """A length of time such as the 5m in bin(5m), its unit in the shortest spelling."""

    count: int
    unit: PeriodUnit


class Access(Node, frozen=True):
    """A member of what jsonParse gave, where a dotted Field cannot say it: ``m.list[0].key``."""

    base: Field
    keys: tuple[str | int, ...]


class Call(Node, frozen=True):
    """A function or aggregate: its name as written, in lower case, its arguments; star for count(*)."""

    name: str
    key: str
    arguments: tuple["Expression", ...]
    star: bool = False


class Unary(Node, frozen=True):
    """A minus or a negation (``!`` is ``not``)."""

    operator: Literal["-", "not"]
    operand: "Expression"


class Arithmetic(Node, frozen=True):
    """Operators of one rank, applied from left to right: n operators between n + 1 operands."""

    operators: tuple[str, ...]
    operands: tuple["Expression", ...]


class Comparison(Node, frozen=True):
    """Two operands (``==`` is ``=``)."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: "Expression"
    right: "Expression"


class Logical(Node, frozen=True):
    """Two or more operands joined by the same word."""

    operator: Literal["and", "or"]
    operands: tuple["Expression", ...]


class Match(Node, frozen=True):
    """``like`` or ``=~``: a String is searched as it is, a Regex as a regular expression."""

    operator: Literal["like", "=~"]
    subject: "Expression"
    pattern: String | Regex
    negated: bool = False


class Membership(Node, frozen=True):
    """``in`` a list of values, or in the only column of a subquery."""

    subject: "Expression"
    members: "tuple[Expression, ...] | Subquery"
    negated: bool = False


Expression: TypeAlias = (
    Field
    | String
    | Number
    | Boolean
    | Regex
    | Period
    | Access
    | Call
    | Unary
    | Arithmetic
    | Comparison
    | Logical
    | Match
    | Membership
)


class Column(Node, frozen=True):
    """An expression and the name of its column: the alias, or else the text it is written as."""

    expression: Expression
    name: str
    alias: str | None = None


class SortKey(Node, frozen=True):
    """What to sort by; ascending when nothing is said."""

    expression: Expression
    descending: bool = False


class Subquery(Node, frozen=True):
    """A query in brackets."""

    commands: tuple["Command", ...]
