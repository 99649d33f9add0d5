"""Synthesized templates, and what CloudFormation makes of the references in them."""

import json
from collections.abc import Iterable
from pathlib import Path
from re import Match
from re import compile as regex
from typing import Any, NamedTuple

from app import ONCALL, REPORTS, build
from monitoring.plan.resources import Plan

Template = dict[str, Any]
Resources = dict[str, dict[str, Any]]

ACCOUNT = "111122223333"
_FILES = Path(__file__).parents[1] / "files"
ZIPS = {ONCALL.name: _FILES / "oncall.zip", REPORTS.name: _FILES / "reports.zip"}
"""In the place of the functions' code, where only templates matter; no two are the same."""
REGION = "ap-northeast-1"
_PSEUDO = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION}
_PLACE = regex(r"\$\{([^}]+)\}")
_ARNS = {
    "AWS::IAM::Role": (f"arn:aws:iam::{ACCOUNT}:role/", "RoleName"),
    "AWS::KMS::Key": ("arn:aws:kms:{place}:key/", ""),
    "AWS::Lambda::Function": ("arn:aws:lambda:{place}:function:", "FunctionName"),
    "AWS::Logs::LogGroup": ("arn:aws:logs:{place}:log-group:", "LogGroupName"),
    "AWS::S3::Bucket": ("arn:aws:s3:::", ""),
    "AWS::SQS::Queue": ("arn:aws:sqs:{place}:", "QueueName"),
}
_NAMED = {
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Scheduler::ScheduleGroup": "Name",
}
"""What ``Ref`` gives beside logical ids: the property that names a resource."""


class Assembly(NamedTuple):
    """A folder with what the CDK CLI deploys, and its templates by the name of their stack."""

    folder: Path
    templates: dict[str, Template]

    def of(self, plan: Plan) -> "Assembly":
        """Only the stacks of one plan."""
        return Assembly(self.folder, {name: self.templates[name] for name in plan.stack_names})

    @property
    def resources(self) -> Resources:
        """The resources of all stacks by logical id, which only one environment's are sure to differ in."""
        return {
            name: each for template in self.templates.values() for name, each in template["Resources"].items()
        }

    def resolved(self) -> Resources:
        """The same with every reference filled in."""
        return {
            name: resolve(each, template)
            for template in self.templates.values()
            for name, each in template["Resources"].items()
        }


def synthesize(plans: Iterable[Plan], folder: Path) -> Assembly:
    """The templates of some plans, without validators."""
    build(plans, outdir=str(folder), zips=ZIPS).synth()
    return read_assembly(folder)


def read_assembly(folder: Path) -> Assembly:
    """The templates in a folder."""
    ending = ".template.json"
    files = sorted(folder.glob(f"*{ending}"))
    return Assembly(folder, {file.name.removesuffix(ending): json.loads(file.read_bytes()) for file in files})


def resolve(value: Any, template: Template) -> Any:
    """A value of a template as AWS gets it. Values of SSM parameters stay references to them."""
    if isinstance(value, list):
        return [resolve(each, template) for each in value]
    if not isinstance(value, dict):
        return value
    match list(value.items()):
        case [("Ref", str(name))]:
            return _referred(name, template)
        case [("Fn::GetAtt", [str(name), "Arn"])]:
            return _arn(name, template)
        case [("Fn::Sub", str(text))]:
            return filled(text, template)
        case [("Fn::Join", [str(glue), parts])]:
            return glue.join(resolve(parts, template))
        case _:
            return {key: resolve(each, template) for key, each in value.items()}


def filled(text: str, template: Template) -> str:
    """What ``Fn::Sub`` makes of a text."""

    def fill(match: Match[str]) -> str:
        name, _, attribute = match[1].partition(".")
        if name not in {**_PSEUDO, **template.get("Parameters", {}), **template["Resources"]}:
            return match[0]  # filled in by Step Functions
        return _arn(name, template) if attribute == "Arn" else _referred(name, template)

    return _PLACE.sub(fill, text)


def _arn(name: str, template: Template) -> str:
    """The ARN of a resource of the template; what CloudFormation names goes by its logical id."""
    kind, properties = template["Resources"][name]["Type"], _properties(name, template)
    start, key = _ARNS[kind]
    return start.format(place=f"{REGION}:{ACCOUNT}") + str(properties.get(key, name))


def _referred(name: str, template: Template) -> str:
    if name in _PSEUDO:
        return _PSEUDO[name]
    if name in template.get("Parameters", {}):
        return f"{{{{resolve:ssm:{template['Parameters'][name]['Default']}}}}}"
    properties = _properties(name, template)
    if "TopicName" in properties:
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:{properties['TopicName']}"
    if template["Resources"][name]["Type"] == "AWS::SQS::Queue":
        return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{properties['QueueName']}"
    return str(properties.get(_NAMED.get(template["Resources"][name]["Type"], ""), name))


def _properties(name: str, template: Template) -> dict[str, Any]:
    return dict(template["Resources"][name]["Properties"])


def dashboard_body(properties: dict[str, Any]) -> dict[str, Any]:
    """The body of a dashboard whose references are resolved."""
    return dict(json.loads(properties["DashboardBody"]))
