"""An account with the service's log in it, and the reporter between the fakes."""

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from io import BytesIO
from threading import Event, Lock
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import unquote

from monitoring.commands.local_logs import LocalLogs
from monitoring.evaluator.expressions.evaluate import math
from monitoring.oncall.catalogue import Metric
from monitoring.oncall.clock import DAY, MINUTE
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import Answer, Ask
from monitoring.oncall.settings import read_settings
from monitoring.oncall.store import Store
from monitoring.reports.handler import Reporter, read_time
from monitoring.reports.sources import Wanted
from tests.oncall.rig.aws import TABLE, Aws, Endpoint, Rows
from tests.oncall.rig.clock import HandClock
from tests.oncall.rig.night import settings
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION
from tests.oncall.rig.slack import FakeSlack
from tests.reports.service_month import TOKYO, write
from tests.service.rig.wire import Server

BUCKET = "reports-bucket"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{PREFIX}-reports"
FIRST, DAYS = date(2026, 9, 28), 66
"""What the service's log has: from a Monday in September into December."""
SVG, PNG = "<svg><title>chart</title></svg>", b"\x89PNG"


@cache
def shipped_logs() -> LocalLogs:
    """The service's log of two months and some days."""
    file = BytesIO()
    write(file, FIRST, DAYS)
    file.seek(0)
    return LocalLogs(file, "Asia/Tokyo")


class Account(Aws):
    """AWS with a log; ``trouble`` answers a query instead, by a part of its text."""

    def __init__(self) -> None:
        Server.__init__(self, Place)
        self.guard = Lock()
        self.stopping = Event()
        self.reset()

    def reset(self) -> None:
        """As new."""
        super().reset()
        self.logs = shipped_logs()
        self.trouble: dict[str, Rows | str] = {}
        self.alarm_states: list[dict[str, Any]] = []
        self.types: dict[str, str] = {}

    def _StartQuery(self, body: dict[str, Any]) -> dict[str, Any]:
        text, start, end = (body[name] for name in ("queryString", "startTime", "endTime"))
        if not isinstance(start, int) or start >= end:
            raise AssertionError("StartQuery takes whole seconds")
        found = next((rows for part, rows in self.trouble.items() if part in text), None)
        if found is None:
            ask = Ask(text, tuple(body["logGroupNames"]), start * 1000, end * 1000 + 999)
            found = _rows(self.logs.ask([ask])[0])
        rows, *status = (found,) if isinstance(found, Rows) else (Rows(), found)
        with self.guard:
            name = f"query-{len(self.queries)}"
            self.queries[name] = [rows, 0, *status]
        return {"queryId": name}

    def _GetQueryResults(self, body: dict[str, Any]) -> dict[str, Any]:
        state = self.queries[body["queryId"]]
        if len(state) > 2:
            return {"status": state[2], "results": []}
        return super()._GetQueryResults(body)

    def _GetMetricData(self, body: dict[str, Any]) -> dict[str, Any]:
        assert sum(query["ReturnData"] for query in body["MetricDataQueries"]) == 1
        window = (round(body["StartTime"]), round(body["EndTime"]))
        known: dict[str, list[float | None]] = {}
        period = 60
        for query in body["MetricDataQueries"]:
            known[query["Id"]] = self._metric(query, window, known)
            period = query.get("Period") or query["MetricStat"]["Period"]
        shown = next(query["Id"] for query in body["MetricDataQueries"] if query["ReturnData"])
        points = [
            (window[0] + at * period, value) for at, value in enumerate(known[shown]) if value is not None
        ]
        return {
            "MetricDataResults": [
                {
                    "Id": shown,
                    "Timestamps": [at for at, _ in points],
                    "Values": [value for _, value in points],
                }
            ]
        }

    def _metric(
        self, query: dict[str, Any], window: tuple[int, int], known: Mapping[str, list[float | None]]
    ) -> list[float | None]:
        if "Expression" in query:
            return math(query["Expression"], dict(known), query["Period"], window[0])
        stat = query["MetricStat"]
        size = (window[1] - window[0]) // stat["Period"]
        if stat["Metric"]["Namespace"] != "SubgoalGeneration":
            return [float(20 + (at * 7) % 11) * 1000 for at in range(size)]
        metric = stat["Metric"]
        pairs = [part for one in metric["Dimensions"] for part in (one["Name"], one["Value"])]
        options = {"stat": stat["Stat"], "id": "m"}
        line = [metric["Namespace"], metric["MetricName"], *pairs, options]
        wanted = Wanted(Metric("", "", 60, (line,)), window[0] * 1000, window[1] * 1000, stat["Period"])
        points = dict(self.logs.points(wanted).points)
        return [points.get((window[0] + at * stat["Period"]) * 1000) for at in range(size)]

    def _DescribeAlarms(self, body: dict[str, Any]) -> dict[str, Any]:
        assert set(body["AlarmTypes"]) == {"MetricAlarm", "CompositeAlarm", "LogAlarm"}
        prefix = body["AlarmNamePrefix"]
        return {"MetricAlarms": [one for one in self.alarm_states if one["AlarmName"].startswith(prefix)]}

    def stored(self, name: str) -> str:
        """An object of the bucket of reports."""
        return self.objects[f"/{BUCKET}/{name}"].decode()


class Place(Endpoint):
    """S3 takes objects as well."""

    server: Account

    def handle_expect_100(self) -> bool:
        """Say at once that the body may come; S3's clients wait a second for it."""
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.wfile.flush()
        return True

    def do_PUT(self) -> None:
        """PutObject; the body must be whole."""
        path, body = unquote(self.path.partition("?")[0]), self.body()
        self.server.calls.append(("PutObject", {"path": path}))
        if "PutObject" in self.server.failures:
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
            return
        assert "aws-chunked" not in self.headers.get("Content-Encoding", "")
        self.server.objects[path] = body
        self.server.types[path] = self.headers.get("Content-Type", "")
        self.answer(200, b"", {})


class Invocation(NamedTuple):
    """What Lambda says."""

    aws_request_id: str = "request-1"
    invoked_function_arn: str = FUNCTION
    milliseconds: int = 600_000

    def get_remaining_time_in_millis(self) -> int:
        """Until the end."""
        return self.milliseconds


class Desk:
    """The reporter with its fakes; charts are not drawn unless ``is_drawing``."""

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

    def make(self, name: str, at: str, invocation: Invocation | None = None) -> None:
        """What the schedule of a report does at a moment."""
        self.clock.set(at)
        with (
            patch("monitoring.reports.delivery.draw", lambda _spec: SVG),
            patch("monitoring.reports.delivery.draw_png", lambda _spec: PNG),
        ):
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
            acknowledged_by="U0YUKI" if seen else "",
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

    def alarm(self, name: str, state: str, since: str) -> None:
        """An alarm that CloudWatch has in a state."""
        at = moment(since) / 1000
        self.account.alarm_states.append(
            {
                "AlarmName": f"{PREFIX}-{name}",
                "StateValue": state,
                "StateUpdatedTimestamp": at,
                "StateTransitionedTimestamp": at,
                "AlarmConfigurationUpdatedTimestamp": moment("2026-06-01T00:00+09:00") / 1000,
            }
        )


def moment(text: str) -> int:
    """Epoch milliseconds of a time in ISO 8601; Tokyo's where it does not say."""
    found = datetime.fromisoformat(text)
    return round((found if found.tzinfo else found.replace(tzinfo=TOKYO)).timestamp() * 1000)


def _rows(answer: Answer) -> Rows:
    """Days without a log have no rows in CloudWatch."""
    assert answer.status == "done" or answer.why == "outside", answer.why
    return Rows(tuple(dict(row) for row in answer.rows))
