"""Values as DynamoDB writes them (DynamoDB: "AttributeValue"), and incidents as items.

botocore's own types come with boto3 only, which a function would load for nothing else.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from monitoring.oncall.incident import Incident

Item: TypeAlias = dict[str, Any]


def pack(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as attribute values."""
    return {name: _pack(value) for name, value in values.items()}


def unpack(attributes: Mapping[str, Any]) -> Item:
    """Attribute values as plain values."""
    return {name: _unpack(value) for name, value in attributes.items()}


def _pack(value: Any) -> dict[str, Any]:
    if value is None or isinstance(value, bool):
        return {"NULL": True} if value is None else {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": repr(value)}
    if isinstance(value, Mapping):
        return {"M": pack(value)}
    return {"L": [_pack(item) for item in value]} if isinstance(value, list | tuple) else {"S": str(value)}


def _unpack(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    if kind == "N":
        return float(value) if set(value) & set(".eE") else int(value)
    if kind == "M":
        return unpack(value)
    if kind == "L":
        return [_unpack(item) for item in value]
    return None if kind == "NULL" else value


def item_of(incident: Incident, sort: str, expires: int) -> Item:
    """An incident as an item."""
    return {
        **incident._asdict(),
        "pk": f"incident#{incident.key}",
        "sk": sort,
        "contributor": dict(incident.contributor),
        "expires": expires,
    }


def read_incident(item: Item) -> Incident:
    """The incident in an item; what a later version adds is left out."""
    known = {name: item[name] for name in Incident._fields if name in item}
    known["joined"] = tuple(known.get("joined", ()))
    known["contributor"] = tuple(sorted(known.get("contributor", {}).items()))
    return Incident(**known)
