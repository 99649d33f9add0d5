"""Log lines of tests against the log contract: a line that the service never writes proves nothing."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final

from monitoring.contract import Contract, Field, read_contract
from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

FIELD: Final = "unlogged-field"
VALUE: Final = "unlogged-value"


def logged_fields(spec: Spec, log: str) -> dict[str, list[Field]]:
    """Every field that lines of a log can have; empty when the contract says nothing about the log."""
    if spec.log_contract is None:
        return {}
    contract = _read_once(str(FilePath(spec.folder, spec.log_contract)))
    found: dict[str, list[Field]] = {}
    for variant in contract[log].variants if log in contract else ():
        for name, field in variant.all_fields.items():
            found.setdefault(name, []).append(field)
    return found


@lru_cache(maxsize=8)
def _read_once(file: str) -> Contract:
    """An unreadable contract is what `monitoring check` speaks of."""
    return read_contract(file)[0] or {}


def check_logged(
    known: Mapping[str, list[Field]], log: str, line: Mapping[str, Any], path: Path
) -> Iterator[Finding]:
    """Fields and values of a test's line that no line of the log has; nothing without known fields."""
    for where, name, value in _leaves(line, (), path) if known else ():
        if name not in known:
            message = f"lines of `{log}` have no field `{name[:80]}`"
            yield error(FIELD, where, message, did_you_mean(name, known), on_key=True)
        elif isinstance(value, str) and "{n" not in value:
            possible = _values(known[name])
            if possible and value not in possible:
                message = f"`{name}` of `{log}` is never `{value[:80]}`"
                yield error(VALUE, where, message, did_you_mean(value, possible))


def _leaves(line: Mapping[str, Any], above: tuple[str, ...], path: Path) -> Iterator[tuple[Path, str, Any]]:
    """The place, dotted name and value of each field."""
    for key, value in line.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, key), (*path, key))
        else:
            yield (*path, key), ".".join((*above, key)), value


def _values(fields: list[Field]) -> list[object]:
    """All values that a field can have; none when one kind of line leaves them open."""
    if any(not field.values for field in fields):
        return []
    return list(dict.fromkeys(value for field in fields for value in field.values))
