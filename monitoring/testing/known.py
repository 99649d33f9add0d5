"""What tests may refer to: alarms, metrics, queries, logs and levels of one environment."""

from collections.abc import Iterable
from functools import cached_property
from zoneinfo import ZoneInfo

from monitoring.finding import Finding, Path, error
from monitoring.plan.names import Names, names_of, span
from monitoring.plan.resources import AnyAlarm, CompositeAlarm, LogAlarm, MetricAlarm, Plan, SavedQuery
from monitoring.spec.metrics import Metric
from monitoring.spec.root import Spec
from monitoring.suggest import did_you_mean

CHECK = "unknown-reference"


class Known:
    """The spec and the plan of an environment, by the names that tests use."""

    def __init__(self, spec: Spec, plan: Plan) -> None:
        self.spec = spec
        self.plan = plan

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the file."""
        return ZoneInfo(self.spec.timezone)

    @cached_property
    def names(self) -> Names:
        """Physical names."""
        return names_of(self.spec)

    @cached_property
    def references(self) -> dict[str, AnyAlarm]:
        """``duration.warning``, ``error-rate.lambda.critical``, ``forbidden.investigate.1h`` -> alarm."""
        return {reference(alarm): alarm for alarm in self.plan.alarms}

    @cached_property
    def queries(self) -> dict[str, SavedQuery]:
        """Saved queries by their names in the file."""
        return {each.entry: each for each in self.plan.resources if isinstance(each, SavedQuery)}

    @property
    def metrics(self) -> dict[str, Metric]:
        """Metrics by their names in the file."""
        return self.spec.metrics

    def alarm(self, word: str, path: Path) -> AnyAlarm | Finding:
        """The alarm of a reference or physical name; a finding when there is none, or more than one."""
        if word in self.references:
            return self.references[word]
        for alarm in self.plan.alarms:
            if alarm.name == word:
                return alarm
        entry, _, severity = word.rpartition(".")
        meant = [ref for ref, a in self.references.items() if (a.entry, a.severity) == (entry, severity)]
        if meant:
            message = f"`{word}` may mean {len(meant)} alarms"
            return error(CHECK, path, message, f"write one of {_listed(meant)}", on_key=True)
        return unknown("alarm", word, self.references, path)

    def log_group(self, log: str) -> str:
        """The physical name of a log; the first log for an empty name."""
        return self.names.log_group(self.spec.logs[log or next(iter(self.spec.logs))].of)


def reference(alarm: AnyAlarm) -> str:
    """How tests call an alarm: entry, label of a twin, severity, and the window where there are several."""
    window = span(_window(alarm)) if isinstance(alarm.origin[-1], int) else ""
    label = "" if isinstance(alarm, CompositeAlarm) else alarm.label
    return ".".join(part for part in (alarm.entry, label, alarm.severity, window) if part)


def unknown(kind: str, word: str, names: Iterable[str], path: Path, on_key: bool = True) -> Finding:
    """A finding for a name that does not exist."""
    return error(CHECK, path, f"there is no {kind} `{word[:80]}`", did_you_mean(word, names), on_key=on_key)


def _window(alarm: AnyAlarm) -> int:
    if isinstance(alarm, LogAlarm):
        return alarm.window
    return alarm.period if isinstance(alarm, MetricAlarm) else 0


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
