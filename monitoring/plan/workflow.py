"""The state machine of the escalation: its document is the escalation's own, its ARNs are ours."""

from monitoring.escalation.machine import definition
from monitoring.plan import rights
from monitoring.plan.common import Context
from monitoring.plan.routing import rings
from monitoring.plan.running import StateMachine, Statement


def state_machine(context: Context) -> StateMachine:
    """The machine; where its function is broken it tells people itself and keeps its input for a redrive."""
    names = context.names
    fallback = rights.arn("sns", fallback_topic(context))
    failed = names.failed_queue("escalation")
    return StateMachine(
        logical_id="EscalationMachine",
        origin=("escalation", "routes"),
        name=names.machine,
        definition=definition(),
        substitutions={
            "StepsFunctionArn": rights.function_arn(context, "escalation"),
            "FallbackTopicArn": fallback,
            "FailedQueueUrl": f"https://sqs.${{AWS::Region}}.amazonaws.com/${{AWS::AccountId}}/{failed}",
        },
        statements=(
            Statement(
                actions=("lambda:InvokeFunction",), resources=(rights.function_arn(context, "escalation"),)
            ),
            Statement(actions=("sns:Publish",), resources=(fallback,)),
            Statement(actions=("sqs:SendMessage",), resources=(rights.queue_arn(failed),)),
            *rights.use_key("sns"),
        ),
        retention_days=round(context.spec.facts.logs.retention.to("d")),
    )


def fallback_topic(context: Context) -> str:
    """Where somebody hears of a broken escalation: the first level, by telephone where it has one here."""
    spec, names = context
    level, entry = next(iter(spec.escalation.levels.items()))
    wakes = any(rings(spec, spec.contacts[name]) for name in entry.contacts)
    return names.topic("urgent" if wakes else "messages", level)
