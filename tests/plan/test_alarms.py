"""From entries to alarms: thresholds, math, windows, who hears."""

from monitoring.plan.build import plan
from monitoring.plan.resources import CompositeAlarm, LogAlarm, MetricAlarm, Plan, Subscription
from tests.support.specs import spec


def metric_alarm(planned: Plan, name: str) -> MetricAlarm:
    found = next(alarm for alarm in planned.alarms if alarm.name == f"demo-api-production-{name}")
    assert isinstance(found, MetricAlarm)
    return found


def test_a_threshold_is_converted_to_the_unit_of_its_metric() -> None:
    alarm = metric_alarm(plan(spec()), "duration-warning")
    assert (alarm.threshold, alarm.unit, alarm.operator) == (45000, "ms", "GreaterThanThreshold")


def test_a_percentage_meets_a_metric_that_counts_in_shares_of_one() -> None:
    alarm = metric_alarm(plan(spec()), "server-errors-critical")
    assert (alarm.threshold, alarm.unit) == (0.05, "ratio")


def test_a_relative_threshold_follows_its_fact() -> None:
    changed = spec({"facts": {"function": {"reserved-concurrency": 20}}})
    planned = plan(changed)
    assert metric_alarm(planned, "concurrency-warning").threshold == 16
    assert metric_alarm(planned, "database-connections-warning").threshold == 20  # 80 % of 20 + 5


def test_an_environment_changes_only_itself() -> None:
    changes = {"environments": {"staging": {"facts": {"function": {"reserved-concurrency": 5}}}}}
    assert metric_alarm(plan(spec(changes)), "concurrency-warning").threshold == 8
    staging = plan(spec(changes, "staging"))
    assert [
        a.threshold for a in staging.alarms if a.entry == "concurrency" and isinstance(a, MetricAlarm)
    ] == [4]


def test_a_rate_is_judged_from_its_own_traffic() -> None:
    alarm = metric_alarm(plan(spec()), "error-rate-lambda-critical")
    returned = [query for query in alarm.queries if query.returned]
    assert [query.expression for query in returned] == ["IF(invocations >= 20, 100 * errors / invocations)"]
    assert {query.stat.period for query in alarm.queries if query.stat} == {900}


def test_a_million_requests_are_written_without_an_exponent() -> None:
    changes = {"alarms": {"error-rate": {"judge-from": "1000000 requests"}}}
    alarm = metric_alarm(plan(spec(changes)), "error-rate-lambda-critical")
    (returned,) = [query.expression for query in alarm.queries if query.returned]
    assert returned == "IF(invocations >= 1000000, 100 * errors / invocations)"


def test_a_plain_rate_is_judged_from_its_number_of_samples() -> None:
    alarm = metric_alarm(plan(spec()), "server-errors-critical")
    statistics = {query.id: query.stat.statistic for query in alarm.queries if query.stat}
    assert statistics == {"measured": "Average", "samples": "SampleCount"}
    assert alarm.queries[-1].expression == "IF(samples >= 30, measured)"


def test_math_in_math_keeps_its_ids_apart() -> None:
    changes = {
        "metrics": {
            "sum-of-rates": {
                "math": "a + b",
                "with": {"a": "function-error-rate", "b": "failure-rate"},
                "unit": "%",
            }
        },
        "alarms": {"throttles": {"watch": "sum-of-rates", "warning": {"at-least": "5 %"}}},
    }
    alarm = metric_alarm(plan(spec(changes)), "throttles-warning")
    assert [(query.id, query.expression) for query in alarm.queries if not query.stat] == [
        ("a", "100 * a_errors / a_invocations"),
        ("b", "100 * b_failures / b_requests"),
        ("value", "a + b"),
    ]
    assert {query.id for query in alarm.queries if query.stat} == {
        "a_errors",
        "a_invocations",
        "b_failures",
        "b_requests",
    }


def test_low_samples_are_said_for_percentiles_only() -> None:
    planned = plan(spec())
    assert metric_alarm(planned, "duration-warning").low_samples == "evaluate"
    assert metric_alarm(planned, "throttles-warning").low_samples is None


FORBIDDEN = {
    "alarms": {
        "forbidden": {
            "title": "One user asks for others' goals",
            "watch": {"rows-of": "forbidden", "by": "userId"},
            "investigate": [
                {"at-least": 5, "over": "1 h", "every": "5 m"},
                {"at-least": 5, "over": "24 h", "every": "1 h"},
            ],
            "route": "application",
        }
    }
}


def test_a_log_alarm_counts_the_rows_of_each_contributor() -> None:
    alarms = [alarm for alarm in plan(spec(FORBIDDEN)).alarms if isinstance(alarm, LogAlarm)]
    assert [(alarm.window, alarm.every, alarm.aggregate) for alarm in alarms] == [
        (3600, 300, "count(*) by userId"),
        (86400, 3600, "count(*) by userId"),
    ]
    assert "stats" not in alarms[0].rows
    assert alarms[0].log_groups == ("/aws/lambda/demo-api-production",)


def test_conditions_of_one_severity_are_named_by_their_window() -> None:
    names = [alarm.logical_id for alarm in plan(spec(FORBIDDEN)).alarms if alarm.entry == "forbidden"]
    assert names == ["AlarmForbiddenInvestigate1h", "AlarmForbiddenInvestigate24h"]


def test_a_composite_rule_gets_physical_names() -> None:
    changes = {
        "alarms": {
            "both": {
                "title": "Slow and failing",
                "composite": "ALARM(duration.critical) AND ALARM(error-rate.lambda.critical)",
                "severity": "critical",
                "route": "application",
            }
        }
    }
    found = next(alarm for alarm in plan(spec(changes)).alarms if isinstance(alarm, CompositeAlarm))
    assert found.rule == (
        'ALARM("demo-api-production-duration-critical") AND '
        'ALARM("demo-api-production-error-rate-lambda-critical")'
    )
    assert len(found.children) == 2


def test_alarms_about_the_notifier_go_to_people_directly() -> None:
    to_people = {"reports-to": "people"}
    planned = plan(spec({"alarms": {"throttles": to_people, "probe": to_people}}))
    assert metric_alarm(planned, "throttles-warning").actions == ("demo-api-production-messages-development",)
    assert metric_alarm(planned, "probe-critical").actions == (
        "demo-api-production-messages-development",
        "demo-api-production-urgent-development",
    )
    assert metric_alarm(planned, "latency-warning").actions == ("demo-api-production-alarms-development",)


def test_what_rings_subscribes_to_the_urgent_topic_and_the_rest_to_the_messages() -> None:
    mail = {"kind": "email", "address": {"parameter": "/demo/mail"}, "title": "Mail"}
    changes = {
        "contacts": {"mail": mail},
        "escalation": {"levels": {"development": {"contacts": ["chat", "mail", "pager"]}}},
    }
    found = {
        resource.contact: resource.topic
        for resource in plan(spec(changes)).resources
        if isinstance(resource, Subscription)
    }
    assert found == {
        "mail": "demo-api-production-messages-development",
        "pager": "demo-api-production-urgent-development",
    }


def test_only_critical_alarms_ring_and_nothing_rings_where_nobody_is_woken() -> None:
    planned = plan(spec())
    assert metric_alarm(planned, "duration-critical").hears.rings == ("pager",)
    assert metric_alarm(planned, "duration-warning").hears.rings == ()
    quiet = plan(spec({"environments": {"production": {"escalation": {"wakes": False}}}}))
    assert metric_alarm(quiet, "duration-critical").hears.rings == ()
    assert not any("Pager" in resource.logical_id for resource in quiet.resources)


def test_tags_carry_what_a_notification_needs() -> None:
    alarm = metric_alarm(
        plan(spec({"alarms": {"duration": {"guide": ["G1.1", "G10.2"]}}})), "duration-critical"
    )
    assert alarm.tags == {
        "monitoring:entry": "duration",
        "monitoring:environment": "production",
        "monitoring:guide": "G1.1 G10.2",
        "monitoring:incident": "production/duration",
        "monitoring:level": "development",
        "monitoring:runbook": "slow",
        "monitoring:service": "demo-api",
        "monitoring:severity": "critical",
    }
