"""The figures at the top, each with its change to the period before."""

from collections.abc import Iterator

from monitoring.oncall.cells import money
from monitoring.reports.day import Totals
from monitoring.reports.document import Tile, Tiles
from monitoring.reports.say import Teller


def tiles(teller: Teller, totals: Totals) -> Tiles:
    """Requests, failures, durations, tokens, cost, users, model calls."""
    return Tiles(tuple(_tiles(teller, totals, teller.report.before)))


def _tiles(teller: Teller, now: Totals, was: Totals | None) -> Iterator[Tile]:
    yield _counted(teller, "requests", now.requests, was and was.requests)
    yield _rate(teller, now, was)
    yield _counted(teller, "refused", now.refused, was and was.refused)
    yield from _durations(teller, now, was)
    yield _counted(teller, "tokens", now.tokens, was and was.tokens)
    spent = was.cost if was else None
    note = teller.change(now.cost, spent, money(spent or 0))
    yield Tile(teller.say("figure-cost"), money(now.cost), note)
    if now.users:
        yield _users(teller, now, was)
    if now.call_success_rate is not None:
        yield _calls(teller, now.call_success_rate, was.call_success_rate if was else None)


def _counted(teller: Teller, name: str, now: float, was: float | None) -> Tile:
    return Tile(teller.say(f"figure-{name}"), f"{now:,.0f}", teller.change(now, was, f"{was or 0:,.0f}"))


def _rate(teller: Teller, now: Totals, was: Totals | None) -> Tile:
    value = teller.say("rate", rate=teller.percent(f"{now.failure_rate:.1f}"), count=f"{now.failures:,}")
    rate = was.failure_rate if was and was.requests else None
    return Tile(
        teller.say("figure-rate"),
        value,
        teller.points(now.failure_rate, rate, teller.percent(f"{rate or 0:.1f}")),
    )


def _durations(teller: Teller, now: Totals, was: Totals | None) -> Iterator[Tile]:
    if now.percentiles is None:
        return
    before = was.percentiles if was and was.percentiles else (None, None, None)
    for name, value, old in zip(("p50", "p95", "p99"), now.percentiles, before, strict=True):
        note = teller.change(value, old, teller.amount(old or 0, "ms"))
        yield Tile(teller.say(f"figure-{name}"), teller.amount(round(value), "ms"), note)


def _users(teller: Teller, now: Totals, was: Totals | None) -> Tile:
    shown = teller.say("least", count=f"{now.users:,}") if now.is_cut else f"{now.users:,}"
    users = was.users if was and not was.is_cut else None
    return Tile(teller.say("figure-users"), shown, teller.change(now.users, users, f"{users or 0:,}"))


def _calls(teller: Teller, now: float, was: float | None) -> Tile:
    return Tile(
        teller.say("figure-calls"),
        teller.percent(f"{now:.1f}"),
        teller.points(now, was, teller.percent(f"{was or 0:.1f}")),
    )
