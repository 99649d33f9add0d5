"""The aggregates of ``stats``: their table, and what each keeps of a group."""

from typing import Final

from monitoring.insights.aggregates.table import AGGREGATES, Accumulator, Aggregate

__all__ = ["AGGREGATES", "Accumulator", "Aggregate", "doubt_of_name"]

# countOverTime and sumOverTime stand in an older edition of AWS's page on time-series functions.
_ON_NO_PAGE: Final = ("collect_values", "countdistinct")


def doubt_of_name(key: str) -> str:
    """What to say of a lower-case name that no page of AWS was found to have; nothing for others."""
    known = AGGREGATES[key].name
    return f"AWS documents {known}, not {key}: taken for the same" if key in _ON_NO_PAGE else ""
