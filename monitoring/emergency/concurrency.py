"""The switch: a function's reserved concurrency, because a REST stage has none (T17).

Zero means that Lambda refuses every invocation (AWS Lambda Developer Guide: "Configuring reserved
concurrency").
"""

from typing import Any, Final

from monitoring.emergency.progress import Broken
from monitoring.emergency.scene import Scene

UNRESERVED: Final = -1
"""The function takes of the account's concurrency: GetFunctionConcurrency answers without a number."""


def read_concurrency(client: Any, function: str) -> int:
    """The reserved concurrency; UNRESERVED where there is none."""
    found = client.get_function_concurrency(FunctionName=function)
    return int(found.get("ReservedConcurrentExecutions", UNRESERVED))


def set_concurrency(scene: Scene, wanted: int) -> str:
    """Set it, look whether it is so, and say what was done; raises Broken when it is not so."""
    client, function = scene.clients("lambda"), scene.function
    before = read_concurrency(client, function)
    if before != wanted:
        write_concurrency(client, function, wanted)
        now = read_concurrency(client, function)
        if now != wanted:
            raise Broken(f"reserved concurrency of {function} is {show(now)}, not {show(wanted)}")
    change = f"from {show(before)} to {show(wanted)}" if before != wanted else f"{show(wanted)} already"
    return f"reserved concurrency of {function}: {change}"


def write_concurrency(client: Any, function: str, wanted: int) -> None:
    """Set it, or take the reservation away."""
    if wanted == UNRESERVED:
        client.delete_function_concurrency(FunctionName=function)
    else:
        client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=wanted)


def show(concurrency: int) -> str:
    """The number as people say it."""
    return "none reserved" if concurrency == UNRESERVED else str(concurrency)


def by_hand(function: str, wanted: int) -> str:
    """The same with the AWS CLI."""
    if wanted == UNRESERVED:
        return f"aws lambda delete-function-concurrency --function-name {function}"
    options = f"--function-name {function} --reserved-concurrent-executions {wanted}"
    return f"aws lambda put-function-concurrency {options}"
