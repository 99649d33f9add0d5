"""The shipped alarms are those of the operations guide."""

from pathlib import Path

import pytest

from monitoring.checks.registry import CHECKS
from monitoring.load import load
from monitoring.plan.resources import LogAlarm, MetricAlarm
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec
from tests.support.shipped import FILE, planned, shipped

AT_LEAST, ABOVE = "GreaterThanOrEqualToThreshold", "GreaterThanThreshold"

# name without prefix: guide id, operator, threshold in the metric's unit, window in seconds (M x period)
METRIC_ALARMS = {
    "duration-warning": ("G1.1", ABOVE, 45000, 900),
    "duration-critical": ("G1.1", ABOVE, 55000, 600),
    "error-rate-lambda-warning": ("G1.2", AT_LEAST, 5, 900),
    "error-rate-lambda-critical": ("G1.2", AT_LEAST, 10, 900),
    "error-rate-application-warning": ("G1.2", AT_LEAST, 5, 900),
    "error-rate-application-critical": ("G1.2", AT_LEAST, 10, 900),
    "throttles-warning": ("G1.3", AT_LEAST, 1, 300),
    "concurrency-warning": ("G1.4", AT_LEAST, 8, 180),
    "api-client-errors-warning": ("G2.2", AT_LEAST, 0.1, 900),
    "api-server-errors-critical": ("G2.3", AT_LEAST, 0.05, 900),
    "api-latency-warning": ("G2.4", ABOVE, 60000, 900),
    "model-errors-critical": ("G3.1", ABOVE, 5, 300),
    "database-errors-critical": ("G4.1", AT_LEAST, 5, 3600),
    "transaction-failures-warning": ("G4.2", AT_LEAST, 3, 3600),
    "memory-warning": ("G10.2", AT_LEAST, 80, 900),
    "database-cpu-warning": ("G10.3", AT_LEAST, 80, 900),
    "database-memory-warning": ("G10.3", AT_LEAST, 80, 900),
    "database-connections-warning": ("G10.3", AT_LEAST, 12, 900),
    "database-capacity-warning": ("G10.3", AT_LEAST, 1.8, 1800),
    "nothing-succeeds-critical-30m": ("G14.1", AT_LEAST, 3, 1800),
    "nothing-succeeds-critical-2h": ("G14.1", AT_LEAST, 3, 7200),
    "probe-critical": ("G14.2", AT_LEAST, 1, 180),
}

DEPARTS = "departs from the operations guide: if that is meant, change the table above and docs/deviations.md"

# name without prefix: guide id, threshold, window in seconds, contributor
LOG_ALARMS = {
    "authentication-errors-investigate": ("G8.1", 10, 3600, ""),
    "forbidden-investigate-1h": ("G8.2", 5, 3600, "userId"),
    "forbidden-investigate-24h": ("G8.2", 5, 86400, "userId"),
    "prompt-injection-investigate": ("G8.3", 1, 3600, "userId"),
}

# name without prefix: guide id, threshold, window in seconds (M x period)
WATCHERS = {
    "undelivered-critical": ("W1", 1, 300),
    "notifier-errors-warning": ("W2", 1, 300),
    "notifier-errors-critical": ("W2", 3, 900),
    "notifier-throttles-warning": ("W2", 1, 300),
    "notifier-throttles-critical": ("W2", 3, 900),
    "notifier-texts-warning": ("W2", 1, 300),
    "notifier-texts-critical": ("W2", 3, 900),
    "escalation-errors-warning": ("W3", 1, 300),
    "escalation-errors-critical": ("W3", 3, 900),
    "escalation-throttles-warning": ("W3", 1, 300),
    "escalation-throttles-critical": ("W3", 3, 900),
    "escalation-buttons-warning": ("W3", 1, 300),
    "escalation-buttons-critical": ("W3", 3, 900),
    "buttons-throttled-warning": ("W3", 3, 900),
    "dead-letters-notifier-critical": ("W4", 1, 300),
    "dead-letters-escalation-critical": ("W4", 1, 300),
    "dead-letters-actions-critical": ("W4", 1, 300),
    "reports-failed-warning": ("W4", 1, 300),
    "escalations-failed-failed-critical": ("W5", 1, 300),
    "escalations-failed-timed-out-critical": ("W5", 1, 300),
    "escalations-failed-not-started-critical": ("W5", 1, 300),
    "stuck-alarms-warning": ("W6", 1, 900),
    "failed-queries-warning": ("W7", 1, 900),
    "heartbeat-critical": ("W8", 1, 600),
}

STATISTICS = {
    "duration-warning": ("AWS/Lambda", "Duration", "p95"),
    "throttles-warning": ("AWS/Lambda", "Throttles", "Sum"),
    "concurrency-warning": ("AWS/Lambda", "ConcurrentExecutions", "Maximum"),
    "api-latency-warning": ("AWS/ApiGateway", "Latency", "p95"),
    "database-cpu-warning": ("AWS/RDS", "CPUUtilization", "Average"),
    "probe-critical": ("SubgoalGeneration", "ProbeFailures", "Sum"),
}


def with_production(tmp_path: Path, changes: str) -> Spec:
    """The shipped spec with other changes for production."""
    text = FILE.read_text(encoding="utf-8")
    assert text.rstrip().endswith("production: {}")
    copy = tmp_path / "monitoring.yaml"
    copy.write_text(text.rstrip().removesuffix("{}") + changes, encoding="utf-8")
    loaded = load(str(copy))
    assert loaded.findings == ()
    return loaded.specs["production"]


def thresholds(spec: Spec) -> dict[str, float]:
    return {rule.entry: rule.threshold.base for rule in alarm_rules(spec) if rule.index is None}


def test_it_has_no_findings() -> None:
    findings = [f for name in ("staging", "production") for check in CHECKS for f in check.run(shipped(name))]
    assert load(str(FILE)).findings == ()
    assert findings == []


def test_editors_find_its_schema() -> None:
    first = FILE.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=monitoring.schema.json"


def test_there_are_exactly_the_alarms_of_the_guide() -> None:
    assert set(planned()) == {*METRIC_ALARMS, *LOG_ALARMS, *WATCHERS}


@pytest.mark.parametrize("name", METRIC_ALARMS)
def test_metric_alarms_have_the_thresholds_of_the_guide(name: str) -> None:
    guide, operator, threshold, window = METRIC_ALARMS[name]
    alarm = planned()[name]
    assert isinstance(alarm, MetricAlarm)
    assert guide in alarm.guide
    assert alarm.operator == operator
    assert alarm.threshold == pytest.approx(threshold), DEPARTS
    assert alarm.datapoints_to_alarm * alarm.period == window


@pytest.mark.parametrize("name", WATCHERS)
def test_who_watches_the_watcher_reaches_people_without_it(name: str) -> None:
    guide, threshold, window = WATCHERS[name]
    alarm = planned()[name]
    assert isinstance(alarm, MetricAlarm)
    assert guide in alarm.guide
    assert alarm.operator == (AT_LEAST if name != "heartbeat-critical" else "LessThanThreshold")
    assert (alarm.threshold, alarm.datapoints_to_alarm * alarm.period) == (threshold, window)
    prefix = "subgoal-generation-api-production"
    urgent = [f"{prefix}-urgent-development"] if alarm.severity == "critical" else []
    assert list(alarm.actions) == [f"{prefix}-messages-development", *urgent]
    assert alarm.hears.contacts == ("development-slack", "development-mail")
    assert alarm.hears.then == {"infrastructure": 1800}


@pytest.mark.parametrize("name", LOG_ALARMS)
def test_log_alarms_count_by_user_over_the_windows_of_the_guide(name: str) -> None:
    guide, threshold, window, contributor = LOG_ALARMS[name]
    alarm = planned()[name]
    assert isinstance(alarm, LogAlarm)
    assert guide in alarm.guide
    assert (alarm.operator, alarm.threshold, alarm.window) == (AT_LEAST, threshold, window)
    assert alarm.aggregate == (f"count(*) by {contributor}" if contributor else "count(*)")


@pytest.mark.parametrize("name", STATISTICS)
def test_single_metrics_are_read_with_the_statistic_of_the_guide(name: str) -> None:
    alarm = planned()[name]
    assert isinstance(alarm, MetricAlarm)
    assert alarm.stat is not None
    assert (alarm.stat.namespace, alarm.stat.name, alarm.stat.statistic) == STATISTICS[name]


@pytest.mark.parametrize(
    ("name", "metric"),
    [("api-client-errors-warning", "4XXError"), ("api-server-errors-critical", "5XXError")],
)
def test_api_error_rates_are_averages(name: str, metric: str) -> None:
    alarm = planned()[name]
    assert isinstance(alarm, MetricAlarm)
    assert (metric, "Average") in {(q.stat.name, q.stat.statistic) for q in alarm.queries if q.stat}


def test_severities_and_routes_are_those_of_the_guide() -> None:
    severities = {name: alarm.severity for name, alarm in planned().items() if name not in WATCHERS}
    critical = {name for name, severity in severities.items() if severity == "critical"}
    assert critical == {
        *("duration-critical", "error-rate-lambda-critical", "error-rate-application-critical"),
        *("api-server-errors-critical", "model-errors-critical", "database-errors-critical"),
        *("nothing-succeeds-critical-30m", "nothing-succeeds-critical-2h", "probe-critical"),
    }
    assert {name for name, severity in severities.items() if severity == "investigate"} == set(LOG_ALARMS)
    routes = {name: alarm.route for name, alarm in shipped().alarms.items() if alarm.route != "application"}
    gauges = ("database-cpu", "database-connections", "database-memory", "database-capacity")
    infrastructure = ("database-errors", "transaction-failures", *gauges)
    assert routes == {"model-errors": "aws"} | dict.fromkeys(infrastructure, "infrastructure")


def test_critical_alarms_ring_in_production_and_nobody_is_woken_in_staging() -> None:
    assert all(bool(alarm.hears.rings) == (alarm.severity == "critical") for alarm in planned().values())
    assert not any(alarm.hears.rings for alarm in planned("staging").values())


def test_thresholds_move_with_the_facts_they_are_relative_to(tmp_path: Path) -> None:
    changed = with_production(
        tmp_path, "{facts: {function: {reserved-concurrency: 20}, database: {max-capacity: 4 ACU}}}\n"
    )
    moved = {
        name: value for name, value in thresholds(changed).items() if value != thresholds(shipped())[name]
    }
    assert moved == {"concurrency": 16, "database-connections": 20, "database-capacity": 3.6}


def test_thresholds_of_staging_follow_its_smaller_facts() -> None:
    staging = thresholds(shipped("staging"))
    relative = ("concurrency", "database-connections", "database-capacity")
    assert [staging[name] for name in relative] == [4, 8, 0.9]


def test_usual_traffic_is_enough_to_judge_every_rate() -> None:
    guarded = [rule for rule in alarm_rules(shipped()) if rule.judge_from]
    usual = shipped().facts.traffic.usual.per_second
    rates = {"error-rate", "api-client-errors", "api-server-errors", "model-errors"}
    assert {rule.entry for rule in guarded} == rates
    assert all(usual * rule.over >= rule.judge_from.base for rule in guarded if rule.judge_from)


def test_no_rate_alarms_because_of_one_failure() -> None:
    for rule in alarm_rules(shipped()):
        if rule.judge_from and rule.severity == "critical":
            one = 100 / rule.judge_from.base
            assert one < rule.threshold.base or (rule.comparison == "above" and one <= rule.threshold.base)


def test_every_fault_is_found_at_quiet_traffic_in_the_time_it_promises() -> None:
    for name, fault in shipped().faults.items():
        found = [
            alarm.detection.quiet
            for alarm in planned().values()
            if name in shipped().alarms[alarm.entry].detects and alarm.detection.quiet is not None
        ]
        assert found, name
        assert min(found) <= fault.within.seconds
        assert fault.within.seconds <= 1800 or fault.because


def test_authentication_errors_come_from_both_logs() -> None:
    alarm = planned()["authentication-errors-investigate"]
    assert isinstance(alarm, LogAlarm)
    assert alarm.log_groups == (
        "/aws/lambda/subgoal-generation-api-production",
        "/aws/apigateway/subgoal-generation-api-production/access",
    )


def test_silence_of_the_probe_alarms_and_silence_of_users_does_not() -> None:
    choices = {name: alarm.treat_missing_data for name, alarm in planned().items()}
    assert choices["probe-critical"] == "breaching"
    assert choices["nothing-succeeds-critical-30m"] == "notBreaching"
    breaching = [name for name, choice in choices.items() if choice == "breaching"]
    assert breaching == ["probe-critical", "heartbeat-critical"]
