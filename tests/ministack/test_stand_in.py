"""The stand-in of DynamoDB that most tests of on-call use answers on-call's calls as ministack does."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest
import yaml
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from monitoring.oncall.items import pack
from tests.ministack.rig.chain import Chain
from tests.ministack.rig.process import KEYS
from tests.oncall.rig.aws import TABLE, Aws
from tests.oncall.rig.notifications import REGION

CASES: dict[str, list[dict[str, Any]]] = {
    name: calls
    for case in yaml.safe_load(Path(__file__).with_name("cases").joinpath("dynamo.yaml").read_text())
    for name, calls in case.items()
}
PACKED = ("Item", "Key", "ExpressionAttributeValues")


@pytest.fixture
def stand_in() -> Iterator[Any]:
    """A client of the stand-in."""
    with Aws() as aws:
        yield botocore.session.get_session().create_client(
            "dynamodb",
            region_name=REGION,
            endpoint_url=aws.url,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )


@pytest.fixture
def table(chain: Chain) -> Iterator[str]:
    """A table as the stack has it, empty."""
    (own,) = chain.deployment.of_type("AWS::DynamoDB::Table").values()
    wanted = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    client = chain.client("dynamodb")
    client.create_table(TableName="contract", **{name: own[name] for name in wanted})
    yield "contract"
    client.delete_table(TableName="contract")


@pytest.mark.parametrize("case", CASES)
def test_both_answer_the_same(case: str, stand_in: Any, chain: Chain, table: str) -> None:
    for number, call in enumerate(CASES[case]):
        ours = answer(stand_in, TABLE, call)
        theirs = answer(chain.client("dynamodb"), table, call)
        assert ours == theirs, (number, call)


def test_what_expires_does_so_by_the_attribute_that_the_store_writes(chain: Chain) -> None:
    client, table = chain.client("dynamodb"), chain.names.state_table
    found = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert (found["TimeToLiveStatus"], found["AttributeName"]) == ("ENABLED", "expires")
    chain.publish("duration-critical")
    chain.open_incident("duration")
    items = client.scan(TableName=table)["Items"]
    assert {len(items) > 2, *("N" in item["expires"] for item in items)} == {True}


def answer(client: Any, table: str, call: Mapping[str, Any]) -> dict[str, Any] | str:
    """The answer to a call without what says nothing of the data, or the code of its error."""
    given: dict[str, Any] = {name: value for name, value in call.items() if name != "call"}
    given |= {name: pack(given[name]) for name in PACKED if name in given}
    try:
        if call["call"] == "BatchGetItem":
            keys = [pack(key) for key in given["keys"]]
            asked = {table: {"Keys": keys, "ConsistentRead": True}}
            found = client.batch_get_item(RequestItems=asked)["Responses"][table]
            return {"found": sorted(found, key=repr)}
        operation = {"PutItem": client.put_item, "GetItem": client.get_item, "Query": client.query}
        operation |= {"UpdateItem": client.update_item, "DeleteItem": client.delete_item}
        found = operation[call["call"]](TableName=table, **given)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return {
        name: found[name] for name in ("Item", "Items", "Attributes", "LastEvaluatedKey") if name in found
    }
