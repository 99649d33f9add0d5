"""Calls: functions that exist, with as many arguments as they take, aggregates where they may stand."""

from collections.abc import Iterator
from typing import Final

from monitoring.insights.errors import QueryError, UnspecifiedQuery
from monitoring.insights.parsing.words import nearest
from monitoring.insights.signatures import (
    AGGREGATE_KEYS,
    AGGREGATES,
    SCALAR_KEYS,
    SCALARS,
    UNDOCUMENTED,
    Arity,
)
from monitoring.insights.tree import Call, Command, Node, Regex, Stats

_TAKES_REGEX: Final = "regexreplace"


def check_names(commands: tuple[Command, ...]) -> None:
    """Check every call; raises QueryError at the first that AWS refuses."""
    for command in commands:
        for call, place in _calls(command):
            _check_call(call)
            if call.key in AGGREGATE_KEYS and place is not None:
                message = f"`{call.name}` is an aggregate, which stands in `stats` before `by`, not {place}"
                raise QueryError(message, call.offset, call.length)


def _calls(command: Command) -> Iterator[tuple[Call, str | None]]:
    """The calls of a command, each with the place where it stands when no aggregate may stand there."""
    outside = None if isinstance(command, Stats) else f"in `{type(command).__name__.lower()}`"
    waiting: list[tuple[object, str | None]] = [(command, outside)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend((item, place) for item in reversed(node))
        elif isinstance(node, Node):
            if isinstance(node, Call):
                yield node, place
            waiting.extend(reversed(list(_children(node, place))))


def _children(node: Node, place: str | None) -> Iterator[tuple[object, str | None]]:
    if isinstance(node, Call) and node.key in AGGREGATE_KEYS:
        place = f"within `{node.name}`"
    for name in node.__struct_fields__:
        child = getattr(node, name)
        if isinstance(node, Stats):
            place = "after `by`" if name == "by" else None
        if name == "commands":
            for command in child:
                yield command, None if isinstance(command, Stats) else "in a subquery outside `stats`"
        else:
            yield child, place


def _check_call(call: Call) -> None:
    arity = AGGREGATE_KEYS.get(call.key) or SCALAR_KEYS.get(call.key)
    if call.key in UNDOCUMENTED:
        message = f"AWS does not document `{call.name}`; write {UNDOCUMENTED[call.key]}"
        raise UnspecifiedQuery(message, call.offset, call.length)
    if arity is None:
        message = f"there is no function `{call.name}`; {_suggest(call.key)}"
        raise QueryError(message, call.offset, len(call.name))
    if call.star and call.key != "count":
        message = f"only count takes `*`; name a field in {call.name}(..)"
        raise QueryError(message, call.offset, call.length)
    _check_count(call, arity)
    if call.key != _TAKES_REGEX:
        _refuse_regexes(call)


def _suggest(key: str) -> str:
    found = nearest(key, (*SCALARS, *AGGREGATES))
    return found if found.startswith("did") else "docs/insights-support.md lists all functions"


def _check_count(call: Call, arity: Arity) -> None:
    least, most = arity
    count = len(call.arguments)
    if call.star or (least <= count and (most is None or count <= most)):
        return
    if call.key == "bin" and count == 2:
        message = "AWS documents bin(period) only, always of @timestamp; leave the field out"
        raise UnspecifiedQuery(message, call.offset, call.length)
    takes = f"at least {least}" if most is None else str(least) if least == most else f"{least} to {most}"
    message = f"{call.name} takes {takes} argument{'' if takes == '1' else 's'}, got {count}"
    raise QueryError(message, call.offset, call.length)


def _refuse_regexes(call: Call) -> None:
    for argument in call.arguments:
        if isinstance(argument, Regex):
            message = f"{call.name} takes no regex; put a text in quotes"
            raise QueryError(message, argument.offset, argument.length)
