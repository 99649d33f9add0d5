"""What the queries and metrics of monitoring.yaml read in the service's logs: fields, literals, patterns."""

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.service.rig.logs import Line, flat

SPEC = yaml.safe_load((Path(__file__).parents[3] / "monitoring.yaml").read_text(encoding="utf-8"))
NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*"
COMPARED = re.compile(rf'(?<![@.\w])({NAME})\s*=\s*"([^"{{]*)"')
LISTED = re.compile(rf"(?<![@.\w])({NAME})\s+in\s+\[([^\]]*)\]")
LIKE = re.compile(rf"(?<![@.\w])({NAME})\s+like\s+(?:/([^/]*)/|\"([^\"]*)\")")
PATTERN = re.compile(rf'^\{{ \$\.({NAME}) = "([^"]*)" \}}$')


class Literal(NamedTuple):
    """A field and a value that a query looks for in it; ``part`` when it may stand anywhere in the field."""

    field: str
    value: str
    part: bool = False


class Query(NamedTuple):
    """One saved query: which logs it reads and what in them."""

    name: str
    logs: tuple[str, ...]
    fields: frozenset[str]
    literals: frozenset[Literal]


def queries() -> list[Query]:
    """All of monitoring.yaml."""
    return [understood(name, body) for name, body in SPEC["queries"].items()]


def understood(name: str, body: dict[str, Any]) -> Query:
    """What one query reads; names that begin with @ are AWS's own."""
    logs = body["logs"]
    rows: str = body["rows"]
    return Query(
        name,
        tuple([logs] if isinstance(logs, str) else logs),
        frozenset(fields(rows)),
        frozenset(literals(rows)),
    )


def fields(rows: str) -> set[str]:
    """Every name in its plain `fields` lists and to the left of its comparisons."""
    found: set[str] = set()
    for stage in rows.split("|"):
        words = stage.strip()
        if words.startswith("fields ") and "(" not in words:
            found |= {word.strip() for word in words.removeprefix("fields ").split(",")}
        if words.startswith("filter "):
            found |= set(re.findall(rf"(?<![@.\w])({NAME})\s*(?:=|!=|>|<|\blike\b|\bin\b)", words))
    return {name for name in found if not name.startswith("@")}


def literals(rows: str) -> set[Literal]:
    """Every field and value that it compares."""
    found = {Literal(*pair) for pair in COMPARED.findall(rows)}
    for name, listed in LISTED.findall(rows):
        found |= {Literal(name, value) for value in re.findall(r'"([^"]*)"', listed)}
    for name, pattern, text in LIKE.findall(rows):
        found.add(Literal(name, pattern or text, part=True))
    return found


def holds(literal: Literal, line: Line) -> bool:
    """Whether a query that looks for the literal finds this line."""
    value = flat(line).get(literal.field)
    if not isinstance(value, str):
        return False
    return literal.value in value if literal.part else value == literal.value


def patterns() -> dict[str, Literal]:
    """The log filters of monitoring.yaml by metric; each compares one field, with stars as in CloudWatch."""
    counted = {name: body["matching"] for name, body in SPEC["metrics"].items() if "matching" in body}
    found = {name: PATTERN.match(text) for name, text in counted.items()}
    assert None not in found.values(), f"a pattern that this test cannot read: {counted}"
    return {name: Literal(match[1], match[2]) for name, match in found.items() if match}


def counts(pattern: Literal, lines: list[Line]) -> int:
    """How much a metric filter adds for these lines."""
    return sum(fnmatchcase(str(flat(line).get(pattern.field, "")), pattern.value) for line in lines)


def metric_names() -> set[str]:
    """The metrics that monitoring.yaml reads in the service's own namespace."""
    own = (body for body in SPEC["metrics"].values() if body.get("namespace") == "SubgoalGeneration")
    return {body["name"] for body in own}
