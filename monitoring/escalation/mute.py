"""An alarm entry is muted until a moment: in CloudWatch where the alarm can be, in the state table always.

CloudWatch mutes the actions of metric alarms, for OK as well as for ALARM, and acts once more when a mute
ends on an alarm that is still in ALARM ("How alarm mute rules work", Amazon CloudWatch User Guide). It does
not say whether log alarms can be targets, so the notifier holds those by the table. So does escalation.
"""

from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from monitoring.escalation.planned import LONGEST, Occasion, going_on, planned_rule
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.direct import reports_to_people
from monitoring.oncall.holds import Mute, end_mute, lift_mute, save_mute
from monitoring.oncall.insights import error_word
from monitoring.oncall.store import Store

SHORTEST: Final = MINUTE
"""Milliseconds that a mute rule lasts at least (PutAlarmMuteRule)."""
_MOST_TARGETS: Final = 100
_MOST_DESCRIPTION: Final = 1024


class CannotMute(Exception):
    """A mute that is not possible; the message says what is, in English."""


class Muted(NamedTuple):
    """What was muted; ``rule`` is CloudWatch's mute rule of ``alarms``, empty where there is none.

    ``refused`` says why CloudWatch made none of alarms that could have one: on-call alone holds the entry.
    """

    mute: Mute
    rule: str
    alarms: tuple[str, ...]
    refused: str = ""


class Unmuted(NamedTuple):
    """A mute that was ended; ``planned`` are those that the file plans and that last.

    ``rules`` are CloudWatch's of these: they hold the entry's alarms until they end, whatever on-call does.
    """

    entry: str
    planned: tuple[Occasion, ...]
    rules: tuple[str, ...]


def mute_entry(store: Store, cloudwatch: Any, catalogue: Catalogue, mute: Mute, now: int) -> Muted:
    """Mute an entry from ``now`` on (epoch milliseconds); a new one replaces the last. Raises CannotMute.

    Where CloudWatch makes no rule, notifier and escalation hold the entry all the same, and the answer says
    so; an entry that passes them by is not muted at all then.
    """
    lasts = mute.until - now
    if not SHORTEST <= lasts <= LONGEST:
        raise CannotMute("a mute lasts 1 minute to 15 days, and always ends")
    if catalogue.alarm(mute.entry) is None:
        raise CannotMute(f"there is no alarm entry `{mute.entry}`")
    if reports_to_people(catalogue, mute.entry):
        return _mute_direct(store, cloudwatch, catalogue, mute, now)
    save_mute(store, mute)
    alarms = mutable_alarms(catalogue, mute.entry)
    refused = _make_rule(cloudwatch, catalogue, mute, now) if alarms else ""
    rule = rule_name(catalogue, mute.entry) if alarms and not refused else ""
    return Muted(mute, rule, alarms, refused)


def _mute_direct(store: Store, cloudwatch: Any, catalogue: Catalogue, mute: Mute, now: int) -> Muted:
    alarms = mutable_alarms(catalogue, mute.entry)
    refused = _make_rule(cloudwatch, catalogue, mute, now) if alarms else "not for this kind of alarm"
    if refused:
        why = f"it reports to people directly, and CloudWatch made no mute rule ({refused})"
        raise CannotMute(f"`{mute.entry}` is not muted: {why}")
    save_mute(store, mute)
    return Muted(mute, rule_name(catalogue, mute.entry), alarms)


def _make_rule(cloudwatch: Any, catalogue: Catalogue, mute: Mute, now: int) -> str:
    """Make CloudWatch's rule; why it was not made, empty where it was."""
    alarms = mutable_alarms(catalogue, mute.entry)
    try:
        cloudwatch.put_alarm_mute_rule(**rule_of(rule_name(catalogue, mute.entry), alarms, mute, now))
    except Exception as error:  # the caller says what holds instead
        return error_word(error)
    return ""


def unmute_entry(store: Store, cloudwatch: Any, catalogue: Catalogue, entry: str, now: int) -> Unmuted:
    """End a mute that was made by hand, and on-call's hold of one that is planned in the file.

    CloudWatch's own rule of a planned mute is the deployment's, so it stays: nobody could put it back.
    """
    planned, alarms = going_on(catalogue, entry, now), mutable_alarms(catalogue, entry)
    if planned:
        lift_mute(store, entry, max(occasion.window.end for occasion in planned))
    else:
        end_mute(store, entry)
    if alarms:
        cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName=rule_name(catalogue, entry))
    rules = tuple(planned_rule(catalogue, occasion.name) for occasion in planned) if alarms else ()
    return Unmuted(entry, planned, rules)


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
