"""The sources of a report in AWS."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Final

from monitoring.oncall.aws import Clients
from monitoring.oncall.clock import Clock
from monitoring.oncall.insights import Answer, Ask, Insights
from monitoring.oncall.store import Store
from monitoring.reports.day import Day, read_day, write_day
from monitoring.reports.metric_data import read_points
from monitoring.reports.sources import AlarmState, Episode, NotHere, Series, Wanted

_AT_ONCE: Final = 5
"""Queries at a time: each asks for its results twice a second, and an account may ask ten times
(CloudWatch Logs quotas: GetQueryResults), of which alarms need some as well."""
_TYPES: Final = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
_MISSING: Final = ("NoSuchKey", "404")


class FromAws:
    """Asks AWS until a moment of the monotonic clock; ``bucket`` is empty where nothing is kept."""

    def __init__(self, clients: Clients, clock: Clock, store: Store, until: float) -> None:
        self._clients, self._clock, self._store, self._until = clients, clock, store, until
        self.prefix = ""
        self.bucket = ""

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers in the order of the questions, some at a time, none after the deadline."""
        insights = Insights(self._clients("logs"), self._clock)

        def ask(one: Ask) -> Answer:
            if self._clock.monotonic() >= self._until:
                return Answer("late")
            return insights.ask(one, self._until)

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(ask, asks))

    def points(self, wanted: Wanted) -> Series:
        """A metric's points from CloudWatch."""
        return read_points(self._clients("cloudwatch"), wanted)

    def episodes(self, day: date) -> list[Episode]:
        """Incidents from the state table."""
        return self._store.incidents_of_day(day.isoformat())

    def alarms(self) -> list[AlarmState]:
        """All alarms of the environment, log and composite ones included (``DescribeAlarms``)."""
        return [_state(alarm) for alarm in self._described()]

    def kept(self, day: date) -> Day | None:
        """A day from the bucket of reports."""
        client = self._clients("s3")
        try:
            found = client.get_object(Bucket=self._named_bucket(), Key=day_key(day.isoformat()))
        except client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in _MISSING:
                return None
            raise
        return read_day(found["Body"].read())

    def keep(self, day: Day) -> None:
        """Keep a day in the bucket of reports."""
        self._clients("s3").put_object(
            Bucket=self._named_bucket(),
            Key=day_key(day.day),
            Body=write_day(day).encode(),
            ContentType="application/json",
        )

    def _named_bucket(self) -> str:
        if not self.bucket:
            raise NotHere("REPORTS_BUCKET")
        return self.bucket

    def _described(self) -> Iterator[dict[str, Any]]:
        client, token = self._clients("cloudwatch"), dict[str, str]()
        while True:
            answer = client.describe_alarms(AlarmNamePrefix=self.prefix, AlarmTypes=list(_TYPES), **token)
            for kind in _TYPES:
                yield from answer.get(f"{kind}s", ())
            if not answer.get("NextToken"):
                return
            token = {"NextToken": answer["NextToken"]}


def day_key(day: str) -> str:
    """Where a day is kept."""
    return f"days/{day}.json"


def _state(alarm: dict[str, Any]) -> AlarmState:
    since = alarm.get("StateTransitionedTimestamp") or alarm["StateUpdatedTimestamp"]
    changed = alarm["AlarmConfigurationUpdatedTimestamp"]
    moments = (round(moment.timestamp() * 1000) for moment in (since, changed))
    return AlarmState(alarm["AlarmName"], alarm["StateValue"], *moments)
