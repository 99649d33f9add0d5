"""The commands of on-call against the deployed chain."""

import json
from pathlib import Path

import pytest

from monitoring.oncall.incident import Incident
from tests.emergency.rig.door import TOKEN, Service
from tests.ministack.rig.chain import Chain
from tests.ministack.rig.waiting import until
from tests.oncall.rig.notifications import PREFIX

ALARM = "duration-critical"


def test_a_drill_goes_through_the_whole_chain(chain: Chain) -> None:
    done = chain.run("drill", f"{PREFIX}-{ALARM}", "--yes", "--wait", "1m", cloudwatch_logs=chain.watched.url)
    assert done.code == 0, done
    passed = [line.split()[1] for line in done.out.splitlines() if ": after " in line]
    assert passed == ["alarm:", "notifier:", "slack:", "mail:", "escalation:"]
    assert "訓練" in chain.slack.posted[0].text
    assert "訓練" in chain.mail()[0].text.splitlines()[0]
    until(lambda: (found := chain.incident("duration")) and not found.is_open, "the drill is over")


def test_an_acknowledgement_by_command_is_seen_by_the_machine(chain: Chain) -> None:
    chain.publish(ALARM)
    incident = chain.open_incident("duration")
    done = chain.run("ack", "duration", "--format", "json")
    assert done.code == 0, done
    assert json.loads(done.out)["outcome"] == "taken"
    name = chain.hasten(incident, {"infrastructure": 1})
    until(
        lambda: any(line["held"] == "acknowledged" for line in chain.asked(incident)), "the machine sees it"
    )
    assert chain.execution(name)["status"] == "RUNNING"
    assert not chain.mail("messages-infrastructure")
    again = chain.run("ack", "production/duration")
    assert (again.code, "is acknowledged by" in again.out) == (0, True)


def test_a_mute_holds_what_comes_while_it_lasts(chain: Chain) -> None:
    cloudwatch = chain.watched.url
    done = chain.run("mute", "duration", "1h", "--reason", "replacing the model", cloudwatch=cloudwatch)
    assert done.code == 0, done
    (rule,) = chain.watched.rules.values()
    assert f"{PREFIX}-{ALARM}" in rule["MuteTargets"]["AlarmNames"]
    chain.publish(ALARM)
    held = until(lambda: chain.incident("duration"), "the notifier knows it")
    assert held.held_until > held.opened
    until(lambda: chain.journal("notifier", "told"), "the notifier is done")
    (said,) = chain.mail()
    assert said.subject.startswith("[MUTED]")
    assert "rootさんが" in said.text
    assert chain.slack.posted == []
    assert chain.run("mute", "duration", "--off", cloudwatch=cloudwatch).code == 0
    assert (chain.watched.rules, chain.item("mute#duration")) == ({}, None)


def test_a_stop_stops_and_tells_and_a_restore_brings_everything_back(chain: Chain, tmp_path: Path) -> None:
    function, invoke = chain.names.function, chain.client("lambda").invoke
    usual = chain.deployment.spec.facts.function.reserved_concurrency
    stopped = chain.run("stop", "--reason", "プロンプトの漏えい", "--yes")
    assert (stopped.code, concurrency(chain)) == (0, 0), stopped
    with pytest.raises(chain.client("lambda").exceptions.TooManyRequestsException):
        invoke(FunctionName=function)
    assert {mail.topic for mail in until(lambda: chain.mail(""), "everybody is told")} >= {"announcements"}
    assert "C0STATUS" in {said.channel for said in chain.slack.posted}
    said = len(chain.slack.posted)
    chain.publish("api-server-errors-critical")
    assert until(lambda: held(chain, "api-server-errors"), "what the stop sets off is held")
    until(lambda: chain.journal("notifier", "told"), "the notifier is done")
    assert len(chain.slack.posted) == said
    (tmp_path / "token").write_text(f"Bearer {TOKEN}\n")
    with Service() as door:
        door.runs = lambda: concurrency(chain) != 0
        words = ("--token-file", str(tmp_path / "token"), "--address", door.url, "--yes")
        restored = chain.run("restore", *words)
    assert (restored.code, concurrency(chain)) == (0, usual), restored
    assert invoke(FunctionName=function)["StatusCode"] == 200
    assert chain.item("marker#stopped") is None


def concurrency(chain: Chain) -> int:
    """What the service's function may run at once."""
    found = chain.client("lambda").get_function_concurrency(FunctionName=chain.names.function)
    return int(found["ReservedConcurrentExecutions"])


def held(chain: Chain, entry: str) -> Incident | None:
    """An incident that nobody was told of."""
    found = chain.incident(entry)
    return found if found and found.held_until and not found.thread else None
