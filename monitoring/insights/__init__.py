"""CloudWatch Logs Insights QL, run over local log events as AWS would run it.

What AWS leaves open is refused (UnspecifiedQuery) or named in ``Result.warnings``, never guessed silently.
"""

from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.events import EventError
from monitoring.insights.execution import run, run_lines
from monitoring.insights.result import QueryWarning, Result

__all__ = [
    "EventError",
    "QueryError",
    "QueryWarning",
    "Result",
    "UnspecifiedQuery",
    "UnsupportedQuery",
    "run",
    "run_lines",
]
