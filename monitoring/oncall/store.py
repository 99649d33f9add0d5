"""The state of on-call in DynamoDB: one table, conditional writes, everything expires.

Keys: ``seen#..`` what was already told, ``incident#KEY`` with ``open``, ``parent`` and ``closed#MS``,
``today#..`` counts, ``mute#ENTRY``, ``marker#stopped``, ``group#NAME``, ``nonce#..``. Another writer that was
faster never loses: a change is made anew on what it left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from monitoring.oncall.clock import DAY, HOUR, Clock, local_day
from monitoring.oncall.incident import Incident
from monitoring.oncall.items import Item, item_of, pack, read_incident, unpack

Change: TypeAlias = Callable[[Incident | None], Incident | None]
Key: TypeAlias = tuple[str, str]

BY_DAY = "byDay"
"""The index over incidents: ``day`` (local date) and ``opened`` (milliseconds)."""
_KEPT = {"seen": 15 * DAY, "open": 90 * DAY, "closed": 400 * DAY, "today": 40 * DAY, "nonce": HOUR}
_TRIES = 10
_LOST = "ConditionalCheckFailedException"


class TooContested(Exception):
    """Other writers were faster every time; the delivery is tried again by whoever made it."""


class Parent(NamedTuple):
    """The first message of a thread as it was last sent: ``blocks`` is JSON."""

    channel: str
    thread: str
    blocks: str
    text: str


class Store:
    """``client`` is botocore's of DynamoDB; its errors come through, except those of conditions."""

    def __init__(self, client: Any, table: str, clock: Clock, timezone: str) -> None:
        self._client, self._table, self._clock, self._timezone = client, table, clock, timezone

    def claim(self, change: str, delivery: str, former: Iterable[str] = ()) -> bool:
        """Whether a state change is ours to tell: nobody told it yet, or we did and are called again.

        ``delivery`` is Lambda's request id, which is the same when Lambda tries an event again (AWS Lambda
        Developer Guide: "Error handling for asynchronous invocation"), and another when SNS delivers twice.
        ``former`` are the ids that a redriven event failed under: what one of them claimed passes on to this
        delivery, so that of two redrives one tells.
        """
        mine = {f":by{number}": one for number, one in enumerate((delivery, *former))}
        item = {"pk": f"seen#{change}"[:2000], "sk": "-", "by": delivery, "expires": self._expires("seen")}
        return self._put_new(item, "".join(f" OR #by = {name}" for name in mine), {"#by": "by"}, mine)

    def read(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The items of these keys that exist and have not expired, in one consistent read (100 at most)."""
        wanted = [pack({"pk": pk, "sk": sk}) for pk, sk in dict.fromkeys(keys)][:100]
        found: list[Item] = []
        while wanted:
            answer = self._client.batch_get_item(
                RequestItems={self._table: {"Keys": wanted, "ConsistentRead": True}}
            )
            found += [unpack(item) for item in answer["Responses"].get(self._table, [])]
            wanted = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        # DynamoDB deletes what has expired within days, not at once.
        now = self._clock.now() // 1000
        return {(item["pk"], item["sk"]): item for item in found if item.get("expires", now + 1) > now}

    def incident(self, key: str) -> Incident | None:
        """The incident of a key, closed or not; None when there was none for long."""
        item = self.read([open_key(key)]).get(open_key(key))
        return read_incident(item) if item else None

    def update(self, key: str, change: Change, read: tuple[Incident | None] | None = None) -> Incident | None:
        """Change an incident; ``change`` gets what is there and gives back what shall be, None for no change.

        It is called again when somebody else was faster, so it must do nothing else. ``read`` is what was
        just read, which saves reading it again. Gives back what is there in the end. TooContested after ten
        times.
        """
        for number in range(_TRIES):
            before = read[0] if read and not number else self.incident(key)
            after = change(before)
            if after is None or after == before:
                return before
            if (saved := self.save(before, after)) is not None:
                return saved
        raise TooContested(key)

    def save(self, before: Incident | None, after: Incident) -> Incident | None:
        """Save an incident that was read as ``before``; None when somebody else was faster."""
        saved = after._replace(version=(before.version if before else 0) + 1)
        item = item_of(saved, "open", self._expires("open"))
        if saved.is_open:
            item["day"] = local_day(saved.opened, self._timezone)
        if before is None:
            is_saved = self._put_new(item)
        else:
            is_saved = self.put(item, "version = :version", values={":version": before.version})
        return saved if is_saved else None

    def archive(self, incident: Incident, ending: str) -> None:
        """Keep a closed incident for reports; ``ending`` says how: recovered, joined, unknown."""
        item = item_of(incident, f"closed#{incident.opened}", self._expires("closed"))
        item |= {"day": local_day(incident.opened, self._timezone), "ending": ending}
        self.put(item)

    def incidents_of_day(self, day: str) -> list[tuple[Incident, str]]:
        """Incidents opened on a local date in their order, with how they ended; empty while they are open."""
        items = self._query("#day = :day", {"#day": "day"}, {":day": day})
        return [(read_incident(item), str(item.get("ending", ""))) for item in items]

    def keep_parent(self, key: str, parent: Parent) -> None:
        """Remember the first message of an incident's thread, to edit it later."""
        pk, sk = parent_key(key)
        self.put({"pk": pk, "sk": sk, "expires": self._expires("open"), **parent._asdict()})

    def parent(self, key: str) -> Parent | None:
        """The first message of an incident's thread."""
        item = self.read([parent_key(key)]).get(parent_key(key))
        return Parent(*(str(item[field]) for field in Parent._fields)) if item else None

    def count_today(self, entry: str) -> int:
        """Count an incident of an entry; gives back how many there are today, this one included."""
        day = local_day(self._clock.now(), self._timezone)
        answer = self._client.update_item(
            TableName=self._table,
            Key=pack({"pk": f"today#{entry}#{day}", "sk": "-"}),
            UpdateExpression="ADD #count :one SET expires = :expires",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues=pack({":one": 1, ":expires": self._expires("today")}),
            ReturnValues="UPDATED_NEW",
        )
        return int(unpack(answer["Attributes"])["count"])

    def today(self, entry: str) -> int:
        """How many incidents of an entry there are today."""
        key = f"today#{entry}#{local_day(self._clock.now(), self._timezone)}", "-"
        return int(self.read([key]).get(key, {}).get("count", 0))

    def use_nonce(self, nonce: str) -> bool:
        """Whether something that may be used once is used for the first time."""
        item = {"pk": f"nonce#{nonce}", "sk": "-", "expires": self._expires("nonce")}
        return self._put_new(item)

    def has_used(self, nonce: str) -> bool:
        """Whether something that may be used once was used."""
        return bool(self.read([(f"nonce#{nonce}", "-")]))

    def put(
        self,
        item: Item,
        condition: str = "",
        names: Mapping[str, str] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> bool:
        """Put an item; False when its condition does not hold."""
        options: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        if names:
            options["ExpressionAttributeNames"] = dict(names)
        if values:
            options["ExpressionAttributeValues"] = pack(values)
        return self.holds(lambda: self._client.put_item(TableName=self._table, Item=pack(item), **options))

    def keep_open(self, key: Key) -> None:
        """Keep an item for as long again as an open incident, if it is there."""
        expression = {
            "UpdateExpression": "SET expires = :expires",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": {":expires": self._expires("open")},
        }
        self.change_item(key, expression)

    def change_item(self, key: Key, expression: Mapping[str, Any]) -> Item | None:
        """UpdateItem with these expressions; the item as it is then, None if the condition does not hold."""
        found: list[Item] = []
        packed = {"ExpressionAttributeValues": pack(expression["ExpressionAttributeValues"])}

        def update() -> None:
            answer = self._client.update_item(
                TableName=self._table,
                Key=pack({"pk": key[0], "sk": key[1]}),
                **{"ReturnValues": "ALL_NEW", **expression, **packed},
            )
            found.append(unpack(answer["Attributes"]))

        return found[0] if self.holds(update) else None

    def delete(self, key: Key, condition: str = "", values: Mapping[str, object] | None = None) -> bool:
        """Delete an item, whether it is there or not; False when its condition does not hold."""
        options: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        if values:
            options["ExpressionAttributeValues"] = pack(values)
        where = {"TableName": self._table, "Key": pack({"pk": key[0], "sk": key[1]})}
        return self.holds(lambda: self._client.delete_item(**where, **options))

    def holds(self, write: Callable[[], object]) -> bool:
        """Write; False when the condition does not hold."""
        try:
            write()
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _query(self, condition: str, names: dict[str, str], values: dict[str, str]) -> Iterator[Item]:
        start: dict[str, Any] = {}
        while True:
            answer = self._client.query(
                TableName=self._table,
                IndexName=BY_DAY,
                KeyConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=pack(values),
                **start,
            )
            yield from map(unpack, answer["Items"])
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _put_new(
        self,
        item: Item,
        unless: str = "",
        names: Mapping[str, str] | None = None,
        values: Mapping[str, object] | None = None,
    ) -> bool:
        """Put an item where there is none; one that has expired and lies there still is none."""
        condition = f"attribute_not_exists(pk) OR expires <= :now{unless}"
        return self.put(item, condition, names, {":now": self._clock.now() // 1000, **(values or {})})

    def _expires(self, kind: str) -> int:
        return (self._clock.now() + _KEPT[kind]) // 1000


def open_key(key: str) -> Key:
    """Where an incident is."""
    return f"incident#{key}", "open"


def parent_key(key: str) -> Key:
    """Where the first message of an incident's thread is."""
    return f"incident#{key}", "parent"
