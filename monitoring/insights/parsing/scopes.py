"""Which fields exist after stats: a later stats command can read no others.

Source: AWS's page of stats ("you can refer only to fields that are defined in the preceding stats command").
"""

from collections.abc import Iterator

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.signatures import AGGREGATE_KEYS
from monitoring.insights.tree import Call, Column, Command, Field, Node, Stats
from monitoring.insights.tree.made import made_by
from monitoring.insights.tree.walk import walk


def check_scopes(commands: tuple[Command, ...]) -> None:
    """Check what later stats commands of one pipeline read; raises QueryError."""
    known: frozenset[str] | None = None
    for command in commands:
        made = made_by(command)
        if isinstance(command, Stats):
            _check_aggregated(command)
            if known is not None:
                _check_reads(command, known)
            known = made
        elif known is not None:
            known = None if made is None else known | made


def _check_aggregated(stats: Stats) -> None:
    """A column outside aggregates reads groups and the columns before it, since a group has many rows."""
    given = {column.name for column in stats.by}
    for column in stats.columns:
        for field in _outside_aggregates(column):
            if field.name not in given:
                raise _not_aggregated(field)
        given.add(column.name)


def _outside_aggregates(column: Column) -> Iterator[Field]:
    waiting: list[object] = [column]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Field):
            yield node
        elif isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, Node) and not (isinstance(node, Call) and node.key in AGGREGATE_KEYS):
            waiting.extend(getattr(node, name) for name in node.__struct_fields__)


def _not_aggregated(field: Field) -> QueryError:
    if field.name.lower() in AGGREGATE_KEYS:
        inside = "*" if field.name.lower() == "count" else "field"
        message = f"AWS shows aggregates with brackets only; write {field.name}({inside})"
        return UnspecifiedQuery(message, field.offset, field.length)
    message = f"`{field.name}` is neither aggregated nor grouped by; AWS does not say which row's value it is"
    return UnspecifiedQuery(f"{message}, use latest({field.name})", field.offset, field.length)


def _check_reads(stats: Stats, known: frozenset[str]) -> None:
    given = known | {column.alias for column in stats.columns + stats.by if column.alias}
    for node in walk(stats):
        if isinstance(node, Field) and node.name not in given and node.parts[0] not in given:
            message = (
                f"the stats command before does not give `{node.name}`; it gives {', '.join(sorted(known))}"
            )
            raise QueryError(message, node.offset, node.length)
