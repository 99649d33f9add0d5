"""The way out: powertools' Logger for lines, its EMF provider for metrics; one JSON object a line."""

import logging
import sys
from contextlib import suppress
from typing import Any, Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.logging.formatter import BasePowertoolsFormatter
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from service.subgoals.response import write

NAMESPACE: Final = "SubgoalGeneration"
# Their warnings quote addresses, statements and what servers say; ours are made from our own table.
_SILENT: Final = ("botocore", "urllib3", "psycopg", "aws_lambda_powertools")


class LineRecord(logging.LogRecord):
    """A record made from another: looking up process, thread, file and time costs more than the line."""

    def __init__(self, template: logging.LogRecord, line: object) -> None:
        self.__dict__.update(template.__dict__, msg=line)


class LineFormatter(BasePowertoolsFormatter):
    """Writes a line as it is: the log contract says all its fields, and nothing is added."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as JSON; a record that is no line of ours gives its level only."""
        line = record.msg if isinstance(record.msg, dict) else {"level": record.levelname}
        return write(line)

    def append_keys(self, **additional_keys: object) -> None:
        """Nothing is added to lines."""

    def clear_state(self) -> None:
        """There is no state."""


class StandardOutput(logging.Handler):
    """Writes to what is the standard output now; a line that cannot be written is lost without a word."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line in one piece."""
        with suppress(OSError, ValueError):
            sys.stdout.write(f"{self.format(record)}\n")
            sys.stdout.flush()


class Output:
    """The standard output of a function."""

    def __init__(self, name: str) -> None:
        for library in _SILENT:
            logging.getLogger(library).setLevel(logging.CRITICAL + 1)
        self._template = logging.LogRecord(name, logging.INFO, "", 0, None, None, None)
        Logger(service=name, level="INFO", logger_formatter=LineFormatter(), logger_handler=StandardOutput())
        self._logger = logging.getLogger(name)
        self._logger.propagate = False
        self._provider = AmazonCloudWatchEMFProvider(namespace=NAMESPACE, service="")

    def write(self, line: Any) -> None:
        """Writes a line now, so that it is there even when the function is killed.

        The record goes to the logger as it is: looking up who called costs more than writing the line.
        """
        self._logger.handle(LineRecord(self._template, line))

    def write_metrics(
        self, dimensions: dict[str, str], properties: dict[str, str], values: dict[str, tuple[str, float]]
    ) -> None:
        """Writes metrics (name -> unit and value) of one set of dimensions; single values are no arrays."""
        metrics = {name: {"Unit": unit, "Value": value} for name, (unit, value) in values.items()}
        self.write(self._provider.serialize_metric_set(metrics, dimensions, properties))
