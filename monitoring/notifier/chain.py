"""One notification from its coming in to its being told, and what is left when something is away."""

from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.notifier.alarming import tell_alarm
from monitoring.notifier.desk import Desk, case_of
from monitoring.notifier.ending import tell_ok
from monitoring.notifier.fallback import tell_least
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
        it failed under before it was redriven. Raises only when nobody
        could be told, so that Lambda tries again and at last puts the event aside.
        """
        received = self._clock.now()
        topic = str(sns.get("TopicArn") or "")
        notice = read_notice(str(sns.get("Message") or ""), received)
        try:
            desk = self._desk(function)
            if desk.store.claim(_change(notice, sns), delivery, former):
                self._tell(desk, notice, topic.rpartition(":")[2])
            else:
                self._journal.note("told_already", alarm=notice.alarm)
        except TextFailed:
            raise
        except Exception as error:
            self._journal.fail("notification_failed", error, alarm=notice.alarm, kind=notice.kind)
            self._journal.count("NotifierErrors")
            tell_least(self.clients, self._settings, topic, notice)
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

    def _desk(self, function: str) -> Desk:
        settings, clock = self._settings, self._clock
        catalogue, secret = self.catalogue.read(), self._secret.read()
        slack = Slack(secret.bot_token, settings.slack_api, clock) if secret.bot_token else None
        return Desk(
            settings=settings,
            clock=clock,
            clients=self.clients,
            journal=self._journal,
            catalogue=catalogue,
            store=Store(self.clients("dynamodb"), settings.state_table, clock, settings.timezone),
            words=words(settings.locale),
            place=place_of(function),
            pseudonyms=Pseudonyms(secret.pseudonym_key.encode(), catalogue.personal),
            slack=slack,
            slack_failed=self._secret.failed,
        )


def _change(notice: Notice, sns: Mapping[str, Any]) -> str:
    """What is told once: a change of state; of other notifications each one that was sent."""
    return notice.key if notice.is_alarm else f"message#{sns.get('MessageId') or notice.raw[:200]}"
