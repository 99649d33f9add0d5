"""Log lines as JSON, and the metrics of the on-call chain itself inside them (embedded metric format).

Nothing that identifies a person or opens a door is written: values are names, numbers and error types.
"""

import json
import sys
from typing import TextIO

from monitoring.oncall.clock import Clock, iso
from monitoring.oncall.settings import Settings

NAMESPACE = "SubgoalGeneration"


class Journal:
    """Writes one line an event, with the service and the environment on each."""

    def __init__(self, settings: Settings, clock: Clock, out: TextIO | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._out = out

    def note(self, action: str, **fields: object) -> None:
        """Something happened as it should."""
        self._write("INFO", action, fields)

    def warn(self, action: str, **fields: object) -> None:
        """Something failed, and there was another way."""
        self._write("WARN", action, fields)

    def fail(self, action: str, error: BaseException, **fields: object) -> None:
        """Something failed for good."""
        self._write("ERROR", action, {**fields, "error": {"type": type(error).__name__}})

    def count(self, metric: str, value: float = 1, unit: str = "Count") -> None:
        """A datapoint by service and environment (CloudWatch: "Embedded metric format specification")."""
        directive = {
            "Namespace": NAMESPACE,
            "Dimensions": [["Service", "Environment"]],
            "Metrics": [{"Name": metric, "Unit": unit}],
        }
        embedded = {"_aws": {"Timestamp": self._clock.now(), "CloudWatchMetrics": [directive]}, metric: value}
        self._print({**embedded, **self._place()})

    def _write(self, level: str, action: str, fields: dict[str, object]) -> None:
        about = {"timestamp": iso(self._clock.now()), "level": level, "action": action}
        self._print({**about, **self._place(), **fields})

    def _place(self) -> dict[str, str]:
        return {"Service": self._settings.service, "Environment": self._settings.environment}

    def _print(self, line: dict[str, object]) -> None:
        out = self._out or sys.stdout
        out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        out.flush()
