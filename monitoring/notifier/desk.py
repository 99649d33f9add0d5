"""What every step of a notification needs, and what is known of the alarm it is about."""

from hashlib import sha256
from re import compile as regex
from typing import NamedTuple

from monitoring.oncall.aws import Clients, Place
from monitoring.oncall.catalogue import Alarm, Catalogue, NamedAlarm
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import Clock
from monitoring.oncall.incident import Incident, incident_key
from monitoring.oncall.journal import Journal
from monitoring.oncall.notice import Notice
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.oncall.schedule import route_of
from monitoring.oncall.settings import Settings
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.status import Speaker
from monitoring.oncall.store import Store
from monitoring.oncall.words import Words

_UNSAFE = regex(r"[^A-Za-z0-9._-]")


class Desk(NamedTuple):
    """For one notification; ``slack`` is None for mail alone, ``slack_failed`` says why if wrongly.

    ``change`` is what tells the notification from all others, whoever brings it once more.
    """

    settings: Settings
    clock: Clock
    clients: Clients
    journal: Journal
    catalogue: Catalogue
    store: Store
    words: Words
    place: Place
    pseudonyms: Pseudonyms
    slack: Slack | None
    slack_failed: str = ""
    change: str = ""

    def speaker(self) -> Speaker:
        """Says things as of now."""
        return Speaker(self.words, self.catalogue, self.clock.now())

    def name_of(self, user: str) -> str:
        """The name of a user of Slack; the id where Slack does not say."""
        return self.slack.name(user) if self.slack else user


class Case(NamedTuple):
    """A state change and what the catalogue says of its alarm; ``level`` is whose topic it came over."""

    notice: Notice
    named: NamedAlarm
    alarm: Alarm
    level: str
    now: int
    listed: bool = True

    @property
    def changed(self) -> int:
        """When the state changed: never in the future, whatever the clocks say."""
        return min(self.notice.changed, self.now)

    def key(self, environment: str) -> str:
        """The key of its incident."""
        return incident_key(environment, self.named.entry, self.notice.contributor)


def is_over(case: Case, before: Incident) -> bool:
    """Whether the alarm's OK came before its ALARM."""
    return before.cleared.get(case.notice.alarm, 0) > case.changed


def case_of(catalogue: Catalogue, notice: Notice, topic: str, now: int) -> Case:
    """A state change with what is known of its alarm; an alarm that nobody planned is its own entry."""
    named = catalogue.named(notice.alarm)
    alarm = catalogue.alarm(named.entry) if named else None
    level = catalogue.level_of_topic(topic)
    if named is None or alarm is None:
        named = NamedAlarm(_entry_of(notice.alarm), "warning", "")
        return Case(notice, named, _unlisted(catalogue, notice, level), level, now, listed=False)
    route = catalogue.route(alarm.route)
    return Case(notice, named, alarm, route.start if route else level, now)


def _entry_of(alarm: str) -> str:
    """An alarm's name as an entry; where that hides a difference, a hash keeps names apart."""
    entry = _UNSAFE.sub("-", alarm)
    return entry if entry == alarm else f"{entry}-{sha256(alarm.encode()).hexdigest()[:8]}"


def _unlisted(catalogue: Catalogue, notice: Notice, level: str) -> Alarm:
    return Alarm(
        entry=_entry_of(notice.alarm),
        title=clean(notice.alarm, 255),
        impact=notice.description.split("\n")[0],
        first_action="",
        runbook="",
        route=route_of(catalogue, "", level).name,
        explained_by=(),
        first_look=(),
        graphs={},
        rows_of="",
        by="",
        live_while=None,
        guide=(),
    )
