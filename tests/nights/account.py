"""The account a night happens in: what on-call asks is answered from what CloudWatch got that night."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from monitoring import insights
from monitoring.evaluator.state import State
from monitoring.oncall.clock import Clock
from monitoring.plan.resources import CompositeAlarm, LogAlarm, MetricAlarm
from monitoring.timeline.inputs import metric_key
from tests.escalation.rig.cloud import Cloud
from tests.nights.notices import watched
from tests.nights.story import Story
from tests.oncall.rig.shipped import content

_BASE = "/subgoal-generation-api/production"
CATALOGUE = f"{_BASE}/catalogue"
PARAMETERS = {
    f"{_BASE}/links/guide": "https://docs.example.com/guide",
    f"{_BASE}/contacts/development/slack": "C0DEV",
    f"{_BASE}/contacts/infrastructure/slack": "C0INFRA",
}


class Account(Cloud):
    """Alarms as the timeline has them at this moment, metrics, and queries over the log events until now."""

    def __init__(self, story: Story, clock: Clock) -> None:
        super().__init__(clock.now, content())
        self.parameters = {CATALOGUE: "s3://assets/catalogue.json"}
        self._story, self._clock = story, clock
        self._answers: dict[str, dict[str, Any]] = {}
        self._numbers = count()

    @property
    def _second(self) -> int:
        return self._clock.now() // 1000

    def _GetParameters(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [{"Name": name, "Value": PARAMETERS[name]} for name in given["Names"] if name in PARAMETERS]
        return {"Parameters": found}

    def _DescribeAlarms(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in given["AlarmTypes"]}
        for alarm in self._story.plan.alarms:
            if alarm.name in given["AlarmNames"]:
                found[type(alarm).__name__].append(self._described(alarm))
        return {f"{kind}s": alarms for kind, alarms in found.items()}

    def _described(self, alarm: MetricAlarm | LogAlarm | CompositeAlarm) -> dict[str, Any]:
        tracks = self._story.timeline.of(alarm.name)
        is_on = any(track.state_at(self._second) is State.ALARM for track in tracks)
        more = watched(alarm) if isinstance(alarm, MetricAlarm) else {}
        return {"AlarmName": alarm.name, "StateValue": "ALARM" if is_on else "OK", **more}

    def _DescribeAlarmContributors(self, given: dict[str, Any]) -> dict[str, Any]:
        tracks = self._story.timeline.of(given["AlarmName"])
        listed = [
            {"ContributorAttributes": {track.alarm.by: track.contributor}}
            for track in tracks
            if isinstance(track.alarm, LogAlarm) and track.state_at(self._second) is State.ALARM
        ]
        return {"AlarmContributors": listed}

    def _GetMetricData(self, given: dict[str, Any]) -> dict[str, Any]:
        results = [self._sums(query, given) for query in given["MetricDataQueries"]]
        return {"MetricDataResults": results}

    def _sums(self, query: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        stat = query["MetricStat"]
        assert (stat["Period"], stat["Stat"]) == (60, "Sum")
        metric = stat["Metric"]
        dimensions = [(one["Name"], one["Value"]) for one in metric["Dimensions"]]
        key = metric_key(metric["Namespace"], metric["MetricName"], dimensions)
        until = min(given["EndTime"], self._second)
        sums: dict[int, float] = {}
        for sample in self._story.timeline.measured.samples(key, given["StartTime"], until):
            minute = sample.timestamp // 60_000 * 60
            sums[minute] = sums.get(minute, 0.0) + sample.value * sample.count  # type: ignore[union-attr]
        times = [datetime.fromtimestamp(at, UTC) for at in sums]
        return {"Id": query["Id"], "Timestamps": times, "Values": list(sums.values())}

    def _StartQuery(self, given: dict[str, Any]) -> dict[str, Any]:
        groups = {*given["logGroupNames"]}
        seen = [
            event
            for event in self._story.inputs.events
            if event["log"] in groups and event["timestamp"] <= self._clock.now()
        ]
        start, end = given["startTime"] * 1000, given["endTime"] * 1000 + 999
        result = insights.run(given["queryString"], seen, start, end)
        rows = [[{"field": name, "value": value} for name, value in row.items()] for row in result.rows]
        name = f"query-{next(self._numbers)}"
        self._answers[name] = {"status": "Complete", "results": rows}
        return {"queryId": name}

    def _GetQueryResults(self, given: dict[str, Any]) -> dict[str, Any]:
        return self._answers[given["queryId"]]
