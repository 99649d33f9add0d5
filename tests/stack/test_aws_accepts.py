"""What AWS would refuse at deployment, or take and not honour, is found here."""

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]
from cfnlint.config import ManualArgs  # type: ignore[import-untyped]

from app import add_rules
from monitoring.plan.resources import Plan
from tests.support.templates import ZIPS, Assembly, Resources

NEWER_THAN_CFN_LINT = "('describealarmcontributors' is not one of"
"""An action of log alarms, which are of July 2026 (botocore: DescribeAlarmContributors)."""
ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::LogAlarm", "AWS::CloudWatch::CompositeAlarm")


@pytest.fixture(scope="module")
def resources(assembly: Assembly, every_kind_assembly: Assembly) -> list[Resources]:
    """The resources of each environment as AWS gets them."""
    environments = [
        Assembly(assembly.folder, {name: template}) for name, template in assembly.templates.items()
    ]
    return [each.resolved() for each in (*environments, every_kind_assembly)]


def alarms(resources: list[Resources], *types: str) -> Iterator[dict[str, Any]]:
    for environment in resources:
        for resource in environment.values():
            if resource["Type"] in (types or ALARMS):
                yield resource["Properties"]


def test_cfn_lint_finds_nothing(assembly: Assembly, every_kind_assembly: Assembly) -> None:
    for templates in (assembly.templates, every_kind_assembly.templates):
        for name, template in templates.items():
            found = lint(json.dumps(template), config=ManualArgs(regions=["ap-northeast-1"]))
            unknown = [str(match) for match in found if NEWER_THAN_CFN_LINT not in str(match)]
            assert not unknown, (name, unknown)


def test_cdk_nag_finds_nothing_that_is_not_acknowledged(
    shipped: dict[str, Plan], every_kind: Plan, tmp_path: Path
) -> None:
    look_with_nag([*shipped.values(), every_kind], tmp_path)


@pytest.mark.parametrize(
    "explaining", ["logs._acknowledge_wildcards", "functions.explain_wildcards", "workflow.explain_wildcards"]
)
def test_a_wildcard_that_nobody_acknowledged_fails_the_synth(
    explaining: str, every_kind: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"monitoring.constructs.{explaining}", lambda *_: None)
    with pytest.raises(RuntimeError, match="AwsSolutions-IAM5"):
        look_with_nag([every_kind], tmp_path)


def look_with_nag(plans: list[Plan], folder: Path) -> None:
    from aws_cdk import App

    from monitoring.stack import add_stacks

    app = App(outdir=str(folder), analytics_reporting=False, builtin_cloud_formation_validation=False)
    add_rules(app)
    for plan in plans:
        add_stacks(app, plan, ZIPS)
    app.synth()


def test_no_more_datapoints_must_breach_than_are_looked_at(resources: list[Resources]) -> None:
    for alarm in alarms(resources, "AWS::CloudWatch::Alarm"):
        assert 1 <= alarm["DatapointsToAlarm"] <= alarm["EvaluationPeriods"], alarm["AlarmName"]
    for alarm in alarms(resources, "AWS::CloudWatch::LogAlarm"):
        assert 1 <= alarm["QueryResultsToAlarm"] <= alarm["QueryResultsToEvaluate"] <= 100, alarm["AlarmName"]


def test_every_statistic_has_a_period_that_aws_takes(resources: list[Resources]) -> None:
    for alarm in alarms(resources, "AWS::CloudWatch::Alarm"):
        stats = [query["MetricStat"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
        periods = [stat["Period"] for stat in stats] if "Metrics" in alarm else [alarm["Period"]]
        assert periods, alarm["AlarmName"]
        assert all(period in (10, 30) or period % 60 == 0 for period in periods), alarm["AlarmName"]


def test_metric_math_returns_exactly_one_of_at_most_ten(resources: list[Resources]) -> None:
    for alarm in alarms(resources, "AWS::CloudWatch::Alarm"):
        queries = alarm.get("Metrics")
        if queries is not None:
            assert [query["ReturnData"] for query in queries].count(True) == 1, alarm["AlarmName"]
            assert sum("MetricStat" in query for query in queries) <= 10, alarm["AlarmName"]
            assert len({query["Id"] for query in queries}) == len(queries), alarm["AlarmName"]


def test_thresholds_are_numbers(resources: list[Resources]) -> None:
    for alarm in alarms(resources, *ALARMS[:2]):
        assert isfinite(alarm["Threshold"]), alarm["AlarmName"]


def test_actions_are_topics_of_the_environment(resources: list[Resources]) -> None:
    for environment in resources:
        topics = {
            r["Properties"]["TopicName"] for r in environment.values() if r["Type"] == "AWS::SNS::Topic"
        }
        for alarm in alarms([environment]):
            assert alarm["AlarmActions"], alarm["AlarmName"]
            for arn in alarm["AlarmActions"]:
                assert arn.startswith("arn:aws:sns:ap-northeast-1:111122223333:")
                assert arn.rpartition(":")[2] in topics


def test_names_are_whole_and_differ(resources: list[Resources]) -> None:
    keys = ("AlarmName", "TopicName", "RoleName", "DashboardName", "FilterName", "Name", "AliasName")
    for environment in resources:
        named = [
            (resource["Type"], resource["Properties"][key])
            for resource in environment.values()
            for key in keys
            if key in resource["Properties"]
        ]
        assert len(named) == len(set(named))
        assert all(isinstance(name, str) and "$" not in name for _, name in named)


def test_texts_fit(resources: list[Resources]) -> None:
    for alarm in alarms(resources):
        assert len(alarm["AlarmName"]) <= 255
        assert 1 <= len(alarm["AlarmDescription"]) <= 1024
        assert all(1 <= len(tag["Value"]) <= 256 for tag in alarm["Tags"])


def test_a_template_quotes_at_most_sixty_dynamic_references(assembly: Assembly) -> None:
    for template in assembly.templates.values():
        assert json.dumps(template).count("{{resolve:") <= 60
