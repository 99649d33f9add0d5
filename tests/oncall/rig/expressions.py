"""DynamoDB's condition and update expressions, as far as on-call uses them; anything else is refused.

Follows "Condition and filter expressions, operators, and functions" and "Using update expressions" of the
Amazon DynamoDB Developer Guide. Like the service it refuses reserved words, and names or values that are
defined and not used.
"""

from collections.abc import Mapping
from copy import deepcopy
from re import compile as regex
from typing import Any, TypeAlias

Attribute: TypeAlias = dict[str, Any]
Attributes: TypeAlias = dict[str, Attribute]

_TOKEN = regex(r"\s*(<>|<=|>=|[=<>(),.+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*)")
_CLAUSES = ("SET", "ADD", "REMOVE")
# Those of the service's list of reserved words that somebody could take for a name of an attribute here.
_RESERVED = """
ACTION ADD AFTER ALL AND BEFORE BY CALL CLOSE COLLECTION COMMENT CONDITION COUNT CURRENT DATA DATE
DATETIME DAY DELETE DESCRIPTION END EXISTS EXPIRES_AT FILTER FIRST FROM GROUP GROUPS HASH HOLD HOUR
HOURS ID IN INDEX INTO IS ITEM ITEMS KEY KEYS LANGUAGE LAST LEVEL LIMIT LIST LOCAL LOCALE MAP MAX
MEMBER MIN MINUTE MODE MONTH NAME NAMES NEXT NOT NULL NUMBER OF ON OPEN OR ORDER OTHER OWNER PARENT
POSITION PRIMARY RANGE RANK REASON RETURN ROLE ROUTE ROWS SECOND SET SIZE SOURCE START STATE STATUS
STEP STOP TABLE TEXT TIME TIMESTAMP TO TOKEN TTL TYPE UNTIL UPDATE USER USERS VALUE VALUES VIEW WHEN
WINDOW YEAR ZONE
"""
RESERVED = frozenset(_RESERVED.split())


class Refused(Exception):
    """ValidationException, with what is wrong."""


class Given:
    """The names and values of a request, and which of them were used."""

    def __init__(self, names: Mapping[str, str], values: Mapping[str, Attribute]) -> None:
        self.names, self.values = names, values
        self.used: set[str] = set()

    def name(self, token: str) -> str:
        """The attribute that a token names."""
        if token.startswith("#"):
            self.used.add(token)
            if token not in self.names:
                raise Refused(f"an expression attribute name used in the expression is not defined: {token}")
            return self.names[token]
        if token.upper() in RESERVED:
            raise Refused(f"Attribute name is a reserved keyword; reserved keyword: {token}")
        return token

    def value(self, token: str) -> Attribute:
        """The value that a token stands for."""
        self.used.add(token)
        if token not in self.values:
            raise Refused(f"an expression attribute value used in the expression is not defined: {token}")
        return self.values[token]

    def check(self) -> None:
        """Refuse what nobody used."""
        unused = ({*self.names, *self.values}) - self.used
        if unused:
            raise Refused(f"Value provided but unused in expressions: {', '.join(sorted(unused))}")


class Reader:
    """Tokens of an expression, one after the other."""

    def __init__(self, text: str, given: Given) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.given = given

    def peek(self) -> str:
        """The next token; empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        """Take the next token."""
        token = self.peek()
        if not token or (expected and token.upper() != expected):
            raise Refused(f"Syntax error; token: {token or '<EOF>'}")
        self.at += 1
        return token

    def path(self) -> list[str]:
        """A path such as ``#members.#id``."""
        parts = [self.given.name(self.take())]
        while self.peek() == ".":
            self.take()
            parts.append(self.given.name(self.take()))
        return parts


def holds(text: str, given: Given, item: Attributes) -> bool:
    """Whether a condition holds for an item, which is empty when there is none."""
    reader = Reader(text, given)
    result = _either(reader, item)
    if reader.peek():
        raise Refused(f"Syntax error; token: {reader.peek()}")
    return result


def updated(text: str, given: Given, item: Attributes) -> Attributes:
    """The item after an update; every operand is read from the item before it."""
    reader, after = Reader(text, given), deepcopy(item)
    while reader.peek():
        clause = reader.take().upper()
        if clause not in _CLAUSES:
            raise Refused(f"Syntax error; token: {clause}")
        while True:
            _action(clause, reader, item, after)
            if reader.peek() != ",":
                break
            reader.take()
    return after


def find(item: Attributes, path: list[str]) -> Attribute | None:
    """The attribute at a path."""
    found: Attribute | None = item.get(path[0])
    for part in path[1:]:
        found = found.get("M", {}).get(part) if found else None
    return found


def tokens(text: str) -> list[str]:
    """The words and signs of an expression."""
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise Refused(f"Syntax error near {text[at:]!r}")
        found.append(match[1])
        at = match.end()
    return found


def _either(reader: Reader, item: Attributes) -> bool:
    result = _both(reader, item)
    while reader.peek().upper() == "OR":
        reader.take()
        result = _both(reader, item) or result
    return result


def _both(reader: Reader, item: Attributes) -> bool:
    result = _single(reader, item)
    while reader.peek().upper() == "AND":
        reader.take()
        result = _single(reader, item) and result
    return result


def _single(reader: Reader, item: Attributes) -> bool:
    token = reader.peek()
    if token.upper() == "NOT":
        reader.take()
        return not _single(reader, item)
    if token == "(":
        reader.take()
        result = _either(reader, item)
        reader.take(")")
        return result
    if token in ("attribute_exists", "attribute_not_exists"):
        reader.take()
        reader.take("(")
        exists = find(item, reader.path()) is not None
        reader.take(")")
        return exists == (token == "attribute_exists")
    return _comparison(reader, item)


def _comparison(reader: Reader, item: Attributes) -> bool:
    left, sign, right = _operand(reader, item), reader.take(), _operand(reader, item)
    if left is None or right is None:
        return sign == "<>" and left is not right
    if sign in ("=", "<>"):
        return (_plain(left) == _plain(right) and left.keys() == right.keys()) == (sign == "=")
    if left.keys() != right.keys():
        return False
    one, other = _plain(left), _plain(right)
    results = {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}
    if sign not in results:
        raise Refused(f"Syntax error; token: {sign}")
    return bool(results[sign])


def _operand(reader: Reader, item: Attributes) -> Attribute | None:
    token = reader.peek()
    if token.startswith(":"):
        return reader.given.value(reader.take())
    if token == "if_not_exists":
        reader.take()
        reader.take("(")
        found = find(item, reader.path())
        reader.take(",")
        otherwise = _operand(reader, item)
        reader.take(")")
        return found if found is not None else otherwise
    return find(item, reader.path())


def _action(clause: str, reader: Reader, before: Attributes, after: Attributes) -> None:
    path = reader.path()
    if clause == "REMOVE":
        _place(after, path[:-1]).pop(path[-1], None)
    elif clause == "ADD":
        added = reader.given.value(reader.take())
        former = find(before, path) or {"N": "0"}
        _place(after, path[:-1])[path[-1]] = {"N": _number(_plain(former) + _plain(added))}
    else:
        reader.take("=")
        _place(after, path[:-1])[path[-1]] = _sum(reader, before)


def _sum(reader: Reader, before: Attributes) -> Attribute:
    value = _operand(reader, before)
    if value is None:
        raise Refused("The provided expression refers to an attribute that does not exist in the item")
    if reader.peek() in ("+", "-"):
        sign = 1 if reader.take() == "+" else -1
        other = _operand(reader, before)
        if other is None:
            raise Refused("The provided expression refers to an attribute that does not exist in the item")
        return {"N": _number(_plain(value) + sign * _plain(other))}
    return deepcopy(value)


def _place(item: Attributes, path: list[str]) -> Attributes:
    here = item
    for part in path:
        if part not in here or "M" not in here[part]:
            raise Refused("The document path provided in the update expression is invalid for update")
        here = here[part]["M"]
    return here


def _plain(attribute: Attribute) -> Any:
    ((kind, value),) = attribute.items()
    if kind == "N":
        return float(value) if set(value) & set(".eE") else int(value)
    return value


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
