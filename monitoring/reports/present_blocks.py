"""The blocks that `monitoring.yaml` asks for, in its order."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from monitoring.oncall.cells import Style, cells, is_number
from monitoring.oncall.parts import Link
from monitoring.reports.document import Grid, Item, Lines, Missing, Section
from monitoring.reports.lacks import lack_line
from monitoring.reports.linker import Linker
from monitoring.reports.present_alarms import alarm_items
from monitoring.reports.present_graphs import graph_items
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
from monitoring.reports.say import Teller

MOST_ROWS: Final = 50


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
            yield from graph_items(teller, block)
        case ForecastBlock():
            yield from forecast_items(teller, block)
        case BudgetBlock():
            yield from bill_items(teller)
        case AlarmsBlock():
            yield from alarm_items(teller, linker, block)


def _rows(teller: Teller, block: QueryBlock) -> Iterator[Item]:
    if block.lack:
        return
    if not block.rows:
        yield Lines((teller.say("no-rows"),))
        return
    shown: list[Mapping[str, str]] = list(block.rows[:MOST_ROWS])
    more = len(block.rows) - len(shown)
    columns = {name: [row.get(name, "") for row in shown] for name in block.columns}
    style = Style(teller.words, teller.report.period.timezone, of_day=teller.report.period.covers == "day")
    yield Grid(
        tuple(map(teller.column, columns)),
        tuple(zip(*(cells(style, name, texts) for name, texts in columns.items()), strict=True)),
        tuple(map(_is_numeric, columns.values())),
        teller.say("more-rows", count=more) if more > 0 else "",
    )


def _is_numeric(texts: Sequence[str]) -> bool:
    given = [text for text in texts if text]
    return bool(given) and all(map(is_number, given))
