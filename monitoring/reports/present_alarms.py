"""The history of alarms and what is to be investigated."""

from collections.abc import Iterator
from itertools import chain

from monitoring.oncall.incident import Incident
from monitoring.reports.document import Grid, Item, Lines
from monitoring.reports.history import INVESTIGATE
from monitoring.reports.linker import Linker
from monitoring.reports.report import AlarmsBlock
from monitoring.reports.say import Teller


def alarm_items(teller: Teller, linker: Linker, block: AlarmsBlock) -> Iterator[Item]:
    """What happened, how long it took, what always or never fires."""
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
    """All are alike severe among what is to be investigated; elsewhere lines have no room for a name."""
    rows = [_episode(teller, linker, incident, ending) for incident, ending in block.episodes]
    hidden = "severity" if block.is_security else "who"
    names = [name for name in rows[0] if name != hidden]
    cells = tuple(tuple(row[name] for name in names) for row in rows)
    return Grid(tuple(map(teller.column, names)), cells, (False,) * len(names))


def _episode(teller: Teller, linker: Linker, incident: Incident, ending: str) -> dict[str, str]:
    seen = incident.acknowledged_at
    return {
        "opened": teller.moment(incident.opened),
        "severity": teller.words.severity(incident.severity),
        "alarm": linker.alarm_title(incident.entry),
        "who": " ".join(value for _, value in incident.contributor),
        "acknowledged": teller.span(seen - incident.opened) if seen else "-",
        "lasted": teller.span(incident.closed - incident.opened) if incident.closed else "-",
        "state": _state(teller, incident, ending),
    }


def _state(teller: Teller, incident: Incident, ending: str) -> str:
    if incident.drill:
        return teller.say("state-drill")
    if incident.severity == INVESTIGATE:
        return _ticket_state(teller, incident)
    if not incident.is_open:
        return teller.words.sentences.get(f"ending-{ending or 'recovered'}", teller.say("state-unknown"))
    if incident.is_acknowledged(teller.report.made):
        return teller.say("state-taken", who=incident.acknowledged_by)
    return teller.say("state-open")


def _ticket_state(teller: Teller, incident: Incident) -> str:
    """What has to be looked at is not settled by its alarm's going off."""
    who = incident.acknowledged_by
    return teller.say("ticket-seen", who=who) if who else teller.say("ticket-unseen")


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
