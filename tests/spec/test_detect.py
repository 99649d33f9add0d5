"""Times to detect, as a table: what is watched, how it is judged, the traffic, and the time."""

from itertools import pairwise
from typing import Any

import pytest

from monitoring.spec.detect import time_to_detect
from monitoring.spec.quantity import Rate
from monitoring.spec.resolve import alarm_rules
from tests.support.specs import spec

NEVER = None
MINUTE, HOUR, DAY = 60, 3600, 86400
USUAL, NIGHT = "12 requests per 1 m", "2 requests per 1 h"

SUCCESSES = {"namespace": "Demo", "name": "Successes", "statistic": "Sum", "dimensions": "service"}
BOTH = {"failures": "failures", "successes": "successes"}
METRICS: dict[str, dict[str, Any]] = {
    "successes": SUCCESSES,
    "nothing-succeeds": {"math": "IF(successes == 0, failures, 0)", "with": BOTH},
    "nothing-succeeds-too": {"math": "IF(failures >= 3 AND successes == 0, 1, 0)", "with": BOTH},
    "all-failures": {
        "math": "FILL(failures, 0) + FILL(errors, 0)",
        "with": {"failures": "failures", "errors": "function-errors"},
    },
    "success-rate": {
        "math": "100 * successes / requests",
        "with": {"successes": "successes", "requests": "requests"},
        "out-of": "requests",
        "unit": "%",
    },
    "duration-max": {
        "namespace": "AWS/Lambda",
        "name": "Duration",
        "statistic": "Maximum",
        "dimensions": "function",
        "unit": "ms",
    },
    "duration-average": {
        "namespace": "AWS/Lambda",
        "name": "Duration",
        "statistic": "Average",
        "dimensions": "function",
        "unit": "ms",
    },
    "tokens": {
        "namespace": "Demo",
        "name": "Tokens",
        "statistic": "Sum",
        "dimensions": "service",
        "unit": "tokens",
    },
    "probe-seldom": {
        "namespace": "Demo",
        "name": "Probe",
        "statistic": "Maximum",
        "dimensions": "health",
        "sampled": "5 m",
    },
    "probe-share": {"math": "100 * failed", "with": {"failed": "probe-failures"}, "unit": "%"},
}

# One slow request of twelve a minute comes every 5 s; at night one every 1800 s. Each adds a minute at most
# until the next look at the alarm.
TABLE: list[tuple[str, str, str, int | None]] = [
    # Counts: the n-th failing request.
    ("failures", "at-least: 1, over: 5 m", USUAL, 5 + MINUTE),
    ("failures", "at-least: 5, over: 5 m", USUAL, 25 + MINUTE),
    ("failures", "above: 5, over: 5 m", USUAL, 30 + MINUTE),
    ("failures", "at-least: 60, over: 5 m", USUAL, 300 + MINUTE),
    ("failures", "at-least: 61, over: 5 m", USUAL, NEVER),
    ("failures", "at-least: 1, over: 5 m", NIGHT, 1800 + MINUTE),
    ("failures", "at-least: 2, over: 1 h", NIGHT, 3600 + MINUTE),
    ("failures", "at-least: 3, over: 1 h", NIGHT, NEVER),
    ("database-errors", "at-least: 5, over: 1 h", USUAL, 25 + MINUTE),
    ("all-failures", "at-least: 5, over: 5 m", USUAL, 25 + MINUTE),
    ("tokens", "at-least: 1000, over: 1 h", USUAL, NEVER),
    # M of N: full periods before the last one; periods without a request hold no datapoint.
    ("failures", "at-least: 5, over: 5 m, datapoints: 3 of 3", USUAL, 2 * 300 + 25 + MINUTE),
    ("failures", "at-least: 1, over: 5 m, datapoints: 2 of 2", NIGHT, NEVER),
    ("failures", "at-least: 1, over: 5 m, datapoints: 2 of 12", NIGHT, 2 * 1800 + MINUTE),
    # Rates: the share of a window full of earlier requests, once there is enough traffic.
    ("failure-rate", "at-least: 10 %, over: 15 m, judge-from: 20 requests", USUAL, 18 * 5 + MINUTE),
    ("failure-rate", "above: 10 %, over: 15 m, judge-from: 20 requests", USUAL, 19 * 5 + MINUTE),
    ("failure-rate", "at-least: 100 %, over: 15 m, judge-from: 20 requests", USUAL, 900 + MINUTE),
    ("failure-rate", "at-least: 10 %, over: 15 m, judge-from: 20 requests", NIGHT, NEVER),
    ("failure-rate", "at-least: 10 %, over: 12 h, judge-from: 20 requests", NIGHT, 3 * 1800 + MINUTE),
    ("server-errors", "at-least: 5 %, over: 15 m, judge-from: 20 requests", USUAL, 9 * 5 + MINUTE),
    ("success-rate", "below: 90 %, over: 15 m, judge-from: 20 requests", USUAL, 19 * 5 + MINUTE),
    # Times: the request must end before it is measured; p95 of sixty needs four slow ones.
    ("function-duration-p95", "above: 45 s, over: 5 m", USUAL, 4 * 5 + 45 + MINUTE),
    ("function-duration-p95", "above: 45 s, over: 5 m, datapoints: 3 of 3", USUAL, 600 + 65 + MINUTE),
    ("function-duration-p95", "above: 45 s, over: 5 m", NIGHT, 1800 + 45 + MINUTE),
    ("function-duration-p95", "above: 45 s, over: 5 m, low-samples: ignore", USUAL, NEVER),
    ("function-duration-p95", "above: 45 s, over: 20 m, low-samples: ignore", USUAL, 13 * 5 + 45 + MINUTE),
    ("duration-max", "above: 45 s, over: 5 m", USUAL, 5 + 45 + MINUTE),
    ("duration-average", "above: 45 s, over: 5 m", USUAL, 300 + 45 + MINUTE),
    # By the clock: whole periods, whatever the traffic.
    ("probe-failures", "at-least: 1, over: 1 m, datapoints: 3 of 3", NIGHT, 3 * MINUTE + MINUTE),
    ("probe-failures", "at-least: 1, over: 1 m, datapoints: 3 of 3", USUAL, 3 * MINUTE + MINUTE),
    ("probe-share", "above: 50 %, over: 5 m", NIGHT, 300 + MINUTE),
    ("probe-seldom", "at-least: 1, over: 1 m", NIGHT, 300 + MINUTE),
    ("probe-seldom", "at-least: 1, over: 1 m, datapoints: 3 of 3", NIGHT, NEVER),
    ("database-cpu", "at-least: 80 %, over: 5 m", NIGHT, 300 + MINUTE),
    # What must not happen: the whole period lies in the fault.
    ("nothing-succeeds", "at-least: 3, over: 30 m", USUAL, 1800 + MINUTE),
    ("nothing-succeeds", "at-least: 3, over: 30 m", NIGHT, NEVER),
    ("nothing-succeeds", "at-least: 3, over: 2 h", NIGHT, 7200 + MINUTE),
    ("nothing-succeeds-too", "at-least: 1, over: 30 m", NIGHT, NEVER),
    ("nothing-succeeds-too", "at-least: 1, over: 2 h", NIGHT, 7200 + MINUTE),
    ("successes", "below: 1, over: 30 m, missing: breaching", USUAL, 1800 + MINUTE),
    ("successes", "below: 1, over: 30 m", USUAL, NEVER),
    # Longer than a day: looked at once an hour.
    ("failures", "at-least: 5, over: 24 h, datapoints: 1 of 2", USUAL, 25 + HOUR),
    # Log alarms: the wait for the next run, for each result that must breach.
    ("rows", "at-least: 5, over: 1 h, every: 5 m", USUAL, 25 + 300),
    ("rows", "at-least: 5, over: 1 h, every: 5 m, datapoints: 2 of 3", USUAL, 25 + 600),
    ("rows", "at-least: 5, over: 1 h, every: 5 m", NIGHT, NEVER),
    ("rows", "at-least: 5, over: 24 h, every: 1 h", NIGHT, 9000 + HOUR),
    # No requests at all.
    ("failures", "at-least: 1, over: 1 h", "0 requests per 1 h", NEVER),
    ("rows", "at-least: 1, over: 1 h", "0 requests per 1 h", NEVER),
    ("probe-failures", "at-least: 1, over: 1 m", "0 requests per 1 h", MINUTE + MINUTE),
    # The threshold measures something else; unit-mismatch says so.
    ("failures", "at-least: 5 %, over: 5 m", USUAL, NEVER),
    ("failure-rate", "at-least: 5, over: 5 m, judge-from: 1", USUAL, NEVER),
]


@pytest.mark.parametrize(("watch", "condition", "traffic", "seconds"), TABLE)
def test_time_to_detect(watch: str, condition: str, traffic: str, seconds: int | None) -> None:
    pairs = (part.split(": ", 1) for part in condition.split(", "))
    judged = {key: int(value) if value.isdigit() else value for key, value in pairs}
    watched = {"rows-of": "forbidden"} if watch == "rows" else watch
    alarm = {"watch": watched, "critical": judged, "route": "application"}
    changed = spec({"metrics": METRICS, "alarms": {"tried": alarm}})
    rule = next(rule for rule in alarm_rules(changed) if rule.entry == "tried")
    assert time_to_detect(changed, rule, Rate.parse(traffic)) == seconds


def test_more_traffic_never_takes_longer() -> None:
    changed = spec({"metrics": METRICS})
    rates = [Rate.parse(f"{count} requests per 1 h") for count in (1, 2, 6, 20, 60, 200, 720)]
    for rule in alarm_rules(changed):
        times = [time_to_detect(changed, rule, rate) for rate in rates]
        certain = [seconds for seconds in times if seconds is not None]
        assert times[len(times) - len(certain) :] == certain, (
            f"{rule.path} becomes uncertain with more traffic"
        )
        # Shares of a few requests are rounded up to whole ones.
        assert all(later <= sooner + MINUTE for sooner, later in pairwise(certain)), rule.path
