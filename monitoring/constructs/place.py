"""ARNs and who may use what, as strings and plain documents; CloudFormation fills in the account.

No ARN is read from another stack: an export would lock the stack that it comes from.
"""

from typing import NamedTuple

ACCOUNT = "${AWS::AccountId}"


class Place(NamedTuple):
    """Where an environment lives; ``prefix`` begins all of its names. ARNs are written for ``Fn::Sub``."""

    region: str
    prefix: str

    def alarm(self, name: str) -> str:
        """The ARN of an alarm, whatever its kind."""
        return f"arn:aws:cloudwatch:{self.region}:{ACCOUNT}:alarm:{name}"

    @property
    def alarms(self) -> str:
        """The pattern that all alarms of the environment match."""
        return self.alarm(f"{self.prefix}-*")

    @property
    def logs(self) -> str:
        """The pattern that all of CloudWatch Logs in the region matches."""
        return f"arn:aws:logs:{self.region}:{ACCOUNT}:*"

    def log_group(self, name: str) -> str:
        """The ARN of a log group."""
        return f"arn:aws:logs:{self.region}:{ACCOUNT}:log-group:{name}"

    def topic(self, name: str) -> str:
        """The ARN of a topic."""
        return f"arn:aws:sns:{self.region}:{ACCOUNT}:{name}"

    def function(self, name: str) -> str:
        """The ARN of a function."""
        return f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{name}"

    def queue(self, name: str) -> str:
        """The ARN of a queue."""
        return f"arn:aws:sqs:{self.region}:{ACCOUNT}:{name}"

    def rule(self, name: str) -> str:
        """The ARN of a rule on the account's own event bus."""
        return f"arn:aws:events:{self.region}:{ACCOUNT}:rule/{name}"

    def schedule_group(self, name: str) -> str:
        """The ARN of a group of schedules."""
        return f"arn:aws:scheduler:{self.region}:{ACCOUNT}:schedule-group/{name}"

    def machine(self, name: str) -> str:
        """The ARN of a state machine."""
        return f"arn:aws:states:{self.region}:{ACCOUNT}:stateMachine:{name}"

    def role(self, name: str) -> str:
        """The ARN of a role; IAM has no regions."""
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"
