"""From resources of the on-call chain back to the fields of the planned ones; what is read is taken away."""

import json
from re import compile as regex
from typing import Any

from monitoring.plan.running import Statement
from tests.support.read_alarms import Properties, last
from tests.support.templates import ZIPS, Resources

_DAY_S = 24 * 3600
_PACKAGES = {file.name: name for name, file in ZIPS.items()}
_SERVICE = regex(r"(\w+)\.ap-northeast-1\.amazonaws\.com")


def function(p: Properties) -> dict[str, Any]:
    assert p.pop("Runtime") == "python3.13"
    assert p.pop("Architectures") == ["arm64"]
    assert p.pop("LoggingConfig") == {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{p['FunctionName']}"}
    assert p.pop("Role")
    return {
        "name": p.pop("FunctionName"),
        "description": p.pop("Description"),
        "package": _PACKAGES[p.pop("Code")["S3Key"]],
        "handler": p.pop("Handler"),
        "memory_mb": p.pop("MemorySize"),
        "timeout": p.pop("Timeout"),
        "reserved": p.pop("ReservedConcurrentExecutions", 0),
        "environment": p.pop("Environment")["Variables"],
    }


def beside_function(name: str, resources: Resources) -> dict[str, Any]:
    logs, retries = (resources[name + part]["Properties"] for part in ("Logs", "Retries"))
    assert logs["KmsKeyId"].endswith("TopicKey")
    target = retries.get("DestinationConfig", {"OnFailure": {"Destination": ""}})["OnFailure"]["Destination"]
    own_log, *planned = rights(resources[f"{name}Role"])
    assert own_log.resources == (f"arn:aws:logs:ap-northeast-1:111122223333:log-group:{group(logs)}:*",)
    reads = planned[0].resources[0].endswith("-ap-northeast-1/*.json")
    return {
        "reads_catalogue": reads,
        "statements": tuple(planned[1:] if reads else planned),
        "failed_queue": last(target),
        "retries": retries["MaximumRetryAttempts"],
        "longest_wait": retries["MaximumEventAgeInSeconds"],
        "retention_days": logs["RetentionInDays"],
    }


def group(logs: Properties) -> str:
    return str(logs["LogGroupName"])


def rights(role: dict[str, Any]) -> list[Statement]:
    """The statements of a role's only policy."""
    (policy,) = role["Properties"]["Policies"]
    return [_statement(each) for each in policy["PolicyDocument"]["Statement"]]


def _statement(found: Properties) -> Statement:
    assert found["Effect"] == "Allow"
    condition = found.get("Condition", {"StringEquals": {"kms:ViaService": []}})
    assert list(condition) == ["StringEquals"]
    (services,) = condition["StringEquals"].values()
    matches = [_SERVICE.fullmatch(service) for service in services]
    return Statement(
        actions=tuple(found["Action"]),
        resources=tuple(found["Resource"]),
        via=tuple(match[1] for match in matches if match),
    )


def function_url(p: Properties) -> dict[str, Any]:
    assert (p.pop("AuthType"), p.pop("InvokeMode")) == ("NONE", "BUFFERED")
    return {"function": last(p.pop("TargetFunctionArn"))}


def queue(p: Properties) -> dict[str, Any]:
    assert p.pop("SqsManagedSseEnabled") is True
    return {"name": p.pop("QueueName"), "kept_days": p.pop("MessageRetentionPeriod") / _DAY_S}


def beside_queue(name: str, resources: Resources) -> dict[str, Any]:
    *allowed, deny = resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]
    assert deny["Effect"] == "Deny"
    sources = {
        each["Principal"]["Service"]: each["Condition"]["ArnLike"]["aws:SourceArn"] for each in allowed
    }
    return {
        "topics": _names(sources.get("sns.amazonaws.com", [])),
        "rules": tuple(arn.removeprefix("rule/") for arn in _names(sources.get("events.amazonaws.com", []))),
    }


def _names(arns: str | list[str]) -> tuple[str, ...]:
    return tuple(map(last, [arns] if isinstance(arns, str) else arns))


def listener(p: Properties) -> dict[str, Any]:
    assert p.pop("Protocol") == "lambda"
    redrive = p.pop("RedrivePolicy")
    found = {
        "topic": last(p.pop("TopicArn")),
        "function": last(p.pop("Endpoint")),
        "failed_queue": last(redrive.pop("deadLetterTargetArn")),
    }
    assert not redrive
    return found


def table(p: Properties) -> dict[str, Any]:
    assert p.pop("BillingMode") == "PAY_PER_REQUEST"
    assert p.pop("PointInTimeRecoverySpecification") == {"PointInTimeRecoveryEnabled": True}
    assert p.pop("SSESpecification").items() >= {"SSEEnabled": True, "SSEType": "KMS"}.items()
    p.pop("DeletionProtectionEnabled")  # test_policies.py: by environment
    lives = p.pop("TimeToLiveSpecification")
    assert lives["Enabled"] is True
    (index,) = p.pop("GlobalSecondaryIndexes")
    assert index["Projection"] == {"ProjectionType": "ALL"}
    types = {each["AttributeName"]: each["AttributeType"] for each in p.pop("AttributeDefinitions")}
    keys, index_keys = _keys(p.pop("KeySchema")), _keys(index["KeySchema"])
    assert types.keys() == {*keys, *index_keys}
    return {
        "name": p.pop("TableName"),
        "keys": keys,
        "expires": lives["AttributeName"],
        "index": index["IndexName"],
        "index_keys": index_keys,
        "index_numbers": tuple(name for name, kind in types.items() if kind == "N"),
    }


def _keys(schema: list[dict[str, str]]) -> tuple[str, ...]:
    assert [each["KeyType"] for each in schema] == ["HASH", "RANGE"]
    return tuple(each["AttributeName"] for each in schema)


def bucket(p: Properties) -> dict[str, Any]:
    assert set(p.pop("PublicAccessBlockConfiguration").values()) == {True}
    assert p.pop("OwnershipControls") == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (encryption,) = p.pop("BucketEncryption")["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    (rule,) = p.pop("LifecycleConfiguration")["Rules"]
    return {"kept_days": rule["ExpirationInDays"]}


def state_machine(p: Properties) -> dict[str, Any]:
    assert p.pop("StateMachineType") == "STANDARD"
    logging = p.pop("LoggingConfiguration")
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert p.pop("RoleArn")
    return {
        "name": p.pop("StateMachineName"),
        "definition": json.loads(p.pop("DefinitionString")),
        "substitutions": p.pop("DefinitionSubstitutions"),
    }


def beside_machine(name: str, resources: Resources) -> dict[str, Any]:
    *planned, logging = rights(resources[f"{name}Role"])
    assert logging.resources == ("*",)
    retention = resources[f"{name}Logs"]["Properties"]["RetentionInDays"]
    return {"statements": tuple(planned), "retention_days": retention}


def schedule_group(p: Properties) -> dict[str, Any]:
    return {"name": p.pop("Name")}


def beside_group(name: str, resources: Resources) -> dict[str, Any]:
    calls, keeps = rights(resources[f"{name}Role"])
    assert (calls.actions, keeps.actions) == (("lambda:InvokeFunction",), ("sqs:SendMessage",))
    return {"functions": _names(list(calls.resources)), "queues": _names(list(keeps.resources))}


def schedule(p: Properties) -> dict[str, Any]:
    assert p.pop("FlexibleTimeWindow") == {"Mode": "OFF"}
    target = p.pop("Target")
    assert target.pop("RoleArn")
    retry = target.pop("RetryPolicy")
    found = {
        "name": p.pop("Name"),
        "group": p.pop("GroupName"),
        "description": p.pop("Description"),
        "expression": p.pop("ScheduleExpression"),
        "timezone": p.pop("ScheduleExpressionTimezone"),
        "function": last(target.pop("Arn")),
        "input": json.loads(target.pop("Input")),
        "failed_queue": last(target.pop("DeadLetterConfig", {"Arn": ""})["Arn"]),
        "retries": retry["MaximumRetryAttempts"],
        "longest_wait": retry["MaximumEventAgeInSeconds"],
    }
    assert not target
    return found


def event_rule(p: Properties) -> dict[str, Any]:
    (target,) = p.pop("Targets")
    return {
        "name": p.pop("Name"),
        "description": p.pop("Description"),
        "pattern": p.pop("EventPattern"),
        "topic": last(target["Arn"]),
        "failed_queue": last(target["DeadLetterConfig"]["Arn"]),
    }
