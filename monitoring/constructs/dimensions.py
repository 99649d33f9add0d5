"""Dimensions of metrics as CloudFormation takes them: some values hold the account and the region."""

from collections.abc import Mapping

from aws_cdk import Aws


def dimensions(planned: Mapping[str, str]) -> dict[str, str]:
    """The same, with what CloudFormation fills in as the CDK writes it."""
    return {name: _filled(value) if "${" in value else value for name, value in planned.items()}


def _filled(value: str) -> str:
    return value.replace("${AWS::AccountId}", Aws.ACCOUNT_ID).replace("${AWS::Region}", Aws.REGION)
