"""CloudWatch Logs Insights QL, run over local log events as AWS would run it.

What AWS leaves open is refused (UnspecifiedQuery) or named in ``Result.warnings``, never guessed silently.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from monitoring.insights.errors import MissingTable, QueryError, UnspecifiedQuery, UnsupportedQuery

if TYPE_CHECKING:
    from monitoring.insights.events import EventError
    from monitoring.insights.execution import run, run_lines
    from monitoring.insights.result import QueryWarning, Result

__all__ = [
    "EventError",
    "MissingTable",
    "QueryError",
    "QueryWarning",
    "Result",
    "UnspecifiedQuery",
    "UnsupportedQuery",
    "run",
    "run_lines",
]

_HOMES: Final = {
    "EventError": "events",
    "QueryWarning": "result",
    "Result": "result",
    "run": "execution",
    "run_lines": "execution",
}


def __getattr__(name: str) -> Any:
    """What evaluates is loaded when it is asked for: checking a file only parses, and must start fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
