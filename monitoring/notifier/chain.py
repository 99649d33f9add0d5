"""One notification from its coming in to its being told, and what is left when something is away."""

from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.notifier.alarming import tell_alarm
from monitoring.notifier.desk import Desk, case_of
from monitoring.notifier.ending import tell_ok
from monitoring.notifier.fallback import Least, Told, tell_least
from monitoring.notifier.missing import tell_no_data
from monitoring.notifier.others import tell_health, tell_test, tell_unknown
from monitoring.notifier.telling import TextFailed
from monitoring.oncall.aws import Clients, place_of
from monitoring.oncall.clock import Clock
from monitoring.oncall.journal import Journal
from monitoring.oncall.notice import Notice, read_notice
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.oncall.settings import Settings
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.sources import CatalogueSource, SecretSource
from monitoring.oncall.store import Store
from monitoring.oncall.words import words

_TELL = {"ALARM": tell_alarm, "OK": tell_ok, "INSUFFICIENT_DATA": tell_no_data}


class Chain:
    """What a container keeps between notifications."""

    def __init__(self, settings: Settings, clock: Clock, clients: Clients | None = None) -> None:
        self._settings, self._clock = settings, clock
        self.clients = clients or Clients()
        self._journal = Journal(settings, clock)
        self.catalogue = CatalogueSource(self.clients, settings.catalogue_parameter, clock)
        self._secret = SecretSource(self.clients, settings.slack_secret, clock)

    def deliver(
        self, sns: Mapping[str, Any], function: str, delivery: str, former: Sequence[str] = ()
    ) -> None:
        """Tell one notification of SNS.

        ``function`` is the function's ARN, ``delivery`` Lambda's id of the event, ``former`` are those that
        it failed under before it was redriven. What cannot be told as it should is told as the least that
        is known, and raised: Lambda counts the error, tries again, and at last puts the event aside.
        """
        received = self._clock.now()
        topic = str(sns.get("TopicArn") or "")
        notice = read_notice(str(sns.get("Message") or ""), received)
        change = _change(notice, sns, (*former, delivery)[0])
        try:
            desk = self._desk(function, change)
            if desk.store.claim(change, delivery, former):
                self._tell(desk, notice, topic.rpartition(":")[2])
            else:
                self._journal.note("told_already", alarm=notice.alarm)
        except TextFailed:
            raise
        except Exception as error:
            self._journal.fail("notification_failed", error, alarm=notice.alarm, kind=notice.kind)
            self._tell_least(Told(notice, topic, change))
            raise
        self._journal.count("NotificationLatency", max(self._clock.now() - received, 0), "Milliseconds")

    def _tell(self, desk: Desk, notice: Notice, topic: str) -> None:
        level = desk.catalogue.level_of_topic(topic)
        if notice.is_alarm:
            _TELL[notice.state](desk, case_of(desk.catalogue, notice, topic, desk.clock.now()))
        elif notice.kind == "test":
            tell_test(desk, level)
        elif notice.kind == "health":
            tell_health(desk, notice)
        else:
            tell_unknown(desk, level, notice)
        self._journal.note("told", alarm=notice.alarm, kind=notice.kind, state=notice.state)

    def _tell_least(self, told: Told) -> None:
        """A phone rings where the alarm is critical, and where nobody knows whether it is."""
        catalogue, notice = self.catalogue.known, told.notice
        named = catalogue.named(notice.alarm) if catalogue else None
        is_bad = named.severity == "critical" if named else catalogue is None
        least = Least(self.clients, self._settings, self._journal, self._store())
        tell_least(least, told, rings=notice.is_alarm and notice.state == "ALARM" and is_bad)

    def _store(self) -> Store:
        settings = self._settings
        return Store(self.clients("dynamodb"), settings.state_table, self._clock, settings.timezone)

    def _desk(self, function: str, change: str) -> Desk:
        settings, clock = self._settings, self._clock
        catalogue, secret = self.catalogue.read(), self._secret.read()
        slack = Slack(secret.bot_token, settings.slack_api, clock) if secret.bot_token else None
        return Desk(
            settings=settings,
            clock=clock,
            clients=self.clients,
            journal=self._journal,
            catalogue=catalogue,
            store=self._store(),
            words=words(settings.locale),
            place=place_of(function),
            pseudonyms=Pseudonyms(secret.pseudonym_key.encode(), catalogue.personal),
            slack=slack,
            slack_failed=self._secret.failed,
            change=change,
        )


def _change(notice: Notice, sns: Mapping[str, Any], event: str) -> str:
    """What is told once: a change of state; of other notifications each one that was sent."""
    return notice.key if notice.is_alarm else f"message#{str(sns.get('MessageId') or event)[:200]}"
