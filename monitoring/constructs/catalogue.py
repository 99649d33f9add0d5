"""The catalogue: a file in S3, and the parameter that says where it is."""

import msgspec
from aws_cdk import CfnResource, Stack

from monitoring.constructs.files import publish
from monitoring.plan.resources import Catalogue


def catalogue(stack: Stack, planned: Catalogue) -> None:
    """The file is published with the stack, named by a hash of its content, so that readers can keep it."""
    content = msgspec.json.encode(planned.content)
    CfnResource(  # not aws_ssm.CfnParameter: that module takes 30 ms to load in Python and in Node
        stack,
        planned.logical_id,
        type="AWS::SSM::Parameter",
        properties={
            "Description": "Where the catalogue is that notifications and reports are written from",
            "Name": planned.parameter,
            "Type": "String",
            "Value": publish(stack, content, "json").s3_object_url,
        },
    )
