"""The one message of many alarms: how many, the worst first, what each is now."""

from monitoring.notifier.composing import hints
from monitoring.notifier.desk import Desk
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import MINUTE
from monitoring.oncall.groups import Group, Member
from monitoring.oncall.incident import Incident
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Heading, Hints, Link, Links, Paragraph, Part, Parts
from monitoring.oncall.schedule import steps

SHOWN = 20
_AROUND = 30 * MINUTE


def group_parts(desk: Desk, incident: Incident, group: Group) -> Parts:
    """Heading, why they stand together, since when, the list, links, owner, buttons."""
    parts: list[Part] = [
        _heading(desk, incident, group),
        Paragraph(_why(desk, incident, group)),
        group_status(desk, incident),
        Paragraph(tuple(_lines(desk, group))),
        Links(_links(desk, incident)),
    ]
    if incident.is_open:
        coming = steps(desk.catalogue, incident, desk.clock.now())
        parts += [
            desk.speaker().owner(incident, coming),
            desk.speaker().buttons(incident),
            Hints(hints(desk, incident)),
        ]
    return tuple(parts)


def group_status(desk: Desk, incident: Incident) -> Paragraph:
    """Since when, or from when to when."""
    return desk.speaker().status(incident)


def short_group(desk: Desk, incident: Incident, group: Group) -> str:
    """What fits a phone: how many, and the worst of them while they last."""
    heading = _heading(desk, incident, group).text
    return f"{heading}: {_line(desk, group.worst_first[0])}" if incident.is_open else heading


def _heading(desk: Desk, incident: Incident, group: Group) -> Heading:
    say, count = desk.words.say, len(group.members)
    place = desk.speaker().place()
    if not incident.is_open:
        return Heading("recovered", say("heading-group-recovered", count=count, **place))
    severity = desk.words.severity(incident.severity)
    if _is_crowd(group):
        title = desk.speaker().title(incident.entry)
        text = say("heading-crowd", severity=severity, title=title, count=count, **place)
    else:
        text = say("heading-group", severity=severity, count=count, **place)
    return Heading(incident.severity, text)


def _why(desk: Desk, incident: Incident, group: Group) -> tuple[str, ...]:
    """Why they stand together, and that those of the beginning have messages of their own."""
    say, count = desk.words.say, len(group.members)
    if not incident.is_open:
        return (say("group-recovered", count=count),)
    alone = sum(member.alone for member in group.members)
    lines = (say("crowded" if _is_crowd(group) else "grouped", count=count),)
    return (*lines, say("grouped-alone", count=alone)) if alone else lines


def _lines(desk: Desk, group: Group) -> list[str]:
    members = group.worst_first
    lines = [_line(desk, member) for member in members[:SHOWN]]
    more = len(members) - len(lines)
    return [*lines, desk.words.say("group-more", count=more)] if more else lines


def _line(desk: Desk, member: Member) -> str:
    show = desk.pseudonyms.show
    who = desk.words.say("item-separator").join(clean(show(*pair), 60) for pair in member.contributor)
    return desk.words.say(
        "group-line",
        severity=desk.words.severity(member.severity),
        title=desk.speaker().title(member.entry),
        who=f" {who}" if who else "",
        state=desk.words.say(f"state-{member.state}"),
    )


def _links(desk: Desk, incident: Incident) -> tuple[Link, ...]:
    if not desk.catalogue.dashboard:
        return ()
    start, end = incident.opened - _AROUND, incident.opened + _AROUND
    address = Console(desk.catalogue.region).dashboard(desk.catalogue.dashboard, start, end)
    return (Link(desk.words.say("link-dashboard"), address),)


def _is_crowd(group: Group) -> bool:
    """Whether its members are contributors of one alarm."""
    return all(member.contributor for member in group.members)
