"""An account with the service's log in it: queries and metrics answer what its lines say."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from threading import Event, Lock
from typing import Any, Final
from urllib.parse import unquote

from monitoring.commands.local_logs import LocalLogs
from monitoring.evaluator.expressions.evaluate import math
from monitoring.oncall.catalogue import Metric
from monitoring.oncall.insights import Answer, Ask
from monitoring.reports.sources import Wanted
from tests.oncall.rig.aws import Aws, Endpoint, Rows
from tests.reports.rig.service_month import write
from tests.service.rig.wire import Server

BUCKET = "reports-bucket"
FIRST, DAYS = date(2026, 9, 28), 66
"""What the service's log has: from a Monday in September into December."""
_USUAL: Final = {
    "Duration": (18_000, 1900),
    "ConcurrentExecutions": (2, 0.6),
    "ServerlessDatabaseCapacity": (0.5, 0.09),
}
"""Of metrics that AWS makes itself: the lowest value, and a step up."""


def logs_of(first: date, days: int) -> LocalLogs:
    """The service's log of some days."""
    file = BytesIO()
    write(file, first, days)
    file.seek(0)
    return LocalLogs(file, "Asia/Tokyo")


@cache
def shipped_logs() -> LocalLogs:
    """Its log of two months and some days."""
    return logs_of(FIRST, DAYS)


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
            low, step = _USUAL[stat["Metric"]["MetricName"]]
            return [low + step * ((at * 7) % 11) for at in range(size)]
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


def _rows(answer: Answer) -> Rows:
    """Days without a log have no rows in CloudWatch."""
    assert answer.status == "done" or answer.why == "outside", answer.why
    return Rows(tuple(dict(row) for row in answer.rows))
