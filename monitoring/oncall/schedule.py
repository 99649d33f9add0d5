"""When an incident goes to whom: the steps of its route, and the quiet hours in which some wait."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from monitoring.oncall.catalogue import Catalogue, QuietHours, Route
from monitoring.oncall.clock import local
from monitoring.oncall.incident import Incident


class Step(NamedTuple):
    """A level hears of it at a moment (epoch milliseconds) unless somebody acknowledged."""

    level: str
    at: int


def steps(catalogue: Catalogue, incident: Incident, told: int) -> tuple[Step, ...]:
    """The levels after the first, counted from the first message; what is to be investigated goes nowhere.

    An incident that is held (a mute, quiet hours) begins with a step of its own level at the end of it.
    """
    route = catalogue.route(incident.route)
    first = (Step(incident.level, incident.held_until),) if incident.held_until > told else ()
    begin = max(told, incident.held_until)
    quiet = quiet_until(catalogue, incident.severity, begin)
    if route is None or incident.severity == "investigate":
        return first or ((Step(incident.level, quiet),) if quiet else ())
    after = (Step(level, begin + seconds * 1000) for level, seconds in route.then.items())
    return (*first, *(Step(step.level, max(step.at, quiet)) for step in after))


def quiet_until(catalogue: Catalogue, severity: str, now: int) -> int:
    """When the quiet hours end that hold a severity now; 0 when nothing holds it."""
    quiet = catalogue.quiet_hours
    if quiet is None or severity not in quiet.holds:
        return 0
    here = local(now, catalogue.timezone)
    if not _is_quiet(quiet, here.time()):
        return 0
    until = _clock_time(quiet.until)
    day = here.date() if here.time() < until else here.date() + timedelta(days=1)
    # The local time decides, so that a change of the clocks moves the end with it.
    return round(datetime.combine(day, until, here.tzinfo).timestamp() * 1000)


def told_levels(catalogue: Catalogue, incident: Incident) -> tuple[str, ...]:
    """The levels that have heard of an incident: those of its route up to the one it has reached."""
    route = catalogue.route(incident.route)
    order = (route.start, *sorted(route.then, key=route.then.__getitem__)) if route else ()
    if incident.level not in order:
        return (incident.level,)
    return order[: order.index(incident.level) + 1]


def route_of(catalogue: Catalogue, name: str, level: str) -> Route:
    """A route by its name; for an alarm that the plan does not have, the first that starts at its level."""
    routes = catalogue.content["escalation"]["routes"]
    known = catalogue.route(name)
    if known is not None:
        return known
    fitting = next((route for route, of in routes.items() if of["start"] == level), next(iter(routes)))
    found = catalogue.route(fitting)
    assert found is not None  # it was just listed
    return found


def _is_quiet(quiet: QuietHours, now: time) -> bool:
    start, until = _clock_time(quiet.start), _clock_time(quiet.until)
    return start <= now < until if start < until else now >= start or now < until


def _clock_time(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))
