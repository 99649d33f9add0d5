"""Whatever stands in the settings of metrics and alarms, checks and times to detect give an answer."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.checks.run import find
from monitoring.spec.detect import time_to_detect
from monitoring.spec.resolve import alarm_rules
from tests.support.specs import base_data, loaded

BASE = base_data()
COMPARISONS = ("above", "at-least", "below", "at-most")
DURATIONS = st.sampled_from(["0 s", "0.001 s", "45 s", "1 m", "5 m", "1 h", "24 h", "40 d"])
THRESHOLDS = st.sampled_from(
    [0, 1, "0 %", "100 %", "150 %", "0 s", "45 s", "5 USD", "0.5 ratio", "80 % of facts.function.timeout"]
)
RATES = st.sampled_from(
    ["0 requests per 1 h", "1 requests per 365 d", "100000 requests per 1 s", "12 requests per 1 m"]
)
EXPRESSIONS = st.sampled_from(
    ["", "/", "((", "a/b/", "IF(", "a / (b", "100*a/0", "errors/FILL(", "x >= 9999999999", "SUM(errors)"]
)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.sampled_from(COMPARISONS))
    return {
        **dict.fromkeys(COMPARISONS),
        chosen: draw(THRESHOLDS),
        "over": draw(DURATIONS),
        "datapoints": draw(st.sampled_from(["1 of 1", "3 of 5", "100 of 10000"])),
        "missing": draw(st.sampled_from(["breaching", "notBreaching", "ignore", "missing"])),
        "low-samples": draw(st.sampled_from(["evaluate", "ignore"])),
        "judge-from": draw(st.sampled_from([None, 0, 1, 20, 10**9])),
    }


@st.composite
def metrics(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    changed = {
        "unit": draw(st.sampled_from(["ms", "%", "ratio", "count", "USD", "tokens", "furlongs"])),
        "sampled": draw(st.none() | DURATIONS),
        "period": draw(st.none() | DURATIONS),
    }
    if kind == "statistic":
        words = ["Sum", "p0", "p95", "p100", "Average", "tm99", "SampleCount", "PR(1:2)", "middling"]
        changed[kind] = draw(st.sampled_from(words))
    elif kind == "math":
        changed[kind] = draw(EXPRESSIONS)
    return changed


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    entries = draw(st.lists(st.sampled_from(sorted(BASE["alarms"])), max_size=4, unique=True))
    names = draw(st.lists(st.sampled_from(sorted(BASE["metrics"])), max_size=4, unique=True))
    kinds = {
        name: next((k for k in ("statistic", "math") if k in BASE["metrics"][name]), "") for name in names
    }
    return {
        "alarms": {entry: {"critical": draw(conditions())} for entry in entries},
        "metrics": {name: draw(metrics(kind)) for name, kind in kinds.items()},
        "facts": {"traffic": {"usual": draw(RATES), "quiet": draw(RATES)}},
    }


@settings(max_examples=60, deadline=None)
@given(changes())
def test_checks_and_times_to_detect_never_fail(changed: dict[str, Any]) -> None:
    result = loaded(changed)
    assert not result.findings
    find(result)
    for whole in result.specs.values():
        for rule in alarm_rules(whole):
            seconds = time_to_detect(whole, rule, whole.facts.traffic.usual)
            assert seconds is None or seconds > 0
