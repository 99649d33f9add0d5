"""Reports by their schedules: the function that they call, and the bucket that keeps what it makes."""

import json
from datetime import UTC, datetime
from typing import Any

from tests.ministack.rig.chain import Chain
from tests.ministack.rig.waiting import until
from tests.oncall.rig.notifications import ACCOUNT, REGION


def test_a_schedule_has_the_report_made_and_kept(chain: Chain) -> None:
    fire(chain, "report-daily")
    keys = until(lambda: stored(chain), "the report is kept")
    day = sorted(keys)[0].rpartition("/")[2].partition(".")[0]
    (mail,) = until(chain.mail, "the report is mailed")
    assert mail.topic == "messages-development"
    assert (f"Daily report {day}" in mail.subject, day in mail.text) == (True, True)
    assert keys >= {f"reports/daily/{day}.html", f"reports/daily/{day}.md"}
    client, bucket = chain.client("s3"), chain.deployment.ids["ReportsBucket"]
    page = client.get_object(Bucket=bucket, Key=f"reports/daily/{day}.html")
    assert page["ServerSideEncryption"] == "aws:kms"
    assert "日次レポート" in page["Body"].read().decode()
    (posted,) = until(lambda: chain.slack.posted, "the report is posted")
    assert posted.channel == "C0DEV"
    fire(chain, "report-daily")
    until(lambda: chain.ended("reports") == 2, "the second call is over")
    assert (len(chain.mail()), len(chain.slack.posted)) == (1, 1)


def test_every_schedule_calls_its_function_and_keeps_what_fails(chain: Chain) -> None:
    targets = {name: schedule(chain, name)["Target"] for name in SCHEDULES}
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
    assert {name: target["Arn"] for name, target in targets.items()} == {
        name: f"{arn}{chain.names.worker(part)}" for name, part in SCHEDULES.items()
    }
    kept = {name for name, target in targets.items() if "DeadLetterConfig" in target}
    assert kept == {name for name, part in SCHEDULES.items() if part == "reports"}
    assert {name: schedule(chain, name)["ScheduleExpressionTimezone"] for name in SCHEDULES} == dict.fromkeys(
        SCHEDULES, "Asia/Tokyo"
    )


def test_the_heartbeat_finds_the_chain_alive(chain: Chain) -> None:
    fire(chain, "heartbeat")
    group = f"/aws/lambda/{chain.names.worker('heartbeat')}"
    written = until(lambda: [line for line in texts(chain, group) if '"Heartbeat"' in line], "it beats")
    assert json.loads(written[0])["Heartbeat"] == 1


SCHEDULES = {
    "report-daily": "reports",
    "report-weekly": "reports",
    "report-monthly": "reports",
    "probe": "probe",
    "heartbeat": "heartbeat",
}


def schedule(chain: Chain, name: str) -> dict[str, Any]:
    """A schedule as it is deployed."""
    full = f"{chain.names.prefix}-{name}"
    return dict(chain.client("scheduler").get_schedule(GroupName=chain.names.schedule_group, Name=full))


def fire(chain: Chain, name: str) -> None:
    """Let the target of a deployed schedule be called once, now."""
    found = schedule(chain, name)
    chain.client("scheduler").create_schedule(
        GroupName=chain.names.schedule_group,
        Name=f"{found['Name']}-{chain.clock.now()}",
        ScheduleExpression=f"at({datetime.now(UTC):%Y-%m-%dT%H:%M:%S})",
        ActionAfterCompletion="DELETE",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=found["Target"],
    )


def stored(chain: Chain) -> set[str]:
    """The keys of reports, once there are as many as a report has."""
    bucket = chain.deployment.ids["ReportsBucket"]
    found = chain.client("s3").list_objects_v2(Bucket=bucket, Prefix="reports/").get("Contents", ())
    return {one["Key"] for one in found} if len(found) >= 2 else set()


def texts(chain: Chain, group: str) -> list[str]:
    """What a function wrote."""
    return [event["message"] for event in chain.lines(group)]
