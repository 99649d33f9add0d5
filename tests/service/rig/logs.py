"""What the service wrote: application lines, embedded metrics, and anything else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Line: TypeAlias = dict[str, Any]
Datum: TypeAlias = tuple[str, dict[str, str], float]
"""An embedded metric: name, dimensions, value."""

CONTRACT = json.loads(
    (Path(__file__).parents[3] / "service" / "log-contract.json").read_text(encoding="utf-8")
)
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


class Written(NamedTuple):
    """All output of some requests, taken apart."""

    text: str
    lines: list[Line]
    metrics: list[Line]
    other: list[str]

    def of(self, action: str) -> list[Line]:
        """The lines of one action."""
        return [line for line in self.lines if line.get("action") == action]

    def data(self, name: str) -> list[Datum]:
        """Every datum of one metric."""
        return [datum for line in self.metrics for datum in extract(line) if datum[0] == name]

    def sum(self, name: str) -> float:
        """One metric added up, without what stands under ErrorCode as well."""
        return sum(value for _, dimensions, value in self.data(name) if "ErrorCode" not in dimensions)

    def problems(self) -> list[str]:
        """Lines that break the log contract, and lines that are none."""
        return [f"no line of the log: {text}" for text in self.other] + [
            problem for line in self.lines for problem in breaches(line, "application")
        ]


def taken_apart(text: str) -> Written:
    """Sort each line of ``text``."""
    written = Written(text, [], [], [])
    for raw in filter(None, map(str.strip, text.splitlines())):
        found = decoded(raw)
        if found is None:
            written.other.append(raw)
        elif "_aws" in found:
            written.metrics.append(found)
        else:
            written.lines.append(found)
    return written


def decoded(raw: str) -> Line | None:
    """The JSON object that the line is, if it is one."""
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def extract(line: Line) -> Iterator[Datum]:
    """The data points that CloudWatch makes of an embedded-metrics line, one for each set of dimensions."""
    for directive in line["_aws"]["CloudWatchMetrics"]:
        assert directive["Namespace"] == "SubgoalGeneration"
        for names in directive["Dimensions"]:
            dimensions = {name: line[name] for name in names}
            for metric in directive["Metrics"]:
                values = line[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    yield metric["Name"], dimensions, value


def flat(line: Line, prefix: str = "") -> Line:
    """Dotted names of all that is in the line, as Logs Insights finds them."""
    found: Line = {}
    for name, value in line.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


def breaches(line: Line, log: str) -> list[str]:
    """How the line differs from every variant of the contract that has its action and level."""
    fields = flat(line)
    heads = [
        variant
        for variant in CONTRACT[log]["variants"]
        if all(variant.get(name) == fields.get(name) for name in ("action", "level") if name in variant)
    ]
    found = [list(differences(fields, variant["fields"])) for variant in heads]
    if [] in found:
        return []
    return [f"{line}: {found or 'no such action and level'}"]


def differences(fields: Line, contract: dict[str, Any]) -> Iterator[str]:
    """What one variant has against the line."""
    for name, rule in contract.items():
        if name not in fields:
            if rule["required"]:
                yield f"{name} is missing"
        elif not fits(fields[name], rule):
            yield f"{name} is {fields[name]!r}"
    for name in fields.keys() - contract.keys() - {"action", "level"}:
        yield f"{name} is not in the contract"


def fits(value: object, rule: dict[str, Any]) -> bool:
    """Whether type and value are the contract's."""
    if isinstance(value, bool) != (rule["type"] == "boolean"):
        return False
    return isinstance(value, TYPES[rule["type"]]) and value in rule.get("values", [value])
