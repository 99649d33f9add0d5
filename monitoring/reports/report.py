"""A report as a value: figures, blocks, what it lacks. No words, except titles of the catalogue."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from monitoring.oncall.incident import Incident
from monitoring.reports.day import Hour, Totals, Usage
from monitoring.reports.periods import Period
from monitoring.reports.sources import Lack, Series


class Trend(NamedTuple):
    """A day among others; ``p95`` of successes in milliseconds, 0 for none."""

    day: date
    succeeded: int
    refused: int
    failures: int
    p95: float
    tokens: float
    cost: float


class Outlook(NamedTuple):
    """A month's use: so far, and what it comes to when days go on as the last seven did.

    ``month`` is its first day. ``lowest`` and ``highest`` are the least and the most of a day learnt from,
    ``learnt`` how many there were. ``daily`` are the days known of the month and those learnt from;
    ``expected`` those of the month still to come.
    """

    month: date
    so_far: float
    total: float | None
    lowest: float
    highest: float
    learnt: int
    daily: Mapping[date, float]
    expected: Mapping[date, float]


class Bill(NamedTuple):
    """The cost of the month of the last day covered against the budget, in USD."""

    budget: float | None
    outlook: Outlook | None
    lack: Lack | None = None

    @property
    def is_over(self) -> bool:
        """Whether the month comes to more than its budget."""
        total = self.outlook.total if self.outlook else None
        return self.budget is not None and total is not None and total > self.budget


class QueryBlock(NamedTuple):
    """A saved query's rows, with personal fields as pseudonyms."""

    title: str
    query: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lack: Lack | None = None


class GraphBlock(NamedTuple):
    """A metric over the period, in its unit; a ratio comes in percent. ``is_daily``: parts of days."""

    title: str
    metric: str
    unit: str
    series: Series | None
    lack: Lack | None = None
    is_daily: bool = False


class ForecastBlock(NamedTuple):
    """What the month that runs when the report is made will come to."""

    title: str
    metric: str
    unit: str
    outlook: Outlook | None
    lack: Lack | None = None


class BudgetBlock(NamedTuple):
    """The bill under its title."""

    title: str
    bill: Bill


class Standing(NamedTuple):
    """An alarm that has been in ALARM, or without data, since before the period."""

    entry: str
    state: str
    since: int


class AlarmsBlock(NamedTuple):
    """Incidents with how they ended: all of the period, or those to be investigated (``is_security``).

    ``acknowledged`` and ``recovered`` are the medians of the milliseconds that it took, None without any:
    drills do not count, nor, in a history, what is to be investigated. ``never`` are entries without an
    incident in the last ``looked_back`` days; it and ``standing`` are for history.
    """

    title: str
    is_security: bool
    episodes: tuple[tuple[Incident, str], ...]
    acknowledged: int | None
    recovered: int | None
    standing: tuple[Standing, ...] = ()
    never: tuple[str, ...] = ()
    looked_back: int = 0
    lack: Lack | None = None
    states_lack: Lack | None = None


Block: TypeAlias = QueryBlock | GraphBlock | ForecastBlock | BudgetBlock | AlarmsBlock


class Task(NamedTuple):
    """What a person does; ``query`` and ``runbook`` are names, empty for none."""

    name: str
    do: str
    query: str
    runbook: str


class Report(NamedTuple):
    """All of it. ``before`` is None when nothing is known of the period before."""

    name: str
    title: str
    service: str
    environment: str
    period: Period
    made: int
    totals: Totals | None
    before: Totals | None
    hours: tuple[Hour, ...]
    trend: tuple[Trend, ...]
    users: tuple[Usage, ...]
    bill: Bill
    blocks: tuple[Block, ...]
    open: tuple[Incident, ...]
    tickets: tuple[Incident, ...]
    tasks: tuple[Task, ...]
    missing: tuple[Lack, ...]

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """Everything that could not be had."""
        own = (self.bill.lack, *(block_lack(block) for block in self.blocks))
        named = [lack for lack in (*self.missing, *own) if lack is not None]
        return tuple(dict.fromkeys(named))


def block_lack(block: Block) -> Lack | None:
    """What a block has to do without."""
    match block:
        case BudgetBlock():
            return block.bill.lack
        case AlarmsBlock():
            return block.lack or block.states_lack
        case _:
            return block.lack
