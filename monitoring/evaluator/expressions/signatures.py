"""The functions of metric math: what they take and give, in AWS's own abbreviations.

``S`` is a number, ``TS`` a time series, ``TS[]`` an array of them, ``TEXT`` a string; words in capitals stand
for themselves.

Source: Amazon CloudWatch User Guide, "Functions supported for metric math"; "Using IF expressions" for IF;
"Use your custom data source" for LAMBDA; "Performance Insights metrics" for DB_PERF_INSIGHTS.
"""

from functools import cache
from typing import Final, NamedTuple

NUMBER: Final = "S"
SERIES: Final = "TS"
ARRAY: Final = "TS[]"
TEXT: Final = "TEXT"
UNKNOWN: Final = "?"
"""The kind of what is already found to be wrong, or comes from AWS: fits everywhere."""

_EACH: Final = ("TS -> TS", "TS[] -> TS[]")
_REDUCED: Final = ("TS -> S", "TS[] -> TS")
_OF_TIME: Final = ("TS -> TS",)
_SORT: Final = "TS[], AVG|MIN|MAX|SUM, ASC|DESC"

_FORMS: Final = {
    "ABS": _EACH,
    "ANOMALY_DETECTION_BAND": ("TS -> TS[]", "TS, S -> TS[]"),
    "AVG": _REDUCED,
    "CEIL": _EACH,
    "DATAPOINT_COUNT": _REDUCED,
    "DATE": _OF_TIME,
    "DAY": _OF_TIME,
    "DB_PERF_INSIGHTS": ("TEXT, TEXT, TEXT -> ?",),
    "DIFF": _EACH,
    "DIFF_TIME": _EACH,
    "EPOCH": _OF_TIME,
    "FILL": ("TS, S|TS|REPEAT|LINEAR -> TS", "TS[], S|TS|REPEAT|LINEAR -> TS[]"),
    "FIRST": ("TS[] -> TS",),
    "FLOOR": _EACH,
    "HOUR": _OF_TIME,
    "IF": ("TS, S|TS -> TS", "TS, S|TS, S|TS -> TS", "S, TS -> TS", "S, TS, TS -> TS"),
    "INSIGHT_RULE_METRIC": ("TEXT, TEXT -> TS",),
    "LAMBDA": ("TEXT, .. -> ?",),
    "LAST": ("TS[] -> TS",),
    "LOG": _EACH,
    "LOG10": _EACH,
    "MAX": _REDUCED,
    "METRICS": (" -> TS[]", "TEXT -> TS[]"),
    "METRIC_COUNT": ("TS[] -> S",),
    "MIN": _REDUCED,
    "MINUTE": _OF_TIME,
    "MONTH": _OF_TIME,
    "PERIOD": ("TS -> S",),
    "RATE": _EACH,
    "REMOVE_EMPTY": ("TS[] -> TS[]",),
    "RUNNING_SUM": _EACH,
    "SEARCH": ("TEXT, TEXT -> TS[]", "TEXT, TEXT, S -> TS[]"),
    "SERVICE_QUOTA": ("TS -> TS",),
    "SLICE": ("TS[], S -> TS[]", "TS[], S, S -> TS[]"),
    "SORT": (f"{_SORT} -> TS[]", f"{_SORT}, S -> TS[]"),
    "STDDEV": _REDUCED,
    "SUM": _REDUCED,
    "TIME_SERIES": ("S -> TS",),
    "YEAR": _OF_TIME,
}
FUNCTIONS: Final = tuple(_FORMS)
WORDS: Final = ("REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MIN", "MAX", "SUM", "true", "false")
"""Bare words that some function takes."""
FROM_AWS: Final = (
    *("ANOMALY_DETECTION_BAND", "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SEARCH"),
    "SERVICE_QUOTA",
)
"""Functions whose values only AWS knows."""


class Form(NamedTuple):
    """One way to call a function: the kinds each argument may have, and the kind of the result."""

    arguments: tuple[frozenset[str], ...]
    result: str
    text: str
    more: bool


@cache
def forms_of(name: str) -> tuple[Form, ...]:
    """The ways to call a function; none when there is no such function."""
    return tuple(_read_form(text) for text in _FORMS.get(name, ()))


def fits(form: Form, kinds: list[str]) -> bool:
    """Whether a function can be called so with arguments of these kinds."""
    if form.more:
        return len(kinds) >= len(form.arguments) and kinds[0] in (TEXT, UNKNOWN)
    return len(kinds) == len(form.arguments) and all(
        kind == UNKNOWN or kind in allowed for kind, allowed in zip(kinds, form.arguments, strict=True)
    )


def _read_form(text: str) -> Form:
    takes, _, gives = text.partition(" -> ")
    arguments = [part for part in takes.split(", ") if part]
    kinds = tuple(frozenset(part.split("|")) for part in arguments if part != "..")
    return Form(kinds, gives, f"({takes.strip()})", ".." in arguments)
