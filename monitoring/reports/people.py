"""Who acknowledged, by the names that Slack shows: tables and mails cannot mention anybody."""

from collections.abc import Iterable
from typing import Final

from monitoring.oncall.people import NameOf, marked
from monitoring.reports.gather import Gathered
from monitoring.reports.periods import Period
from monitoring.reports.sources import Episode, Lack

_MOST_UNKNOWN: Final = 3


def with_names(gathered: Gathered, period: Period, name_of: NameOf) -> Gathered:
    """The same with names instead of Slack's ids; ids stay where Slack does not say, or not in time."""
    if isinstance(gathered.episodes, Lack):
        return gathered
    names = _ask_names(_ids(gathered.episodes, period), name_of)
    return gathered._replace(episodes=tuple(_named(one, names) for one in gathered.episodes))


def _ids(episodes: Iterable[Episode], period: Period) -> list[str]:
    """Of what the report can show."""
    shown = (one for one, _ in episodes if one.is_open or one.opened >= period.start_ms)
    found = dict.fromkeys(one.acknowledged_by for one in shown)
    return [who for who in found if marked(who) != who]


def _ask_names(ids: Iterable[str], name_of: NameOf) -> dict[str, str]:
    """Names of ids; a Slack that is down is not asked for all of them."""
    names: dict[str, str] = {}
    for who in ids:
        names[who] = name_of(who)
        if sum(name == one for one, name in names.items()) == _MOST_UNKNOWN:
            break
    return names


def _named(episode: Episode, names: dict[str, str]) -> Episode:
    incident, ending = episode
    who = names.get(incident.acknowledged_by, incident.acknowledged_by)
    return incident._replace(acknowledged_by=who), ending
