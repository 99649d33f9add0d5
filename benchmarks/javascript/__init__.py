"""The same stack in JavaScript, with the CDK's own libraries as its Python packages carry them."""

import json
import re
import tarfile
from importlib.util import find_spec
from pathlib import Path

SCRIPT = Path(__file__).with_name("synth.js")
_LIBRARIES = {
    "aws-cdk-lib": "aws_cdk/_jsii",
    "constructs": "constructs/_jsii",
    "@aws-cdk/cloud-assembly-schema": "aws_cdk/cloud_assembly_schema/_jsii",
}
_MODULES = {
    "AWS::CloudWatch": "aws-cloudwatch",
    "AWS::IAM": "aws-iam",
    "AWS::KMS": "aws-kms",
    "AWS::Logs": "aws-logs",
    "AWS::SNS": "aws-sns",
    "AWS::SSM": "aws-ssm",
}
_DOCUMENTS = ("AssumeRolePolicyDocument", "FilterPolicy", "KeyPolicy", "PolicyDocument")
"""Properties whose inner names are IAM's and SNS's, not the CDK's."""
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")


def prepare_project(folder: Path) -> Path:
    """The script in a folder, beside its libraries, which are unpacked from the Python packages."""
    for name, carrier in _LIBRARIES.items():
        [archive] = _site_packages().joinpath(carrier).glob("*.tgz")
        _unpack(archive, folder / "node_modules" / name)
    script = folder / SCRIPT.name
    script.write_bytes(SCRIPT.read_bytes())
    return script


def _site_packages() -> Path:
    """Found without importing anything of the CDK, which would start Node."""
    found = find_spec("aws_cdk")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parents[1]


def _unpack(archive: Path, target: Path) -> None:
    target.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            member.name = member.name.partition("/")[2]  # all lies in the folder `package`
            packed.extract(member, target, filter="data")


def to_stack(template: Path, region: str) -> dict[str, object]:
    """What the script builds: the resources of a template in the CDK's words, in their order."""
    content = json.loads(template.read_text(encoding="utf-8"))
    parameters = [(id_, given) for id_, given in content["Parameters"].items() if id_ != "BootstrapVersion"]
    return {
        "name": template.name.partition(".")[0],
        "region": region,
        "parameters": [[id_, _in_camel_case(given)] for id_, given in parameters],
        "resources": [_resource(id_, given) for id_, given in content["Resources"].items()],
    }


def _resource(logical_id: str, given: dict[str, object]) -> list[object]:
    service, _, kind = str(given["Type"]).rpartition("::")
    return [_MODULES[service], f"Cfn{kind}", logical_id, _in_camel_case(given["Properties"])]


def _in_camel_case(value: object) -> object:
    if isinstance(value, list):
        return [_in_camel_case(inner) for inner in value]
    if not isinstance(value, dict) or "Ref" in value or any(key.startswith("Fn::") for key in value):
        return value
    return {_camel(key): _document_or_property(key, inner) for key, inner in value.items()}


def _document_or_property(key: str, value: object) -> object:
    return value if key in _DOCUMENTS else _in_camel_case(value)


def _camel(name: str) -> str:
    """``OKActions`` -> ``okActions``, ``RoleARN`` -> ``roleArn``."""
    first, *rest = (match[0] for match in _WORD.finditer(name))
    return first.lower() + "".join(word.capitalize() for word in rest)
