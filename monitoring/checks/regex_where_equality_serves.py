"""A regular expression, or a search for a part, where `=` or `in` says the same.

Why: `=` and `in` compare whole values and use field indexes; `like` and `=~` read every line of the range.
They also find what only contains the text: `action like /read/` finds `database_read` and, from tomorrow
on, `read_cache`.

Found are expressions that allow whole values only (`/^(a|b)$/`), and texts that are a value of the field in
the file of `log-contract` and part of no other. `not like` is left alone, since `!=` also holds where the
field is missing.

Fix: compare with `= "value"`, or with `in ["a", "b"]`.

Bad:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code like /^FORBIDDEN_ERROR$/

Good:

    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import Lines, logged_lines, nodes_of, place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.tree import Field, Match, Regex
from monitoring.spec.root import Spec

CHECK: Final = "regex-where-equality-serves"
_SPECIAL: Final = frozenset("^$.|?*+()[]{}")


def check(spec: Spec) -> Iterator[Finding]:
    """Matches that a comparison replaces without changing what is found."""
    for name, query, _ in readable_queries(spec):
        lines = logged_lines(spec, query)
        for node in nodes_of(query.text):
            if isinstance(node, Match) and not node.negated and (values := _meant(node, lines)):
                path, span = place_in(name, query, node)
                message = f"`{node.operator}` finds whole values here, which `=` compares faster and exactly"
                yield warning(CHECK, path, message, f"write `{_comparison(node, values)}`", span=span)


def _meant(match: Match, lines: Lines | None) -> list[str]:
    """The whole values that a match stands for; none when it finds more than that."""
    pattern = match.pattern
    if isinstance(pattern, Regex):
        if (whole := _whole_values(pattern.pattern)) is not None:
            return whole
        text = _literal(pattern.pattern) or ""
    else:
        text = pattern.value
    known = lines.values_of(match.subject.name) if lines and isinstance(match.subject, Field) else set()
    return [text] if {value for value in known if text and text in value} == {text} else []


def _whole_values(pattern: str) -> list[str] | None:
    """The texts that ``^text$`` or ``^(text|text)$`` allows."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    inner = pattern[1:-1]
    if inner.startswith("(") and inner.endswith(")"):
        parts = list(map(_literal, inner[1:-1].removeprefix("?:").split("|")))
    else:
        parts = [_literal(inner)]
    return [part for part in parts if part] if all(parts) else None


def _literal(pattern: str) -> str | None:
    """The text that a pattern without special characters stands for; escaped ones are none."""
    first, *others = pattern.split("\\")
    plain = [first, *(piece[1:] for piece in others)]
    if any(map(_SPECIAL.intersection, plain)) or not all(
        piece[:1] in _SPECIAL | set("/-") for piece in others
    ):
        return None
    return "".join([first, *others])


def _comparison(match: Match, values: list[str]) -> str:
    subject = match.subject.name if isinstance(match.subject, Field) else ".."
    quoted = [f'"{value}"' for value in values]
    return f"{subject} = {quoted[0]}" if len(quoted) == 1 else f"{subject} in [{', '.join(quoted)}]"
