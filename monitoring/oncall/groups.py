"""Many alarms at once: counted as they come, told in one message by one of those who brought them.

Each alarm is a member of the window it comes in. Up to ``MOST_ALONE`` are told alone; the next ones only
join, and whoever holds the lease tells all of them. A holder lets go only of what it has told: when a member
came meanwhile, letting go fails and it tells again. So every member is told, by few messages and edits.
"""

from collections.abc import Mapping
from typing import NamedTuple

from monitoring.oncall.clock import DAY, HOUR, MINUTE
from monitoring.oncall.incident import Contributor, rank
from monitoring.oncall.items import Item
from monitoring.oncall.store import Key, Store

MOST_ALONE = 5
STORM, CROWD = MINUTE, HOUR
"""Windows in milliseconds: of any alarms of one level, and of one alarm's contributors."""
_LEASE = 20_000
_MEMBER = "m#"


class Member(NamedTuple):
    """An alarm in a window; ``alone`` when it has a message of its own. ``changed`` in milliseconds."""

    key: str
    entry: str
    severity: str
    changed: int
    contributor: Contributor = ()
    state: str = "ALARM"
    alone: bool = False


class Group(NamedTuple):
    """A window and who is in it; ``told`` is how many there were in the last mail."""

    key: str
    members: tuple[Member, ...]
    version: int
    told: int
    worst_told: int
    last: int

    @property
    def is_formed(self) -> bool:
        """Whether it is told as one."""
        return len(self.members) > MOST_ALONE

    @property
    def worst_first(self) -> list[Member]:
        """What is in alarm before what is not, the worst first, then as they came."""
        return sorted(self.members, key=lambda one: (one.state != "ALARM", -rank(one.severity), one.changed))


def group_key(environment: str, name: str, window: int, moment: int) -> str:
    """The key of a window, which is its incident's as well."""
    return f"{environment}/many-{name}-{moment // window}"


def is_group(key: str) -> bool:
    """Whether an incident's key is a group's."""
    return "/many-" in key


def item_key(key: str) -> Key:
    """Where a window is."""
    return f"group#{key}", "-"


class Joined(NamedTuple):
    """A window as a member found it when it joined, itself included; ``lease`` is until when it is told."""

    key: str
    many: int
    version: int
    lease: int

    @property
    def is_formed(self) -> bool:
        """Whether it is told as one."""
        return self.many > MOST_ALONE


_JOIN = (
    "SET #member = :member, #last = :now, #expires = :expires, #lease = if_not_exists(#lease, :none)"
    " ADD #version :one, #count :one"
)
_JOIN_NAMES = {f"#{name}": name for name in ("last", "expires", "lease", "version", "count")}


def join(store: Store, key: str, member: Member, now: int) -> Joined:
    """Become a member of a window; who is one already stays as it is."""
    item = store.change_item(
        item_key(key),
        {
            "UpdateExpression": _JOIN,
            "ConditionExpression": "attribute_not_exists(#member)",
            "ExpressionAttributeNames": {**_JOIN_NAMES, "#member": _name(member.key)},
            "ExpressionAttributeValues": {
                ":member": {**member._asdict(), "contributor": dict(member.contributor)},
                ":now": now,
                ":expires": (now + 2 * DAY) // 1000,
                ":one": 1,
                ":none": 0,
            },
            # Not the whole item: the hundredth would read the ninety-nine before it.
            "ReturnValues": "UPDATED_NEW",
        },
    )
    found = item if item is not None else store.read([item_key(key)])[item_key(key)]
    return Joined(key, found["count"], found["version"], found["lease"])


def go_alone(store: Store, joined: Joined, member: str) -> bool:
    """Whether a member may be told alone: only while nobody else has come that makes them many."""
    item = store.change_item(
        item_key(joined.key),
        {
            "UpdateExpression": "SET #member.#alone = :yes ADD #version :one",
            "ConditionExpression": "#count <= :most",
            "ExpressionAttributeNames": {
                "#member": _name(member),
                "#alone": "alone",
                "#version": "version",
                "#count": "count",
            },
            "ExpressionAttributeValues": {":yes": True, ":one": 1, ":most": MOST_ALONE},
            "ReturnValues": "UPDATED_NEW",
        },
    )
    return item is not None


def mark(store: Store, key: str, member: str, state: str) -> None:
    """A member's alarm has changed; nothing happens when the window is forgotten."""
    store.change_item(
        item_key(key),
        {
            "UpdateExpression": "SET #member.#state = :state ADD #version :one",
            "ConditionExpression": "attribute_exists(#member)",
            "ExpressionAttributeNames": {"#member": _name(member), "#state": "state", "#version": "version"},
            "ExpressionAttributeValues": {":state": state, ":one": 1},
        },
    )


def take_lease(store: Store, key: str, now: int) -> Group | None:
    """The window, when it is ours to tell; None while somebody else does."""
    item = store.change_item(
        item_key(key),
        {
            "UpdateExpression": "SET #lease = :until",
            "ConditionExpression": "attribute_not_exists(#lease) OR #lease < :now",
            "ExpressionAttributeNames": {"#lease": "lease"},
            "ExpressionAttributeValues": {":until": now + _LEASE, ":now": now},
        },
    )
    return read_group(key, item) if item is not None else None


def end_lease(store: Store, told: Group) -> bool:
    """Let go of what was told; False when there is more to tell."""
    values = {":zero": 0, ":version": told.version, ":told": told.told, ":worst": told.worst_told}
    item = store.change_item(
        item_key(told.key),
        {
            "UpdateExpression": "SET #lease = :zero, #told = :told, #worst = :worst",
            "ConditionExpression": "#version = :version",
            "ExpressionAttributeNames": {
                "#lease": "lease",
                "#told": "told",
                "#worst": "worst",
                "#version": "version",
            },
            "ExpressionAttributeValues": values,
        },
    )
    return item is not None


def look(store: Store, key: str) -> Group | None:
    """A window as it is now."""
    item = store.read([item_key(key)]).get(item_key(key))
    return read_group(key, item) if item else None


def read_group(key: str, item: Item) -> Group:
    """The window in an item."""
    members = tuple(_member(value) for name, value in item.items() if name.startswith(_MEMBER))
    told, worst = int(item.get("told", 0)), int(item.get("worst", -1))
    return Group(key, members, item["version"], told, worst, item["last"])


def _member(found: Mapping[str, object]) -> Member:
    contributor = found["contributor"]
    assert isinstance(contributor, dict)  # as ``join`` wrote it
    known = {name: found[name] for name in Member._fields}
    return Member(**{**known, "contributor": tuple(sorted(contributor.items()))})  # type: ignore[arg-type]


def _name(member: str) -> str:
    """An attribute of its own for each member, so that they can come all at once."""
    return f"{_MEMBER}{member}"
