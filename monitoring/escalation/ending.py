"""The end of an incident that the notifier never heard of: its OK was muted, was lost, or found it away."""

from monitoring.escalation.course import Course, is_over, situation_of
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, say_in_slack, say_in_thread, tell_levels
from monitoring.oncall.direct import reports_to_people
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import ACTIONS, OWNER, STATUS, Paragraph, Parts
from monitoring.oncall.schedule import told_levels
from monitoring.oncall.speak import span
from monitoring.oncall.threads import edit_thread


def end_incident(tools: Tools, course: Course) -> bool:
    """Say that it is over to every level that was told, and close it; False when somebody else has closed it.

    Where it is muted or quiet, the thread alone hears of it. It is closed after it was said: a fault between
    the two says it twice, never not at all.
    """
    if course.incident is None or is_over(course):
        return False
    closed = course.incident._replace(closed=tools.clock.now(), alarms={})
    _say(tools, course, closed)
    if not _close(tools, closed):
        return False
    tools.store.archive(closed, "recovered")
    _mark_thread(tools, closed)
    if not reports_to_people(tools.catalogue, closed.entry):
        tools.journal.count("RecoveriesUnsaid")
    return True


def _say(tools: Tools, course: Course, closed: Incident) -> None:
    parts, once = _recovered(tools, closed), _once(course, closed)
    situation, levels = situation_of(tools, course), _told(tools, course, closed)
    if closed.is_flapping and not levels:
        return
    if not levels or situation.muted or situation.quiet or situation.stopped:
        say_in_thread(tools, closed, once, parts)
    else:
        tell_levels(tools, closed, levels, Saying(once, closed.level, parts))


def _once(course: Course, closed: Incident) -> str:
    """One that goes off again before everybody could be told recovers anew."""
    since = max(course.incident.alarms.values(), default=0) if course.incident else 0
    return f"{closed.id} recovered {since}"


def _told(tools: Tools, course: Course, incident: Incident) -> list[str]:
    """Every level that has heard of it, by the route or by somebody's wish; none while it was held.

    What CloudWatch says to the first level is not said again.
    """
    if reports_to_people(tools.catalogue, incident.entry):
        return list(course.progress.told)
    if incident.held_until and not incident.thread:
        return list(course.progress.told)
    return list(dict.fromkeys((*told_levels(tools.catalogue, incident), *course.progress.told)))


def _close(tools: Tools, closed: Incident) -> bool:
    """Whether this call closed it."""
    ours = False

    def change(before: Incident | None) -> Incident | None:
        nonlocal ours
        ours = before is not None and before.id == closed.id and before.is_open
        return before._replace(closed=closed.closed, alarms={}) if before is not None and ours else None

    tools.store.update(closed.key, change)
    return ours


def _recovered(tools: Tools, incident: Incident) -> Parts:
    speaker = tools.speaker
    length = span(speaker.words, incident.closed - incident.opened)
    unsaid = speaker.words.say("recovered-unsaid", span=length)
    is_said = reports_to_people(tools.catalogue, incident.entry)
    lines = (*([] if is_said else [unsaid]), speaker.duration(incident))
    return (speaker.heading(incident, "heading-recovered"), Paragraph(lines))


def _mark_thread(tools: Tools, incident: Incident) -> None:
    """The first message says that it is over, and offers no buttons any more."""
    speaker = tools.speaker
    new: dict[str, Parts] = {
        "heading": (speaker.heading(incident, "heading-recovered"),),
        STATUS: (speaker.status(incident),),
        OWNER: (),
        ACTIONS: (),
    }
    once = f"{incident.id} recovered heading"
    say_in_slack(tools, once, lambda slack: edit_thread(slack, tools.store, incident, new))
