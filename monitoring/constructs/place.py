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

    def role(self, name: str) -> str:
        """The ARN of a role; IAM has no regions."""
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"
