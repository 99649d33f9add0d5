"""An account, a Slack and a public address, as new for each test; commands find them all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from monitoring.cli import main
from monitoring.commands import oncall
from monitoring.oncall import clock as clocks
from monitoring.oncall import sources
from tests.emergency.rig.account import Account
from tests.emergency.rig.door import TOKEN, Service
from tests.emergency.rig.work import WHO, Work, stack_event
from tests.escalation.rig.catalogues import PREFIX
from tests.escalation.rig.clients import CLIENTS, AwsError
from tests.escalation.rig.world import VirtualClock, moment
from tests.oncall.rig.slack import FakeSlack

FILE = str(Path(__file__).parent.parent / "files" / "small.yaml")
NIGHT = moment("2026-11-25 03:00")


class Site(NamedTuple):
    """Everything that a command meets."""

    account: Account
    slack: FakeSlack
    service: Service
    clock: VirtualClock
    token: str

    def run(self, *words: str) -> int:
        """Run a command in production without being asked."""
        return main([*words, "--environment", "production", "--yes", "--file", FILE])

    def run_asking_nothing(self, *words: str) -> int:
        """Run a command in production that asks nothing before it acts."""
        return main([*words, "--environment", "production", "--file", FILE])

    def stop(self, *words: str) -> int:
        """Stop."""
        return self.run("stop", "--reason", "漏えい", *words)

    def restore(self, *words: str) -> int:
        """Restore with a real request."""
        return self.run("restore", "--token-file", self.token, "--address", self.service.url, *words)

    def use(self, account: Account) -> Account:
        """Meet another account."""
        CLIENTS.answer = account.answer
        self.service.runs = lambda: account.concurrency != 0
        return account


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[FakeSlack, Service]]:
    """The servers, once for a module."""
    with FakeSlack() as slack, Service() as service:
        yield slack, service


@pytest.fixture
def make_site(
    running: tuple[FakeSlack, Service], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Site]:
    """Makes a site with an account."""
    slack, service = running
    clock = VirtualClock(NIGHT)
    monkeypatch.setattr(oncall, "clients_in", lambda region: CLIENTS)
    monkeypatch.setattr(clocks, "SystemClock", lambda: clock)
    monkeypatch.setattr(sources, "_ADDRESS_KEPT", 0)
    for name, value in {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}.items():
        monkeypatch.setenv(name, value)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLACK_API_URL", slack.api)
    (tmp_path / "token").write_text(f"Bearer {TOKEN}\n")

    def make(**given: Any) -> Site:
        slack.reset()
        slack.channels.add("C0STATUS")
        service.reset()
        made = Site(Account(clock.now, **given), slack, service, clock, str(tmp_path / "token"))
        made.use(made.account)
        return made

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """The usual one."""
    return make_site()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """The clone, in which commands run."""
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    made = Work(tmp_path)
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def deploys(site: Site, work: Work) -> Callable[..., None]:
    """Says what the stack's events are: seconds after now, status."""
    events: list[tuple[float, str]] = []
    moment = datetime.now(UTC).timestamp()
    site.clock.at = round(moment * 1000)

    def answer(given: dict[str, Any]) -> dict[str, Any]:
        stack = given["StackName"]
        if stack != f"{PREFIX}-service":
            raise AwsError(f"Stack [{stack}] does not exist")
        seen = [(after, status) for after, status in events if moment + after <= site.clock.at / 1000]
        old = [(-9000.0, "UPDATE_COMPLETE")]
        return {
            "StackEvents": [
                stack_event(stack, moment + after, status) for after, status in reversed([*old, *seen])
            ]
        }

    site.account._DescribeStackEvents = answer  # type: ignore[attr-defined]

    def say(*said: tuple[float, str]) -> None:
        events[:] = said

    say((60, "UPDATE_IN_PROGRESS"), (200, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), (230, "UPDATE_COMPLETE"))
    return say
