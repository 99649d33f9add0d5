"""The stand-ins are as strict as what they stand for."""

from typing import Any

import pytest

from tests.oncall.rig.dynamo import ConditionFailed, Dynamo
from tests.oncall.rig.expressions import Given, Refused, holds, updated
from tests.oncall.rig.slack import wrong_blocks

ITEM: dict[str, Any] = {"a": {"N": "3"}, "m": {"M": {"k": {"S": "x"}}}}
VALUES = {":one": {"N": "1"}, ":three": {"N": "3"}, ":x": {"S": "x"}}


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ("attribute_exists(a)", True),
        ("attribute_not_exists(b)", True),
        ("attribute_exists(m.k) AND m.k = :x", True),
        ("a = :three OR b = :one", True),
        ("NOT a = :three", False),
        ("(a < :one OR a > :one) AND a <> :one", True),
        ("a >= :three AND a <= :three", True),
        ("b = :one", False),
        ("m.k < :one", False),
    ],
)
def test_conditions_hold_as_in_dynamodb(condition: str, result: bool) -> None:
    assert holds(condition, Given({}, VALUES), ITEM) is result


@pytest.mark.parametrize(
    "condition", ["", "a", "a = ", "a = :none", "status = :one", "a ~ :one", "#no = :one", "a = :one a"]
)
def test_wrong_conditions_are_refused(condition: str) -> None:
    with pytest.raises(Refused):
        holds(condition, Given({}, VALUES), ITEM)


def test_updates_read_the_item_as_it_was() -> None:
    given = Given({}, VALUES)
    after = updated(
        "SET a = a + :one, b = a, m.k = :x REMOVE c ADD n :three", given, {**ITEM, "c": {"S": "y"}}
    )
    assert after == {"a": {"N": "4"}, "b": {"N": "3"}, "m": {"M": {"k": {"S": "x"}}}, "n": {"N": "3"}}
    assert updated("SET a = if_not_exists(a, :one), z = if_not_exists(z, :one)", given, ITEM)["z"] == {
        "N": "1"
    }


@pytest.mark.parametrize("update", ["SET z.k = :one", "SET a = z", "DELETE a :one", "SET level = :one"])
def test_wrong_updates_are_refused(update: str) -> None:
    with pytest.raises(Refused):
        updated(update, Given({}, VALUES), ITEM)


def test_names_and_values_that_nobody_uses_are_refused() -> None:
    dynamo = Dynamo("t")
    item = {"pk": {"S": "a"}, "sk": {"S": "-"}}
    put = {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(Refused, match="unused"):
        dynamo.ask("PutItem", {**put, "ExpressionAttributeValues": VALUES})
    dynamo.ask("PutItem", put)
    with pytest.raises(ConditionFailed):
        dynamo.ask("PutItem", put)
    with pytest.raises(Refused, match="does not know"):
        dynamo.ask("PutItem", {**put, "Expected": {}})
    with pytest.raises(Refused, match="does not know"):
        dynamo.ask("Scan", {})


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},
        {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"},
        {"type": "actions", "elements": []},
        {"type": "actions", "elements": [{"action_id": "a", "text": {"text": "x" * 76}}]},
        {"type": "actions", "elements": [{"action_id": "a", "text": {"text": "x"}, "value": "x" * 2001}]},
        {"type": "actions", "elements": [{"action_id": "a", "text": {"text": "x"}}] * 2},
        {"type": "confetti"},
    ],
)
def test_blocks_that_slack_refuses_are_refused(block: dict[str, Any]) -> None:
    assert wrong_blocks([block], set()).startswith("invalid_blocks")


def test_fifty_blocks_are_the_most_and_ids_are_there_once() -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    assert not wrong_blocks([block] * 50, set())
    assert wrong_blocks([block] * 51, set())
    assert wrong_blocks([{**block, "block_id": "a"}] * 2, set())
