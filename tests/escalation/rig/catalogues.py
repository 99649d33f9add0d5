"""A small catalogue, as the plan writes it: two entries on metrics, one log alarm, the routes of the file."""

from typing import Any

from monitoring.oncall.catalogue import Catalogue

PREFIX = "greeter-production"
LEVELS = ("development", "infrastructure", "aws-support")
_TITLES = {"development": "開発チーム", "infrastructure": "インフラチーム", "aws-support": "AWSサポート"}


def entry_of(title: str, **changes: Any) -> dict[str, Any]:
    """An alarm entry as the catalogue has it."""
    return {
        "title": title,
        "impact": f"{title}の影響",
        "firstAction": f"{title}の最初の対応",
        "guide": [],
        "runbook": "slow",
        "route": "application",
        "explainedBy": [],
        "firstLook": [],
        "liveWhile": None,
        "watch": "duration",
        **changes,
    }


_ALARMS = {
    "duration": entry_of("処理時間超過", firstLook=[{"query": "slow-requests"}]),
    "database-errors": entry_of(
        "データベースエラー",
        route="infrastructure",
        watch="database-errors",
        liveWhile={"atLeast": 1, "over": 600},
    ),
    "forbidden": entry_of(
        "認可エラーの多発",
        watch={"rows-of": "forbidden-requests", "by": "userId"},
        firstLook=[{"query": "user-requests", "with": {"userId": "{contributor.userId}"}}],
    ),
}


def _query(title: str, text: str, *parameters: str) -> dict[str, Any]:
    return {
        "title": title,
        "logGroups": ["/aws/lambda/greeter"],
        "text": text,
        "parameters": list(parameters),
    }


def with_direct(**alarms: dict[str, Any]) -> dict[str, Any]:
    """The catalogue with an entry that reports to people directly: the notifier's own alarm."""
    direct = entry_of("通知の関数の失敗", reportsTo="people", watch="notifier-errors")
    names = {
        f"{PREFIX}-notifier-{severity}": {"entry": "notifier", "severity": severity, "label": ""}
        for severity in ("warning", "critical")
    }
    return {
        **CONTENT,
        "alarms": {**CONTENT["alarms"], "notifier": direct, **alarms},
        "alarmNames": {**CONTENT["alarmNames"], **names},
    }


CONTENT: dict[str, Any] = {
    "service": "greeter",
    "environment": "production",
    "region": "ap-northeast-1",
    "locale": "ja",
    "timezone": "Asia/Tokyo",
    "title": "あいさつAPI",
    "personal": ["userId"],
    "alarms": _ALARMS,
    "alarmNames": {
        f"{PREFIX}-duration-warning": {"entry": "duration", "severity": "warning", "label": ""},
        f"{PREFIX}-duration-critical": {"entry": "duration", "severity": "critical", "label": ""},
        f"{PREFIX}-database-errors-critical": {
            "entry": "database-errors",
            "severity": "critical",
            "label": "",
        },
        f"{PREFIX}-forbidden-investigate-1h": {"entry": "forbidden", "severity": "investigate", "label": ""},
    },
    "queries": {
        "slow-requests": _query("遅いリクエスト", "fields @timestamp, requestId"),
        "user-requests": _query("利用者のリクエスト", 'filter userId = "{{userId}}"', "userId"),
        "forbidden-requests": _query("拒否されたリクエスト", "fields userId"),
    },
    "metrics": {},
    "runbooks": {"slow": {"title": "遅いとき", "kind": "", "when": "", "steps": []}},
    "topics": {
        level: {purpose: f"{PREFIX}-{purpose}-{level}" for purpose in ("alarms", "messages", "urgent")}
        for level in LEVELS
    },
    "slackChannels": {"development": ["C0DEV"], "infrastructure": ["C0INFRA"], "aws-support": ["C0INFRA"]},
    "contacts": {
        "on-call": {"kind": "sms", "address": {"parameter": "/phone"}},
        "support": {"kind": "aws-support", "address": "https://support.example/cases"},
    },
    "escalation": {
        "wakes": True,
        "levels": {
            level: {"title": _TITLES[level], "contacts": ["support" if level == "aws-support" else "on-call"]}
            for level in LEVELS
        },
        "routes": {
            "application": {
                "start": "development",
                "then": {"infrastructure": 1800},
                "remind": 1800,
                "acknowledgedFor": 14400,
            },
            "infrastructure": {
                "start": "infrastructure",
                "then": {"aws-support": 3600},
                "remind": 1800,
                "acknowledgedFor": 14400,
            },
        },
        "quietHours": {"from": "22:00", "until": "08:00", "holds": ["investigate", "warning"]},
    },
    "reports": {},
    "maintenance": {
        "mute": {
            "patches": {
                "alarms": ["duration", "forbidden"],
                "schedule": "cron(0 2 * * SUN)",
                "lasts": 7200,
                "reason": "OSの更新",
            }
        }
    },
    "links": {"guide": "https://guide.example/runbooks"},
    "dashboards": {"operations": f"{PREFIX}-operations"},
}


def catalogue(**changes: Any) -> Catalogue:
    """The catalogue with some parts replaced."""
    return Catalogue({**CONTENT, **changes})
