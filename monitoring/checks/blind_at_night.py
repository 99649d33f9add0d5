"""A fault that no critical alarm is sure to notice in time when few requests come.

Why: at two requests an hour no rate alarm judges anything and no count of an hour reaches five. The service
can be away all night without a sound. Each entry of `faults` says what must be noticed and how soon; each
critical alarm says in `detects` what it notices; in other alarms it counts for nothing. From
`facts.traffic.quiet` follows how long that takes.

How times to detect are worked out stands in `monitoring/spec/detect.py`; `monitoring plan` prints them.

Fix: let a probe call the service by the clock and watch its result, take a longer `over`, or a smaller
count. A fault that may really take longer than half an hour says so in `within`, and why in `because`.

Bad:

    facts:
      traffic: {quiet: 2 requests per 1 h}
    faults:
      service-down: {title: The service is away, within: 10 m}
    alarms:
      probe:
        detects: []
      error-rate:
        detects: [service-down, requests-fail]

Good:

    facts:
      traffic: {quiet: 2 requests per 1 h}
    faults:
      service-down: {title: The service is away, within: 10 m}
    alarms:
      probe:
        detects: [service-down]
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.detect import time_to_detect
from monitoring.spec.places import span
from monitoring.spec.references import severities
from monitoring.spec.resolve import AlarmRule, alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "blind-at-night"
LONGEST: Final = 1800
_Noticing = dict[str, list[AlarmRule]]


def check(spec: Spec) -> Iterator[Finding]:
    """Faults noticed too late, limits without a reason, and alarms and faults that do not fit."""
    critical = [rule for rule in alarm_rules(spec) if rule.severity == "critical"]
    noticing: _Noticing = {}
    for rule in critical:
        for fault in rule.alarm.detects:
            noticing.setdefault(fault, []).append(rule)
    for name in spec.faults:
        yield from _judge(spec, name, noticing.get(name, []))
        yield from _without_reason(spec, name)
    yield from _without_fault(spec, critical)
    yield from _not_critical(spec)


def _not_critical(spec: Spec) -> Iterator[Finding]:
    """Faults named where nobody is called for them."""
    for name, alarm in spec.alarms.items():
        if alarm.detects and "critical" not in severities(alarm):
            message = f"`{name}` is not critical, so nobody gets up for what it detects"
            fix = "add a `critical` condition, or name the fault at the critical alarm that notices it"
            yield warning(CHECK, ("alarms", name, "detects"), message, fix)


def _without_reason(spec: Spec, name: str) -> Iterator[Finding]:
    fault = spec.faults[name]
    if fault.within.seconds > LONGEST and not fault.because:
        message = f"`{name}` may stay unnoticed for {fault.within}, more than {span(LONGEST)}"
        yield error(CHECK, ("faults", name, "within"), message, "say why in `because`")


def _judge(spec: Spec, name: str, rules: list[AlarmRule]) -> Iterator[Finding]:
    path, within = ("faults", name), spec.faults[name].within.seconds
    quiet = spec.facts.traffic.quiet
    times = [time_to_detect(spec, rule, quiet) for rule in rules]
    certain = [seconds for seconds in times if seconds is not None]
    soonest = min(certain, default=None)
    first = [rule for rule, seconds in zip(rules, times, strict=True) if seconds == soonest]
    names = ", ".join(dict.fromkeys(f"`{rule.entry}`" for rule in first))
    if not rules:
        fix = f"add `detects: [{name}]` to the critical alarm that notices it, or add such an alarm"
        yield error(CHECK, path, f"no critical alarm detects `{name}`", fix, on_key=True)
    elif soonest is None:
        message = f"at {quiet} none of {names} is certain to go off for `{name}`"
        fix = "watch something that comes by the clock, such as a probe, or take a longer `over`"
        yield error(CHECK, path, message, fix, on_key=True)
    elif soonest > within:
        after = f"noticed after {span(soonest)} by {names}, not within {span(within)}"
        fix = "let an alarm notice it sooner, or say that it may take longer"
        yield error(CHECK, (*path, "within"), f"at {quiet} `{name}` is {after}", fix)


def _without_fault(spec: Spec, critical: list[AlarmRule]) -> Iterator[Finding]:
    if critical and not spec.faults:
        message = "nothing says which faults the critical alarms must notice"
        fix = "add `faults:` with what must be noticed and `within` what time"
        yield warning(CHECK, ("alarms",), message, fix, on_key=True)
        return
    for entry in dict.fromkeys(rule.entry for rule in critical):
        if not spec.alarms[entry].detects:
            path: Path = ("alarms", entry)
            message = f"`{entry}` is critical, but names no fault that it detects"
            yield warning(CHECK, path, message, "add `detects: [..]` with one of `faults`", on_key=True)
