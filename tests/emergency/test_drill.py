"""monitoring drill: CloudWatch, SNS, the real notifier and what it starts, followed hop by hop."""

import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import Any

import pytest

from monitoring.cli import main
from monitoring.commands import drill as command
from monitoring.notifier.chain import Chain
from monitoring.oncall.clock import HOUR, iso
from monitoring.oncall.holds import Mute, save_mute
from monitoring.oncall.store import Store
from tests.emergency.conftest import FILE, Site
from tests.emergency.rig.account import Account, content
from tests.escalation.rig.catalogues import PREFIX
from tests.escalation.rig.clients import CLIENTS, AwsError
from tests.escalation.rig.cloud import TABLE
from tests.escalation.rig.world import FUNCTION, SETTINGS

Capture = pytest.CaptureFixture[str]


class Chained:
    """CloudWatch sets alarms, SNS brings them after a second, the notifier works for two."""

    def __init__(self, site: Site) -> None:
        self.site, self.log = site, io.StringIO()
        self.works = True
        self.set: list[tuple[str, str, str]] = []
        settings = SETTINGS._replace(slack_api=site.slack.api)
        self.chain = Chain(settings, site.clock, CLIENTS)
        account: Any = site.account
        account._SetAlarmState, account._FilterLogEvents = self.SetAlarmState, self.FilterLogEvents
        account._DescribeExecution, account._usual_publish = self.DescribeExecution, account._Publish
        account._Publish = self.Publish

    def SetAlarmState(self, given: dict[str, Any]) -> dict[str, Any]:
        name, state = given["AlarmName"], given["StateValue"]
        self.set.append((name, state, given["StateReason"]))
        changed = datetime.fromtimestamp(self.site.clock.at / 1000, UTC)
        self.site.account.alarms[name] = {
            "kind": "MetricAlarm",
            "StateValue": state,
            "StateUpdatedTimestamp": changed,
        }
        message = {"AlarmName": name, "NewStateValue": state, "NewStateReason": given["StateReason"]}
        message["StateChangeTime"] = iso(self.site.clock.at).replace("Z", "+0000")
        self._deliver(json.dumps(message))
        return {}

    def Publish(self, given: dict[str, Any]) -> dict[str, Any]:
        if "-alarms-" not in given["TopicArn"]:
            answer: dict[str, Any] = self.site.account._usual_publish(given)  # type: ignore[attr-defined]
            return answer
        self._deliver(given["Message"])
        return {"MessageId": "1"}

    def _deliver(self, message: str) -> None:
        if self.works:
            self.site.clock.at += 1000
            topic = f"arn:aws:sns:ap-northeast-1:123456789012:{PREFIX}-alarms-development"
            with redirect_stdout(self.log):
                self.chain.deliver({"Message": message, "TopicArn": topic}, FUNCTION, message)

    def FilterLogEvents(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["logGroupName"] == f"/aws/lambda/{PREFIX}-notifier"
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        told = [
            one
            for one in lines
            if one.get("action") == "told" and f'"{one["alarm"]}"' in given["filterPattern"]
        ]
        moments = [
            datetime.fromisoformat(one["timestamp"]).timestamp() for one in told if one["state"] == "ALARM"
        ]
        return {"events": [{"timestamp": round(moment * 1000)} for moment in moments]}

    def DescribeExecution(self, given: dict[str, Any]) -> dict[str, Any]:
        machine, name = given["executionArn"].split(":")[-2:]
        assert machine == f"{PREFIX}-escalation"
        if name not in self.site.account.executions:
            raise AwsError("ExecutionDoesNotExist")
        return {"startDate": datetime.fromtimestamp(self.site.clock.at / 1000, UTC)}


@pytest.fixture
def chained(site: Site) -> Chained:
    """A chain that works, by day."""
    site.clock.at += 9 * HOUR
    return Chained(site)


def test_a_drill_is_marked_followed_and_ended(site: Site, chained: Chained, capsys: Capture) -> None:
    assert site.run("drill", "duration") == 0
    assert chained.set == [
        (f"{PREFIX}-duration-warning", "ALARM", "monitoring drill: by hanako"),
        (f"{PREFIX}-duration-warning", "OK", "monitoring drill: by hanako"),
    ]
    assert "これは訓練です。実際の障害ではありません" in site.account.published[0].text
    printed = capsys.readouterr().out
    for hop in (
        "alarm: after 0.0 s, took 0.0 s",
        "notifier: after 1.0 s, took 1.0 s",
        "slack: after",
        "mail: after 1.0 s, took 0.0 s",
        "escalation: after 1.0 s, took 0.0 s",
    ):
        assert hop in printed
    assert "the whole chain works" in printed
    store = Store(CLIENTS("dynamodb"), TABLE, site.clock, "Asia/Tokyo")
    incident = store.incident("production/duration")
    assert incident is not None
    assert not incident.is_open


def test_at_night_the_mail_of_a_warning_is_no_hop(site: Site, chained: Chained, capsys: Capture) -> None:
    site.clock.at -= 9 * HOUR
    assert site.run("drill", "duration") == 0
    printed = capsys.readouterr().out
    assert "mail: held by the quiet hours; drill a critical alarm, or by day" in printed
    assert "told: after 1.0 s" in printed
    assert site.run("drill", f"{PREFIX}-duration-critical") == 0
    assert "mail: after 1.0 s" in capsys.readouterr().out


def test_a_log_alarm_is_published_as_cloudwatch_would(site: Site, chained: Chained, capsys: Capture) -> None:
    assert site.run("drill", "forbidden", "--format", "json") == 0
    assert chained.set == []
    found = json.loads(capsys.readouterr().out)
    assert [hop["hop"] for hop in found["hops"]] == ["notifier", "slack", "mail", "escalation"]
    assert all(hop["after"] is not None and hop["took"] is not None for hop in found["hops"])
    assert "これは訓練です" in site.account.published[0].text


def test_the_time_in_which_somebody_confirms_is_no_hop_s(
    site: Site, chained: Chained, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "confirm", lambda *_: site.clock.sleep(90))
    assert site.run("drill", "duration", "--format", "json") == 0
    hops = {hop["hop"]: hop["after"] for hop in json.loads(capsys.readouterr().out)["hops"]}
    assert (hops["alarm"], hops["escalation"]) == (0.0, 1.0)


def test_a_hop_that_is_not_seen_is_named_with_what_to_look_at(
    site: Site, chained: Chained, capsys: Capture
) -> None:
    chained.works = False
    assert site.run("drill", "duration", "--wait", "1m") == 1
    printed = capsys.readouterr().out
    assert "notifier: not seen within 60 s" in printed
    assert "look at the topic's subscription, the notifier's log, and `monitoring redrive`" in printed
    assert "the chain ends before notifier" in printed
    assert [state for _, state, _ in chained.set] == ["ALARM", "OK"]


def test_what_cannot_be_set_off_is_said_and_nothing_is_followed(
    site: Site, chained: Chained, capsys: Capture
) -> None:
    site.account.broken["SetAlarmState"] = ("AccessDeniedException", 1)
    assert site.run("drill", "duration") == 1
    assert "AWS refused SetAlarmState: AccessDeniedException" in capsys.readouterr().out
    assert chained.set == []


def test_a_trace_that_cannot_be_read_still_ends_the_drill(
    site: Site, chained: Chained, capsys: Capture
) -> None:
    site.account.broken["FilterLogEvents"] = ("AccessDeniedException", 1)
    assert site.run("drill", "duration") == 1
    assert [state for _, state, _ in chained.set] == ["ALARM", "OK"]
    assert "the drill is ended all the same" in capsys.readouterr().out


def test_what_is_real_held_or_muted_is_not_drilled(site: Site, chained: Chained, capsys: Capture) -> None:
    store = Store(CLIENTS("dynamodb"), TABLE, site.clock, "Asia/Tokyo")
    save_mute(store, Mute("database-errors", site.clock.at + HOUR, "jiro", "patches"))
    assert site.run("drill", "database-errors") == 2
    assert "database-errors is muted until 2026-11-25T04:00:00.000Z (patches)" in capsys.readouterr().err
    chained.SetAlarmState(
        {
            "AlarmName": f"{PREFIX}-duration-critical",
            "StateValue": "ALARM",
            "StateReason": "Threshold Crossed",
        }
    )
    assert site.run("drill", "duration") == 2
    assert "production/duration is a real incident" in capsys.readouterr().err


def test_an_alarm_about_on_call_itself_is_not_drilled(site: Site, chained: Chained, capsys: Capture) -> None:
    alarms = dict(content()["alarms"])
    site.use(
        Account(
            site.clock.now,
            content(alarms=alarms | {"duration": alarms["duration"] | {"reportsTo": "people"}}),
        )
    )
    assert site.run("drill", "duration") == 2
    assert "duration is about on-call itself and reaches people past the chain" in capsys.readouterr().err
    assert chained.set == []


def test_whoever_acknowledges_a_drill_reads_that_it_is_one(site: Site, chained: Chained) -> None:
    chained.SetAlarmState(
        {
            "AlarmName": f"{PREFIX}-duration-critical",
            "StateValue": "ALARM",
            "StateReason": "monitoring drill: by hanako",
        }
    )
    assert main(["ack", "production/duration", "--file", FILE]) == 0
    subjects = [mail.subject for mail in site.account.published]
    assert subjects[-1] == "[DRILL: ACKNOWLEDGED] greeter production duration"


@pytest.mark.parametrize("word", ["duratoin", f"{PREFIX}-duration-fatal", "throttles"])
def test_an_alarm_that_is_not_deployed_is_refused(site: Site, chained: Chained, word: str) -> None:
    assert site.run("drill", word) == 2
    assert chained.set == []
