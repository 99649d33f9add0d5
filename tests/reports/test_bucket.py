"""Where reports are kept: encrypted with a key of ours, deleted after their time, closed to others."""

import json
from typing import Any

import pytest

from monitoring.plan.keeping import REPORTS_DAYS
from tests.support.shipped import ROOT

GOLDENS = ROOT / "tests" / "golden"


@pytest.fixture(params=["staging", "production"])
def template(request: pytest.FixtureRequest) -> dict[str, Any]:
    """An environment's resources, as its golden has them."""
    text = (GOLDENS / f"{request.param}.template.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["Resources"]
    return found


def test_reports_are_encrypted_with_a_key_of_ours(template: dict[str, Any]) -> None:
    (rule,) = bucket(template)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    encryption = rule["ServerSideEncryptionByDefault"]
    assert encryption["SSEAlgorithm"] == "aws:kms"
    assert encryption["KMSMasterKeyID"] == {"Fn::Sub": "${TopicKey.Arn}"}
    assert template["TopicKey"]["Type"] == "AWS::KMS::Key"


def test_reports_expire(template: dict[str, Any]) -> None:
    (rule,) = bucket(template)["LifecycleConfiguration"]["Rules"]
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", REPORTS_DAYS)
    assert not {"Prefix", "TagFilters"} & rule.keys()
    assert REPORTS_DAYS > 366, "the month of a year before"


def test_nobody_else_reads_them(template: dict[str, Any]) -> None:
    assert set(bucket(template)["PublicAccessBlockConfiguration"].values()) == {True}
    policies = [one["Properties"] for one in template.values() if one["Type"] == "AWS::S3::BucketPolicy"]
    about = [one for one in policies if one["Bucket"] == {"Ref": "ReportsBucket"}]
    refused = [
        each for one in about for each in one["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"
    ]
    assert any(each.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}} for each in refused)


def bucket(template: dict[str, Any]) -> dict[str, Any]:
    """Its properties."""
    found: dict[str, Any] = template["ReportsBucket"]["Properties"]
    return found
