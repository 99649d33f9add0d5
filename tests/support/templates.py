"""Synthesized templates, and what CloudFormation makes of the references in them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from app import build
from monitoring.plan.resources import Plan

Template = dict[str, Any]
Resources = dict[str, dict[str, Any]]

ACCOUNT = "111122223333"
_PSEUDO = {"AWS::AccountId": ACCOUNT}


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
    build(plans, outdir=str(folder)).synth()
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
            return f"arn:aws:iam::{ACCOUNT}:role/{_properties(name, template)['RoleName']}"
        case [("Fn::Sub", str(text))]:
            return text.replace("${AWS::AccountId}", ACCOUNT)
        case [("Fn::Join", [str(glue), parts])]:
            return glue.join(resolve(parts, template))
        case _:
            return {key: resolve(each, template) for key, each in value.items()}


def _referred(name: str, template: Template) -> str:
    if name in _PSEUDO:
        return _PSEUDO[name]
    if name in template.get("Parameters", {}):
        return f"{{{{resolve:ssm:{template['Parameters'][name]['Default']}}}}}"
    properties = _properties(name, template)
    if "TopicName" in properties:
        return f"arn:aws:sns:ap-northeast-1:{ACCOUNT}:{properties['TopicName']}"
    return name


def _properties(name: str, template: Template) -> dict[str, Any]:
    return dict(template["Resources"][name]["Properties"])


def dashboard_body(properties: dict[str, Any]) -> dict[str, Any]:
    """The body of a dashboard whose references are resolved."""
    return dict(json.loads(properties["DashboardBody"]))
