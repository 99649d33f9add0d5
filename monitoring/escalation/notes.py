"""Lines in the thread that say why nothing happens now."""

from monitoring.escalation.course import Course
from monitoring.escalation.decision import Decision
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import say_in_thread
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import Paragraph
from monitoring.oncall.schedule import quiet_until


def note_hold(tools: Tools, course: Course, decision: Decision) -> None:
    """Say once why an incident is held; a mute and an acknowledgement have said so themselves."""
    incident, held = course.incident, decision.carried.held
    if incident is None or held == course.run.carried.held:
        return
    if line := _line(tools, incident, decision):
        once = f"{incident.id} {held} {decision.last or decision.carried.rounds}"
        say_in_thread(tools, incident, once, (Paragraph((line,)),))


def _line(tools: Tools, incident: Incident, decision: Decision) -> str:
    speaker = tools.speaker
    match decision.carried.held:
        case "still" if decision.last:
            return speaker.words.say("does-not-happen", last=speaker.moment(decision.last))
        case "still":
            return speaker.words.say("does-not-happen-long")
        case "quiet":
            until = quiet_until(tools.catalogue, incident.severity, speaker.now)
            return speaker.words.say("quiet-hold", until=speaker.moment(until))
        case "stopped":
            return speaker.words.say("stop-hold")
    return ""
