"""What a plan consists of: one frozen type a kind of resource, nothing left to decide.

Times are seconds, thresholds are in the metric's own unit, names are physical, texts are in the plan's
locale. ``origin`` is the path into monitoring.yaml. Accounts and regions never stand here but in ``Plan``.
"""

from typing import TypeAlias

from msgspec import Struct

from monitoring.plan.parts import DashboardSection, MetricQuery, MetricStat, Part
from monitoring.plan.running import Resource, Running


class Detection(Part, frozen=True, kw_only=True):
    """Seconds until a total fault raises the alarm, at the facts' traffic; None: not for certain."""

    usual: int | None
    quiet: int | None


class Hearing(Part, frozen=True, kw_only=True):
    """Who hears of an alarm: the first level, its contacts, and who is next after how many seconds."""

    level: str
    contacts: tuple[str, ...]
    rings: tuple[str, ...]
    then: dict[str, int]


class AlarmResource(Resource, frozen=True, kw_only=True):
    """What all alarms share."""

    name: str
    title: str
    entry: str
    severity: str
    description: str
    condition: str
    actions: tuple[str, ...]
    tags: dict[str, str]
    hears: Hearing
    detection: Detection


class JudgedAlarm(AlarmResource, frozen=True, kw_only=True):
    """What alarms with a threshold share; ``warm_up`` is minutes."""

    label: str = ""
    threshold: float
    unit: str
    operator: str
    datapoints_to_alarm: int
    evaluation_periods: int
    treat_missing_data: str
    warm_up: int


class MetricAlarm(JudgedAlarm, frozen=True, tag="MetricAlarm", kw_only=True):
    """An alarm on one statistic (``stat``) or on metric math (``queries``)."""

    stat: MetricStat | None = None
    queries: tuple[MetricQuery, ...] = ()
    period: int
    low_samples: str | None = None


class LogAlarm(JudgedAlarm, frozen=True, tag="LogAlarm", kw_only=True):
    """An alarm on a scheduled Logs Insights query, one contributor a value of ``by``."""

    log_groups: tuple[str, ...]
    rows: str
    aggregate: str
    by: str
    window: int
    every: int
    role: str
    log_lines: int = 0
    log_lines_role: str = ""


class CompositeAlarm(AlarmResource, frozen=True, tag="CompositeAlarm", kw_only=True):
    """An alarm over the states of others, by name in ``rule``."""

    rule: str
    children: tuple[str, ...]


class MetricFilter(Resource, frozen=True, tag="MetricFilter", kw_only=True):
    """Log lines counted into a metric."""

    name: str
    log_group: str
    pattern: str
    namespace: str
    metric: str


class QueryParameter(Part, frozen=True, kw_only=True):
    """A ``{{name}}`` of a saved query."""

    name: str
    description: str = ""


class SavedQuery(Resource, frozen=True, tag="SavedQuery", kw_only=True):
    """A query in the Logs Insights console."""

    name: str
    entry: str
    text: str
    log_groups: tuple[str, ...]
    parameters: tuple[QueryParameter, ...] = ()


class Dashboard(Resource, frozen=True, tag="Dashboard", kw_only=True):
    """All alarm states on top, by name, then a section a chapter."""

    name: str
    entry: str
    title: str
    alarms: tuple[str, ...]
    sections: tuple[DashboardSection, ...]


class Key(Resource, frozen=True, tag="Key", kw_only=True):
    """The customer-managed key: of the topics, of what is kept, and of logs whose names match."""

    alias: str
    description: str
    log_groups: tuple[str, ...]
    events_publish: bool


class Topic(Resource, frozen=True, tag="Topic", kw_only=True):
    """A topic of a level; ``purpose`` is alarms, messages or urgent. CloudWatch publishes where they act.

    That of ``announcements`` has no level: users subscribe, and people publish.

    ``events_publish``: rules of EventBridge do as well.
    """

    name: str
    level: str
    purpose: str
    display_name: str
    alarms_publish: bool
    events_publish: bool = False


class Subscription(Resource, frozen=True, tag="Subscription", kw_only=True):
    """A contact of a level, or of the announcements."""

    topic: str
    contact: str
    protocol: str
    endpoint: str


class Role(Resource, frozen=True, tag="Role", kw_only=True):
    """A role of log alarms: ``logs`` runs the scheduled queries, ``cloudwatch`` reads the log lines."""

    name: str
    principal: str
    log_groups: tuple[str, ...]


class MuteRule(Resource, frozen=True, tag="MuteRule", kw_only=True):
    """A window in which metric alarms act on nobody; ``duration`` is ISO 8601."""

    name: str
    description: str
    alarms: tuple[str, ...]
    schedule: str
    duration: str
    timezone: str


class Catalogue(Resource, frozen=True, tag="Catalogue", kw_only=True):
    """The JSON that Lambdas read, and the SSM parameter that says where it is."""

    parameter: str
    content: dict[str, object]


AnyAlarm: TypeAlias = MetricAlarm | LogAlarm | CompositeAlarm

Supporting: TypeAlias = (
    MetricFilter | SavedQuery | Dashboard | Key | Topic | Subscription | Role | MuteRule | Catalogue
)
"""What alarms count with, what is shown beside them, and who hears of them."""

Planned: TypeAlias = AnyAlarm | Supporting | Running


class Need(Part, frozen=True, kw_only=True):
    """Something the account must hold before deployment; ``kind`` is parameter or secret."""

    kind: str
    name: str
    purpose: str


class Plan(Struct, frozen=True, rename="camel", kw_only=True):
    """Everything one environment gets, in creation order."""

    service: str
    environment: str
    region: str
    locale: str
    timezone: str
    stack_names: tuple[str, ...]
    needs: tuple[Need, ...]
    resources: tuple[Planned, ...]

    @property
    def alarms(self) -> tuple[AnyAlarm, ...]:
        """All alarms in the order of the file."""
        return tuple(r for r in self.resources if isinstance(r, AnyAlarm))
