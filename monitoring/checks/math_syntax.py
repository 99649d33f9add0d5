"""An expression that CloudWatch cannot read, or does not take in an alarm.

Why: CloudWatch reads an expression only at deployment, and its message does not say where the mistake is.
An alarm with `SEARCH` is refused altogether: an alarm has to know its metrics beforehand.

Looked at are brackets, the names of functions (all in capitals) and words in capitals that are neither
functions nor what functions take, such as `REPEAT`. Ids are judged by `math-ids`.

Fix: close the bracket, correct the name, or name each metric in `with` instead of searching for it.

Bad:

    metrics:
      failure-rate:
        math: 100 * SUMM([failures] / requests

Good:

    metrics:
      failure-rate:
        math: 100 * SUM([failures]) / requests
"""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.resolve import alarm_rules
from monitoring.spec.root import Spec

CHECK: Final = "math-syntax"
FUNCTIONS: Final = (
    *("ABS", "ANOMALY_DETECTION_BAND", "AVG", "CEIL", "DATAPOINT_COUNT", "DATE", "DAY"),
    *("DB_PERF_INSIGHTS", "DIFF", "DIFF_TIME", "EPOCH", "FILL", "FIRST", "FLOOR", "HOUR", "IF"),
    *("INSIGHT_RULE_METRIC", "LAMBDA", "LAST", "LOG", "LOG10", "MAX", "METRICS", "METRIC_COUNT", "MIN"),
    *("MINUTE", "MONTH", "PERIOD", "RATE", "REMOVE_EMPTY", "RUNNING_SUM", "SEARCH", "SERVICE_QUOTA"),
    *("SLICE", "SORT", "STDDEV", "SUM", "TIME_SERIES", "YEAR"),
)
"""Functions of metric math (Amazon CloudWatch User Guide, "Using math expressions with metrics")."""
_USUAL: Final = ("FILL", "IF", "MAX", "MIN", "SUM", "RATE")
_BARE: Final = ("AND", "OR", "NOT", "REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MIN", "MAX", "SUM")
_BEFORE_BRACKETS: Final = ("AND", "OR", "NOT")
_WORD: Final = regex(r"(?<![\w.])([A-Za-z_]\w*)(\s*\()?")
_QUOTED: Final = regex(r"""'[^']*'|"[^"]*\"""")
_Problem = tuple[tuple[int, int], str, str]
_PAIRS: Final = {")": "(", "]": "["}


def check(spec: Spec) -> Iterator[Finding]:
    """Brackets, functions and other words that an expression cannot have."""
    alarmed = _behind_alarms(spec)
    for name, metric in spec.metrics.items():
        if metric.math is None:
            continue
        # Blanks instead of quoted words keep the offsets.
        plain = _QUOTED.sub(lambda match: " " * len(match[0]), metric.math)
        problems = [*_brackets(plain), *_words(plain, metric.with_)]
        if name in alarmed:
            problems += _searches(plain, alarmed[name])
        for span, message, fix in problems:
            yield error(CHECK, ("metrics", name, "math"), message, fix, span=span)


def _brackets(plain: str) -> Iterator[_Problem]:
    open_: list[tuple[str, int]] = []
    for place, sign in enumerate(plain):
        if sign in "([":
            open_.append((sign, place))
        elif sign in _PAIRS and (not open_ or open_.pop()[0] != _PAIRS[sign]):
            yield (place, 1), f"`{sign}` closes nothing", "remove it, or open its bracket"
            return
    for sign, place in open_[-1:]:
        yield (place, 1), f"`{sign}` is never closed", "close it, or remove it"


def _words(plain: str, ids: dict[str, str]) -> Iterator[_Problem]:
    for match in _WORD.finditer(plain):
        word, span, called = match[1], (match.start(), len(match[1])), match[2] is not None
        if called and word not in FUNCTIONS and word not in _BEFORE_BRACKETS:
            fix = (
                f"write `{word.upper()}`"
                if word.upper() in FUNCTIONS
                else f"take one of {', '.join(_USUAL)}, .."
            )
            yield span, f"metric math has no function `{word}`", fix
        elif not called and not word[0].islower() and word not in _BARE and word not in ids:
            message = f"`{word}` is neither an id nor a word of metric math"
            yield span, message, "call it as a function, or use an id, which begins with a small letter"


def _searches(plain: str, alarm: str) -> Iterator[_Problem]:
    for match in _WORD.finditer(plain):
        if match[1] == "SEARCH":
            message = f"alarm `{alarm}` watches this expression, and no alarm takes `SEARCH`"
            yield (match.start(), 6), message, "name the metrics in `with`, and use their ids"


def _behind_alarms(spec: Spec) -> dict[str, str]:
    """The metrics that alarms are made of, with an alarm of each."""
    found: dict[str, str] = {}
    left = [(rule.metric, rule.entry) for rule in reversed(alarm_rules(spec)) if rule.metric]
    while left:
        name, alarm = left.pop()
        if name in spec.metrics and name not in found:
            found[name] = alarm
            left += [(inner, alarm) for inner in spec.metrics[name].with_.values()]
    return found
