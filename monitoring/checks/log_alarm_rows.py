"""The rows of a log alarm are added up, cut off or reshaped before they are counted.

Why: a log alarm runs the query's `rows` and counts what comes out. After `stats` a row is no longer a line of
the log, and after `limit 20` there are never more than 20 rows, so that a larger threshold is never reached.
`sort` and `display` change nothing and only make the query slower; `display` may hide the field of `by`.

Fix: keep `fields`, `filter` and `parse` in `rows`, and move the command to `summary`, which only people see.

Bad:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId, error.code
          | filter error.code = "FORBIDDEN_ERROR"
          | limit 20

Good:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId, error.code
          | filter error.code = "FORBIDDEN_ERROR"
        summary: limit 20
"""

from collections.abc import Iterator
from re import DOTALL, IGNORECASE, VERBOSE
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "log-alarm-rows"
_REFUSED: Final = {
    "stats": "adds rows up, and the alarm counts what is left",
    "limit": "cuts rows off, and the alarm counts what is left",
    "head": "cuts rows off, and the alarm counts what is left",
    "tail": "cuts rows off, and the alarm counts what is left",
    "dedup": "drops rows, and the alarm counts what is left",
    "sort": "changes nothing for an alarm, which only counts",
    "display": "changes nothing for an alarm, which only counts",
}
# What may hold a pipe or a command without meaning it comes first; what is never closed lasts to the end.
_TOKEN: Final = regex(
    r"""
    (?P<skipped>\#[^\n]*|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?)
    |(?P<matching>(?:=~|\blike\b|\bparse\b(?:\s+[@\w.]+)?)\s*/(?:\\.|[^/\\\n])*/)
    |(?P<pipe>\|)
    |(?P<word>[@\w.]+)
    """,
    flags=VERBOSE | DOTALL | IGNORECASE,
)


def check(spec: Spec) -> Iterator[Finding]:
    """Commands in the rows of log alarms that change which rows there are, or have no use there."""
    watching: dict[str, str] = {}
    for rule in alarm_rules(spec):
        if rule.rows_of:
            watching.setdefault(rule.rows_of, rule.entry)
    for query, alarm in watching.items():
        for word, start in commands(spec.queries[query].rows):
            if why := _REFUSED.get(word.lower()):
                message = f"alarm `{alarm}` counts these rows: `{word}` {why}"
                path, span = ("queries", query, "rows"), (start, len(word))
                yield error(CHECK, path, message, "move it to `summary`", span=span)


def commands(text: str) -> Iterator[tuple[str, int]]:
    """The commands of a query with their offsets; strings, regular expressions and comments are none."""
    expected = True
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "pipe":
            expected = True
        elif match.lastgroup == "matching" and expected:
            expected = False
        elif match.lastgroup == "word" and expected:
            yield match[0], match.start()
            expected = False
