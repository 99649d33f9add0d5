"""The shipped monitoring.yaml, loaded and planned once."""

from functools import cache
from pathlib import Path

from monitoring.load import load
from monitoring.plan.build import plan
from monitoring.plan.resources import LogAlarm, MetricAlarm
from monitoring.spec.root import Spec

ROOT = Path(__file__).parents[2]
FILE = ROOT / "monitoring.yaml"


@cache
def shipped(environment: str = "production") -> Spec:
    """The spec of an environment."""
    return load(str(FILE)).specs[environment]


@cache
def planned(environment: str = "production") -> dict[str, MetricAlarm | LogAlarm]:
    """The alarms of an environment by the end of their name."""
    prefix = f"subgoal-generation-api-{environment}-"
    return {alarm.name.removeprefix(prefix): alarm for alarm in plan(shipped(environment)).alarms}  # type: ignore[misc]
