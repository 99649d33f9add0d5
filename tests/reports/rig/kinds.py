"""Every kind of report in all its forms: what goldens hold and what pictures show."""

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from tests.oncall.rig.aws import Failure, Rows
from tests.oncall.rig.slack import FakeSlack
from tests.reports.rig.account import Account, logs_of
from tests.reports.rig.desk import Desk

_MORNING, _DAY = "2026-11-13T09:00:00+09:00", "2026-11-12"


class Kind(NamedTuple):
    """A report of the file, when it is made, the period that it covers then, and what has happened before."""

    report: str
    at: str
    period: str
    prepare: Callable[[Desk], None]


def make(
    kind: Kind, locale: str, account: Account, slack: FakeSlack, *, draws: bool = False
) -> dict[str, str]:
    """The report by its form: mail (``txt``), Markdown, HTML, Slack's blocks (``json``)."""
    desk = Desk(account, slack, locale=locale)
    kind.prepare(desk)
    desk.make(kind.report, kind.at, draws=draws)
    mail, stored = account.texts()[-1], f"reports/{kind.report}/{kind.period}"
    return {
        "txt": f"To: {mail.topic}\nSubject: {mail.subject}\nSMS: {mail.sms}\n\n{mail.text}",
        "md": account.stored(f"{stored}.md"),
        "html": account.stored(f"{stored}.html"),
        "json": json.dumps(slack.said[-1].blocks, ensure_ascii=False, indent=1) + "\n",
    }


def tell_history(desk: Desk) -> None:
    """What happened in November, as on-call and CloudWatch remember it."""
    # As if the daily reports had kept their days; the log itself is gone by then.
    desk.keeps_logs_for(days=90)
    desk.incident("model-errors", "2026-11-12T14:12", acknowledged=6, lasted=97)
    desk.incident("error-rate", "2026-11-12T14:20", severity="warning", lasted=60, ending="joined", into="x")
    desk.incident("duration", "2026-11-18T11:05", severity="warning", acknowledged=41, lasted=75)
    who = (("userId", "user-07"),)
    desk.incident("forbidden", "2026-11-17T10:31", severity="investigate", contributor=who)
    about = {"severity": "investigate", "contributor": (("userId", "user-21"),)}
    desk.incident("prompt-injection", "2026-11-19T16:02", lasted=60, **about)
    desk.incident(
        "authentication-errors", "2026-11-20T09:40", severity="investigate", acknowledged=35, lasted=120
    )
    desk.incident("database-connections", "2026-11-19T22:40", severity="warning", acknowledged=15)
    desk.alarm("database-connections-warning", "ALARM", "2026-11-05T22:40")
    desk.alarm("throttles-warning", "OK", "2026-06-02T10:00")
    desk.alarm("api-server-errors-critical", "OK", "2026-06-02T10:00")


def break_sources(desk: Desk) -> None:
    """A morning on which much of AWS does not answer."""
    desk.account.trouble["as count by error.code, error.message"] = Rows(polls=None)
    desk.account.trouble["sum(metadata.tokensUsed) as total_tokens"] = "Failed"
    desk.account.failures["dynamodb"] = Failure("ProvisionedThroughputExceededException")
    desk.account.failures["DescribeAlarms"] = Failure("AccessDenied")


def have_no_requests(desk: Desk) -> None:
    """A log that ends on the day before."""
    desk.account.logs = logs_of(date(2026, 11, 10), 2)


KINDS = {
    "daily": Kind("daily", _MORNING, _DAY, tell_history),
    "weekly": Kind("weekly", "2026-11-23T09:30:00+09:00", "2026-W47", tell_history),
    "monthly": Kind("monthly", "2026-12-01T10:00:00+09:00", "2026-11", tell_history),
    "daily-troubled": Kind("daily", _MORNING, _DAY, break_sources),
    "daily-quiet": Kind("daily", _MORNING, _DAY, have_no_requests),
}
