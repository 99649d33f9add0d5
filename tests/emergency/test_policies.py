"""The generated policies allow exactly the calls that the commands make, in what each of their tests does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitoring.commands import preflight
from monitoring.docs.policies import named_of, policy_files
from monitoring.emergency.rights import COMMANDS, policy
from monitoring.load import load
from monitoring.spec.root import Spec
from tests.emergency.conftest import FILE, Site
from tests.emergency.rig.work import Work
from tests.emergency.test_drill import Chained
from tests.emergency.test_redrive import RECORD, Queues
from tests.escalation.rig.catalogues import PREFIX
from tests.escalation.rig.clients import CLIENTS
from tests.support.shipped import FILE as SHIPPED

_PREFIXES = {"stepfunctions": "states"}
_ALLOWED_TO_ALL = {"sts:GetCallerIdentity"}
_NO_CALLS = ("kms:", "execute-api:")
"""What other calls need on the way: the key of table and topics, and the signed health check."""


@pytest.fixture(scope="module")
def spec() -> Spec:
    return load(str(SHIPPED)).specs["production"]


def allowed(spec: Spec, command: str) -> set[str]:
    """The actions of a policy that calls are made with."""
    statements = policy(command, named_of(spec))["Statement"]
    actions = [action for statement in statements for action in statement["Action"]]
    assert len(actions) == len(set(actions))
    return {action for action in actions if not action.startswith(_NO_CALLS)}


def made(site: Site, since: int = 0) -> set[str]:
    """The actions of the calls that were made."""
    found = {f"{_PREFIXES.get(service, service)}:{name}" for service, name in site.account.made[since:]}
    return {action.replace("lambda:Invoke", "lambda:InvokeFunction", 1) for action in found} - _ALLOWED_TO_ALL


def test_stop(site: Site, spec: Spec) -> None:
    site.stop()
    site.stop()
    assert made(site) == allowed(spec, "stop")


def test_restore(make_site: Callable[..., Site], spec: Spec) -> None:
    calls: set[str] = set()
    for former, is_by_hand in ((10, False), (None, False), (0, True)):
        site = make_site()
        site.account.concurrency = former
        if not is_by_hand:
            site.stop()
        since = len(site.account.made)
        assert site.restore() == 0
        calls |= made(site, since)
    assert calls == allowed(spec, "restore")


def test_rollback(site: Site, spec: Spec, work: Work, deploys: Callable[..., None]) -> None:
    site.run("rollback")
    assert site.run("rollback", "HEAD", "--run", "--address", site.service.url) == 0
    assert made(site) == allowed(spec, "rollback")


def test_drill(site: Site, spec: Spec) -> None:
    chained = Chained(site)
    site.clock.at += 9 * 3_600_000
    own = made_by_people(site, chained)
    assert own == allowed(spec, "drill")


def made_by_people(site: Site, chained: Chained) -> set[str]:
    """What the command calls, without what the notifier does in between."""
    notified: list[tuple[str, str]] = []
    deliver = chained._deliver

    def count(message: str) -> None:
        before = len(site.account.made)
        deliver(message)
        notified.extend(site.account.made[before:])
        del site.account.made[before:]

    chained._deliver = count  # type: ignore[method-assign]
    assert site.run("drill", "duration") == 0
    assert site.run("drill", "forbidden") == 0
    assert notified
    return made(site)


def set_off(site: Site) -> None:
    """An incident that goes on, of which nobody but the notifier made calls."""
    Chained(site).SetAlarmState(
        {"AlarmName": f"{PREFIX}-duration-critical", "StateValue": "ALARM", "StateReason": "x"}
    )
    site.account.made.clear()


def test_ack(site: Site, spec: Spec) -> None:
    set_off(site)
    assert site.run_asking_nothing("ack", "duration") == 0
    assert made(site) == allowed(spec, "ack")


def test_mute(site: Site, spec: Spec) -> None:
    set_off(site)
    assert site.run_asking_nothing("mute", "duration", "1h", "--reason", "x") == 0
    assert site.run_asking_nothing("mute", "duration", "--off") == 0
    assert made(site) == allowed(spec, "mute")


def test_redrive(site: Site, spec: Spec) -> None:
    queues = Queues(site)
    queues.put("notifier", RECORD)
    assert site.run("redrive", "--run") == 0
    assert made(site) == allowed(spec, "redrive")


def test_deploying(site: Site, spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitoring.cli import main

    monkeypatch.setattr(preflight, "clients", lambda service, region: CLIENTS(service))
    assert main(["preflight", FILE, "--deploying", "--environment", "production"]) == 0
    assert made(site) == allowed(spec, "deploying")


@pytest.mark.parametrize("command", COMMANDS)
def test_only_what_knows_no_resource_is_allowed_on_everything(spec: Spec, command: str) -> None:
    document = policy(command, named_of(spec))
    wide = [one["Action"] for one in document["Statement"] if one["Resource"] == ["*"]]
    assert wide == ([["cloudwatch:DescribeAlarms"]] if command == "drill" else [])
    assert len(json.dumps(document, separators=(",", ":"))) <= 6144  # IAM's quota of a managed policy
    sids: list[Any] = [one["Sid"] for one in document["Statement"]]
    assert len(set(sids)) == len(sids)


def test_every_command_of_each_environment_has_its_file(spec: Spec) -> None:
    root = Path(SHIPPED).parent
    for name, text in policy_files(spec).items():
        assert (root / name).read_text() == text
        assert json.loads(text)["Version"] == "2012-10-17"
