"""The catalogue: a file in S3, and the parameter that says where it is."""

from hashlib import sha256
from pathlib import Path

import msgspec
from aws_cdk import CfnResource, FileAssetPackaging, Stack, Stage

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
            "Value": _publish(stack, content),
        },
    )


def _publish(stack: Stack, content: bytes) -> str:
    """Have the CDK CLI upload a JSON file; gives back where to. The construct Asset takes 70 ms to load."""
    source_hash = sha256(content).hexdigest()
    stage = Stage.of(stack)
    assert stage is not None  # every stack has one
    file = Path(stage.asset_outdir, f"asset.{source_hash}.json")
    file.write_bytes(content)
    location = stack.synthesizer.add_file_asset(
        source_hash=source_hash, file_name=file.name, packaging=FileAssetPackaging.FILE
    )
    return location.s3_object_url
