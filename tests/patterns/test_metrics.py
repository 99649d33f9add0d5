"""What metric filters count: values, defaults and dimensions."""

from typing import Any

import pytest

from monitoring.patterns import PatternError, compile
from monitoring.patterns.metrics import Sample, metric_filter

REQUEST = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
FIELDS = "[ip, server, username, timestamp, request, status_code, bytes > 1000]"


def test_a_filter_counts_a_value_of_the_line() -> None:
    counting = metric_filter("{ $.latency = * }", "$.latency")
    assert counting.sample('{"latency": 50, "requestType": "GET"}') == Sample(50.0, {})
    assert counting.sample('{"requestType": "GET"}') is None


def test_a_filter_counts_a_field_by_name_or_by_position() -> None:
    assert metric_filter(FIELDS, "$bytes").sample(REQUEST) == Sample(1534.0, {})
    assert metric_filter("[..., bytes]", "$6").sample(REQUEST) == Sample(404.0, {})


def test_dimensions_come_from_the_line() -> None:
    counting = metric_filter(FIELDS, dimensions={"server": "$server"})
    assert counting.sample(REQUEST) == Sample(1.0, {"server": "Prod"})
    trail = metric_filter('{ $.eventType = "*" }', dimensions={"eventType": "$.eventType"})
    assert trail.sample('{"eventType": "UpdateTrail"}') == Sample(1.0, {"eventType": "UpdateTrail"})


def test_a_minute_adds_up_matches_or_has_the_default() -> None:
    counting = metric_filter("ERROR", "1", 0)
    assert counting.minute(["ERROR a", "ERROR b", "INFO"]) == [Sample(1.0, {}), Sample(1.0, {})]
    assert counting.minute(["INFO", "INFO"]) == [Sample(0, {})]
    assert counting.minute([]) == []
    assert metric_filter("ERROR").minute(["INFO"]) == []


def test_a_matching_line_without_its_number_is_doubtful() -> None:
    counting = metric_filter("{ $.a = * }", "$.b", 0)
    assert counting.minute(['{"a": 1}']) == []
    assert (counting.doubt('{"a": 1}') or "").startswith("AWS does not say")
    assert counting.doubt('{"a": 1, "b": 2}') is None
    assert counting.doubt('{"c": 1}') is None


DIMENSIONS = dict.fromkeys("abcd", "$a")


@pytest.mark.parametrize(
    ("given", "message", "subject"),
    [
        ({"pattern": "ERROR", "value": "$.a"}, "the specified filter pattern has none", "$.a"),
        ({"pattern": "%E%", "dimensions": {"a": "$a"}}, "the specified filter pattern has none", "$a"),
        ({"pattern": "[a, b]", "value": "$c"}, "the pattern has no field `$c`", "$c"),
        ({"pattern": "{ $.a = 1 }", "value": "a"}, "a property selector is missing here", "a"),
        ({"pattern": "{ $.a = 1 }", "value": "$.a[*]"}, "AWS does not say which of several", "$.a[*]"),
        ({"pattern": "[a]", "default": 0, "dimensions": {"a": "$a"}}, "has no default value", None),
        ({"pattern": "[a, b, c, d]", "dimensions": DIMENSIONS}, "at most 3", None),
        ({"pattern": "{ $.a = }"}, "a value is missing here", None),
    ],
)
def test_what_aws_refuses_is_refused(given: dict[str, Any], message: str, subject: str | None) -> None:
    with pytest.raises(PatternError) as raised:
        metric_filter(**given)
    assert message in str(raised.value)
    assert raised.value.subject == subject


def test_values_that_are_no_numbers_are_none() -> None:
    pattern = compile("{ $.a = * }")
    lines = ['{"a": "x"}', '{"a": true}', '{"a": null}', '{"a": [1]}', "{}", "text"]
    assert [pattern.value(line, "$.a") for line in lines] == [None] * 6
    assert pattern.value('{"a": "1.5"}', "$.a") == 1.5
    assert pattern.dimensions('{"a": 7}', {"a": "$.a", "b": "$.b"}) is None
