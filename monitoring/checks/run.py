"""All checks over all environments of a file, as one list of findings in the order of the file."""

from collections.abc import Iterable, Iterator
from datetime import date

from monitoring.checks.registry import CHECKS, Check, dated
from monitoring.finding import Finding, Path
from monitoring.load import Loaded
from monitoring.suppress import apply

_NAMES = tuple(check.name for check in CHECKS)


def run(loaded: Loaded, today: date) -> list[Finding]:
    """Every finding that no comment allows on that day; nothing for a file that could not be loaded.

    A finding of several environments comes once; one of only some of them names them, unless it stands in
    their own changes.
    """
    left = apply(loaded, find(loaded, (*CHECKS, *dated(today))), today, _NAMES)
    misspelt = any(finding.check in ("unknown-reference", "unknown-route") for finding in left)
    # What nothing refers to is often what a misspelt name was meant to refer to.
    return in_order(loaded, [each for each in left if not (misspelt and each.check == "unused-entry")])


def in_order(loaded: Loaded, findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they stand in the file, those of one place in their given order."""
    return sorted(findings, key=lambda finding: _position(loaded, finding))


def find(loaded: Loaded, checks: Iterable[Check] = CHECKS) -> list[Finding]:
    """The findings of some checks, equal ones merged, each at the place that says the value."""
    where: dict[Finding, dict[str, None]] = {}
    for check in checks:
        for environment, spec in loaded.specs.items():
            for finding in check.run(spec):
                where.setdefault(finding, {})[environment] = None
    placed = (each for finding, names in where.items() for each in _place(loaded, finding, list(names)))
    return list(dict.fromkeys(placed))


def _place(loaded: Loaded, finding: Finding, environments: list[str]) -> Iterator[Finding]:
    origins = dict.fromkeys(loaded.origin(name, finding.path) for name in environments)
    if len(environments) < len(loaded.specs):
        for path in origins:
            names = [name for name in environments if loaded.origin(name, finding.path) == path]
            where = "" if path[:1] == ("environments",) else f" ({', '.join(names)})"
            yield finding._replace(path=path, message=finding.message + where)
    else:
        yield from (finding._replace(path=path) for path in _shared(finding.path, list(origins)))


def _shared(path: Path, origins: list[Path]) -> list[Path]:
    """One place for what all environments share, unless each of them says it by itself."""
    return [path] if path in origins else origins


def _position(loaded: Loaded, finding: Finding) -> tuple[int, int]:
    place = loaded.document.locate(finding)
    return place.line, place.column
