"""The Lambda function on the schedules of reports: `handle` is its handler."""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from monitoring.oncall.aws import Clients, place_of
from monitoring.oncall.clock import Clock, SystemClock, from_iso
from monitoring.oncall.delivery import former_deliveries
from monitoring.oncall.journal import Journal
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.oncall.settings import Settings, read_settings
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.sources import CatalogueSource, SecretSource
from monitoring.oncall.store import Store
from monitoring.reports.compute import compute
from monitoring.reports.delivery import Made, Sender, deliver
from monitoring.reports.from_aws import FromAws
from monitoring.reports.gather import gather
from monitoring.reports.given import Given
from monitoring.reports.people import with_names
from monitoring.reports.periods import period_at
from monitoring.reports.present import present

_KEPT_BACK: Final = 90.0
"""Seconds of the function's time that are left for drawing and delivering."""


class NoSuchReport(ValueError):
    """The catalogue has no report of this name; a deployment is under way, or the event is not ours."""


class Context(Protocol):
    """What Lambda says of an invocation; the id is the same when it tries an event again."""

    @property
    def aws_request_id(self) -> str:
        """The invocation."""

    @property
    def invoked_function_arn(self) -> str:
        """The function."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation."""


class Reporter:
    """Makes reports; one for the life of a container."""

    def __init__(self, settings: Settings, clock: Clock, clients: Clients | None = None) -> None:
        self._settings, self._clock = settings, clock
        self._clients = clients or Clients()
        self._journal = Journal(settings, clock)
        self._catalogues = CatalogueSource(self._clients, settings.catalogue_parameter, clock)
        self._secrets = SecretSource(self._clients, settings.slack_secret, clock)

    def make(self, name: str, at: int, context: Context, former: Sequence[str] = ()) -> None:
        """Make and deliver a report as of a moment; once, however often the schedule calls.

        ``former`` are the ids that the event failed under before it was redriven.
        """
        catalogue = self._catalogues.read()
        if name not in catalogue.content["reports"]:
            raise NoSuchReport(f"there is no report {name!r}; deploy the monitoring stack again")
        covers = catalogue.content["reports"][name]["covers"]
        given = Given(catalogue, name, period_at(covers, at, self._settings.timezone), self._clock.now())
        store = Store(self._clients("dynamodb"), self._settings.state_table, self._clock, catalogue.timezone)
        change = f"report#{name}#{given.period.name}"
        if self._is_ours(store, change, context.aws_request_id, former):
            self._deliver(given, store, context)

    def _is_ours(self, store: Store, change: str, delivery: str, former: Sequence[str]) -> bool:
        try:
            return store.claim(change, delivery, former)
        except Exception as error:  # a report twice is better than none
            self._journal.fail("report_claim", error)
            return True

    def _deliver(self, given: Given, store: Store, context: Context) -> None:
        secret = self._secrets.read()
        pseudonyms = Pseudonyms(secret.pseudonym_key.encode(), given.catalogue.personal)
        seconds = context.get_remaining_time_in_millis() / 1000 - _KEPT_BACK
        sources = FromAws(self._clients, self._clock, store, self._clock.monotonic() + max(seconds, 1.0))
        sources.bucket = self._settings.reports_bucket
        sources.prefix = f"{given.catalogue.service}-{given.catalogue.environment}-"
        gathered = gather(given, sources, pseudonyms)
        if secret.bot_token:
            slack = Slack(secret.bot_token, self._settings.slack_api, self._clock)
            gathered = with_names(gathered, given.period, slack.name)
        report = compute(given, gathered, pseudonyms)
        for lack in report.lacks:
            self._journal.warn("report_lacks", report=given.name, what=lack.what, status=lack.status)
        place = place_of(context.invoked_function_arn)
        sender = Sender(self._clients, self._settings, self._journal, self._clock, place, secret.bot_token)
        document = present(report, given.catalogue, self._settings.locale)
        deliver(sender, Made(report, document, given.catalogue, given.report["to"]))
        self._journal.count("ReportsDelivered")


_reporters: list[Reporter] = []


def handle(event: Mapping[str, Any], context: Context) -> None:
    """Make the report of an event ``{"report": name, "at": ISO 8601}``."""
    if not _reporters:
        _reporters.append(Reporter(read_settings(os.environ), SystemClock()))
    at = read_time(str(event["at"]))
    _reporters[0].make(str(event["report"]), at, context, former_deliveries(event))


def read_time(text: str) -> int:
    """Epoch milliseconds of the time that the schedule was due; ValueError for anything else."""
    return from_iso(text if datetime.fromisoformat(text).tzinfo else f"{text}Z")
