"""Whether a deployment may go on: not while an emergency stop stands, unless a person says so by name.

A fix is deployed while the service is stopped (G11.4), and so is a rollback: the commit then carries the
trailer ``Deploy-While-Stopped: production``. Even so nothing may start the service: CloudFormation sets the
reserved concurrency when the file's number has changed, and only then.
"""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from monitoring.emergency.concurrency import UNRESERVED, read_concurrency
from monitoring.oncall.holds import STOPPED, Stop, read_stop
from monitoring.oncall.items import pack, unpack

TRAILER: Final = "Deploy-While-Stopped"


class Deployed(NamedTuple):
    """What is looked at: names of the table and the function, and the concurrency that is to be deployed."""

    environment: str
    table: str
    function: str
    concurrency: int


class Verdict(NamedTuple):
    """Whether a deployment may go on, and why; ``advice`` is empty where it may."""

    allowed: bool
    why: str
    advice: str = ""


def judge(dynamodb: Any, lambda_: Any, deployed: Deployed, named: Collection[str]) -> Verdict:
    """The verdict; ``named`` are the environments that the commit's trailers name.

    What is not deployed yet is not stopped. botocore's other errors come through: who cannot look must not
    deploy.
    """
    stop = _stop(dynamodb, deployed.table)
    concurrency = _concurrency(lambda_, deployed.function)
    if stop is None and concurrency != 0:
        return Verdict(True, "no emergency stop stands")
    why = _why(deployed, stop)
    if deployed.environment not in named:
        advice = (
            f"`monitoring restore` first, or add the line `{TRAILER}: {deployed.environment}` to the commit"
        )
        return Verdict(False, why, advice)
    former = stop.concurrency if stop else 0
    if former not in (0, UNRESERVED, deployed.concurrency):
        advice = f"deploy reserved-concurrency {former} as before, and change it after `monitoring restore`"
        return Verdict(
            False, f"{why}, and a reserved concurrency of {deployed.concurrency} would start it", advice
        )
    return Verdict(True, f"{why}; the commit says that this is known")


def _why(deployed: Deployed, stop: Stop | None) -> str:
    if stop is None:
        return f"{deployed.function} was stopped by hand: its reserved concurrency is 0"
    return (
        f"{deployed.environment} was stopped by {stop.by or 'somebody'} ({stop.reason or 'no reason given'})"
    )


def _stop(client: Any, table: str) -> Stop | None:
    key = dict(zip(("pk", "sk"), STOPPED, strict=True))
    try:
        answer = client.get_item(TableName=table, Key=pack(key), ConsistentRead=True)
    except client.exceptions.ResourceNotFoundException:
        return None
    item = answer.get("Item")
    return read_stop(unpack(item)) if item else None


def _concurrency(client: Any, function: str) -> int:
    try:
        return read_concurrency(client, function)
    except client.exceptions.ResourceNotFoundException:
        return UNRESERVED
