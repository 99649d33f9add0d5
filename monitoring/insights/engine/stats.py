"""``stats``: rows become groups, groups become rows."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from monitoring.insights.aggregates import AGGREGATES, Accumulator, Aggregate, doubt_of_name
from monitoring.insights.budget import Budget
from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.grouping import Key, compile_keys, order_groups
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Evaluate, Scope, Stage
from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.functions.errors import UnsupportedFunction
from monitoring.insights.signatures import COUNTS
from monitoring.insights.tree import Call, Column, Field, Node, Number, Stats
from monitoring.insights.tree.walk import walk
from monitoring.insights.values import to_number

_NO_GROUPS: Final = "AWS does not say what stats without `by` gives when no event matches: no row here"
_UNNAMED: Final = "AWS does not say how count() without `as` is named; by its text here, as count(*) is"

Step: TypeAlias = tuple[Evaluate, list[Callable[[Any], None]]]
"""What is read from a row, and the aggregates that take it."""


class Slots:
    """The aggregates of a stats command: how each begins, and which of the inputs it takes.

    An input is read once a row, however many aggregates take it.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.inputs: list[Evaluate] = []
        self.makes: list[Callable[[], Accumulator]] = []
        self._takes: list[int] = []
        self._known: dict[tuple[str, str], int] = {}

    def add(self, node: Node) -> Evaluate:
        """Room for an aggregate; gives what reads its result from a group's row."""
        assert isinstance(node, Call)
        aggregate = AGGREGATES[node.key]
        if doubt := doubt_of_name(node.key):
            self.scope.warn(doubt, node)
        _require_arguments(node, aggregate)
        outer, self.scope.aggregate = self.scope.aggregate, None
        self._takes.append(self._input(node, aggregate))
        self.scope.aggregate = outer
        constants = [
            _constant(argument, aggregate)
            for place, argument in enumerate(node.arguments)
            if place != aggregate.field
        ]
        warn = self.scope.environment.context_at(node).warn
        self.makes.append(lambda: aggregate.make(warn, *constants))
        name = slot(len(self.makes) - 1)
        return lambda row: row[name]

    def _input(self, call: Call, aggregate: Aggregate) -> int:
        argument = call.arguments[aggregate.field] if call.arguments else call
        name = argument.name if isinstance(argument, Field) else ("*" if argument is call else "")
        place = self._known.setdefault((aggregate.takes, name), len(self.inputs))
        if place == len(self.inputs) or not name:
            place = len(self.inputs)
            self.inputs.append(self._read(call, aggregate))
        return place

    def _read(self, call: Call, aggregate: Aggregate) -> Evaluate:
        if not call.arguments:
            return lambda row: True
        read: Any = compile_expression(call.arguments[aggregate.field], self.scope)
        if aggregate.takes == "number":
            return lambda row: to_number(read(row))
        if aggregate.takes == "value":
            return read  # type: ignore[no-any-return]
        if not (self.scope.discovers or "@timestamp" in self.scope.made):
            message = f"{call.name} needs @timestamp, which the commands before do not give"
            raise QueryError(message, call.offset, call.length)
        return lambda row: (row["@timestamp"], read(row))  # type: ignore[return-value]

    def begin(self) -> tuple[list[Accumulator], list[Step]]:
        """The aggregates of a new group, and the inputs with those that take them."""
        made = [make() for make in self.makes]
        adds: list[list[Callable[[Any], None]]] = [[] for _ in self.inputs]
        for accumulator, place in zip(made, self._takes, strict=True):
            adds[place].append(accumulator.add)
        return made, list(zip(self.inputs, adds, strict=True))


def slot(place: int) -> str:
    """The name under which a group's row has the result of an aggregate; no field can have it."""
    return f"\0{place}"


def _require_arguments(call: Call, aggregate: Aggregate) -> None:
    if aggregate.refused:
        raise UnsupportedQuery(f"{aggregate.name}: {aggregate.refused}", call.offset, call.length)
    count = len(call.arguments)
    fits = aggregate.minimum + aggregate.constants <= count <= 1 + aggregate.constants
    if not fits or (call.star and aggregate.name not in COUNTS):
        raise QueryError(f"{aggregate.name} is called as {aggregate.signature}", call.offset, call.length)


def _constant(argument: Node, aggregate: Aggregate) -> int | float:
    least, most = aggregate.range
    if not isinstance(argument, Number) or not least <= argument.value <= most:
        message = f"{aggregate.signature} takes a number from {least} to {most:,} here"
        raise QueryError(message, argument.offset, argument.length)
    return argument.value


def compile_stats(stats: Stats, scope: Scope) -> Stage:
    """Groups of the rows so far; from here on only what stats gives exists."""
    if stats.shift is not None:
        message = "AWS does not say in which direction `offset` shifts bins"
        raise UnspecifiedQuery(message, stats.shift.offset, stats.shift.length)
    _require_alone(stats)
    keys = compile_keys(stats.by, scope)
    slots = Slots(scope)
    columns = _compile_columns(stats, slots)
    scope.reset([*(key.name for key in keys), *(column.name for column in stats.columns)])
    scope.grouped = stats
    _require_distinct(stats)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        try:
            groups = collect(rows, keys, slots)
        except UnsupportedFunction as error:
            raise UnsupportedQuery(str(error), stats.offset, stats.length) from None
        if not groups and not keys:
            scope.warn(_NO_GROUPS, stats)
        yield from _finish(order_groups(groups, keys, stats, scope), keys, columns)

    return run


def _require_alone(stats: Stats) -> None:
    """topk cannot be combined with `by` or other aggregates (documented)."""
    calls = [node for column in stats.columns for node in walk(column) if isinstance(node, Call)]
    used = [call for call in calls if call.key in AGGREGATES]
    for call in used:
        if AGGREGATES[call.key].alone and (stats.by or len(used) > 1):
            message = f"{call.name} stands alone in stats: without `by` and other aggregates"
            raise QueryError(message, call.offset, call.length)


def _require_distinct(stats: Stats) -> None:
    names: set[str] = set()
    for column in (*stats.by, *stats.columns):
        if column.name in names:
            message = f"two columns are named `{column.name}`; AWS does not say which one counts"
            raise UnspecifiedQuery(message, column.offset, column.length)
        names.add(column.name)


def _compile_columns(stats: Stats, slots: Slots) -> list[tuple[str, Evaluate]]:
    """Each column over a group's row; it may use the groups' keys and the columns before it."""
    scope = slots.scope
    outer = _Inner(scope, stats)
    columns = []
    for column in stats.columns:
        if column.alias is None and _is_bare_count(column):
            scope.warn(_UNNAMED, column)
        columns.append((column.name, outer.compile(column, slots)))
        outer.names.add(column.name)
    return columns


def _is_bare_count(column: Column) -> bool:
    call = column.expression
    return isinstance(call, Call) and call.key == "count" and not call.star and not call.arguments


class _Inner:
    """What a column of stats may refer to outside of aggregates."""

    def __init__(self, scope: Scope, stats: Stats) -> None:
        self.scope = scope
        self.stats = stats
        self.names = {column.name for column in stats.by}

    def compile(self, column: Column, slots: Slots) -> Evaluate:
        """The column, its aggregates in slots that see the rows, the rest seeing the group."""
        group = Scope(self.scope.environment)
        group.made = set(self.names)
        group.discovers = False
        group.read = self._refuse  # type: ignore[method-assign]
        group.aggregate = slots.add
        return compile_expression(column.expression, group)

    def _refuse(self, field: Field) -> None:
        message = (
            f"`{field.name}` is neither aggregated nor grouped by; AWS does not say which row's value it is"
        )
        raise UnspecifiedQuery(f"{message}, use latest({field.name})", field.offset, field.length)


def collect(rows: Iterable[Row], keys: list[Key], slots: Slots) -> dict[Any, tuple[Row, list[Accumulator]]]:
    """The groups by key, each with a row of its keys and what its aggregates keep.

    Raises UnsupportedFunction where more had to be kept than a query may.
    """
    budget = Budget("groups", "group by fewer values, or filter before")
    groups: dict[Any, tuple[Row, list[Accumulator]]] = {}
    steps_of: dict[Any, list[Step]] = {}
    identify = _identify(keys)
    for row in rows:
        key = identify(row)
        steps = steps_of.get(key)
        if steps is None:
            budget.take(key)
            made, steps = slots.begin()
            steps_of[key] = steps
            groups[key] = (Row({key.name: key.read(row) for key in keys}), made)
        for read, adds in steps:
            value = read(row)
            for add in adds:
                add(value)
    return groups


def _identify(keys: list[Key]) -> Callable[[Row], Any]:
    if len(keys) == 1:
        return keys[0].identify
    if not keys:
        return lambda row: None
    identifiers = [key.identify for key in keys]
    return lambda row: tuple([identify(row) for identify in identifiers])


def _finish(
    groups: Iterable[tuple[Row, list[Accumulator]]], keys: list[Key], columns: list[tuple[str, Evaluate]]
) -> Iterator[Row]:
    for row, kept in groups:
        working = row.copy()
        for place, accumulator in enumerate(kept):
            working[slot(place)] = accumulator.result()
        for name, evaluate in columns:
            working[name] = row[name] = evaluate(working)
        yield row
