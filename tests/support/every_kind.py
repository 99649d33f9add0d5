"""Changes of the small base spec that give a resource of every kind."""

from typing import Any

EVERY_KIND: dict[str, Any] = {
    "alarms": {
        "duration": {"reports-to": "people"},
        "forbidden": {"log-lines": 3},
        "away": {
            "title": "Nothing works",
            "composite": "ALARM(probe.critical) AND ALARM(duration.critical)",
            "severity": "critical",
            "route": "application",
            "runbook": "failures",
        },
    },
    "queries": {
        "of-a-user": {
            "logs": "application",
            "rows": 'fields @timestamp\n| filter userId = "{{userId}}"',
        }
    },
    "contacts": {
        "mail": {"kind": "email", "address": {"parameter": "/demo/{environment}/mail"}},
        "support": {"kind": "aws-support", "address": {"parameter": "/demo/support"}, "title": "Support"},
    },
    "escalation": {
        "levels": {
            "development": {"contacts": ["chat", "pager", "mail"]},
            "amazon": {"title": "AWS Support", "for": "AWS", "contacts": ["support", "mail"]},
        },
        "routes": {"aws": {"title": "Problems of AWS", "start": "amazon"}},
    },
    "dashboards": {
        "operations": [
            {
                "title": "Requests",
                "note": "First line\n\nSecond line",
                "graphs": [
                    "function-duration-p95",
                    {"title": "Rates", "metrics": ["failure-rate", "failures"]},
                ],
                "alarms": ["duration", "error-rate"],
                "queries": ["errors-by-code", "forbidden"],
                "runbooks": ["slow"],
            },
            {"title": "Database", "graphs": ["database-cpu", "database-errors", "database-capacity"]},
        ]
    },
    "maintenance": {
        "mute": {
            "patches": {
                "alarms": ["database-cpu", "database-connections"],
                "schedule": "cron(0 3 ? * SUN)",
                "lasts": "1 h",
                "reason": "Patches",
            }
        }
    },
}
