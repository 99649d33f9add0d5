"""Many alarms at once become one message, the worst first; a sixth contributor turns an alarm into a list."""

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.escalating import start_escalation
from monitoring.notifier.group_message import group_parts, group_status, short_group
from monitoring.notifier.telling import mail_text, tell_text, with_slack
from monitoring.oncall import groups
from monitoring.oncall.groups import CROWD, STORM, Group, Joined, Member, group_key
from monitoring.oncall.incident import Incident, incident_id, rank
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.threads import open_thread, reply, rewrite_thread

_GATHER = 0.5
"""Seconds in which a group's first message waits for more."""
_PAUSE = 1.2
"""Seconds between two edits of one message (Slack: chat.update, about 50 a minute)."""
_MOST_ROUNDS = 12


def window_keys(desk: Desk, case: Case) -> tuple[str, str]:
    """Where an alarm is counted: its level's minute, or its contributors' hour; and the window before."""
    contributor = case.notice.contributor
    window, name = (CROWD, case.named.entry) if contributor else (STORM, case.level)
    environment = desk.settings.environment
    return (
        group_key(environment, name, window, case.now),
        group_key(environment, name, window, case.now - window),
    )


def enter_window(desk: Desk, case: Case, last: Group | None) -> Joined:
    """Be counted; ``last`` is the window before, which goes on when its storm does."""
    window = CROWD if case.notice.contributor else STORM
    goes_on = last is not None and last.is_formed and case.now - last.last < window
    key = case.key(desk.settings.environment)
    member = Member(key, case.named.entry, case.named.severity, case.changed, case.notice.contributor)
    here = last.key if last is not None and goes_on else window_keys(desk, case)[0]
    return groups.join(desk.store, here, member, case.now)


def join_group(desk: Desk, incident: Incident, key: str) -> None:
    """An incident goes on in a group's."""
    read = (incident,)
    desk.store.update(incident.key, lambda found: found._replace(into=key) if found else None, read)
    retell_group(desk, key)


def told_by_another(desk: Desk, joined: Joined) -> bool:
    """Whether who told the group while we joined has to see us: letting go fails for what has changed."""
    return joined.lease > desk.clock.now()


def retell_group(desk: Desk, key: str) -> None:
    """Tell a group as it is now; whoever tells it already does so for us."""
    group = groups.take_lease(desk.store, key, desk.clock.now())
    if group is None:
        return
    if not group.told:
        desk.clock.sleep(_GATHER)
    told = group
    for _ in range(_MOST_ROUNDS):
        latest = groups.look(desk.store, key) or group
        # What was told in the last round is written only when it is let go.
        heard, worst = max(latest.told, told.told), max(latest.worst_told, told.worst_told)
        told = _tell(desk, latest._replace(told=heard, worst_told=worst))
        if groups.end_lease(desk.store, told):
            return
        desk.clock.sleep(_PAUSE)
    desk.journal.warn("group_not_settled", group=key)


def _tell(desk: Desk, group: Group) -> Group:
    """Write the group's incident and its message; mails only when there is much more to say than before.

    Phones ring when it begins, gets worse and ends, not because it grows.
    """
    incident, was_open = _save(desk, group)
    grown = incident.is_open and (
        len(group.members) >= 2 * group.told or rank(incident.severity) > group.worst_told
    )
    if not group.told:
        start_escalation(desk, incident)
    failed = with_slack(desk, lambda slack: _show(slack, desk, incident, group))
    if grown or (was_open and not incident.is_open):
        rings = rank(incident.severity) > group.worst_told or not incident.is_open
        parts, short = group_parts(desk, incident, group), short_group(desk, incident, group)
        (tell_text if rings else mail_text)(desk, incident, parts, short, failed)
    if not grown:
        return group
    return group._replace(told=len(group.members), worst_told=rank(incident.severity))


def _save(desk: Desk, group: Group) -> tuple[Incident, bool]:
    """The group's incident as its members make it, and whether it was open before."""
    members = [member for member in group.worst_first if not member.alone]
    going = tuple(member.key for member in members if member.state == "ALARM")
    worst = members[0]
    alarm = desk.catalogue.alarm(worst.entry)
    opened = min(member.changed for member in members)
    was_open = [True]

    def change(before: Incident | None) -> Incident:
        was_open[0] = before is None or before.is_open
        base = before or Incident(
            key=group.key,
            id=incident_id(group.key, opened),
            entry=worst.entry,
            severity=worst.severity,
            route=alarm.route if alarm else next(iter(desk.catalogue.content["escalation"]["routes"])),
            level=_level(desk, group),
            opened=opened,
            alarms={},
        )
        severity = max((base.severity, *(one.severity for one in members)), key=rank)
        closed = 0 if going else base.closed or desk.clock.now()
        return base._replace(joined=going, severity=severity, opened=opened, closed=closed)

    saved = desk.store.update(group.key, change)
    assert saved is not None  # change always gives one back
    if was_open[0] and not saved.is_open:
        desk.store.archive(saved, "recovered")
    return saved, was_open[0]


def _level(desk: Desk, group: Group) -> str:
    """The level that hears of the group: that of its worst member."""
    alarm = desk.catalogue.alarm(group.worst_first[0].entry)
    route = desk.catalogue.route(alarm.route) if alarm else None
    return route.start if route else desk.catalogue.levels[0]


def _show(slack: Slack, desk: Desk, incident: Incident, group: Group) -> None:
    channel = desk.catalogue.channel(incident.level)
    if not channel:
        return
    parts = group_parts(desk, incident, group)
    if incident.thread:
        rewrite_thread(slack, desk.store, incident, parts)
        if not incident.is_open:
            reply(slack, incident, (group_status(desk, incident),))
        return
    posted = open_thread(slack, desk.store, incident._replace(channel=channel), parts)
    desk.store.update(
        incident.key,
        lambda before: before._replace(channel=posted.channel, thread=posted.thread) if before else None,
    )
