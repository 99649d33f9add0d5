"""What the constructs of the on-call chain share, and how they say to cdk-nag why something has to be so."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from aws_cdk import Acknowledgment, CfnDeletionPolicy, CfnResource, Stack, Validations
from constructs import Construct

from monitoring.constructs.files import publish_file
from monitoring.constructs.place import ACCOUNT, Place
from monitoring.constructs.references import References
from monitoring.plan.running import Statement

KEY_ARN = "${TopicKey.Arn}"


class Code(NamedTuple):
    """The zip files by package, named by their content.

    What holds data of ``protected`` environments outlives its stack.
    """

    packages: Mapping[str, Path]
    protected: bool


class Site:
    """A stack with its names, references and code."""

    def __init__(self, stack: Stack, place: Place, references: References, code: Code) -> None:
        self.stack, self.place, self.references = stack, place, references
        self._packages, self.protected = code
        self._published: dict[str, dict[str, str]] = {}

    def code(self, package: str) -> dict[str, str]:
        """Where the code of a package lies, published once for all of its functions."""
        if package not in self._published:
            location = publish_file(self.stack, self._packages[package])
            self._published[package] = {"s3Bucket": location.bucket_name, "s3Key": location.object_key}
        return self._published[package]

    @cached_property
    def assets(self) -> str:
        """The ARN of all JSON files that the CDK CLI has uploaded, the catalogue among them."""
        bucket = f"cdk-{self.stack.synthesizer.bootstrap_qualifier}-assets-{ACCOUNT}-{self.place.region}"
        return f"arn:aws:s3:::{bucket}/*.json"

    @cached_property
    def key_arn(self) -> str:
        """The ARN of the key."""
        return self.references.text(KEY_ARN)

    def keep(self, resource: CfnResource) -> None:
        """What holds data outlives its stack where the environment is protected."""
        policy = CfnDeletionPolicy.RETAIN if self.protected else CfnDeletionPolicy.DELETE
        resource.cfn_options.deletion_policy = policy
        resource.cfn_options.update_replace_policy = policy


def acknowledge(construct: Construct, reasons: Mapping[str, str]) -> None:
    """Say to cdk-nag why something that it finds has to be so; finding -> reason."""
    Validations.of(construct).acknowledge(
        *(Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items())
    )


def explain_wildcards(construct: Construct, statements: Iterable[Statement]) -> None:
    """The reason of each planned wildcard."""
    found = {
        f"AwsSolutions-IAM5[Resource::{shown(arn)}]": statement.because
        for statement in statements
        for arn in statement.resources
        if "*" in arn
    }
    acknowledge(construct, found)


def shown(arn: str) -> str:
    """An ARN as cdk-nag shows it: ``<AWS::AccountId>``."""
    return arn.replace("${", "<").replace("}", ">")
