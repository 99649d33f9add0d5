"""A `parse` takes everything up to the end of a JSON line.

Why: the last `*` of a glob takes all the rest of the text, and so does a group `(?<name>.*)`. In a line of
JSON the rest holds all fields that follow, quotes and brackets included, so the parsed field is never equal
to what was meant and every line makes a group of its own. Fields of JSON lines need no `parse`: CloudWatch
finds them by itself.

The file of `log-contract` says which logs hold JSON lines.

Fix: read the field by its name; or parse the field that holds the text instead of `@message`; or write what
follows the value: `"code\\":\\"*\\""`.

Bad:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          parse @message "userId*" as user
          | filter error.code = "FORBIDDEN_ERROR"
        summary: stats count(*) as requests by user

Good:

    log-contract: service/log-contract.json
    queries:
      forbidden:
        rows: |
          fields @timestamp, userId
          | filter error.code = "FORBIDDEN_ERROR"
        summary: stats count(*) as requests by userId
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.saved_queries import logged_lines, place_in, readable_queries
from monitoring.finding import Finding, warning
from monitoring.insights.tree import Field, Parse, Regex
from monitoring.spec.root import Spec

CHECK: Final = "unbounded-parse"
_GREEDY: Final = ("(.*)", "(.+)")


def check(spec: Spec) -> Iterator[Finding]:
    """Parses of whole JSON lines that have no end."""
    for name, query, tree in readable_queries(spec):
        if logged_lines(spec, query) is None:
            continue
        for command in tree.commands:
            if isinstance(command, Parse) and _is_unbounded(command):
                path, span = place_in(name, query, command.pattern)
                message = (
                    f"`{command.names[-1]}` takes the rest of a JSON line, all fields that follow included"
                )
                fix = "read the field by its name, or write what follows the value"
                yield warning(CHECK, path, message, fix, span=span)


def _is_unbounded(parse: Parse) -> bool:
    if not isinstance(parse.source, Field) or parse.source.name != "@message":
        return False
    if isinstance(parse.pattern, Regex):
        return parse.pattern.pattern.removesuffix("$").endswith(_GREEDY)
    return parse.pattern.value.endswith("*")
