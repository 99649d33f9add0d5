"""State that several writers change at once, and that expires."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from monitoring.oncall.clock import DAY, MINUTE
from monitoring.oncall.holds import (
    STOPPED,
    Mute,
    Stop,
    end_mute,
    mute_key,
    read_mute,
    read_stop,
    save_mute,
    save_stop,
)
from monitoring.oncall.incident import Incident, incident_id, incident_key
from monitoring.oncall.items import pack, unpack
from monitoring.oncall.store import Parent, TooContested
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night

KEY = "production/duration"


def fresh(night: Night, key: str = KEY) -> Incident:
    """An incident that opens now."""
    entry = key.split("/")[1]
    return Incident(
        key,
        incident_id(key, night.now),
        entry,
        "warning",
        "application",
        "development",
        night.now,
        {"a": night.now},
    )


def test_what_is_saved_is_read(night: Night) -> None:
    incident = fresh(night)._replace(
        cleared={"b": 3}, contributor=(("userId", "u"),), joined=("x", "y"), acknowledged_by="U1", flaps=2
    )
    saved = night.store.update(KEY, lambda _: incident)
    assert saved == incident._replace(version=1)
    assert night.store.incident(KEY) == saved


def test_twenty_writers_at_once_lose_nothing(night: Night) -> None:
    night.store.update(KEY, lambda _: fresh(night))

    def add(number: int) -> None:
        while True:
            try:
                night.store.update(
                    KEY, lambda found: found._replace(joined=(*found.joined, str(number))) if found else None
                )
            except TooContested:
                continue
            return

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(add, range(20)))
    incident = night.store.incident(KEY)
    assert incident is not None
    assert sorted(incident.joined, key=int) == [str(number) for number in range(20)]


def test_of_two_who_open_at_once_one_opens(night: Night) -> None:
    incident = fresh(night)
    assert night.store.save(None, incident) is not None
    assert night.store.save(None, incident) is None


def test_a_writer_that_is_always_too_late_gives_up(night: Night) -> None:
    night.store.update(KEY, lambda _: fresh(night))

    def hurried(found: Incident | None) -> Incident | None:
        assert found is not None
        night.store.save(found, found._replace(flaps=found.flaps + 1))
        return found._replace(severity="critical")

    with pytest.raises(TooContested):
        night.store.update(KEY, hurried)


def test_a_change_is_claimed_once_and_again_by_the_same_delivery(night: Night) -> None:
    assert night.store.claim("change", "one")
    assert not night.store.claim("change", "two")
    assert night.store.claim("change", "one")


def test_what_has_expired_is_not_there_although_dynamodb_still_has_it(night: Night) -> None:
    night.store.update(KEY, lambda _: fresh(night))
    night.store.claim("change", "one")
    night.store.use_nonce("signature")
    night.hand.go(minutes=100 * DAY / MINUTE)
    assert night.store.incident(KEY) is None
    assert night.store.update(KEY, lambda _: fresh(night)) == fresh(night)._replace(version=1)
    assert night.store.incident(KEY) == fresh(night)._replace(version=1)
    assert night.store.claim("change", "two")
    assert night.store.use_nonce("signature")


def test_incidents_of_a_day_are_those_of_the_local_day_in_order(night: Night, aws: Aws) -> None:
    aws.dynamo.page = 1
    for key in ("production/a", "production/b"):
        night.store.update(key, lambda _, key=key: fresh(night, key))  # type: ignore[misc]
        night.hand.go(minutes=1)
    ended = night.store.update(
        "production/a", lambda found: found._replace(closed=night.now) if found else None
    )
    assert ended is not None
    night.store.archive(ended, "recovered")
    found = [(incident.key, ending) for incident, ending in night.store.incidents_of_day("2026-11-20")]
    assert found == [("production/a", "recovered"), ("production/b", "")]
    assert night.store.incidents_of_day("2026-11-19") == []


def test_the_day_is_counted_in_local_time(night: Night) -> None:
    night.hand.set("2026-11-20T23:59:00+09:00")
    assert [night.store.count_today("a"), night.store.count_today("a"), night.store.today("a")] == [1, 2, 2]
    night.hand.go(minutes=2)
    assert night.store.count_today("a") == 1


def test_a_nonce_is_used_once(night: Night) -> None:
    assert night.store.use_nonce("signature")
    assert not night.store.use_nonce("signature")


def test_the_first_message_is_kept(night: Night) -> None:
    parent = Parent("C0", "1.2", "[]", "text")
    night.store.keep_parent(KEY, parent)
    assert night.store.parent(KEY) == parent
    assert night.store.parent("production/other") is None


def test_mutes_end_by_time_or_by_hand(night: Night) -> None:
    mute = Mute("duration", night.now + MINUTE, "U1", "why")
    save_mute(night.store, mute)
    item = night.store.read([mute_key("duration")])[mute_key("duration")]
    assert read_mute(item, night.now) == mute
    assert read_mute(item, night.now + MINUTE) is None
    end_mute(night.store, "duration")
    assert night.store.read([mute_key("duration")]) == {}


def test_there_is_one_emergency_stop(night: Night) -> None:
    stop = Stop(10, "U1", "why", night.now, ("throttles", "probe"))
    assert save_stop(night.store, stop)
    assert not save_stop(night.store, stop._replace(by="U2"))
    assert read_stop(night.store.read([STOPPED])[STOPPED]) == stop


def test_values_come_back_as_they_went() -> None:
    values = {"s": "x", "i": 12, "f": 1.5, "b": True, "n": None, "l": [1, "a"], "m": {"k": {"d": 2}}, "e": ""}
    assert unpack(pack(values)) == values


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("production/duration", "production-duration-1795112040000"),
        ("production/forbidden/0d87cd79886e", "production-forbidden-0d87cd79886e-1795112040000"),
        ("production/" + "x" * 200, None),
        ("production/アラート 1", None),
    ],
)
def test_ids_are_names_of_executions(key: str, name: str | None) -> None:
    made = incident_id(key, 1795112040000)
    assert name is None or made == name
    assert len(made) <= 80
    assert made.replace("-", "").replace("_", "").isalnum()
    assert made.isascii()
    assert made.endswith("-1795112040000")


def test_keys_of_contributors_say_nothing_of_them() -> None:
    one = incident_key("production", "forbidden", (("userId", "3f0c9a52"),))
    other = incident_key("production", "forbidden", (("userId", "77aa12bb"),))
    assert one != other
    assert "3f0c9a52" not in one
    assert incident_key("production", "duration") == KEY
