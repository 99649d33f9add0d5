"""The blocks that `monitoring.yaml` asks for, in its order."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import local
from monitoring.oncall.incident import Incident
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Link
from monitoring.reports import charts
from monitoring.reports.document import Grid, Item, Lines, Missing, Picture, Section
from monitoring.reports.lacks import lack_line
from monitoring.reports.periods import Period
from monitoring.reports.present_money import bill_items, forecast_items
from monitoring.reports.report import (
    AlarmsBlock,
    Block,
    BudgetBlock,
    ForecastBlock,
    GraphBlock,
    QueryBlock,
    block_lack,
)
from monitoring.reports.say import Teller, is_numeric, spark

MOST_ROWS: Final = 50


class Linker(NamedTuple):
    """Makes links, and says what things are called."""

    catalogue: Catalogue
    console: Console
    period: Period

    def query(self, name: str) -> str:
        """Logs Insights with a saved query over the period; empty for queries that nobody knows."""
        query = self.catalogue.query(name)
        if query is None:
            return ""
        start, end = self.period.start_ms, self.period.end_ms - 1
        return self.console.query(query.text, query.log_groups, start, end)

    def runbook(self, name: str) -> str:
        """A runbook's place in the guide; empty where the guide's address is not known."""
        guide = self.catalogue.link("guide")
        return f"{guide}#{name}" if guide else ""

    def alarm_title(self, entry: str) -> str:
        """An alarm entry's title."""
        alarm = self.catalogue.alarm(entry)
        return alarm.title if alarm else entry


def query_links(teller: Teller, linker: Linker, name: str) -> Iterator[Link]:
    """Where a saved query can be run again."""
    query, address = linker.catalogue.query(name), linker.query(name)
    if query and address:
        yield Link(teller.say("link-insights", title=query.title), address)


def block_section(teller: Teller, linker: Linker, block: Block) -> Section:
    """A block with its title; what it lacks is said in its place."""
    lack = block_lack(block)
    items = tuple(_items(teller, linker, block))
    missing = (Missing((lack_line(teller, lack),)),) if lack and not isinstance(block, BudgetBlock) else ()
    links = tuple(query_links(teller, linker, block.query)) if isinstance(block, QueryBlock) else ()
    brief = isinstance(block, AlarmsBlock | BudgetBlock)
    return Section(block.title, (*missing, *items), links, brief=brief)


def _items(teller: Teller, linker: Linker, block: Block) -> Iterator[Item]:
    match block:
        case QueryBlock():
            yield from _rows(teller, block)
        case GraphBlock():
            yield from _graph(teller, block)
        case ForecastBlock():
            yield from forecast_items(teller, block)
        case BudgetBlock():
            yield from bill_items(teller)
        case AlarmsBlock():
            yield from _alarms(teller, linker, block)


def _rows(teller: Teller, block: QueryBlock) -> Iterator[Item]:
    if block.lack:
        return
    if not block.rows:
        yield Lines((teller.say("no-rows"),))
        return
    shown: list[Mapping[str, str]] = list(block.rows[:MOST_ROWS])
    more = len(block.rows) - len(shown)
    yield Grid(
        tuple(teller.column(name) for name in block.columns),
        tuple(tuple(teller.cell(name, row.get(name, "")) for name in block.columns) for row in shown),
        tuple(is_numeric(shown, name) for name in block.columns),
        teller.say("more-rows", count=more) if more > 0 else "",
    )


def _graph(teller: Teller, block: GraphBlock) -> Iterator[Item]:
    if block.series is None:
        return
    points = block.series.points
    if not points:
        yield Lines((teller.say("graph-empty"),))
        return
    values = [value for _, value in points]
    low, high, last = (teller.amount(value, block.unit) for value in (min(values), max(values), values[-1]))
    alt = teller.say("graph-range", lowest=low, highest=high, last=last)
    zone = teller.report.period.timezone
    moments = [(local(at, zone).replace(tzinfo=None), value) for at, value in points]
    scale = 0.001 if block.unit == "ms" else 1.0
    spec = charts.over_time(moments, block.series.period, scale)
    yield Picture(f"graph-{block.metric}", spec, alt, spark(_thinned(values)))


def _thinned(values: list[float]) -> list[float]:
    """The highest of each of so many stretches as fit on a line."""
    most = 48
    size = -(-len(values) // most)
    return [max(values[at : at + size]) for at in range(0, len(values), size)]


def _alarms(teller: Teller, linker: Linker, block: AlarmsBlock) -> Iterator[Item]:
    if block.lack:
        return
    if not block.episodes:
        yield Lines((teller.say("tickets-none" if block.is_security else "alarms-none"),))
    else:
        yield _episodes(teller, linker, block)
    lines = tuple(chain(_medians(teller, block), _standing(teller, linker, block)))
    if lines:
        yield Lines(lines)


def _episodes(teller: Teller, linker: Linker, block: AlarmsBlock) -> Grid:
    rows = tuple(_episode(teller, linker, incident, ending) for incident, ending in block.episodes)
    names = ("opened", "severity", "alarm", "acknowledged", "lasted", "state")
    return Grid(tuple(teller.column(name) for name in names), rows, (False,) * len(names))


def _episode(teller: Teller, linker: Linker, incident: Incident, ending: str) -> tuple[str, ...]:
    who = " ".join(value for _, value in incident.contributor)
    title = linker.alarm_title(incident.entry)
    seen = incident.acknowledged_at
    return (
        teller.moment(incident.opened),
        teller.words.severity(incident.severity),
        f"{who} {title}".strip(),
        teller.span(seen - incident.opened) if seen else "-",
        teller.span(incident.closed - incident.opened) if incident.closed else "-",
        _state(teller, incident, ending),
    )


def _state(teller: Teller, incident: Incident, ending: str) -> str:
    if not incident.is_open:
        return teller.words.sentences.get(f"ending-{ending or 'recovered'}", teller.say("state-unknown"))
    if incident.is_acknowledged(teller.report.made):
        return teller.say("state-taken", who=incident.acknowledged_by)
    return teller.say("state-open")


def _medians(teller: Teller, block: AlarmsBlock) -> Iterator[str]:
    if block.recovered is None:
        return
    recovered = teller.span(block.recovered)
    if block.acknowledged is None:
        yield teller.say("alarms-recovered", recovered=recovered)
    else:
        acknowledged = teller.span(block.acknowledged)
        yield teller.say("alarms-medians", acknowledged=acknowledged, recovered=recovered)


def _standing(teller: Teller, linker: Linker, block: AlarmsBlock) -> Iterator[str]:
    for one in block.standing:
        state, since = teller.say(f"state-{one.state}"), teller.moment(one.since)
        yield teller.say("alarms-standing", title=linker.alarm_title(one.entry), state=state, since=since)
    if block.never:
        which = teller.say("item-separator").join(linker.alarm_title(entry) for entry in block.never)
        yield teller.say("alarms-never", days=block.looked_back, which=which)
    if block.states_lack:
        yield teller.say("alarms-no-states")
