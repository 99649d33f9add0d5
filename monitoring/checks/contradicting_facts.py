"""Facts that contradict each other, or that AWS does not accept.

Why: thresholds, times to detect and the deployment itself follow from the facts. A deadline after the
function's timeout never comes, an API that gives up before the function returns errors for requests that
succeed, and a retention that CloudWatch does not know stops the deployment half-way.

Compared are: deadline, timeout and integration timeout, smallest and largest capacity, retention and
archive, quiet and usual traffic and the rate limit. What AWS accepts stands in `monitoring/aws/limits.py`.

Fix: correct the fact that is wrong; the message names the other one, or the values that there are.

Bad:

    facts:
      function: {timeout: 30 s, deadline: 58 s}
      logs: {retention: 31 d}

Good:

    facts:
      function: {timeout: 60 s, deadline: 58 s}
      logs: {retention: 30 d}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.aws import limits
from monitoring.finding import Finding, Path, error
from monitoring.spec.quantity import tidy
from monitoring.spec.root import Spec

CHECK: Final = "contradicting-facts"
_MB: Final = 1024**2
_DAY: Final = 86400
# At the same moment the service would race with Lambda.
_STRICT: Final = ("function.deadline",)
_Pair = tuple[str, float, str, float, str]
_Range = tuple[str, float, float, float, str]


def check(spec: Spec) -> Iterator[Finding]:
    """Facts in the wrong order, and facts outside of what AWS accepts."""
    for less, small, more, large, why in _ordered(spec):
        if small > large or (less in _STRICT and small == large):
            than = f"`facts.{more}`, {_fact(spec, more)}"
            words = "more than" if small > large else "the same as"
            message = f"{_fact(spec, less)} is {words} {than}: {why}"
            yield error(CHECK, _path(less), message, "lower it, or raise the other")
    for name, value, least, most, words in _ranges(spec):
        if not least <= value <= most:
            message = f"{_fact(spec, name)} is not possible: {words}"
            yield error(CHECK, _path(name), message, "choose a value in that range")
    yield from _steps(spec)
    if spec.facts.budget.monthly.base <= 0:
        message = "a budget of nothing is used up before the first request"
        yield error(CHECK, _path("budget.monthly"), message, "write what the model may cost a month")


def _ordered(spec: Spec) -> Iterator[_Pair]:
    """Facts of which the first must not be more than the second, with what happens otherwise."""
    facts = spec.facts
    timeout, gateway = facts.function.timeout.base, facts.api.integration_timeout.base
    ended = "Lambda ends the function before it can answer by itself"
    yield "function.deadline", facts.function.deadline.base, "function.timeout", timeout, ended
    gone = "the API gives up first, and the user sees an error for what succeeds"
    yield "function.timeout", timeout, "api.integration-timeout", gateway, gone
    database, traffic = facts.database, facts.traffic
    smallest, largest = database.min_capacity.base, database.max_capacity.base
    yield "database.min-capacity", smallest, "database.max-capacity", largest, "there is no range to scale in"
    kept, archived = facts.logs.retention.base, facts.logs.archive.base
    yield "logs.retention", kept, "logs.archive", archived, "the archive forgets what CloudWatch still has"
    usual, quiet = traffic.usual.per_second, traffic.quiet.per_second
    yield "traffic.quiet", quiet, "traffic.usual", usual, "nights are busier than days"
    most = facts.api.rate_limit.per_second
    yield "traffic.usual", usual, "api.rate-limit", most, "requests are refused on every usual day"


def _ranges(spec: Spec) -> Iterator[_Range]:
    """Facts with the least and the most that AWS takes."""
    function, database = spec.facts.function, spec.facts.database
    least, most = limits.FUNCTION_MEMORY_LEAST.value, limits.FUNCTION_MEMORY.value
    words = f"a function has {least} MB to {most} MB"
    yield "function.memory", function.memory.base / _MB, least, most, words
    longest = limits.FUNCTION_TIMEOUT.value
    yield "function.timeout", function.timeout.base, 1, longest, f"a function runs 1 s to {longest} s"
    lowest, raised = limits.API_TIMEOUT_SHORTEST.value / 1000, limits.API_TIMEOUT_RAISED.value / 1000
    gateway, words = spec.facts.api.integration_timeout.base, f"the API waits {lowest:g} s to {raised:g} s"
    yield "api.integration-timeout", gateway, lowest, raised, words
    largest = limits.CAPACITY.value
    words = f"a database has 0 ACU to {largest} ACU"
    yield "database.min-capacity", database.min_capacity.base, 0, largest, words
    words = f"the largest capacity is {limits.CAPACITY_LEAST.value} ACU to {largest} ACU"
    yield "database.max-capacity", database.max_capacity.base, limits.CAPACITY_LEAST.value, largest, words


def _steps(spec: Spec) -> Iterator[Finding]:
    """Facts of which AWS takes only some values."""
    for name in ("min-capacity", "max-capacity"):
        value = getattr(spec.facts.database, name.replace("-", "_"))
        if tidy(value.base / limits.CAPACITY_STEP) % 1:
            message = f"{value} is not possible: capacity comes in steps of {limits.CAPACITY_STEP:g} ACU"
            yield error(CHECK, _path(f"database.{name}"), message, "round it")
    days = spec.facts.logs.retention.base / _DAY
    if days not in limits.LOG_RETENTIONS:
        message = f"CloudWatch does not keep logs for {spec.facts.logs.retention}"
        less = [possible for possible in limits.LOG_RETENTIONS if possible < days][-1:]
        more = [possible for possible in limits.LOG_RETENTIONS if possible > days][:1]
        fix = f"write {' or '.join(f'`{possible} d`' for possible in (*less, *more))}"
        yield error(CHECK, _path("logs.retention"), message, fix)


def _path(name: str) -> Path:
    return ("facts", *name.split("."))


def _fact(spec: Spec, name: str) -> object:
    part, _, fact = name.replace("-", "_").partition(".")
    return getattr(getattr(spec.facts, part), fact)
