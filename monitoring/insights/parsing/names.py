"""Calls: functions that exist, with as many arguments as they take, aggregates where they may stand."""

from typing import Final

from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.parsing.words import nearest
from monitoring.insights.signatures import (
    AGGREGATE_KEYS,
    AGGREGATES,
    COUNTS,
    SCALAR_KEYS,
    SCALARS,
    UNDOCUMENTED,
    Arity,
)
from monitoring.insights.tree import Call, Regex

_TAKES_REGEX: Final = ("regex_replace", "regexreplace")


def check_call(call: Call, forbids: str) -> None:
    """Check a call; ``forbids`` says where it stands when it is an aggregate that cannot stand there."""
    if forbids == "after `by`" and call.key == "histogram":
        message = "AWS was observed to group by histogram(field, width); this engine does not"
        raise UnsupportedQuery(message, call.offset, call.length)
    if forbids:
        message = f"`{call.name}` is an aggregate, which stands in `stats` before `by`, not {forbids}"
        raise QueryError(message, call.offset, call.length)
    if call.key in UNDOCUMENTED:
        message = f"AWS does not document `{call.name}`; write {UNDOCUMENTED[call.key]}"
        raise UnspecifiedQuery(message, call.offset, call.length)
    arity = AGGREGATE_KEYS.get(call.key) or SCALAR_KEYS.get(call.key)
    if arity is None:
        message = f"there is no function `{call.name}`; {_suggest(call.key)}"
        raise QueryError(message, call.offset, len(call.name))
    if call.star and call.key not in COUNTS:
        message = f"only count takes `*`; name a field in {call.name}(..)"
        raise QueryError(message, call.offset, call.length)
    _check_count(call, arity)
    if call.key not in _TAKES_REGEX:
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
