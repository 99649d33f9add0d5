"""docs/policies: what whoever runs a command that changes something must be allowed, an IAM policy each."""

from monitoring.emergency.rights import COMMANDS, Named, policy
from monitoring.output.as_json import to_text
from monitoring.plan.common import Context
from monitoring.plan.functions import WORKERS
from monitoring.plan.names import names_of
from monitoring.plan.rights import referred_parameters
from monitoring.spec.root import Spec


def policy_files(spec: Spec) -> dict[str, str]:
    """File name -> policy, for one environment."""
    named = named_of(spec)
    return {
        f"docs/policies/{spec.environment}/{command}.json": to_text(policy(command, named))
        for command in COMMANDS
    }


def named_of(spec: Spec) -> Named:
    """The names that policies are made of."""
    names = names_of(spec)
    referred = referred_parameters(Context(spec, names))
    kept = [part for part, worker in WORKERS.items() if worker.keeps_failed]
    return Named(
        region=spec.region,
        prefix=names.prefix,
        table=names.state_table,
        secret=names.slack_secret,
        machine=names.machine,
        stage=names.stage,
        stacks=(names.service_stack, names.stack(0), names.stack(1)),
        parameters=(names.parameter("catalogue"), *referred),
        api_parameter=names.parameter("api/id"),
        workers=tuple((names.failed_queue(part), names.worker(part)) for part in kept),
    )
