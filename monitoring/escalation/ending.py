"""The end of an incident that the notifier never heard of: its OK was muted, was lost, or found it away."""

from monitoring.escalation.course import Course, is_over, situation_of
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, say_in_slack, say_in_thread, tell
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import STATUS, Paragraph, Parts
from monitoring.oncall.speak import span
from monitoring.oncall.threads import edit_thread


def end_incident(tools: Tools, course: Course) -> bool:
    """Close the incident and say so; False when somebody else has closed it, which is how most of them end.

    Where it is muted or quiet, the thread alone hears of it.
    """
    if course.incident is None or is_over(course):
        return False
    closed = _close(tools, course.incident)
    if closed is None:
        return False
    tools.store.archive(closed, "recovered")
    parts, once = _recovered(tools, closed), f"{closed.id} recovered"
    situation = situation_of(tools, course)
    if situation.muted or situation.quiet or situation.stopped:
        say_in_thread(tools, closed, once, parts)
    else:
        tell(tools, closed, Saying(once, closed.level, parts))
    _mark_thread(tools, closed)
    tools.journal.count("RecoveriesUnsaid")
    return True


def _close(tools: Tools, incident: Incident) -> Incident | None:
    """The incident as this call closed it."""
    now, ours = tools.clock.now(), False

    def change(before: Incident | None) -> Incident | None:
        nonlocal ours
        ours = before is not None and before.id == incident.id and before.is_open
        return before._replace(closed=now, alarms={}) if before is not None and ours else None

    after = tools.store.update(incident.key, change)
    return after if ours else None


def _recovered(tools: Tools, incident: Incident) -> Parts:
    speaker = tools.speaker
    length = span(speaker.words, incident.closed - incident.opened)
    lines = (speaker.words.say("recovered-unsaid", span=length), speaker.duration(incident))
    return (speaker.heading(incident, "heading-recovered"), Paragraph(lines))


def _mark_thread(tools: Tools, incident: Incident) -> None:
    speaker = tools.speaker
    new: dict[str, Parts] = {
        "heading": (speaker.heading(incident, "heading-recovered"),),
        STATUS: (speaker.status(incident),),
    }
    once = f"{incident.id} recovered heading"
    say_in_slack(tools, once, lambda slack: edit_thread(slack, tools.store, incident, new))
