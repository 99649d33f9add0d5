"""A log alarm would send log lines that identify people.

Why: with `log-lines`, CloudWatch copies the lines behind the alarm into its notification, and with it into
Slack, mailboxes and telephones, where nobody deletes them after the retention. The log's `exposes` names the
fields by which its lines identify a person.

Fix: set `log-lines: 0` (the first look shows the rows to who may see them), or take the fields out of the
log and then out of `exposes`.

Bad:

    logs:
      application: {of: function, exposes: [userId]}
    queries:
      forbidden-requests: {logs: application, rows: 'filter error.code = "FORBIDDEN_ERROR"'}
    alarms:
      forbidden:
        watch: {rows-of: forbidden-requests, by: userId}
        log-lines: 5

Good:

    logs:
      application: {of: function, exposes: [userId]}
    queries:
      forbidden-requests: {logs: application, rows: 'filter error.code = "FORBIDDEN_ERROR"'}
    alarms:
      forbidden:
        watch: {rows-of: forbidden-requests, by: userId}
        first-look: [{query: forbidden-requests}]
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.resolve import log_rows
from monitoring.spec.root import Spec

CHECK: Final = "log-lines-exposed"


def check(spec: Spec) -> Iterator[Finding]:
    """Log alarms whose notification carries lines of a log that exposes fields."""
    for name, alarm in spec.alarms.items():
        rows = log_rows(alarm)
        query = spec.queries.get(rows[0]) if rows and alarm.log_lines else None
        for log in query.log_names if query else ():
            if log in spec.logs and spec.logs[log].exposes:
                fields = ", ".join(f"`{field}`" for field in spec.logs[log].exposes)
                message = f"lines of the log `{log}` identify people ({fields}) and would be in notifications"
                yield error(CHECK, ("alarms", name, "log-lines"), message, "set `log-lines: 0`")
