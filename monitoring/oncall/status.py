"""The parts of a first message that change: since when, acknowledged by whom, who is next when."""

from typing import NamedTuple

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import (
    ACKNOWLEDGE,
    ESCALATE,
    MUTE,
    OWNER,
    RERUN,
    STATUS,
    Buttons,
    Heading,
    Paragraph,
)
from monitoring.oncall.schedule import Step, quiet_until
from monitoring.oncall.speak import moment, span, zone
from monitoring.oncall.words import Words

_DRILLS = {"heading": "heading-drill", "heading-recovered": "heading-drill-recovered"}
_MARKED = {"heading-recovered": "recovered", "heading-joined": "moved"}
_BUTTONS = (ACKNOWLEDGE, MUTE, RERUN, ESCALATE)


class Speaker(NamedTuple):
    """Says things about incidents in a locale and a time zone; ``now`` is epoch milliseconds."""

    words: Words
    catalogue: Catalogue
    now: int

    def moment(self, when: int) -> str:
        """A moment as it is said today."""
        return moment(when, self.now, self.catalogue.timezone)

    def place(self) -> dict[str, str]:
        """Service and environment."""
        return {"service": self.catalogue.title, "environment": self.catalogue.environment}

    def title(self, entry: str) -> str:
        """An entry's title, its name where the catalogue does not have it."""
        alarm = self.catalogue.alarm(entry)
        return alarm.title if alarm else entry

    def heading(self, incident: Incident, name: str = "heading") -> Heading:
        """The first line; ``heading-recovered``, ``heading-joined`` when another one has it now.

        An exercise says so.
        """
        severity = _MARKED.get(name, incident.severity)
        name = _DRILLS.get(name, name) if incident.drill else name
        words = self.words.severity(incident.severity)
        title = self.title(incident.entry)
        return Heading(severity, self.words.say(name, severity=words, title=title, **self.place()))

    def status(self, incident: Incident, today: int = 0) -> Paragraph:
        """Since when, how often today, acknowledged or not; the end and how long it took when it is over."""
        lines = [self._since(incident, today)]
        if incident.is_flapping and incident.is_open:
            lines.append(self.flapping(incident))
        return Paragraph(tuple(lines), STATUS)

    def flapping(self, incident: Incident) -> str:
        """How often it came back, and what it is now."""
        state = self.words.say("state-ALARM" if incident.is_open else "state-OK")
        return self.words.say("flapping-now", count=incident.flaps + 1, state=state)

    def duration(self, incident: Incident) -> str:
        """From when to when, and how long."""
        return self.words.say(
            "recovered",
            since=self.moment(incident.opened),
            until=self.moment(incident.closed),
            duration=span(self.words, incident.closed - incident.opened),
            zone=zone(incident.closed, self.catalogue.timezone),
        )

    def owner(self, incident: Incident, steps: tuple[Step, ...]) -> Paragraph:
        """Whose it is, when it goes on, and whether the night holds it."""
        say = self.words.say
        lines = [say("owner", level=self.catalogue.level_title(incident.level))]
        later = [step for step in steps if step.at > self.now and step.level != incident.level]
        if incident.severity != "investigate":
            lines += [
                say("next", at=self.moment(step.at), level=self.catalogue.level_title(step.level))
                for step in later[:1]
            ] or [say("next-none")]
        return Paragraph((" · ".join(lines), self._quiet(incident)), OWNER)

    def buttons(self, incident: Incident) -> Buttons:
        """What can be done about it; what is to be investigated goes nowhere."""
        shown = [name for name in _BUTTONS if name != ESCALATE or incident.severity != "investigate"]
        return Buttons(incident.key, tuple((name, self.words.say(f"button-{name}")) for name in shown))

    def _since(self, incident: Incident, today: int) -> str:
        say = self.words.say
        if not incident.is_open:
            return self.duration(incident)
        place = zone(incident.opened, self.catalogue.timezone)
        parts = [say("since", since=self.moment(incident.opened), zone=place)]
        if today:
            parts.append(say("today", count=today))
        if incident.is_acknowledged(self.now):
            until = self.moment(incident.acknowledged_until)
            parts.append(say("acknowledged", who=incident.acknowledged_by, until=until))
        else:
            parts.append(say("unacknowledged"))
        return " · ".join(parts)

    def _quiet(self, incident: Incident) -> str:
        quiet = self.catalogue.quiet_hours
        if quiet is None or not quiet_until(self.catalogue, incident.severity, self.now):
            return ""
        return self.words.say("quiet", start=quiet.start, until=quiet.until)
