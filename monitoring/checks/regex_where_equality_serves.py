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
from re import compile as regex
from typing import Final

from monitoring.checks.saved_queries import Lines, logged_lines, nodes_of, place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.tree import Field, Match, Regex
from monitoring.spec.root import Spec

CHECK: Final = "regex-where-equality-serves"
_LITERAL: Final = r"(?:[\w :;,=@#&%!~<>\"'/-]|\\[.+*?|(){}\[\]^$/-])+"
_WHOLE: Final = regex(rf"\^(?:({_LITERAL})|\((?:\?:)?({_LITERAL}(?:\|{_LITERAL})*)\))\$")
_PART: Final = regex(_LITERAL)
_ESCAPED: Final = regex(r"\\(.)")


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
        if whole := _WHOLE.fullmatch(pattern.pattern):
            return [_ESCAPED.sub(r"\1", part) for part in (whole[1] or whole[2]).split("|")]
        text = _ESCAPED.sub(r"\1", pattern.pattern) if _PART.fullmatch(pattern.pattern) else ""
    else:
        text = pattern.value
    known = lines.values_of(match.subject.name) if lines and isinstance(match.subject, Field) else set()
    return [text] if {value for value in known if text and text in value} == {text} else []


def _comparison(match: Match, values: list[str]) -> str:
    subject = match.subject.name if isinstance(match.subject, Field) else ".."
    quoted = [f'"{value}"' for value in values]
    return f"{subject} = {quoted[0]}" if len(quoted) == 1 else f"{subject} in [{', '.join(quoted)}]"
