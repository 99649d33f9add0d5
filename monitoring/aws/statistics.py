"""CloudWatch's words for statistics: ``Sum``, ``p95``, ``tm99``, ``TM(2%:98%)``, ``PR(:300)``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
"""The plain ones: ``Statistic`` of an alarm. All others are its ``ExtendedStatistic``."""

_ONE_SIDED = ("tm", "wm", "tc", "ts")
_RANGES = ("TM", "WM", "TC", "TS", "PR")


def is_statistic(word: str) -> bool:
    """Whether CloudWatch has the statistic. Case matters: ``Sum`` and ``p95``, not ``sum`` and ``P95``."""
    if word in STATISTICS or word == "IQM" or percentile(word) is not None:
        return True
    if word[:2] in _ONE_SIDED:
        return _percent(word[2:]) is not None
    return word[:2] in _RANGES and _is_range(word[2:])


def percentile(word: str) -> float | None:
    """95.0 for ``p95``; None for what is no percentile."""
    return _percent(word[1:]) if word[:1] == "p" else None


def _percent(text: str) -> float | None:
    whole, point, decimals = text.partition(".")
    if not _is_digits(whole) or (point and not _is_digits(decimals)) or len(whole) > 3 or len(decimals) > 10:
        return None
    return float(text) if float(text) <= 100 else None


def _is_range(text: str) -> bool:
    low, colon, high = text[1:-1].partition(":")
    ends = [end for end in (low, high) if end]
    if text[:1] != "(" or text[-1:] != ")" or not colon or not ends:
        return False
    return all(_is_number(end.removesuffix("%")) for end in ends)


def _is_number(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    return _is_digits(whole) and (not point or _is_digits(decimals))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
