"""Alarms of a period: what happened, how long people and systems took, what always or never fires."""

from collections.abc import Iterable, Sequence
from statistics import median

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.incident import Incident, rank
from monitoring.reports.gather import LOOKED_BACK, Gathered
from monitoring.reports.given import Given
from monitoring.reports.report import AlarmsBlock, Standing
from monitoring.reports.sources import AlarmState, Episode, Lack

INVESTIGATE = "investigate"


def alarms_block(given: Given, gathered: Gathered, title: str, *, is_security: bool) -> AlarmsBlock:
    """The block of history, or that of what is to be investigated."""
    if isinstance(gathered.episodes, Lack):
        return AlarmsBlock(title, is_security, (), None, None, lack=gathered.episodes)
    told = _told(gathered.episodes)
    shown = tuple(one for one in told if _belongs(given, one, is_security=is_security))
    timed = [one for one, _ in shown if (is_security or one.severity != INVESTIGATE) and not one.drill]
    block = AlarmsBlock(
        title,
        is_security,
        shown,
        _middle(one.acknowledged_at - one.opened for one in timed if one.acknowledged_at),
        _middle(one.closed - one.opened for one in timed if one.closed),
    )
    return block if is_security else _with_states(block, given, gathered, told)


def open_incidents(gathered: Gathered) -> tuple[Incident, ...]:
    """What is going on, the worst first; without tickets."""
    if isinstance(gathered.episodes, Lack):
        return ()
    real = (one for one, _ in _told(gathered.episodes) if one.is_open and not one.drill)
    going_on = (one for one in real if one.severity != INVESTIGATE)
    return tuple(sorted(going_on, key=lambda one: (-rank(one.severity), one.opened)))


def open_tickets(given: Given, gathered: Gathered) -> tuple[Incident, ...]:
    """What is to be investigated and goes on, or was over in the period before anybody looked."""
    if isinstance(gathered.episodes, Lack):
        return ()
    tickets = (pair for pair in _told(gathered.episodes) if _belongs(given, pair, is_security=True))
    real = (one for one, _ in tickets if not one.drill)
    return tuple(one for one in real if one.is_open or not one.acknowledged_by)


def standing(given: Given, gathered: Gathered) -> tuple[Standing, ...]:
    """Alarms in ALARM or without data since before the period, each entry once."""
    if isinstance(gathered.alarms, Lack):
        return ()
    found = [_standing(given.catalogue, one) for one in gathered.alarms if _stands(given, one)]
    first = {(one.entry, one.state): one for one in sorted(found, key=lambda one: -one.since)}
    return tuple(sorted(first.values(), key=lambda one: (one.state, one.since)))


def _told(episodes: Iterable[Episode]) -> list[Episode]:
    """Incidents once each, without those that went on inside another one; in their order."""
    # One that came back soon is there twice: open again, and as it was archived. What goes on is told.
    ordered = sorted(episodes, key=lambda pair: pair[0].is_open)
    found = {(one.key, one.opened): (one, ending) for one, ending in ordered if not one.into}
    return sorted(found.values(), key=lambda pair: pair[0].opened)


def _belongs(given: Given, episode: Episode, *, is_security: bool) -> bool:
    """Whether it was opened in the period; to be investigated also what is open since earlier."""
    incident, _ = episode
    period = given.period
    is_inside = period.start_ms <= incident.opened < period.end_ms
    if is_security:
        return incident.severity == INVESTIGATE and (is_inside or incident.is_open)
    return is_inside


def _middle(lengths: Iterable[int]) -> int | None:
    found = [length for length in lengths if length >= 0]
    return round(median(found)) if found else None


def _with_states(
    block: AlarmsBlock, given: Given, gathered: Gathered, told: Sequence[Episode]
) -> AlarmsBlock:
    if isinstance(gathered.alarms, Lack):
        return block._replace(states_lack=gathered.alarms)
    fired = {one.entry for one, _ in told if not one.drill}
    watched = _watched_since(given.catalogue, gathered.alarms)
    earliest = given.period.end_ms - LOOKED_BACK * 86_400_000
    never = [
        entry
        for entry in given.catalogue.entries
        if entry not in fired and watched.get(entry, given.made) <= earliest
    ]
    return block._replace(
        standing=standing(given, gathered),
        never=tuple(never) if given.period.covers != "day" else (),
        looked_back=LOOKED_BACK,
    )


def _watched_since(catalogue: Catalogue, alarms: Iterable[AlarmState]) -> dict[str, int]:
    """Since when an entry's alarms have all been as they are."""
    since: dict[str, int] = {}
    for alarm in alarms:
        if named := catalogue.named(alarm.name):
            since[named.entry] = max(since.get(named.entry, 0), alarm.watching)
    return since


def _stands(given: Given, alarm: AlarmState) -> bool:
    return alarm.state != "OK" and alarm.since < given.period.start_ms


def _standing(catalogue: Catalogue, alarm: AlarmState) -> Standing:
    named = catalogue.named(alarm.name)
    return Standing(named.entry if named else alarm.name, alarm.state, alarm.since)
