"""What AWS or a reviewer of AWS's rules would refuse is found here."""

import json
from dataclasses import replace

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]
from cfnlint.config import ManualArgs  # type: ignore[import-untyped]

from service.facts import ServiceFacts
from tests.support.services import ENVIRONMENTS, facts, shipped_services, synthesize_services


def without_firewall() -> ServiceFacts:
    return facts(api=replace(facts().api, blocked_above=0))


def test_cfn_lint_finds_nothing() -> None:
    bare = synthesize_services({"production": without_firewall()})
    for templates in (shipped_services().templates, bare.templates):
        for name, template in templates.items():
            found = lint(json.dumps(template), config=ManualArgs(regions=["ap-northeast-1"]))
            assert not found, (name, [str(match) for match in found])


def test_cdk_nag_finds_nothing_that_is_not_acknowledged() -> None:
    synthesize_services({name: facts(name) for name in ENVIRONMENTS}, validate=True)
    synthesize_services({"production": without_firewall()}, validate=True)


def test_a_finding_that_nobody_acknowledged_fails_the_synth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.constructs.functions.acknowledge", lambda *_: None)
    with pytest.raises(RuntimeError, match="AwsSolutions-IAM5"):
        synthesize_services({"production": facts()}, validate=True)


def test_templates_fit() -> None:
    for name, template in shipped_services().templates.items():
        assert len(template["Resources"]) < 250, name
        assert len(json.dumps(template)) < 500_000, name


def test_physical_names_fit() -> None:
    limits = {"RoleName": 64, "FunctionName": 64, "BucketName": 63 - len("111122223333") + len("<account>")}
    for template in shipped_services().templates.values():
        for name, resource in template["Resources"].items():
            for key, most in limits.items():
                value = resource.get("Properties", {}).get(key)
                assert value is None or len(written(value)) <= most, name


def written(value: object) -> str:
    match value:
        case {"Fn::Join": [_, list(parts)]}:
            return "".join(part if isinstance(part, str) else "<account>" for part in parts)
        case _:
            return str(value)
