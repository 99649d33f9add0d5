"""Limits of AWS that a plan can break, each by a small change of the base spec."""

from typing import Any

import pytest

from monitoring.plan.build import plan
from monitoring.plan.limits import check
from tests.support.specs import base_data, merged, spec

LONG = "a" * 60
QUERY = {"title": "Q", "logs": "application"}
DURATION = base_data()["alarms"]["duration"]
SUM_OF_ELEVEN = {
    "math": " + ".join(f"m{n}" for n in range(11)),
    "with": {f"m{n}": "requests" for n in range(11)},
    "title": "sum",
}
FORBIDDEN = {
    "title": "Forbidden",
    "watch": {"rows-of": "forbidden", "by": "userId"},
    "investigate": {"at-least": 5, "over": "1 h", "every": "5 m"},
    "route": "application",
}


def composite(rule: str) -> dict[str, Any]:
    return {"title": "Both", "composite": rule, "severity": "critical", "route": "application"}


def muted(**changes: str) -> dict[str, Any]:
    mute = {"alarms": ["duration"], "schedule": "cron(0 3 * * SUN)", "lasts": "1 h", "reason": "patches"}
    return {"maintenance": {"mute": {"patches": {**mute, **changes}}}}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "eleven metrics in one alarm": (
        {
            "metrics": {"eleven": SUM_OF_ELEVEN},
            "alarms": {"throttles": {"watch": "eleven", "warning": {"at-least": 1}}},
        },
        ["alarms.throttles: metrics in a metric-math alarm: 11"],
    ),
    "an id that metric math refuses": (
        {
            "metrics": {"odd": {"math": "2 * Sum", "with": {"Sum": "requests"}, "title": "odd"}},
            "alarms": {"throttles": {"watch": "odd", "warning": {"at-least": 1}}},
        },
        ["alarms.throttles: `Sum` cannot be an id in metric math"],
    ),
    "an id that the plan uses itself": (
        {
            "metrics": {"odd": {"math": "2 * value", "with": {"value": "requests"}, "title": "odd"}},
            "alarms": {"throttles": {"watch": "odd", "warning": {"at-least": 1}}},
        },
        ["alarms.throttles: `value` names 2 parts of the expression"],
    ),
    "an expression that is too long": (
        {
            "metrics": {
                "long": {
                    "math": "requests + 0" + " + 1" * 600,
                    "with": {"requests": "requests"},
                    "title": "long",
                }
            },
            "alarms": {"throttles": {"watch": "long", "warning": {"at-least": 1}}},
        },
        ["alarms.throttles: metric-math expression"],
    ),
    "a query that is too long": (
        {"queries": {"long": {**QUERY, "rows": "fields " + "x, " * 4000 + "y"}}},
        ["queries.long: text of a query: 12,0"],
    ),
    "too many parameters": (
        {"queries": {"many": {**QUERY, "rows": " ".join(f"{{{{p{n}}}}}" for n in range(21))}}},
        ["queries.many: parameters of a saved query: 21"],
    ),
    "a pattern that is too long": (
        {"metrics": {"database-errors": {"matching": '"' + "x" * 1100 + '"'}}},
        ["metrics.database-errors.matching: metric-filter pattern: 1,102"],
    ),
    "a log alarm that runs every 90 seconds": (
        {"alarms": {"forbidden": merged(FORBIDDEN, {"investigate": {"every": "90 s"}})}},
        ["alarms.forbidden.investigate: a log alarm runs every whole number of minutes"],
    ),
    "a log alarm over 101 results": (
        {"alarms": {"forbidden": merged(FORBIDDEN, {"investigate": {"datapoints": "1 of 101"}})}},
        ["alarms.forbidden.investigate: query results a log alarm evaluates: 101"],
    ),
    "a log alarm that looks back 31 days": (
        {"alarms": {"forbidden": merged(FORBIDDEN, {"investigate": {"over": "31 d"}})}},
        ["alarms.forbidden.investigate: how far back a log alarm looks: 2,678,400"],
    ),
    "two entries that make one logical id": (
        {
            "alarms": {
                "slow": {**DURATION, "watch": {"first": "requests"}},
                "slow-first": {**DURATION, "watch": "requests"},
            }
        },
        ["alarms.slow.", "alarms.slow-first."],
    ),
    "a composite over nothing": (
        {"alarms": {"both": composite("TRUE")}},
        ["alarms.both.composite: the rule of both names no alarm"],
    ),
    "a composite rule that is too long": (
        {"alarms": {"both": composite(" OR ".join(["ALARM(duration.critical)"] * 300))}},
        ["alarms.both: rule of a composite alarm"],
    ),
    "a cron expression with a year": (
        muted(schedule="cron(0 3 * * SUN 2027)"),
        ["maintenance.mute.patches.schedule: `cron(0 3 * * SUN 2027)` is no schedule"],
    ),
    "a guide id that a tag cannot carry": (
        {"alarms": {"duration": {"guide": ["G1.1 (lambda)"]}}},
        [
            "alarms.duration.warning: the tag monitoring:guide",
            "alarms.duration.critical: the tag monitoring:guide",
        ],
    ),
    "a schedule whose name is too long": (
        {
            "reports": {
                "report-of-the-whole-week-for-everybody-who-wants-to-know": {
                    **base_data()["reports"]["daily"],
                    "covers": "week",
                }
            }
        },
        ["reports.report-of-the-whole-week-for-everybody-who-wants-to-know: name of a schedule"],
    ),
    "a service whose functions' names are too long": (
        {"service": {"name": "a-service-with-a-name-that-nobody-can-remember"}},
        ["escalation: name of a function: 6", "reports.daily: name of a schedule", ": name of a schedule"],
    ),
    "too many metrics in one graph": (
        {
            "dashboards": {
                "main": [{"title": "All", "graphs": [{"title": "All", "metrics": ["requests"] * 501}]}]
            }
        },
        ["dashboards.main: metrics of a widget: 501"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_limit_is_found_at_its_entry(name: str) -> None:
    changes, expected = CASES[name]
    findings = list(check(plan(spec(changes))))
    lines = [f"{'.'.join(map(str, f.path))}: {f.message}" for f in findings]
    assert findings, "nothing was found"
    for start in expected:
        assert any(line.startswith(start) for line in lines), (start, lines)
    assert all(any(line.startswith(start) for start in expected) for line in lines), lines


def test_every_finding_says_a_way_out() -> None:
    for changes, _ in CASES.values():
        assert all(finding.fix for finding in check(plan(spec(changes))))
