"""CloudWatch and CloudWatch Logs as far as on-call asks them, on loopback: ministack's are not faithful.

Queries and pictures are those of the fake in tests/oncall; log lines are those that functions in ministack
wrote, found by the project's own filter patterns: to ministack every line matches a JSON pattern.
"""

from collections.abc import Callable
from time import time
from typing import Any, TypeAlias

from monitoring.patterns import compile as pattern
from tests.oncall.rig.aws import Aws

Event: TypeAlias = dict[str, Any]


class Watched(Aws):
    """``ringing`` are the alarms in ALARM, ``rules`` the mute rules, ``lines`` gives a log group's."""

    def reset(self) -> None:
        """As new."""
        super().reset()
        self.ringing: set[str] = set()
        self.rules: dict[str, dict[str, Any]] = {}
        self.lines: Callable[[str, int], list[Event]] = lambda _group, _start: []

    def _DescribeAlarms(self, body: dict[str, Any]) -> dict[str, Any]:
        names = body.get("AlarmNames", sorted(self.ringing))
        return {"MetricAlarms": [self._described(name) for name in names]}

    def _described(self, name: str) -> dict[str, Any]:
        since = round(time())
        moments = dict.fromkeys(("StateUpdatedTimestamp", "AlarmConfigurationUpdatedTimestamp"), since)
        return {"AlarmName": name, "StateValue": "ALARM" if name in self.ringing else "OK", **moments}

    def _GetMetricData(self, body: dict[str, Any]) -> dict[str, Any]:
        """One in the last whole minute that is asked for: whatever is asked about goes on."""
        last = round(min(time(), body["EndTime"]) - 60) // 60 * 60
        found = [last] if last >= body["StartTime"] else []
        points = {"Timestamps": found, "Values": [1.0] * len(found)}
        return {"MetricDataResults": [{"Id": one["Id"], **points} for one in body["MetricDataQueries"]]}

    def _PutAlarmMuteRule(self, body: dict[str, Any]) -> dict[str, Any]:
        self.rules[body["Name"]] = body
        return {}

    def _DeleteAlarmMuteRule(self, body: dict[str, Any]) -> dict[str, Any]:
        del self.rules[body["AlarmMuteRuleName"]]
        return {}

    def _FilterLogEvents(self, body: dict[str, Any]) -> dict[str, Any]:
        matches = pattern(body["filterPattern"]).matches
        found = self.lines(body["logGroupName"], body["startTime"])
        return {"events": [event for event in found if matches(event["message"])]}
