"""Taking the next step, by the state machine or by somebody's button; and saying again that it lasts."""

from monitoring.escalation.course import Course, Run, coming_of, is_over, load_course, situation_of, view_of
from monitoring.escalation.messages import reminder, step_message
from monitoring.escalation.progress import note_said, note_step
from monitoring.escalation.support_case import is_support, support_message
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, say_in_slack, tell
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import OWNER, STATUS, Parts
from monitoring.oncall.threads import edit_thread


def take_next(tools: Tools, course: Course, by: str = "") -> str:
    """Tell the next level; gives back which, empty when nobody had to be told.

    ``by`` is who wants it now; without, an acknowledgement that came meanwhile wins. The step is noted after
    it was taken: a fault between the two tells people twice, never not at all.
    """
    incident, now = course.incident, tools.clock.now()
    if incident is None or is_over(course) or (not by and incident.is_acknowledged(now)):
        return ""
    coming = situation_of(tools, course).steps
    if not coming:
        return ""
    level = coming[0].level
    parts = _step_parts(tools, course, incident, level, by)
    tell(tools, incident, Saying(f"{course.run.id} step {level}", level, parts))
    note_step(tools.store, course.run.where, level, now)
    _raise_level(tools, course.run, incident, level)
    tools.journal.note("escalated", incident=incident.id, level=level)
    return level


def _step_parts(tools: Tools, course: Course, incident: Incident, level: str, by: str) -> Parts:
    view = view_of(tools, course, incident, level)
    parts = step_message(view, level, by)
    if not is_support(tools.catalogue, level):
        return parts
    return (*parts, *support_message(view, tools, level))


def _raise_level(tools: Tools, run: Run, incident: Incident, level: str) -> None:
    def change(before: Incident | None) -> Incident | None:
        if before is None or before.id != incident.id:
            return None
        return before._replace(level=level, held_until=0)

    after = tools.store.update(incident.key, change)
    if after is not None:
        refresh_thread(tools, run, after, f"{incident.id} owner {level}")


def refresh_thread(tools: Tools, run: Run, incident: Incident, once: str = "") -> None:
    """Show in the first message who has the incident now, and who is next when; Slack may fail."""
    speaker, coming = tools.speaker, coming_of(tools, load_course(tools, run))
    new = {STATUS: (speaker.status(incident),), OWNER: (speaker.owner(incident, coming),)}
    say_in_slack(tools, once, lambda slack: edit_thread(slack, tools.store, incident, new))


def remind_again(tools: Tools, course: Course) -> None:
    """The level that heard last hears again, unless somebody has acknowledged meanwhile."""
    incident, progress = course.incident, course.progress
    if incident is None or is_over(course) or incident.is_acknowledged(tools.clock.now()):
        return
    carried = course.run.carried
    resumed = carried.resumed > max(progress.said, carried.began)
    parts = reminder(view_of(tools, course, incident), resumed=resumed)
    tell(tools, incident, Saying(f"{incident.id} again {progress.said}", incident.level, parts))
    note_said(tools.store, course.run.where, tools.clock.now())
    if resumed:
        refresh_thread(tools, course.run, incident, f"{incident.id} owner again {progress.said}")
    tools.journal.note("reminded", incident=incident.id, level=incident.level)
