"""A parameter of a query gets no value, or a value that does not exist.

Why: a first look is asked by the system before anybody reads the message, so each `{{name}}` in its query
needs a value: a fixed one, or `{contributor.FIELD}`, the attribute by which the log alarm tells its
contributors apart. Log alarms, dashboards and reports run a query as it stands, so theirs can have no
parameters at all; runbook steps and tasks can, because there a person fills them in.

Fix: bind every parameter in the first look's `with:`; quote only the field that the alarm's `by:` names.

Bad:

    alarms:
      forbidden:
        watch: {rows-of: forbidden-requests, by: userId}
        first-look: [{query: user-requests, with: {user: "{contributor.id}"}}]
    queries:
      user-requests: {logs: application, rows: 'filter userId = "{{userId}}"'}

Good:

    alarms:
      forbidden:
        watch: {rows-of: forbidden-requests, by: userId}
        first-look: [{query: user-requests, with: {userId: "{contributor.userId}"}}]
    queries:
      user-requests: {logs: application, rows: 'filter userId = "{{userId}}"'}
"""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.alarms import Alarm, FirstLook
from monitoring.spec.queries import Query
from monitoring.spec.references import references
from monitoring.spec.resolve import log_rows
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "unbound-parameter"
_RUN_BY: Final = {"dashboards": "a dashboard", "reports": "a report"}
_QUOTE: Final = regex(r"\{([^{}]*)\}")


def check(spec: Spec) -> Iterator[Finding]:
    """First looks that bind too little or too much, and parameters that nobody can fill in."""
    parameters = {name: _parameters(query) for name, query in spec.queries.items()}
    for name, alarm in spec.alarms.items():
        for index, look in enumerate(alarm.first_look):
            place: Path = ("alarms", name, "first-look", index)
            if look.query in parameters:
                yield from _bindings(look, parameters[look.query], place)
            yield from _values(alarm, look, place)
    for found in references(spec):
        needed = parameters.get(found.name) if found.chapter == "queries" else None
        if needed and (where := _where(found.path)):
            names = ", ".join(f"`{name}`" for name in needed)
            message = f"the query `{found.name}` needs {names}, and {where} gives it no values"
            yield error(CHECK, found.path, message, "use a query without parameters")


def _where(path: Path) -> str:
    """What runs the query named at a path as it stands; nothing where a person or `with` fills it in."""
    return "a log alarm" if path[-1] == "rows-of" else _RUN_BY.get(str(path[0]), "")


def _parameters(query: Query) -> tuple[str, ...]:
    return query.parameters if "{{" in query.rows or "{{" in query.summary else ()


def _bindings(look: FirstLook, parameters: tuple[str, ...], place: Path) -> Iterator[Finding]:
    for name in parameters:
        if name not in look.with_:
            message = f"the query `{look.query}` needs a value for `{name}`"
            fix = f'add `with: {{{name}: "{{contributor.{name}}}"}}`'
            yield error(CHECK, (*place, "query"), message, fix)
    for name in look.with_:
        if name not in parameters:
            fix = did_you_mean(name, parameters)
            message = f"the query `{look.query}` has no parameter `{name}`"
            yield error(CHECK, (*place, "with", name), message, fix, on_key=True)


def _values(alarm: Alarm, look: FirstLook, place: Path) -> Iterator[Finding]:
    if look.graph is not None and look.with_:
        message = "`with` binds parameters of a query, and a graph has none"
        yield error(CHECK, (*place, "with"), message, "remove it", on_key=True)
    for name, value in look.with_.items():
        yield from _value(alarm, value, (*place, "with", name))


def _value(alarm: Alarm, value: str, path: Path) -> Iterator[Finding]:
    rows = log_rows(alarm)
    fields = [field.strip() for field in rows[1].split(",") if field.strip()] if rows else []
    for match in _QUOTE.finditer(value):
        root, _, field = match[1].partition(".")
        span = (match.start(), len(match[0]))
        if root != "contributor" or not field:
            message, fix = f"`{match[0]}` is no value", "write `{contributor.FIELD}` or a fixed value"
        elif not fields:
            message, fix = (
                "the alarm has no contributors",
                "add `by:` beside `rows-of`, or write a fixed value",
            )
        elif field not in fields:
            message, fix = f"the alarm's contributors have no `{field}`", did_you_mean(field, fields)
        else:
            continue
        yield error(CHECK, path, message, fix, span=span)
