"""An optional term of a metric-filter pattern that has no effect.

Why: `?ERROR ?TIMEOUT` matches lines with one of the two. Beside a term without `?`, CloudWatch Logs ignores
all optional terms without a word: `?ERROR ?TIMEOUT payment` matches every line with `payment`, and the metric
counts far too much.

Fix: make all terms optional, or say it in one regular expression or in a JSON pattern with `||`.

Bad:

    metrics:
      database-errors:
        matching: '?timeout ?refused database'

Good:

    metrics:
      database-errors:
        matching: '%database.*timeout|database.*refused%'
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.filter_pattern_syntax import readable_patterns
from monitoring.finding import Finding, error
from monitoring.spec.root import Spec

CHECK: Final = "ignored-or-term"


def check(spec: Spec) -> Iterator[Finding]:
    """Optional terms beside others."""
    for name, _, pattern in readable_patterns(spec):
        for note in pattern.notes:
            if note.ignored:
                span = (note.offset, note.length)
                yield error(CHECK, ("metrics", name, "matching"), note.message, note.fix, span=span)
