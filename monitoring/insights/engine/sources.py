"""``SOURCE``: the log groups that a query reads."""

from collections.abc import Callable
from typing import Final

from monitoring.insights.engine.row import EventRow
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.errors import UnsupportedQuery
from monitoring.insights.tree import Selector, Source

_NO_GROUP: Final = "an event without `log` belongs to no log group that is known: SOURCE takes it"
_SELECTORS: Final = ("nameprefix", "accountidentifiers", "accountidentifier")


def compile_source(source: Source, scope: Scope) -> Stage:
    """Events of these groups; ``log`` is ``account:group`` or the group alone."""
    tests = [_selects(selector) for selector in source.by]
    groups = frozenset(source.groups)

    def belongs(row: EventRow) -> bool:
        log = row.event.log
        if log is None:
            scope.warn(_NO_GROUP, source)
            return True
        account, _, name = log.rpartition(":")
        if groups and name not in groups and log not in groups:
            return False
        return all(test(account, name) for test in tests)

    return lambda rows: filter(belongs, rows)  # type: ignore[arg-type]


def _selects(selector: Selector) -> Callable[[str, str], bool]:
    key = selector.key.lower()
    if key == "nameprefix":
        return lambda account, name: name.startswith(selector.values)
    if key in _SELECTORS:
        return lambda account, name: account in ("", *selector.values)
    kind = f"the `{selector.key}` of their log group" if selector.key else "their data source"
    message = f"local events do not say {kind}; name log groups"
    raise UnsupportedQuery(message, selector.offset, selector.length)
