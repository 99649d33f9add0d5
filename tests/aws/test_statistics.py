"""Statistic words: exactly those that CloudWatch accepts."""

import pytest

from monitoring.aws.statistics import is_statistic, percentile

ACCEPTED = (
    *("Sum", "Average", "Maximum", "Minimum", "SampleCount", "IQM"),
    *("p95", "p0", "p100", "p99.9", "p95.45", "tm90", "tm99.999", "wm98", "tc90", "ts90"),
    *("TM(2%:98%)", "TM(150:1000)", "TM(:95%)", "TM(10%:)", "WM(10%:90%)", "TC(0.005:0.030)", "TS(80%:)"),
    *("PR(:300)", "PR(100:2000)", "PR(10:)"),
)
REFUSED = (
    *("", "sum", "AVERAGE", "Max", "p", "P95", "p101", "p-1", "p95.", "p.5", "p95%", "p1e1", "p९५", "95"),
    *("p95.12345678901", "pinf", "pnan", "tm", "TM90", "tm101", "PR", "PR()", "PR(:)", "PR(300)", "PR(a:b)"),
    *("PR(1:2", "pr(:300)", "TM(1:2:3)", "iqm", " p95"),
)


@pytest.mark.parametrize("word", ACCEPTED)
def test_cloudwatchs_statistics_are_known(word: str) -> None:
    assert is_statistic(word)


@pytest.mark.parametrize("word", REFUSED)
def test_other_words_are_no_statistics(word: str) -> None:
    assert not is_statistic(word)


def test_a_percentile_knows_its_share() -> None:
    assert percentile("p95") == 95
    assert percentile("p99.9") == 99.9
    assert percentile("tm95") is None
    assert percentile("Sum") is None
