"""Filter patterns of CloudWatch Logs, and metrics embedded in log lines, as AWS reads them.

Stands alone. ``compile(pattern).matches(message)``; ``monitoring.patterns.emf`` for embedded metrics,
``monitoring.patterns.metrics`` for what a metric filter counts.
"""

from monitoring.patterns.errors import Note, PatternError, UnspecifiedPattern
from monitoring.patterns.pattern import Pattern
from monitoring.patterns.pattern import compile_pattern as compile

__all__ = ["Note", "Pattern", "PatternError", "UnspecifiedPattern", "compile"]
