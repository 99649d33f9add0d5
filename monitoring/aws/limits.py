"""Every limit of AWS and Slack that a check or a builder relies on, once, each with where it is written.

``certain`` is "verified" when the number was read in AWS's documentation, API model or CloudFormation
schema, "secondary" when only several agreeing other sources have it: correct it here when AWS says more.
"""

from typing import Literal, NamedTuple

_CW = "https://docs.aws.amazon.com/AmazonCloudWatch/latest"
_CFN = "https://docs.aws.amazon.com/AWSCloudFormation/latest"
_PUT_METRIC_ALARM = f"{_CW}/APIReference/API_PutMetricAlarm.html"
_PUT_COMPOSITE_ALARM = f"{_CW}/APIReference/API_PutCompositeAlarm.html"
_LOG_ALARM = f"{_CFN}/TemplateReference/aws-resource-cloudwatch-logalarm.html"
_SCHEDULED_QUERY = f"{_CW}/APIReference/API_ScheduledQueryConfiguration.html"
_WARM_UP = f"{_CW}/monitoring/alarm-warm-up.html"
_TAGS = f"{_CW}/APIReference/API_AlarmTagsPropagation.html"
_MUTE = f"{_CW}/APIReference/API_MuteTargets.html"
_MUTE_SCHEDULE = f"{_CW}/APIReference/API_Schedule.html"
_QUOTAS = f"{_CW}/monitoring/cloudwatch_limits.html"
_EMF = f"{_CW}/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"
_LOGS_QUOTAS = f"{_CW}/logs/cloudwatch_limits_cwl.html"
_METRIC_FILTER = f"{_CFN}/TemplateReference/aws-resource-logs-metricfilter.html"
_QUERY = f"{_CFN}/TemplateReference/aws-resource-logs-querydefinition.html"
_STACK = f"{_CFN}/UserGuide/cloudformation-limits.html"
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
_FUNCTION = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
_QUEUE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
_MACHINE = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html"
_SCHEDULE = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html"
_RULE = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"
_API = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
_ACU = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ServerlessV2ScalingConfiguration.html"
_SNS = f"{_CFN}/TemplateReference/aws-resource-sns-topic.html"
_SLACK = "https://docs.slack.dev/reference/block-kit/blocks"

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Limit(NamedTuple):
    """The most there may be of something (the least, where ``what`` says so), and the page that says it."""

    value: int
    what: str
    source: str
    unit: str = "count"
    certain: Literal["verified", "secondary"] = "verified"


# Alarms
ALARM_ACTIONS = Limit(5, "actions of an alarm for one state", _PUT_METRIC_ALARM)
ALARM_NAME = Limit(255, "name of an alarm", _PUT_METRIC_ALARM, "characters")
ALARM_DESCRIPTION = Limit(1024, "description of an alarm", _PUT_METRIC_ALARM, "characters")
ALARM_METRICS = Limit(10, "metrics in a metric-math alarm", _QUOTAS)
ALARM_DIMENSIONS = Limit(30, "dimensions of a metric", _PUT_METRIC_ALARM)
ALARM_EXPRESSION = Limit(
    2048, "metric-math expression", f"{_CW}/APIReference/API_MetricDataQuery.html", "characters"
)
ALARM_WINDOW = Limit(7 * _DAY, "period x evaluation periods", _PUT_METRIC_ALARM, "s")
ALARM_WINDOW_SHORT = Limit(_DAY, "period x evaluation periods, periods under an hour", _PUT_METRIC_ALARM, "s")
WARM_UP = Limit(2880, "warm-up of an alarm", _WARM_UP, "minutes")
TAGS = Limit(50, "tags of a resource", _TAGS)
TAG_KEY = Limit(128, "key of a tag", _TAGS, "characters")
TAG_VALUE = Limit(256, "value of a tag; empty ones are refused for alarms", _LOG_ALARM, "characters")
COMPOSITE_CHILDREN = Limit(100, "alarms under a composite alarm", _PUT_COMPOSITE_ALARM)
COMPOSITE_PARENTS = Limit(150, "composite alarms over one alarm", _PUT_COMPOSITE_ALARM)
COMPOSITE_RULE = Limit(10240, "rule of a composite alarm", _PUT_COMPOSITE_ALARM, "characters")
MUTE_TARGETS = Limit(100, "alarms of a mute rule", _MUTE)
MUTE_SHORTEST = Limit(_MINUTE, "shortest time of a mute rule", _MUTE_SCHEDULE, "s")
MUTE_LONGEST = Limit(15 * _DAY, "longest time of a mute rule", _MUTE_SCHEDULE, "s")

# Log alarms
LOG_ALARM_RESULTS = Limit(100, "query results a log alarm evaluates", _LOG_ALARM)
LOG_ALARM_AGGREGATE = Limit(
    256, "aggregation expression; references disagree: 256, 2048", _SCHEDULED_QUERY, "characters"
)
LOG_ALARM_QUERY = Limit(10000, "query of a log alarm", _SCHEDULED_QUERY, "characters")
LOG_ALARM_GROUPS = Limit(50, "log groups of a log alarm", _SCHEDULED_QUERY)
LOG_ALARM_OFFSET = Limit(30 * _DAY, "how far back a log alarm looks", _SCHEDULED_QUERY, "s")
LOG_ALARM_RATE = Limit(_MINUTE, "shortest rate of a log alarm, in whole minutes", _LOG_ALARM, "s")
LOG_ALARM_LINES = Limit(50, "log lines in a notification", _LOG_ALARM)

# Logs
FILTERS_PER_GROUP = Limit(100, "metric filters of a log group", _LOGS_QUOTAS)
FILTER_PATTERN = Limit(1024, "metric-filter pattern", _METRIC_FILTER, "characters")
FILTER_NAME = Limit(512, "name of a metric filter", _METRIC_FILTER, "characters")
FILTER_DIMENSIONS = Limit(3, "dimensions of a metric filter", _METRIC_FILTER)
FILTER_REGEXES = Limit(2, "regular expressions in a pattern", _LOGS_QUOTAS)
FILTER_REGEXES_PER_GROUP = Limit(5, "filters with regular expressions of a log group", _LOGS_QUOTAS)
SUBSCRIPTIONS_PER_GROUP = Limit(2, "subscription filters of a log group", _LOGS_QUOTAS)
QUERY_NAME = Limit(255, "name of a saved query", _QUERY, "characters")
QUERY_TEXT = Limit(10000, "text of a query", _QUERY, "characters")
QUERY_PARAMETERS = Limit(20, "parameters of a saved query", _QUERY)
QUERY_PARAMETER_NAME = Limit(128, "name of a query parameter", _QUERY, "characters")
QUERY_PARAMETER_DEFAULT = Limit(1024, "default of a query parameter", _QUERY, "characters")
QUERIES_AT_ONCE = Limit(100, "concurrent Logs Insights queries, scheduled ones included", _LOGS_QUOTAS)
QUERY_MINUTES = Limit(60, "run time of a query", _LOGS_QUOTAS, "minutes")
QUERY_GROUPS = Limit(50, "log groups of a query", _LOGS_QUOTAS)
QUERY_ROWS_DEFAULT = Limit(10000, "rows of a query without `limit`", _LOGS_QUOTAS)
QUERY_ROWS = Limit(100000, "rows of a query", _LOGS_QUOTAS)
LOG_RETENTIONS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Days a log group can keep its events (CloudFormation schema of AWS::Logs::LogGroup)."""

# Metrics
DATA_QUERIES = Limit(500, "queries in a GetMetricData call", _QUOTAS)
DATA_POINTS = Limit(100800, "points in a GetMetricData call", _QUOTAS)
EMF_METRICS = Limit(100, "metrics in an embedded-metric directive", _EMF)
EMF_DIMENSIONS = Limit(30, "dimensions in an embedded-metric set", _EMF)
KEPT = {1: 3 * _HOUR, _MINUTE: 15 * _DAY, 5 * _MINUTE: 63 * _DAY, _HOUR: 455 * _DAY}
"""How long (s) CloudWatch keeps points of a period of at least so many seconds."""

# Dashboards
WIDGET_METRICS = Limit(500, "metrics of a widget", _QUOTAS, certain="secondary")
DASHBOARD_METRICS = Limit(2500, "metrics of a dashboard", _QUOTAS, certain="secondary")
DASHBOARD_WIDGETS = Limit(500, "widgets of a dashboard", _QUOTAS, certain="secondary")
DASHBOARD_NAME = Limit(255, "name of a dashboard", f"{_CW}/APIReference/API_PutDashboard.html", "characters")

# CloudFormation
STACK_RESOURCES = Limit(500, "resources of a stack", _STACK)
TEMPLATE_BYTES = Limit(1_000_000, "template", _STACK, "bytes")
STACK_PARAMETERS = Limit(200, "parameters of a template", _STACK)
OUTPUT_VALUE = Limit(1024, "value of an output", _STACK, "characters")

# The service
FUNCTION_MEMORY_LEAST = Limit(128, "least memory of a function", _LAMBDA, "MB", "secondary")
FUNCTION_MEMORY = Limit(10240, "memory of a function", _LAMBDA, "MB", "secondary")
FUNCTION_TIMEOUT = Limit(900, "time limit of a function", _LAMBDA, "s")
FUNCTION_ENVIRONMENT = Limit(4096, "environment variables of a function", _LAMBDA, "bytes", "secondary")
FUNCTION_EVENT = Limit(2**20, "payload of an asynchronous invocation", _LAMBDA, "bytes", "secondary")
API_TIMEOUT_SHORTEST = Limit(50, "shortest integration time limit", _API, "ms")
API_TIMEOUT = Limit(29000, "integration time limit without a quota request", _API, "ms")
API_TIMEOUT_RAISED = Limit(300000, "largest integration time limit reported", _API, "ms", "secondary")
CAPACITY_LEAST = Limit(1, "least that the largest capacity of a database can be", _ACU, "ACU", "secondary")
CAPACITY = Limit(
    256, "capacity of a database; older versions of the engine take 128", _ACU, "ACU", "secondary"
)
CAPACITY_STEP = 0.5
"""Capacity of a database comes in steps of so many ACU (the same page)."""
TOPIC_NAME = Limit(256, "name of a topic", _SNS, "characters")
TOPIC_DISPLAY_NAME = Limit(100, "display name of a topic", _SNS, "characters")

# What runs once an alarm goes off
FUNCTION_NAME = Limit(64, "name of a function", _FUNCTION, "characters")
QUEUE_NAME = Limit(80, "name of a queue", _QUEUE, "characters")
MACHINE_NAME = Limit(80, "name of a state machine", _MACHINE, "characters")
SCHEDULE_NAME = Limit(64, "name of a schedule or of its group", _SCHEDULE, "characters")
RULE_NAME = Limit(64, "name of an event rule", _RULE, "characters")

# Slack
SLACK_SECTION = Limit(3000, "text of a section", _SLACK, "characters", "secondary")
SLACK_BLOCKS = Limit(50, "blocks of a message", _SLACK, "count", "secondary")
SLACK_HEADER = Limit(150, "text of a header", _SLACK, "characters", "secondary")
SLACK_BUTTON = Limit(75, "text of a button", _SLACK, "characters", "secondary")

# Periods
_SHORT_PERIODS = (10, 20, 30)
WALL_CLOCK_PERIODS = (_MINUTE, 5 * _MINUTE, _HOUR, _DAY, 7 * _DAY)
"""Periods (s) of alarms with a wall-clock window (monitoring/alarm-evaluation-window.html)."""


def limits() -> dict[str, Limit]:
    """All limits by name, in the order of this file."""
    return {name: value for name, value in globals().items() if isinstance(value, Limit)}


def is_period(seconds: int) -> bool:
    """Whether an alarm may have this period: 10, 20, 30 or a multiple of 60 seconds (API_PutMetricAlarm)."""
    return seconds in _SHORT_PERIODS or (seconds > 0 and seconds % _MINUTE == 0)


def window_limit(period: int) -> Limit:
    """The most that period x evaluation periods may be for this period in seconds."""
    return ALARM_WINDOW_SHORT if period < _HOUR else ALARM_WINDOW


def kept_for(period: int) -> int:
    """Seconds for which CloudWatch keeps points of this period."""
    return next(kept for finest, kept in reversed(KEPT.items()) if period >= finest)
