"""The reporter between the fakes, and what it is told of the past."""

import json
import os
from contextlib import ExitStack
from datetime import datetime
from typing import Any, NamedTuple
from unittest.mock import patch

from monitoring.oncall.clock import DAY, MINUTE
from monitoring.oncall.incident import Incident
from monitoring.oncall.settings import read_settings
from monitoring.oncall.store import Store
from monitoring.reports.handler import Reporter, read_time
from tests.oncall.rig.aws import TABLE
from tests.oncall.rig.clock import HandClock
from tests.oncall.rig.night import settings
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION
from tests.oncall.rig.slack import FakeSlack
from tests.reports.rig.account import BUCKET, Account
from tests.reports.rig.service_month import TOKYO

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{PREFIX}-reports"
_DRAWN = (("draw", "<svg><title>chart</title></svg>"), ("draw_png", b"\x89PNG"))


class Invocation(NamedTuple):
    """What Lambda says."""

    aws_request_id: str = "request-1"
    invoked_function_arn: str = FUNCTION
    milliseconds: int = 600_000

    def get_remaining_time_in_millis(self) -> int:
        """Until the end."""
        return self.milliseconds


class Desk:
    """The reporter with its fakes; charts are drawn where a test asks for it."""

    def __init__(self, account: Account, slack: FakeSlack, **more: str) -> None:
        self.account, self.slack = account, slack
        self.clock = HandClock()
        self.env = {**settings(account, slack, **more), "REPORTS_BUCKET": more.get("REPORTS_BUCKET", BUCKET)}
        with patch.dict(os.environ, self.env):
            self.reporter = Reporter(read_settings(os.environ), self.clock)
            self.clients = self.reporter._clients
            self.store = Store(self.clients("dynamodb"), TABLE, self.clock, "Asia/Tokyo")
            for service in ("ssm", "s3", "secretsmanager", "logs", "cloudwatch", "sns"):
                self.clients(service)

    def make(self, name: str, at: str, invocation: Invocation | None = None, *, draws: bool = False) -> None:
        """What the schedule of a report does at a moment."""
        self.clock.set(at)
        with ExitStack() as stack:
            for function, drawn in () if draws else _DRAWN:
                stack.enter_context(patch(f"monitoring.reports.delivery.{function}", return_value=drawn))
            self.reporter.make(name, read_time(at), invocation or Invocation())

    def keeps_logs_for(self, *, days: int) -> None:
        """Deploy with another retention."""
        path = "/assets/catalogue.json"
        found = json.loads(self.account.objects[path])
        found["facts"]["logRetention"] = days * 86_400
        self.account.objects[path] = json.dumps(found).encode()

    @property
    def mail(self) -> str:
        """The last text that people got."""
        return self.account.texts()[-1].text

    def incident(self, entry: str, opened: str, **about: Any) -> Incident:
        """Remember an incident: lengths in minutes are ``acknowledged`` and ``lasted``."""
        at = moment(opened)
        seen, lasted = about.pop("acknowledged", 0), about.pop("lasted", 0)
        by = about.pop("by", "yuki")
        ending = about.pop("ending", "recovered")
        incident = Incident(
            key=f"production/{entry}",
            id=f"production-{entry}-{at}",
            entry=entry,
            severity=about.pop("severity", "critical"),
            route="application",
            level="development",
            opened=at,
            alarms={},
            acknowledged_by=by if seen else "",
            acknowledged_at=at + seen * MINUTE if seen else 0,
            acknowledged_until=at + 30 * DAY if seen else 0,
            closed=at + lasted * MINUTE if lasted else 0,
            **about,
        )
        now = self.clock.now()
        self.clock.go(seconds=(at - now) / 1000)
        if incident.is_open:
            self.store.save(None, incident)
        else:
            self.store.archive(incident, ending)
        self.clock.go(seconds=(now - self.clock.now()) / 1000)
        return incident

    def alarm(self, name: str, state: str, since: str, changed: str = "2026-06-01T00:00") -> None:
        """An alarm that CloudWatch has in a state, and when it was last deployed otherwise."""
        at = moment(since) / 1000
        self.account.alarm_states.append(
            {
                "AlarmName": f"{PREFIX}-{name}",
                "StateValue": state,
                "StateUpdatedTimestamp": at,
                "StateTransitionedTimestamp": at,
                "AlarmConfigurationUpdatedTimestamp": moment(changed) / 1000,
            }
        )


def moment(text: str) -> int:
    """Epoch milliseconds of a time in ISO 8601; Tokyo's where it does not say."""
    found = datetime.fromisoformat(text)
    return round((found if found.tzinfo else found.replace(tzinfo=TOKYO)).timestamp() * 1000)
