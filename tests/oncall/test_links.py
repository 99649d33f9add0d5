"""Addresses of the console, against what the console itself writes."""

import pytest

from monitoring.oncall.clock import from_iso
from monitoring.oncall.links import Console, jsurl

START, END = from_iso("2021-07-15T21:00:00+00:00"), from_iso("2021-07-18T20:59:59+00:00")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("hello world", "~'hello*20world"),
        ("a-b_c.d", "~'a-b_c.d"),
        ("$", "~'!"),
        ("'", "~'*27"),
        ("~*()", "~'*7e*2a*28*29"),
        ("|\n", "~'*7c*0a"),
        ("é", "~'*e9"),
        ("件", "~'**4ef6"),
        ("😀", "~'**d83d**de00"),
        (0, "~0"),
        (-3600, "~-3600"),
        (True, "~true"),
        (None, "~null"),
        ([], "~(~)"),
        (["/aws/lambda/a", "b"], "~(~'*2faws*2flambda*2fa~'b)"),
        ({"end": 0, "start": -3600, "unit": "seconds"}, "~(end~0~start~-3600~unit~'seconds)"),
    ],
)
def test_values_are_written_as_the_console_does(value: object, written: str) -> None:
    assert jsurl(value) == written


def test_a_query_has_its_text_its_groups_and_its_range() -> None:
    text = 'fields @timestamp, @message\n| filter @message =~ "Exception"\n| limit 200'
    assert Console("eu-west-1").query(text, ["/aws/lambda/a"], START, END) == (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights"
        "$3FqueryDetail$3D~(end~'2021-07-18T20*3a59*3a59.000Z~start~'2021-07-15T21*3a00*3a00.000Z"
        "~timeType~'ABSOLUTE~tz~'LOCAL~editorString~'fields*20*40timestamp*2c*20*40message*0a*7c*20filter"
        "*20*40message*20*3d*7e*20*22Exception*22*0a*7c*20limit*20200~source~(~'*2faws*2flambda*2fa))"
    )


def test_alarms_dashboards_and_log_groups_have_their_pages() -> None:
    console = Console("ap-northeast-1")
    root = "https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#"
    assert console.alarm("a b/c") == f"{root}alarmsV2:alarm/a%20b%2Fc"
    assert console.dashboard("ops", START, END) == (
        f"{root}dashboards/dashboard/ops?start=2021-07-15T21:00:00.000Z&end=2021-07-18T20:59:59.000Z"
    )
    group = console.log_group("/aws/lambda/a")
    assert group == f"{root}logsV2:log-groups/log-group/$252Faws$252Flambda$252Fa"


def test_an_execution_has_its_page() -> None:
    arn = "arn:aws:states:ap-northeast-1:123456789012:execution:m:production-duration-1"
    assert Console("ap-northeast-1").execution(arn).endswith(f"#/v2/executions/details/{arn}")


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
    ],
)
def test_other_partitions_have_consoles_of_their_own(region: str, host: str) -> None:
    assert Console(region).alarm("a").startswith(f"https://{host}/cloudwatch/")
