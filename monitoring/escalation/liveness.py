"""What CloudWatch itself says of an incident: is an alarm of it still in ALARM, does it still happen?

Whatever cannot be asked counts as going on: an escalation too many is better than one too few.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from monitoring.escalation.decision import Liveness
from monitoring.oncall.catalogue import Alarm
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.incident import Contributor, Incident

TYPES: Final = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
"""Without them DescribeAlarms leaves composite and log alarms out."""
_AT_ONCE: Final = 100  # names of DescribeAlarms
_LOOKED_BACK: Final = 24 * HOUR
_GOING_ON: Final = ("ALARM", "INSUFFICIENT_DATA")


def describe(client: Any, names: Sequence[str]) -> list[dict[str, Any]]:
    """The alarms of these names that exist, of every type (``DescribeAlarms``)."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(names), _AT_ONCE):
        some = list(names[start : start + _AT_ONCE])
        answer = client.describe_alarms(AlarmNames=some, AlarmTypes=list(TYPES), MaxRecords=_AT_ONCE)
        found += [alarm for kind in TYPES for alarm in answer.get(f"{kind}s", ())]
    return found


def has_cleared(client: Any, names: Sequence[str], incident: Incident) -> bool:
    """Whether none of an entry's alarms is in ALARM any more, though nobody said so.

    An alarm without data has not recovered, one that was deleted has; a contributor of a log alarm has when
    the alarm no longer lists it (``DescribeAlarmContributors`` lists those in ALARM).
    """
    alarms = [alarm for alarm in describe(client, names) if is_going_on(alarm)]
    if not incident.contributor:
        return not alarms
    return not any(_lists(client, alarm["AlarmName"], incident.contributor) for alarm in alarms)


def is_going_on(alarm: Mapping[str, Any]) -> bool:
    """Whether an alarm has not recovered; without data nobody knows that it has."""
    return alarm["StateValue"] in _GOING_ON


def _lists(client: Any, alarm: str, contributor: Contributor) -> bool:
    """Whether a contributor is in ALARM; it counts as such where none of the listed has its attributes."""
    wanted = dict(contributor)
    listed = [one["ContributorAttributes"] for one in _contributors(client, alarm)]
    comparable = [attributes for attributes in listed if set(attributes) == set(wanted)]
    return wanted in comparable or not comparable


def _contributors(client: Any, alarm: str) -> Iterator[dict[str, Any]]:
    token: dict[str, str] = {}
    while True:
        answer = client.describe_alarm_contributors(AlarmName=alarm, **token)
        yield from answer["AlarmContributors"]
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}


def liveness_of(client: Any, names: Sequence[str], alarm: Alarm, now: int) -> Liveness:
    """Whether an entry's ``live-while`` holds at ``now`` (epoch milliseconds), and when it last happened.

    The entry's own alarms say which metric to add up, minute by minute over the last day. Where they watch
    none that can be read (log and composite alarms), it is going on for as long as the alarm says so.
    """
    if alarm.live_while is None:
        return Liveness(live=True)
    least, seconds = alarm.live_while
    watched: list[list[dict[str, Any]]] = []
    for query in (query for one in describe(client, names) for query in _queries(one)):
        # The warning and the critical alarm of an entry watch the same metric, which counts once.
        watched += [query] if query not in watched else []
    if not watched:
        return Liveness(live=True)
    samples = [sample for query in watched for sample in _samples(client, query, now)]
    counted = sum(value for at, value in samples if at >= now - seconds * 1000)
    last = max((at for at, value in samples if value > 0), default=0)
    return Liveness(counted >= least, last)


def _queries(alarm: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """What GetMetricData is asked to see what one alarm sees, a minute at a time."""
    if "MetricName" in alarm:
        metric = {name: alarm[name] for name in ("Namespace", "MetricName", "Dimensions") if name in alarm}
        stat = {"Metric": metric, "Period": 60, "Stat": alarm.get("Statistic", "Sum")}
        yield [{"Id": "m", "MetricStat": stat, "ReturnData": True}]
    elif alarm.get("Metrics"):
        yield [_by_minute(query) for query in alarm["Metrics"]]


def _by_minute(query: dict[str, Any]) -> dict[str, Any]:
    if "MetricStat" not in query:
        return {name: value for name, value in query.items() if name != "Period"} | {"Period": 60}
    return {**query, "MetricStat": {**query["MetricStat"], "Period": 60}}


def _samples(client: Any, queries: list[dict[str, Any]], now: int) -> list[tuple[int, float]]:
    token: dict[str, str] = {}
    found: list[tuple[int, float]] = []
    start, end = (now - _LOOKED_BACK) // 1000, (now + MINUTE) // 1000
    while True:
        answer = client.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=end, **token)
        for result in answer["MetricDataResults"]:
            times = (round(at.timestamp() * 1000) for at in result["Timestamps"])
            found += zip(times, result["Values"], strict=True)
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}
