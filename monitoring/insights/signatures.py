"""How many arguments each function takes: least and most, None without limit; names as AWS writes them.

The parser's share of the functions and aggregates: a query is checked without loading what evaluates it.
Source: AWS's pages "Boolean, comparison, numeric, datetime, and other functions", "stats" and "Time-series
functions"; unmask() is on the page "Help protect sensitive log data with masking".
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

Arity: TypeAlias = tuple[int, int | None]

SCALARS: Final[Mapping[str, Arity]] = {
    "abs": (1, 1),
    "base64decode": (1, 1),
    "base64encode": (1, 1),
    "bin": (1, 1),
    "case": (2, 21),
    "ceil": (1, 1),
    "coalesce": (1, None),
    "concat": (1, None),
    "dateceil": (2, 2),
    "datefloor": (2, 2),
    "decToHex": (1, 1),
    "endsWith": (2, 2),
    "floor": (1, 1),
    "formatDate": (2, 3),
    "fromMillis": (1, 1),
    "greatest": (1, None),
    "haversine": (4, 4),
    "hexToAscii": (1, 1),
    "hexToDec": (1, 1),
    "if": (3, 3),
    "ipv4ToNumber": (1, 1),
    "isblank": (1, 1),
    "isempty": (1, 1),
    "isIpInSubnet": (2, 2),
    "isIpv4InSubnet": (2, 2),
    "isIpv6InSubnet": (2, 2),
    "isNumeric": (1, 1),
    "ispresent": (1, 1),
    "isPrivateIP": (1, 1),
    "isPublicIP": (1, 1),
    "isReservedIP": (1, 1),
    "isValidIp": (1, 1),
    "isValidIpV4": (1, 1),
    "isValidIpV6": (1, 1),
    "jsonArrayContains": (2, 2),
    "jsonArraySize": (1, 1),
    "jsonParse": (1, 1),
    "jsonStringify": (1, 1),
    "least": (1, None),
    "log": (1, 1),
    "ltrim": (1, 2),
    "md5": (1, 1),
    "messageSize": (1, 1),
    "now": (0, 0),
    "parseDate": (2, 3),
    "queryEndTime": (0, 0),
    "queryStartTime": (0, 0),
    "queryTimeRange": (0, 0),
    "regex_replace": (3, 3),
    "regexReplace": (3, 3),
    "replace": (3, 3),
    "round": (1, 2),
    "rtrim": (1, 2),
    "sha256": (1, 1),
    "split": (2, 2),
    "sqrt": (1, 1),
    "startsWith": (2, 2),
    "strcontains": (2, 3),
    "strftime": (2, 3),
    "strlen": (1, 1),
    "substr": (2, 3),
    "toDouble": (1, 1),
    "toInt": (1, 1),
    "toLong": (1, 1),
    "tolower": (1, 1),
    "toMillis": (1, 1),
    "toNumber": (1, 1),
    "toupper": (1, 1),
    "trim": (1, 2),
    "unmask": (1, 1),
    "urldecode": (1, 1),
    "urlencode": (1, 1),
}

AGGREGATES: Final[Mapping[str, Arity]] = {
    "avg": (1, 1),
    "COLLECT_VALUES": (1, 1),
    "count": (0, 1),
    "count_distinct": (1, 1),
    "count_over_time": (0, 1),
    "countDistinct": (1, 1),
    "countOverTime": (0, 1),
    "earliest": (1, 1),
    "histogram": (2, 2),
    "latest": (1, 1),
    "max": (1, 1),
    "min": (1, 1),
    "pct": (2, 2),
    "percentile": (2, 2),
    "rate": (2, 2),
    "sortsFirst": (1, 1),
    "sortsLast": (1, 1),
    "stddev": (1, 1),
    "sum": (1, 1),
    "sum_over_time": (1, 1),
    "sumOverTime": (1, 1),
    "topk": (2, 2),
    "values": (1, 1),
    "variance": (1, 1),
}

COUNTS: Final = ("count", "count_over_time", "countovertime")
"""What takes ``*``: for values over time that is observed, by their other name it is documented."""

UNDOCUMENTED: Final[Mapping[str, str]] = {"median": "pct(field, 50)"}
"""Functions that published queries call and AWS documents nowhere, and what to write instead."""

SCALAR_KEYS: Final = {name.lower(): arity for name, arity in SCALARS.items()}
AGGREGATE_KEYS: Final = {name.lower(): arity for name, arity in AGGREGATES.items()}
