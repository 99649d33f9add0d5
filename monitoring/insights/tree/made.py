"""The fields that commands make."""

from collections.abc import Callable
from typing import Any, Final

from monitoring.insights.tree.commands import (
    Accum,
    AddTotals,
    Autoregress,
    Command,
    CountFrequent,
    Display,
    Fields,
    Parse,
    ParseCsv,
    ParseJson,
    ParseLogfmt,
    ParseMany,
    Sessionize,
    Stats,
    Unnest,
)
from monitoring.insights.tree.expressions import Column, Field
from monitoring.insights.tree.sources import AppendCols, Join, Lookup

_MAKES_OTHERS: Final = (Accum, AppendCols, Autoregress, Join)
_MAKES: Final[dict[type[Command], Callable[[Any], frozenset[str]]]] = {
    AddTotals: lambda command: frozenset((command.name,)),
    CountFrequent: lambda command: frozenset(("_approxcount",)),
    Display: lambda command: _computed(command.columns),
    Fields: lambda command: _computed(command.columns),
    Lookup: lambda command: frozenset(output.name for output in command.outputs),
    Parse: lambda command: frozenset(command.names),
    ParseCsv: lambda command: frozenset(command.names),
    ParseJson: lambda command: frozenset((command.name,)),
    ParseLogfmt: lambda command: frozenset((command.name,)),
    ParseMany: lambda command: frozenset(command.names),
    Sessionize: lambda command: frozenset((command.name,)),
    Stats: lambda command: frozenset(column.name for column in command.by + command.columns),
    Unnest: lambda command: frozenset((command.name,)),
}


def made_by(command: Command) -> frozenset[str] | None:
    """The names of the fields that a command makes; None when the query does not say them all."""
    if isinstance(command, _MAKES_OTHERS):
        return None
    makes = _MAKES.get(type(command))
    return makes(command) if makes is not None else frozenset()


def _computed(columns: tuple[Column, ...]) -> frozenset[str]:
    return frozenset(
        column.name
        for column in columns
        if column.alias is not None or not isinstance(column.expression, Field)
    )
