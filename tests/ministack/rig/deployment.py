"""The monitoring stack of production as it is synthesized, deployed into ministack through CloudFormation.

The template, the zip file of the functions and the catalogue are those of `make synth`; only what the account
must hold before (parameters, the secret, the service's log groups and function) is made here.
"""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from app import ONCALL, REPORTS, build
from monitoring.plan.build import plan
from monitoring.plan.names import Names, names_of
from monitoring.spec.root import Spec
from service.bundle import bundle, local
from tests.ministack.rig.process import Ministack
from tests.ministack.rig.waiting import until
from tests.oncall.rig.notifications import ACCOUNT, REGION
from tests.oncall.rig.slack import TOKEN
from tests.support.shipped import shipped
from tests.support.templates import Template

ENVIRONMENT = "production"
SIGNING = "a signing secret for tests"
SECRET = {"bot_token": TOKEN, "signing_secret": SIGNING, "pseudonym_key": "a key for tests"}
_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
_VALUES = {
    _BOOTSTRAP: "30",
    "mail": "person@example.com",
    "phone": "+815012345678",
    "guide": "https://docs.example.com/guide",
    "id": "a1b2c3d4e5",
}
"""Values of parameters by their name or the last part of it."""
_CHANNELS = {"development": "C0DEV", "infrastructure": "C0INFRA", "users": "C0STATUS"}


class Deployment(NamedTuple):
    """What is deployed: all names, the template, and the physical id of each of its resources."""

    names: Names
    spec: Spec
    template: Template
    ids: dict[str, str]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of the template's resources of a type."""
        found = self.template["Resources"].items()
        return {name: each["Properties"] for name, each in found if each["Type"] == kind}


def deploy(ministack: Ministack, folder: Path) -> Deployment:
    """Synthesize, publish the assets, create the stack."""
    spec = shipped(ENVIRONMENT)
    planned, names = plan(spec), names_of(spec)
    zips = {ONCALL.name: bundle(ONCALL), REPORTS.name: _zip_local(folder / "reports.zip")}
    build([planned], outdir=str(folder / "out"), zips=zips).synth()
    (stack,) = planned.stack_names
    template = json.loads(Path(folder, f"out/{stack}.template.json").read_bytes())
    _prepare(ministack, spec, template)
    address = _publish(ministack, folder / "out", stack)
    _create(ministack, stack, address)
    deployment = Deployment(names, spec, template, _physical_ids(ministack, stack))
    _complete(ministack, deployment)
    return deployment


def _zip_local(file: Path) -> Path:
    """The package of reports with wheels for this machine: what draws its charts is compiled.

    That of the other functions is Python alone, so the one for Lambda runs here as it is.
    """
    folder = local(REPORTS)
    with ZipFile(file, "w") as archive:
        for path in sorted(path for top in folder.iterdir() for path in _files_below(top)):
            archive.write(path, path.relative_to(folder))
    return file


def _files_below(top: Path) -> Iterator[Path]:
    """The files below a folder, which may be a link; the packages' own have no bytecode among them."""
    for here, _, names in os.walk(top, followlinks=True):
        yield from (Path(here, name) for name in names if not name.endswith(".pyc"))


def _prepare(ministack: Ministack, spec: Spec, template: Template) -> None:
    """What `monitoring preflight` asks for, and what the service's stack has made."""
    names = names_of(spec)
    parameters = {each["Default"]: _value(each["Default"]) for each in template["Parameters"].values()}
    channels = {names.parameter(f"contacts/{who}/slack"): channel for who, channel in _CHANNELS.items()}
    for name, value in {**parameters, **channels}.items():
        ministack.client("ssm").put_parameter(Name=name, Value=value, Type="String")
    ministack.client("secretsmanager").create_secret(Name=names.slack_secret, SecretString=json.dumps(SECRET))
    groups = {
        each["Properties"]["LogGroupName"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Logs::MetricFilter"
    }
    for group in groups:
        ministack.client("logs").create_log_group(logGroupName=group)
    _create_service(ministack, spec)


def _value(name: str) -> str:
    return _VALUES.get(name) or _VALUES[name.rpartition("/")[2]]


def _create_service(ministack: Ministack, spec: Spec) -> None:
    """A function in the service's place, with its concurrency: what a stop holds."""
    code, client, name = io.BytesIO(), ministack.client("lambda"), names_of(spec).function
    with ZipFile(code, "w") as archive:
        archive.writestr("service.py", "def handle(event, context):\n    return {'status': 'ok'}\n")
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="service.handle",
        Role=f"arn:aws:iam::{ACCOUNT}:role/service",
        Code={"ZipFile": code.getvalue()},
    )
    client.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=spec.facts.function.reserved_concurrency
    )


def _publish(ministack: Ministack, folder: Path, stack: str) -> str:
    """Put every file of the assembly where the CDK CLI does; gives back the template's address."""
    client, address = ministack.client("s3"), ""
    manifest = json.loads(Path(folder, f"{stack}.assets.json").read_bytes())
    for file in manifest["files"].values():
        source = Path(folder, file["source"]["path"])
        for place in file["destinations"].values():
            bucket = place["bucketName"].replace("${AWS::AccountId}", ACCOUNT)
            if bucket not in _buckets(client):
                client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
            client.put_object(Bucket=bucket, Key=place["objectKey"], Body=source.read_bytes())
            if source.name == f"{stack}.template.json":
                address = f"https://s3.{REGION}.amazonaws.com/{bucket}/{place['objectKey']}"
    return address


def _buckets(client: Any) -> list[str]:
    return [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]


def _create(ministack: Ministack, stack: str, address: str) -> None:
    client = ministack.client("cloudformation")
    client.create_stack(StackName=stack, TemplateURL=address, Capabilities=["CAPABILITY_NAMED_IAM"])

    def status() -> str:
        found = str(client.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
        return "" if found.endswith("_IN_PROGRESS") else found

    ended = until(status, "the stack is created")
    assert ended == "CREATE_COMPLETE", list(_failures(client, stack))


def _complete(ministack: Ministack, deployment: Deployment) -> None:
    """What ministack's CloudFormation leaves out of the template is asked of the services themselves."""
    for name, bucket in deployment.of_type("AWS::S3::Bucket").items():
        rules = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        ministack.client("s3").put_bucket_encryption(
            Bucket=deployment.ids[name],
            ServerSideEncryptionConfiguration={"Rules": [_as_request(each) for each in rules]},
        )
    for table in deployment.of_type("AWS::DynamoDB::Table").values():
        ministack.client("dynamodb").update_time_to_live(
            TableName=table["TableName"], TimeToLiveSpecification=table["TimeToLiveSpecification"]
        )
    _pause_schedules(ministack, deployment)


def _pause_schedules(ministack: Ministack, deployment: Deployment) -> None:
    """Give schedules their time zone, and let none call by itself.

    The probe would call the internet, and reports would come by the time of day.
    """
    client, group = ministack.client("scheduler"), deployment.names.schedule_group
    known = client.meta.service_model.operation_model("UpdateSchedule").input_shape.members
    for schedule in deployment.of_type("AWS::Scheduler::Schedule").values():
        found = client.get_schedule(GroupName=group, Name=schedule["Name"])
        zone = {"ScheduleExpressionTimezone": schedule["ScheduleExpressionTimezone"]}
        same = {name: found[name] for name in known if name in found}
        client.update_schedule(**{**same, **zone, "State": "DISABLED"})


def _as_request(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule of encryption as PutBucketEncryption takes it; the key is the account's here."""
    algorithm = rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
    return {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm},
        "BucketKeyEnabled": rule["BucketKeyEnabled"],
    }


def _failures(client: Any, stack: str) -> Iterator[str]:
    for event in client.describe_stack_events(StackName=stack)["StackEvents"]:
        if event["ResourceStatus"].endswith("FAILED"):
            yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"


def _physical_ids(ministack: Ministack, stack: str) -> dict[str, str]:
    pages = ministack.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for page in pages
        for each in page["StackResourceSummaries"]
    }
