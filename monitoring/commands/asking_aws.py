"""`monitoring query --aws`: the question put to CloudWatch, with progress while it reads."""

import sys
import time
from argparse import Namespace
from typing import TYPE_CHECKING, Final, NamedTuple

from monitoring.commands.outcome import WrongUse
from monitoring.commands.question import BrokenFile, Question
from monitoring.output.rows import tell_size
from monitoring.output.terminal import write

if TYPE_CHECKING:
    from monitoring.commands.remote_query import Progress
    from monitoring.plan.resources import Plan

_HOUR: Final = 3600


class Shown(NamedTuple):
    """What is printed of an answer."""

    columns: list[str]
    rows: list[dict[str, str]]
    statistics: dict[str, float]


def ask_aws(arguments: Namespace, question: Question) -> Shown:
    """The answer of CloudWatch; raises WrongUse with AWS's reason when there is none, BrokenFile."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        from monitoring.commands.preflight import clients
        from monitoring.commands.remote_query import Asked, RemoteFailure, run_remotely
        from monitoring.insights.parsing.parameters import fill_parameters
    except ImportError:
        raise WrongUse(
            "--aws asks CloudWatch through boto3, which is not installed; run `make setup`"
        ) from None
    planned = _planned(arguments)
    start, end = _range(arguments, time.time())
    text = fill_parameters(question.text, dict(arguments.parameters))[0]
    asked = Asked(text, _log_groups(planned, question), start, end)
    try:
        answer = run_remotely(clients("logs", planned.region), asked, time.sleep, _report)
    except (RemoteFailure, ClientError) as refusal:
        raise WrongUse(str(refusal)) from None
    except BotoCoreError as problem:
        raise WrongUse(
            f"AWS cannot be asked: {problem}; name a profile with AWS_PROFILE, or sign in"
        ) from None
    finally:
        _end_report()
    return Shown(answer.columns, answer.rows, answer.statistics)


def _planned(arguments: Namespace) -> "Plan":
    from monitoring.commands.inspection import choose_environment, inspect

    inspection = inspect(arguments.file)
    if inspection.broken:
        raise BrokenFile(inspection.document, inspection.findings)
    return inspection.plans[choose_environment(inspection, arguments.environment)]


def _range(arguments: Namespace, now: float) -> tuple[int, int]:
    end = round(now * 1000) if arguments.end is None else arguments.end
    if arguments.start is not None:
        return arguments.start, end
    return end - 1000 * (arguments.last or _HOUR), end


def _log_groups(planned: "Plan", question: Question) -> tuple[str, ...]:
    """Those of the query, or for a text all that are deployed."""
    from monitoring.plan.resources import SavedQuery

    saved = [resource for resource in planned.resources if isinstance(resource, SavedQuery)]
    own = [query.log_groups for query in saved if query.entry == question.name]
    found = own or [query.log_groups for query in saved]
    return tuple(dict.fromkeys(group for groups in found for group in groups))


def _report(progress: "Progress") -> None:
    if sys.stderr.isatty():
        read = f"{progress.records:,.0f} events, {tell_size(progress.bytes)} read"
        write(f"\r\x1b[K{progress.status.lower()}: {read} (Ctrl-C stops the query)", sys.stderr)


def _end_report() -> None:
    if sys.stderr.isatty():
        write("\r\x1b[K", sys.stderr)
