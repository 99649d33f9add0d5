"""The aggregates of ``stats``: their table, and what each keeps of a group."""

from monitoring.insights.aggregates.table import AGGREGATES, Accumulator, Aggregate

__all__ = ["AGGREGATES", "Accumulator", "Aggregate"]
