"""A metric-filter pattern reads a field that no line of the log has.

Why: a selector that leads nowhere matches nothing, so the metric stays at zero, and an alarm on it stays
silent whatever happens. The file of `log-contract` says which fields the lines of each log have.

Fix: correct the name, or let the service log the field and write its contract again.

Bad:

    log-contract: service/log-contract.json
    metrics:
      database-errors:
        matching: '{ $.errorName = "DatabaseError" }'

Good:

    log-contract: service/log-contract.json
    metrics:
      database-errors:
        matching: '{ $.error.name = "DatabaseError" }'
"""

from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Final

from monitoring.checks.filter_pattern_syntax import readable_patterns
from monitoring.contract import read_contract
from monitoring.finding import Finding, error
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unlogged-selector"


def check(spec: Spec) -> Iterator[Finding]:
    """Selectors of JSON patterns that lead to no field of the log's contract."""
    reading = [each for each in readable_patterns(spec) if each[2].selectors]
    if spec.log_contract is None or not reading:
        return
    contract, _ = read_contract(FilePath(spec.folder, spec.log_contract))
    for metric, log, pattern in reading:
        lines = (contract or {}).get(log)
        if lines is None:
            continue
        known = {name for variant in lines.variants for name in variant.all_fields}
        for selector in pattern.selectors:
            if selector.name is not None and not _is_logged(selector.name, known):
                message = f"no line of log `{log}` has the field `{selector.name}`"
                span, path = (selector.offset, selector.length), ("metrics", metric, "matching")
                yield error(CHECK, path, message, did_you_mean(selector.name, sorted(known)), span=span)


def _is_logged(name: str, known: set[str]) -> bool:
    """Whether a field, or an object that holds one, is logged."""
    return name in known or any(field.startswith(f"{name}.") for field in known)
