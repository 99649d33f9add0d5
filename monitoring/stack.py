"""Plan -> CDK. Too dumb to be wrong: one case a kind of resource, and nothing left to decide."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from aws_cdk import Aws, Environment, Stack
from constructs import Construct

from monitoring.constructs.alarms import composite_alarm, metric_alarm, mute_rule
from monitoring.constructs.catalogue import catalogue
from monitoring.constructs.logs import log_alarm, metric_filter, role, saved_query
from monitoring.constructs.notifications import subscription, topic, topic_key
from monitoring.constructs.place import ACCOUNT, Place
from monitoring.constructs.references import References
from monitoring.constructs.site import Code, Site
from monitoring.plan.resources import (
    AnyAlarm,
    Catalogue,
    CompositeAlarm,
    Dashboard,
    Key,
    LogAlarm,
    MetricAlarm,
    MetricFilter,
    MuteRule,
    Plan,
    Planned,
    Role,
    SavedQuery,
    Subscription,
    Supporting,
    Topic,
)
from monitoring.plan.routing import TAG_PREFIX
from monitoring.plan.running import Running

if TYPE_CHECKING:
    from monitoring.constructs.dashboards import Painter


def add_stacks(
    scope: Construct, plan: Plan, packages: Mapping[str, Path], *, protected: bool = False
) -> list["MonitoringStack"]:
    """The stacks of a plan, each deployed after the one before it; ``protected`` ones cannot be deleted.

    ``packages`` are the zip files with the code of the plan's functions.
    """
    code = Code(packages, protected)
    stacks = [MonitoringStack(scope, plan, number, code) for number in range(len(plan.stack_names))]
    for earlier, later in pairwise(stacks):
        later.add_stack_dependency(earlier)
    return stacks


class MonitoringStack(Stack):
    """The resources of a plan that go into one of its stacks."""

    def __init__(self, scope: Construct, plan: Plan, number: int, code: Code) -> None:
        super().__init__(
            scope,
            plan.stack_names[number],
            description=f"Monitoring of {plan.service}, {plan.environment}",
            env=Environment(region=plan.region),
            tags={f"{TAG_PREFIX}service": plan.service, f"{TAG_PREFIX}environment": plan.environment},
            termination_protection=code.protected,
        )
        self._place = Place(plan.region, f"{plan.service}-{plan.environment}")
        self._references = References(self)
        self._site = Site(self, self._place, self._references, code)
        self._account = Aws.ACCOUNT_ID
        self._key_id = ""
        self._alarms: dict[str, Construct] = {}
        for resource in plan.resources:
            if resource.stack == number:
                self._add(resource)

    def _add(self, resource: Planned) -> None:
        if isinstance(resource, Running):
            self._add_to_chain(resource)
        elif isinstance(resource, AnyAlarm):
            self._add_alarm(resource, self._topics(resource))
        else:
            self._add_supporting(resource)

    def _add_alarm(self, alarm: AnyAlarm, topics: list[str]) -> None:
        match alarm:
            case MetricAlarm():
                self._alarms[alarm.name] = metric_alarm(self, alarm, topics)
            case LogAlarm():
                log_alarm(self, alarm, topics, self._role)
            case CompositeAlarm():
                composite_alarm(self, alarm, topics, self._made(alarm.children))
            case _:
                assert_never(alarm)

    def _add_supporting(self, resource: Supporting) -> None:  # noqa: C901 - one case a kind
        match resource:
            case MetricFilter():
                metric_filter(self, resource)
            case SavedQuery():
                saved_query(self, resource)
            case Dashboard():
                self._painter.dashboard(self, resource)
            case Key():
                self._key_id = topic_key(self, resource, self._place)
            case Topic():
                made = topic(self, resource, self._place, self._key_id)
                self._references.hold(self._place.topic(resource.name), made)
            case Subscription():
                endpoint = self._references.fill(resource.endpoint)
                subscription(self, resource, self._topic(resource.topic), endpoint)
            case Role():
                self._references.hold(self._place.role(resource.name), role(self, resource, self._place))
            case MuteRule():
                mute_rule(self, resource, self._made(resource.alarms))
            case Catalogue():
                catalogue(self, resource)
            case _:
                assert_never(resource)

    def _add_to_chain(self, resource: Running) -> None:
        # Loads half a dozen of the CDK's modules, some of which are large.
        from monitoring.constructs.chain import add

        add(self._site, resource)

    @property
    def _painter(self) -> "Painter":
        # Loads cdk-monitoring-constructs, which takes a fifth of a second; only dashboards need it.
        from monitoring.constructs.dashboards import Painter

        return Painter(self._place.region, self._alarm_arn, self._references.fill)

    def _topics(self, alarm: AnyAlarm) -> list[str]:
        return [self._topic(name) for name in alarm.actions]

    def _topic(self, name: str) -> str:
        return self._references.to(self._place.topic(name))

    def _role(self, name: str) -> str:
        return self._references.to(self._place.role(name))

    def _alarm_arn(self, name: str) -> str:
        return self._place.alarm(name).replace(ACCOUNT, self._account)

    def _made(self, names: Iterable[str]) -> list[Construct]:
        """The alarms that this stack holds; those of earlier stacks are there already."""
        return [self._alarms[name] for name in names if name in self._alarms]
