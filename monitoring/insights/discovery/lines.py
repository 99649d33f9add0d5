"""Fields of lines that are no JSON: Lambda's own, and two AWS formats of fixed columns.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html.
"""

from re import ASCII
from re import compile as regex
from typing import Final

LAMBDA_FIELDS: Final = frozenset(
    {
        "@requestId",
        "@duration",
        "@billedDuration",
        "@type",
        "@maxMemoryUsed",
        "@memorySize",
        "@initDuration",
        "@xrayTraceId",
        "@xraySegmentId",
    }
)
# fmt: off
_FLOW: Final = (
    "version", "accountId", "interfaceId", "srcAddr", "dstAddr", "srcPort", "dstPort", "protocol",
    "packets", "bytes", "startTime", "endTime", "action", "logStatus",
)
_ROUTE_53: Final = (
    "version", "queryTimestamp", "hostZoneId", "queryName", "queryType", "responseCode", "protocol",
    "edgeLocation", "resolverIp", "ednsClientSubnet",
)
# fmt: on
COLUMNS: Final = frozenset({*_FLOW, *_ROUTE_53})

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PLATFORM: Final = regex(r"(START|END|REPORT) RequestId: ([0-9A-Za-z-]+)", ASCII)
# 2026-01-01T00:00:00.000Z <id> ..., [INFO] 2026-01-01T00:00:00.000Z <id> ..., RequestId: <id> ...
_APPLICATION: Final = regex(
    rf"(?:\[[A-Z]+\]\s+)?\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z\s+({_UUID})\b|RequestId: ({_UUID})\b",
    ASCII,
)
_REPORT: Final = regex(
    r"\b(Init Duration|Billed Duration|Duration|Max Memory Used|Memory Size): (\d+(?:\.\d+)?) (ms|MB)", ASCII
)
_REPORT_NAMES: Final = {
    "Duration": "@duration",
    "Billed Duration": "@billedDuration",
    "Init Duration": "@initDuration",
    "Memory Size": "@memorySize",
    "Max Memory Used": "@maxMemoryUsed",
}
_TRACE: Final = regex(r"\bXRAY TraceId: (\S+)(?:\s+SegmentId: (\S+))?", ASCII)
_FLOW_LINE: Final = regex(r"\d+ \S+ eni-\S+(?: \S+){11}", ASCII)
_ROUTE_53_LINE: Final = regex(r"\d+\.\d+ \d{4}-\d\d-\d\dT\S+Z Z\S+(?: \S+){7}", ASCII)


def is_lambda_line(text: str) -> bool:
    """Whether a line has the shape that Lambda and its runtimes write."""
    return bool(_PLATFORM.match(text) or _APPLICATION.match(text))


def read_lambda(text: str) -> dict[str, str]:
    """The fields of a line of a Lambda function; sizes in bytes, 256 MB is 256000000 (observed)."""
    platform = _PLATFORM.match(text)
    if platform is None:
        application = _APPLICATION.match(text)
        return {"@requestId": application[1] or application[2]} if application else {}
    fields = {"@type": platform[1], "@requestId": platform[2]}
    if platform[1] == "REPORT":
        for name, number, unit in _REPORT.findall(text):
            fields[_REPORT_NAMES[name]] = number if unit == "ms" else str(int(float(number) * 1_000_000))
        if trace := _TRACE.search(text):
            fields["@xrayTraceId"] = trace[1]
            fields.update({"@xraySegmentId": trace[2]} if trace[2] else {})
    return fields


def read_columns(text: str) -> dict[str, str]:
    """The fields of a VPC flow log line in its default format, or of a Route 53 query log line."""
    if _FLOW_LINE.fullmatch(text):
        return dict(zip(_FLOW, text.split(" "), strict=True))
    if _ROUTE_53_LINE.fullmatch(text):
        return dict(zip(_ROUTE_53, text.split(" "), strict=True))
    return {}
