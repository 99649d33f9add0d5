"""monitoring ack and monitoring mute, from the command line to the table."""

import json
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from monitoring.cli import main
from monitoring.commands import oncall
from monitoring.escalation.steps import run_step
from monitoring.oncall import sources
from monitoring.oncall.clock import HOUR, MINUTE, SystemClock, local
from monitoring.oncall.holds import mute_key
from tests.escalation.rig.catalogues import CONTENT
from tests.escalation.rig.world import World
from tests.oncall.rig.slack import FakeSlack, Trouble

FILE = str(Path(__file__).parent.parent / "files" / "small.yaml")
USER = {"userId": "8d3f-user-4711"}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def world(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> World:
    """An account with open incidents, which the commands find through botocore's own clients."""
    made = World(slack, SystemClock().now())
    made.turn("duration-critical", "ALARM")
    monkeypatch.setattr(oncall, "clients_in", lambda region: made.clients)
    monkeypatch.setenv("SLACK_API_URL", slack.api)
    monkeypatch.setattr(sources, "_ADDRESS_KEPT", 0)
    return made


def call(*words: str) -> int:
    return main([*words, "--file", FILE])


def report(capsys: Capture) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_an_incident_is_acknowledged_by_its_key(world: World, capsys: Capture) -> None:
    assert call("ack", "production/duration", "--format", "json") == 0
    said = report(capsys)
    incident = world.tools.store.incident("production/duration")
    assert incident is not None
    assert (incident.acknowledged_by, said["by"], said["outcome"]) == ("hanako", "hanako", "taken")
    assert said["incident"] == "production/duration"
    assert incident.acknowledged_until - incident.acknowledged_at == 4 * HOUR


def test_an_alarm_stands_for_its_open_incident_and_can_be_taken_for_less(
    world: World, capsys: Capture
) -> None:
    assert (
        call("ack", "greeter-production-duration-critical", "--environment", "production", "--for", "30m")
        == 0
    )
    incident = world.tools.store.incident("production/duration")
    assert incident is not None
    assert incident.acknowledged_until - incident.acknowledged_at == HOUR // 2
    until = datetime.fromtimestamp(incident.acknowledged_until / 1000, UTC)
    assert capsys.readouterr().out.startswith("production/duration is acknowledged by hanako until 20")
    assert until > datetime.now(UTC)


@pytest.mark.parametrize("form", ["text", "json"])
def test_whoever_pressed_the_button_is_named(form: str, world: World, capsys: Capture) -> None:
    world.press("acknowledge", "taro")
    assert call("ack", "production/duration", "--format", form) == 1
    shown = capsys.readouterr().out
    assert "taro" in shown
    assert "U0" not in shown


def test_nobody_acknowledges_for_longer_than_the_route_allows(world: World, capsys: Capture) -> None:
    assert call("ack", "production/duration", "--for", "9d") == 0
    incident = world.tools.store.incident("production/duration")
    assert incident is not None
    assert incident.acknowledged_until - incident.acknowledged_at == 4 * HOUR


def test_who_comes_second_is_told_who_was_first(world: World, capsys: Capture) -> None:
    world.press("acknowledge", "jiro")
    assert call("ack", "production/duration") == 1
    assert "production/duration is already acknowledged by jiro until" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("production/forbidden",), "there is no open incident of `production/forbidden`"),
        (("forbidden", "--environment", "production"), "there is no open incident of `forbidden`"),
        (("duratoin", "--environment", "production"), "there is no alarm `duratoin`; did you mean"),
        (("duration",), "which environment? add --environment"),
        (("prod/duration",), "there is no environment `prod`"),
    ],
)
def test_what_cannot_be_acknowledged_is_named(
    world: World, capsys: Capture, words: tuple[str, ...], said: str
) -> None:
    assert call("ack", *words) == 2
    assert said in capsys.readouterr().err


def test_of_several_open_incidents_one_must_be_named(world: World, capsys: Capture) -> None:
    for name in ("a", "b"):
        world.turn("forbidden-investigate-1h", "ALARM", {"userId": f"user-{name}"})
    assert call("ack", "forbidden", "--environment", "production") == 2
    said = capsys.readouterr().err
    assert "`forbidden` has several open incidents; name one of production/forbidden/" in said
    assert "user-a" not in said


def test_a_metric_alarm_is_muted_in_cloudwatch_and_in_the_table(world: World, capsys: Capture) -> None:
    words = ("mute", "duration", "1h", "--reason", "new model", "--environment", "production")
    assert call(*words, "--format", "json") == 0
    said = report(capsys)
    assert (said["alarm"], said["by"], said["reason"]) == ("duration", "hanako", "new model")
    assert said["rule"] == "greeter-production-duration-by-hand"
    assert list(world.cloud.rules) == ["greeter-production-duration-by-hand"]
    assert mute_key("duration") in world.tools.store.read([mute_key("duration")])
    assert "new model" in world.cloud.published[-1].text


def test_a_log_alarm_is_held_by_the_notifier(world: World, capsys: Capture) -> None:
    assert call("mute", "forbidden", "30m", "--reason", "audit", "--environment", "production") == 0
    assert "held by the notifier" in capsys.readouterr().out
    assert world.cloud.rules == {}


def test_a_mute_can_be_ended(world: World, capsys: Capture) -> None:
    call("mute", "duration", "1h", "--reason", "new model", "--environment", "production")
    assert call("mute", "duration", "--off", "--environment", "production") == 0
    assert "duration is not muted by hand any more" in capsys.readouterr().out
    assert world.cloud.rules == {}
    assert not world.tools.store.read([mute_key("duration")])


def test_a_mute_that_cloudwatch_refuses_is_said_with_what_holds_instead(
    world: World, capsys: Capture
) -> None:
    world.cloud.broken["PutAlarmMuteRule"] = ("AccessDenied", 2)
    words = ("mute", "duration", "1h", "--reason", "new model", "--environment", "production")
    assert call(*words) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  CloudWatch made no mute rule (AccessDenied), so its console shows no mute",
        "  notifier and escalation hold it instead; run it again for the rule",
    ]
    assert call(*words, "--format", "json") == 1
    assert (said := report(capsys))["rule"] is None
    assert said["refused"] == "AccessDenied"
    assert mute_key("duration") in world.tools.store.read([mute_key("duration")])


def planned(world: World) -> str:
    """A mute that is planned from ten minutes ago for an hour, and held; gives back its end."""
    start = local(world.clock.at - 10 * MINUTE, "Asia/Tokyo").replace(second=0, microsecond=0)
    mute = {
        "alarms": ["duration", "forbidden"],
        "schedule": f"at({start:%Y-%m-%dT%H:%M})",
        "lasts": 3600,
        "reason": "OS",
    }
    world.cloud.content = {**CONTENT, "maintenance": {"mute": {"patches": mute}}}
    made = World(world.slack, world.clock.at, content=world.cloud.content)
    made.cloud.dynamo = world.cloud.dynamo
    announced(made)
    world.clients.answer = world.cloud.answer
    return (start + timedelta(hours=1)).isoformat(timespec="minutes")


def announced(world: World) -> None:
    with redirect_stdout(StringIO()):
        run_step(world.tools, {"do": "announce"})


def held(world: World, entry: str) -> bool:
    return bool(world.tools.store.read([mute_key(entry)]))


def test_the_hold_of_a_planned_mute_can_be_ended_and_what_cloudwatch_still_holds_is_said(
    world: World, capsys: Capture
) -> None:
    end = planned(world)
    assert held(world, "duration")
    assert call("mute", "duration", "--off", "--environment", "production") == 1
    assert capsys.readouterr().out.splitlines() == [
        "duration is not muted by hand any more",
        f"  patches, planned until {end}: on-call holds it no longer",
        "  CloudWatch holds it until then by the rule greeter-production-patches, which is the deployment's",
        "  to end it now: take duration out of maintenance.mute.patches, and deploy",
    ]
    assert "計画した停止（patches）は、CloudWatchの側では" in world.cloud.published[-1].text
    assert (held(world, "duration"), held(world, "forbidden")) == (False, True)


def test_a_log_alarm_of_a_planned_mute_is_wholly_unmuted(world: World, capsys: Capture) -> None:
    end = planned(world)
    assert call("mute", "forbidden", "--off", "--environment", "production", "--format", "json") == 0
    said = report(capsys)
    assert said["planned"] == [{"name": "patches", "until": end}]
    assert said["rules"] == []
    assert (held(world, "duration"), held(world, "forbidden")) == (True, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("duration", "--reason", "x"), "a mute needs an end"),
        (("duration", "1h"), "a mute needs a reason"),
        (("duration", "1h", "--reason", "  "), "a mute needs a reason"),
        (("duration", "16d", "--reason", "x"), "a mute lasts 1 minute to 15 days"),
        (("duration", "forever", "--reason", "x"), "`forever` is no length of time"),
        (("duration", "1h", "--off"), "--off ends a mute"),
        (("duratoin", "1h", "--reason", "x"), "there is no alarm `duratoin`; did you mean `duration`"),
    ],
)
def test_a_mute_that_cannot_be_is_refused_and_nothing_is_muted(
    world: World, capsys: Capture, words: tuple[str, ...], said: str
) -> None:
    assert call("mute", *words, "--environment", "production") == 2
    assert said in capsys.readouterr().err
    assert world.cloud.rules == {}
    assert not world.tools.store.read([mute_key("duration")])


def test_what_aws_refuses_is_said_in_one_line(world: World, capsys: Capture) -> None:
    world.cloud.broken["GetCallerIdentity"] = ("ExpiredToken", 1)
    assert call("ack", "production/duration") == 2
    assert capsys.readouterr().err.startswith("monitoring: AWS refused: An error occurred (ExpiredToken)")


def test_slack_that_does_not_answer_is_a_warning(world: World, slack: FakeSlack, capsys: Capture) -> None:
    slack.always["*"] = Trouble(200, error="invalid_auth")
    assert call("ack", "production/duration", "--format", "json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["outcome"] == "taken"
    assert "monitoring: warning: slack did not work: invalid_auth" in shown.err


def test_it_is_said_in_the_thread(world: World, slack: FakeSlack) -> None:
    assert call("ack", "production/duration") == 0
    assert "hanakoさんが確認済みにしました" in slack.replies[-1].blocks[0]["text"]["text"]


def test_a_catalogue_of_an_older_deployment_is_named(world: World, capsys: Capture) -> None:
    world.cloud.content = {name: value for name, value in CONTENT.items() if name != "alarmNames"}
    assert call("mute", "duration", "1h", "--reason", "x", "--environment", "production") == 2
    assert "the catalogue of production cannot be read" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named(capsys: Capture, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: [", encoding="utf-8")
    assert main(["ack", "production/duration", "--file", str(broken)]) == 2
    assert f"`monitoring check {broken}` says why" in capsys.readouterr().err
