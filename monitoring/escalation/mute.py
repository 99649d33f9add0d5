"""An alarm entry is muted until a moment: in CloudWatch where the alarm can be, in the state table always.

CloudWatch mutes the actions of metric alarms, for OK as well as for ALARM, and acts once more when a mute
ends on an alarm that is still in ALARM ("How alarm mute rules work", Amazon CloudWatch User Guide). It does
not say whether log alarms can be targets, so the notifier holds those by the table. So does escalation.
"""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import DAY, MINUTE
from monitoring.oncall.holds import Mute, end_mute, save_mute
from monitoring.oncall.store import Store

SHORTEST, LONGEST = MINUTE, 15 * DAY
"""Milliseconds that a mute rule may last (PutAlarmMuteRule)."""
_MOST_TARGETS: Final = 100
_MOST_DESCRIPTION: Final = 1024


class CannotMute(Exception):
    """A mute that is not possible; the message says what is, in English."""


class Muted(NamedTuple):
    """What was muted; ``rule`` is CloudWatch's mute rule, empty where the notifier alone holds the entry."""

    mute: Mute
    rule: str
    alarms: tuple[str, ...]


def mute_entry(store: Store, cloudwatch: Any, catalogue: Catalogue, mute: Mute, now: int) -> Muted:
    """Mute an entry from ``now`` on (epoch milliseconds); a new one replaces the last. Raises CannotMute."""
    lasts = mute.until - now
    if not SHORTEST <= lasts <= LONGEST:
        raise CannotMute("a mute lasts 1 minute to 15 days, and always ends")
    if catalogue.alarm(mute.entry) is None:
        raise CannotMute(f"there is no alarm entry `{mute.entry}`")
    save_mute(store, mute)
    alarms = mutable_alarms(catalogue, mute.entry)
    if not alarms:
        return Muted(mute, "", ())
    rule = rule_name(catalogue, mute.entry)
    cloudwatch.put_alarm_mute_rule(**rule_of(rule, alarms, mute, now))
    return Muted(mute, rule, alarms)


def unmute_entry(store: Store, cloudwatch: Any, catalogue: Catalogue, entry: str) -> None:
    """End a mute that was made by hand; one that is planned in the file goes on in CloudWatch."""
    end_mute(store, entry)
    if mutable_alarms(catalogue, entry):
        cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName=rule_name(catalogue, entry))


def mutable_alarms(catalogue: Catalogue, entry: str) -> tuple[str, ...]:
    """An entry's alarms that can be the targets of a mute rule: those on metrics."""
    alarm = catalogue.alarm(entry)
    return catalogue.names_of(entry)[:_MOST_TARGETS] if alarm and alarm.graphs else ()


def rule_name(catalogue: Catalogue, entry: str) -> str:
    """One rule an entry, so that muting again replaces it and the account's rules do not pile up."""
    return f"{catalogue.service}-{catalogue.environment}-{entry}-by-hand"


def rule_of(name: str, alarms: tuple[str, ...], mute: Mute, now: int) -> dict[str, Any]:
    """The request to PutAlarmMuteRule.

    ``at(..)`` knows minutes only, and AWS does not say what one in the past does: it begins with the next
    minute, until which the notifier holds the entry.
    """
    begins = -(-now // MINUTE) * MINUTE
    minutes = max(1, -(-(mute.until - begins) // MINUTE))
    start = datetime.fromtimestamp(begins / 1000, UTC)
    return {
        "Name": name,
        "Description": f"{mute.by}: {mute.reason}"[:_MOST_DESCRIPTION],
        "Rule": {
            "Schedule": {
                "Expression": f"at({start:%Y-%m-%dT%H:%M})",
                "Duration": _iso_duration(minutes),
                "Timezone": "UTC",
            }
        },
        "MuteTargets": {"AlarmNames": list(alarms)},
        "ExpireDate": datetime.fromtimestamp((begins + minutes * MINUTE) / 1000, UTC),
    }


def _iso_duration(minutes: int) -> str:
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{left}M" if left else "")
    return "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
