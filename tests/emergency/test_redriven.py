"""From a failure that lasts to `monitoring redrive`: what Lambda gave up is told, and told once."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest

from monitoring.notifier import handler as notifier
from monitoring.reports import handler as reports
from tests.emergency.conftest import Site
from tests.emergency.test_redrive import NOTIFICATION, RECORD, Queues
from tests.oncall.conftest import _aws, aws
from tests.oncall.rig.aws import Aws, Failure
from tests.oncall.rig.night import FUNCTION, Night
from tests.oncall.rig.notifications import PREFIX, metric_alarm
from tests.oncall.rig.slack import Trouble
from tests.reports.conftest import _account, account
from tests.reports.rig.account import Account
from tests.reports.rig.desk import Desk, Invocation

__all__ = ["_account", "_aws", "account", "aws"]

AWAY = Failure("AuthorizationError")
MORNING = "2026-11-13T09:00:00+09:00"
_TRIES = 3


class Lambda:
    """Calls a function as Lambda does what is asked for asynchronously: three times, then into its queue."""

    def __init__(self, site: Site, part: str, function: Callable[[Any, Any], None]) -> None:
        self.part, self.function = part, function
        self.queues = Queues(site)
        self.queues.Invoke = self.invoke  # type: ignore[method-assign]
        site.account._Invoke = self.invoke  # type: ignore[method-assign]
        self._numbers = count(1)

    def invoke(self, given: dict[str, Any]) -> dict[str, Any]:
        self.call(json.loads(given["Payload"]))
        return {"StatusCode": 202}

    def call(self, event: Any) -> None:
        context = Invocation(f"request-{next(self._numbers)}", FUNCTION)
        for _ in range(_TRIES):
            try:
                self.function(event, context)
            except Exception:
                continue
            return
        about = {**RECORD["requestContext"], "requestId": context.aws_request_id}  # type: ignore[dict-item]
        self.queues.put(self.part, {**RECORD, "requestContext": about, "requestPayload": event})


@pytest.fixture
def night(site: Site, aws: Aws) -> Iterator[Night]:
    """The notifier beside the site where commands run."""
    made = Night(aws, site.slack)
    with patch.object(notifier, "_chains", [made.chain]):
        yield made


def alarm_event(night: Night) -> dict[str, Any]:
    topic = f"arn:aws:sns:ap-northeast-1:123456789012:{PREFIX}-alarms-development"
    message = metric_alarm("duration-critical", night.now)
    return {"Records": [{"Sns": {**NOTIFICATION, "TopicArn": topic, "Message": message}}]}


def test_an_alarm_that_nobody_heard_of_is_told_once(site: Site, night: Night) -> None:
    lambda_ = Lambda(site, "notifier", notifier.handle)
    night.aws.failures["Publish"] = AWAY
    lambda_.call(alarm_event(night))
    assert (lambda_.queues.left, len(night.aws.texts())) == (1, 0)
    night.hand.go(minutes=30)
    assert site.run("redrive", "--run") == 0
    assert lambda_.queues.left == 1  # it failed again, under another id
    night.aws.failures.clear()
    night.hand.go(minutes=30)
    lambda_.queues.hidden.clear()
    site.clock.sleep(1)
    assert site.run("redrive", "--run") == 0
    assert (lambda_.queues.left, len(night.aws.texts()), len(night.aws.texts("urgent"))) == (0, 1, 1)


def test_a_letter_that_is_redriven_twice_is_told_once(site: Site, night: Night) -> None:
    lambda_ = Lambda(site, "notifier", notifier.handle)
    night.aws.failures["Publish"] = AWAY
    lambda_.call(alarm_event(night))
    night.aws.failures.clear()
    site.account.broken["DeleteMessage"] = ("ServiceUnavailable", 1)
    assert site.run("redrive", "--run") == 1
    lambda_.queues.hidden.clear()
    assert site.run("redrive", "--run") == 0
    assert (lambda_.queues.left, len(night.aws.texts()), len(night.aws.texts("urgent"))) == (0, 1, 1)
    assert len(site.slack.posted) == 1


def test_a_notification_cannot_say_itself_that_it_was_redriven(site: Site, night: Night) -> None:
    lambda_ = Lambda(site, "notifier", notifier.handle)
    lambda_.call(alarm_event(night))
    second = alarm_event(night)
    second["Records"][0]["delivery"] = second["Records"][0]["Sns"]["delivery"] = ["request-1"]
    lambda_.call(second)
    assert len(night.aws.texts()) == 1


def test_what_nobody_knows_is_redriven_as_it_came(site: Site, night: Night) -> None:
    lambda_ = Lambda(site, "notifier", notifier.handle)
    night.aws.failures["Publish"] = AWAY
    lambda_.call({"something": "else"})
    night.aws.failures.clear()
    assert site.run("redrive", "--run") == 0
    assert '{"something": "else"}' in night.aws.texts()[0].text


def test_a_report_that_nobody_got_is_made_once(site: Site, account: Account) -> None:
    desk = Desk(account, site.slack)
    desk.clock.set(MORNING)
    lambda_ = Lambda(site, "reports", reports.handle)
    drawn = patch("monitoring.reports.delivery.draw_png", return_value=b"\x89PNG")
    with patch.object(reports, "_reporters", [desk.reporter]), drawn:
        site.slack.always["*"] = Trouble(500, error="fatal_error")
        account.failures["Publish"] = AWAY
        lambda_.call({"report": "daily", "at": MORNING})
        assert (lambda_.queues.left, len(account.texts())) == (1, 0)
        site.slack.always.clear()
        account.failures.clear()
        site.account.broken["DeleteMessage"] = ("ServiceUnavailable", 1)
        assert site.run("redrive", "--run") == 1
        lambda_.queues.hidden.clear()
        assert site.run("redrive", "--run") == 0
    assert (lambda_.queues.left, len(account.texts()), len(site.slack.said)) == (0, 1, 1)
