"""The state machine of an incident, as an Amazon States Language document (standard workflow, JSONPath).

The machine only waits, asks and does as it is told. Before every step it asks the steps function, which knows
the incident, the alarms and the time; nothing comes from the notifier once it runs. Where the function itself
is broken, the machine tells people without it, goes on asking for two hours, and leaves its input with the
dead letters.

Sources: "Amazon States Language" (states-language.net/spec.html); "Handling errors in Step Functions
workflows" and "Best practices" (transient Lambda errors) in the AWS Step Functions Developer Guide.
"""

from typing import Any, Final, TypeAlias

State: TypeAlias = dict[str, Any]

PLACEHOLDERS: Final = ("StepsFunctionArn", "FallbackTopicArn", "FailedQueueUrl")
"""What the deployment fills in: ``${StepsFunctionArn}`` and so on."""

# Longer than the function's own timeout, which Lambda reports as an error of its own.
_TASK_SECONDS: Final = 90
# More than an incident's execution takes before it hands over to a new one: a guard, no plan.
_LONGEST: Final = 30 * 24 * 3600

_TRANSIENT: Final = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)

# States.Format takes a backslash before a quote or a brace; there are none in these.
_BROKEN: Final = (
    "エスカレーションの処理が失敗しました。インシデント {} はこの先、自動では連絡されないかもしれません。"
    "担当者が引き継いでください。 / "
    "The escalation of incident {} fails. It may not go on by itself: take it over."
)


def definition() -> dict[str, Any]:
    """The document; `PLACEHOLDERS` are left for the deployment.

    The input of an execution is ``{"incident": key, "id": .., "route": .., "severity": .., "started": ms,
    "steps": [{"level": .., "at": ISO 8601}], "remind": seconds or null}``; its name is the incident's id, so
    that a second start of the same incident is refused by Step Functions (``StartExecution``).
    """
    return {
        "Comment": "Escalation of one incident, level by level, until it is over",
        "QueryLanguage": "JSONPath",
        "StartAt": "Ask",
        "TimeoutSeconds": _LONGEST,
        "States": {**_asking(), **_acting(), **_telling(), **_giving_up()},
    }


def _asking() -> dict[str, State]:
    return {
        "Ask": _task("ask", "Acknowledged, muted, over, due?", "Choose"),
        "Choose": {"Type": "Choice", "Choices": _choices(), "Default": "TellPeople"},
        # Seconds, because the clocks of Lambda and Step Functions need not agree on a moment.
        "Wait": {"Type": "Wait", "SecondsPath": "$.asked.answer.seconds", "Next": "Ask"},
    }


def _choices() -> list[State]:
    """An answer that says nothing known is a broken function; a missing path would end the execution."""
    following, seconds = "$.asked.answer.next", "$.asked.answer.seconds"
    silent = {"Not": {"Variable": following, "IsPresent": True}, "Next": "TellPeople"}
    waits = [
        {"Variable": following, "StringEquals": "wait"},
        {"Variable": seconds, "IsPresent": True},
        {"Variable": seconds, "IsNumeric": True},
    ]
    acts = [
        {"Variable": following, "StringEquals": word, "Next": state} for word, state in _FOLLOWING.items()
    ]
    return [silent, {"And": waits, "Next": "Wait"}, *acts]


_FOLLOWING: Final = {
    "escalate": "Escalate",
    "remind": "Remind",
    "renew": "Renew",
    "end": "End",
}


def _acting() -> dict[str, State]:
    return {
        "Escalate": _task("escalate", "A message to the next level and to the thread", "Ask"),
        "Remind": _task("remind", "The same level hears again that it lasts", "Ask"),
        "Renew": _task("renew", "A new execution goes on before the history of this one is full", "Ended"),
        "End": _task("end", "Closes the incident where the notifier could not", "Ended"),
        "Ended": {"Type": "Succeed"},
    }


def _telling() -> dict[str, State]:
    return {
        "TellPeople": {
            "Type": "Task",
            "Comment": "Without any function of ours: it is broken",
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {
                "TopicArn": "${FallbackTopicArn}",
                "Subject": "Escalation is broken: take the incident over",
                "Message.$": f"States.Format('{_BROKEN}', $.id, $.id)",
            },
            "TimeoutSeconds": _TASK_SECONDS,
            "ResultPath": None,
            "Retry": [_retry("States.ALL", attempts=4)],
            "Catch": [_catch("WaitForRepair")],
            "Next": "WaitForRepair",
        },
        "WaitForRepair": {"Type": "Wait", "Seconds": 300, "Next": "AskPatiently"},
        "AskPatiently": {
            **_task("ask", "For two hours, in case it is repaired", "Choose"),
            "Retry": [_retry("States.ALL", attempts=12, first=60, most=900)],
            "Catch": [_catch("KeepForRedrive")],
        },
    }


def _giving_up() -> dict[str, State]:
    return {
        "KeepForRedrive": {
            "Type": "Task",
            "Comment": "What `monitoring redrive` hands to the steps function",
            "Resource": "arn:aws:states:::sqs:sendMessage",
            "Parameters": {
                "QueueUrl": "${FailedQueueUrl}",
                "MessageBody": {"do": "restart", "execution.$": "$"},
            },
            "TimeoutSeconds": _TASK_SECONDS,
            "ResultPath": None,
            "Retry": [_retry("States.ALL", attempts=6)],
            "Catch": [_catch("GivenUp")],
            "Next": "GivenUp",
        },
        "GivenUp": {
            "Type": "Fail",
            "Error": "EscalationBroken",
            "Cause": "The steps function could not be asked for two hours; the input is in the queue",
        },
    }


def _task(do: str, comment: str, following: str) -> State:
    """A call of the steps function; its answer stands in ``$.asked.answer``."""
    return {
        "Type": "Task",
        "Comment": comment,
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {
            "FunctionName": "${StepsFunctionArn}",
            "Payload": {"do": do, "execution.$": "$"},
        },
        "TimeoutSeconds": _TASK_SECONDS,
        "ResultSelector": {"answer.$": "$.Payload"},
        "ResultPath": "$.asked",
        "Retry": [_retry(*_TRANSIENT, attempts=6), _retry("States.ALL", attempts=5)],
        "Catch": [_catch("TellPeople")],
        "Next": following,
    }


def _retry(*errors: str, attempts: int, first: int = 2, most: int = 60) -> State:
    return {
        "ErrorEquals": list(errors),
        "IntervalSeconds": first,
        "BackoffRate": 2,
        "MaxDelaySeconds": most,
        "MaxAttempts": attempts,
        "JitterStrategy": "FULL",
    }


def _catch(state: str) -> State:
    return {"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": state}
