"""The ids in a metric's `math` and the keys of its `with` do not match.

Why: each id in the expression stands for the metric that `with` names. An id without a metric makes
CloudWatch refuse the alarm at deployment; a key that the expression does not use is a term that somebody
believes to be counted. `out-of` names the id of the traffic, so it must be one of the keys as well.

Fix: write each id as a key of `with`, and remove keys that are not used. Ids begin with a small letter,
then letters, digits and `_`. `value`, `samples` and `measured` are taken: alarms use them for themselves.

Bad:

    metrics:
      error-rate:
        math: 100 * errors / calls
        with: {errors: function-errors, invocations: function-invocations}

Good:

    metrics:
      error-rate:
        math: 100 * errors / invocations
        with: {errors: function-errors, invocations: function-invocations}
"""

from collections.abc import Iterator
from re import compile as regex
from typing import Final

from monitoring.finding import Finding, Path, error, warning
from monitoring.spec.metrics import RESERVED_IDS, Metric
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK: Final = "math-ids"
_ID: Final = regex(r"[a-z][A-Za-z0-9_]{0,254}")
_USED: Final = regex(r"""(?<![\w.])[a-z][A-Za-z0-9_]*(?!\w)(?!\s*\()""")
_QUOTED: Final = regex(r"""'[^']*'|"[^"]*\"""")


def check(spec: Spec) -> Iterator[Finding]:
    """Ids without a metric, metrics without a use, and an `out-of` that is no id."""
    for name, metric in spec.metrics.items():
        if metric.math is not None:
            yield from _math(metric, metric.math, ("metrics", name))
        elif metric.with_ or metric.out_of is not None:
            key = "with" if metric.with_ else "out-of"
            path: Path = ("metrics", name, key)
            yield error(CHECK, path, f"`{key}` without `math` says nothing", "remove it", on_key=True)


def _math(metric: Metric, math: str, place: Path) -> Iterator[Finding]:
    # Quoted words are search terms, not ids; blanks keep the offsets.
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), math)
    used: dict[str, tuple[int, int]] = {}
    for match in _USED.finditer(plain):
        used.setdefault(match[0], (match.start(), len(match[0])))
    for word, span in used.items():
        if word not in metric.with_:
            fix = did_you_mean(word, metric.with_)
            yield error(CHECK, (*place, "math"), f"`with` has no metric for the id `{word}`", fix, span=span)
    yield from _keys(metric, used, place)
    if metric.out_of is not None and metric.out_of not in metric.with_:
        fix = did_you_mean(metric.out_of, metric.with_)
        yield error(CHECK, (*place, "out-of"), f"`{metric.out_of}` is no key of `with`", fix)


def _keys(metric: Metric, used: dict[str, tuple[int, int]], place: Path) -> Iterator[Finding]:
    for key in metric.with_:
        path: Path = (*place, "with", key)
        if not _ID.fullmatch(key):
            rule = "begin with a small letter, then letters, digits and `_`"
            yield error(CHECK, path, f"`{key}` is no id", rule, on_key=True)
        elif key in RESERVED_IDS:
            yield error(
                CHECK, path, f"`{key}` is an id of the alarm itself", "choose another id", on_key=True
            )
        elif key not in used and key != metric.out_of:
            fix = "remove it, or use it in the expression"
            yield warning(CHECK, path, f"the expression does not use `{key}`", fix, on_key=True)
