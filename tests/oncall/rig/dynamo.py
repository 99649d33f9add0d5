"""DynamoDB in memory, speaking its JSON protocol: one table with an index, every write under a lock.

moto's server does not serialise conditional writes of several threads, and that they are serialised is what
on-call relies on; so this is our own, and it refuses whatever it does not know.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeAlias

from tests.oncall.rig.expressions import Attributes, Given, Refused, holds, tokens, updated

Body: TypeAlias = dict[str, Any]
MOST_ITEM = 400 * 1024
_OPTIONS = """
TableName Key Keys Item ConsistentRead ReturnValues RequestItems IndexName ScanIndexForward Limit
ConditionExpression UpdateExpression KeyConditionExpression ExpressionAttributeNames
ExpressionAttributeValues ExclusiveStartKey
"""
_KNOWN = frozenset(_OPTIONS.split())


class ConditionFailed(Exception):
    """ConditionalCheckFailedException."""


class Dynamo:
    """The table; ``writes`` counts the conditional writes by the kind of item they are about."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.items: dict[tuple[str, str], Attributes] = {}
        self.writes: list[tuple[str, str]] = []
        self.page = 1000
        self._guard = Lock()
        self.operations: dict[str, Callable[[Body], Body]] = {
            "GetItem": self._get,
            "PutItem": self._put,
            "UpdateItem": self._update,
            "DeleteItem": self._delete,
            "BatchGetItem": self._batch_get,
            "Query": self._query,
        }

    def ask(self, operation: str, body: Body) -> Body:
        """Do what is asked; Refused or ConditionFailed."""
        if operation not in self.operations:
            raise Refused(f"this stand-in does not know {operation}")
        unknown = set(body) - _KNOWN
        if unknown:
            raise Refused(f"this stand-in does not know {', '.join(sorted(unknown))}")
        with self._guard:
            return self.operations[operation](body)

    def plain(self, pk: str, sk: str = "-") -> Attributes | None:
        """An item as it is kept."""
        return self.items.get((pk, sk))

    def _get(self, body: Body) -> Body:
        item = self.items.get(self._key(body["Key"]))
        return {"Item": item} if item else {}

    def _put(self, body: Body) -> Body:
        item = body["Item"]
        key = self._key({name: item[name] for name in ("pk", "sk") if name in item})
        self._check(body, self.items.get(key, {}))
        self._save("PutItem", key, item)
        return {}

    def _update(self, body: Body) -> Body:
        key = self._key(body["Key"])
        before, given = self.items.get(key, {}), _given(body)
        if "ConditionExpression" in body and not holds(body["ConditionExpression"], given, before):
            raise ConditionFailed
        after = updated(body["UpdateExpression"], given, before or dict(body["Key"]))
        given.check()
        self._save("UpdateItem", key, after)
        if body.get("ReturnValues", "NONE") not in ("NONE", "ALL_NEW", "UPDATED_NEW"):
            raise Refused("this stand-in does not know these ReturnValues")
        if body.get("ReturnValues") == "UPDATED_NEW":
            named = {given.names.get(word, word) for word in tokens(body["UpdateExpression"])}
            return {"Attributes": {name: after[name] for name in named if name in after}}
        return {"Attributes": after} if body.get("ReturnValues") == "ALL_NEW" else {}

    def _delete(self, body: Body) -> Body:
        key = self._key(body["Key"])
        self._check(body, self.items.get(key, {}))
        self.items.pop(key, None)
        return {}

    def _batch_get(self, body: Body) -> Body:
        ((table, asked),) = body["RequestItems"].items()
        keys = [self._key(key) for key in asked["Keys"]]
        if len(keys) > 100 or len(set(keys)) < len(keys) or not keys:
            raise Refused("1 to 100 keys, each once")
        found = [self.items[key] for key in keys if key in self.items]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def _query(self, body: Body) -> Body:
        given = _given(body)
        condition = body["KeyConditionExpression"]
        index = body.get("IndexName")
        if index not in (None, "byDay"):
            raise Refused(f"The table does not have the specified index: {index}")
        names = ("day", "opened") if index else ("pk", "sk")
        held = [item for item in self.items.values() if set(names) <= set(item)]
        found = [item for item in held if holds(condition, given, item)]
        given.used |= set(given.names) | set(given.values)  # an empty table used none of them
        ordered = sorted(found, key=lambda item: _order(item[names[1]]))
        if body.get("ScanIndexForward") is False:
            ordered.reverse()
        start = int(body["ExclusiveStartKey"]["at"]["N"]) if "ExclusiveStartKey" in body else 0
        page = ordered[start : start + self.page]
        more = {"LastEvaluatedKey": {"at": {"N": str(start + self.page)}}}
        return {"Items": page, "Count": len(page), **(more if start + self.page < len(ordered) else {})}

    def _check(self, body: Body, item: Attributes) -> None:
        given = _given(body)
        if "ConditionExpression" in body and not holds(body["ConditionExpression"], given, item):
            raise ConditionFailed
        given.check()

    def _save(self, operation: str, key: tuple[str, str], item: Attributes) -> None:
        if len(repr(item)) > MOST_ITEM:
            raise Refused("Item size has exceeded the maximum allowed size")
        self.writes.append((operation, key[0]))
        self.items[key] = item

    def _key(self, key: Attributes) -> tuple[str, str]:
        if set(key) != {"pk", "sk"} or any(set(value) != {"S"} or not value["S"] for value in key.values()):
            raise Refused("The provided key element does not match the schema")
        if len(key["pk"]["S"].encode()) > 2048:
            raise Refused("Size of hashkey has exceeded the maximum size limit of 2048 bytes")
        return key["pk"]["S"], key["sk"]["S"]


def _given(body: Body) -> Given:
    return Given(body.get("ExpressionAttributeNames", {}), body.get("ExpressionAttributeValues", {}))


def _order(attribute: Attributes) -> Any:
    ((kind, value),) = attribute.items()
    return float(value) if kind == "N" else value  # type: ignore[arg-type]
