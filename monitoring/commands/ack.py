"""`monitoring ack`: somebody takes an incident in hand, as with the button in Slack."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Final

from monitoring.commands.oncall import Desk, add_place, at_desk, entry_named, show_time
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.escalation.acknowledge import Acknowledged
    from monitoring.oncall.incident import Incident

NAME = "ack"
SUMMARY = "acknowledge an incident: nobody further is called while somebody is on it"
EXAMPLES = (
    "monitoring ack production/duration",
    "monitoring ack duration --environment production --for 2h",
    "monitoring ack production/forbidden/3f2a9c01d4e5",
)
_DAYS_BACK: Final = 7


def add_arguments(parser: ArgumentParser) -> None:
    """INCIDENT, --for, and where."""
    from monitoring.commands.times import parse_length

    parser.add_argument(
        "incident", metavar="INCIDENT", help="the incident as messages name it, or an alarm of the file"
    )
    described = "for how long, at most what the route allows (default): 30m, 2h"
    parser.add_argument("--for", metavar="LENGTH", type=parse_length, dest="lasts", help=described)
    add_place(parser)


def run(arguments: Namespace) -> int:
    """Acknowledge, and say who has it; ERRORS when somebody else does, or when it is over."""
    environment, slash, _ = arguments.incident.partition("/")
    with at_desk(arguments, environment if slash else arguments.environment) as desk:
        incident = _find(desk, arguments.incident)
        done = _named(desk, _acknowledge(desk, incident, arguments.lasts))
    timezone = desk.tools.settings.timezone
    write(
        _to_json(done, incident, timezone)
        if arguments.format == "json"
        else _to_text(done, incident, timezone)
    )
    return Exit.CLEAN if done.outcome == "taken" else Exit.ERRORS


def _find(desk: Desk, word: str) -> "Incident":
    """The open incident of a key or an alarm; raises WrongUse when there is none, or more than one."""
    tools = desk.tools
    if "/" in word:
        found = [one for one in [tools.store.incident(word)] if one and one.is_open]
    else:
        entry = entry_named(tools.catalogue, word)
        found = [one for one in _open_incidents(desk) if one.entry == entry]
    roots = {one.into or one.key: one for one in found}
    if not roots:
        raise WrongUse(f"there is no open incident of `{word}`")
    if len(roots) > 1:
        raise WrongUse(f"`{word}` has several open incidents; name one of {', '.join(sorted(roots))}")
    ((key, own),) = roots.items()
    return own if key == own.key else tools.store.incident(key) or own


def _open_incidents(desk: Desk) -> list["Incident"]:
    from monitoring.oncall.clock import DAY, local_day

    tools = desk.tools
    now, timezone = tools.clock.now(), tools.settings.timezone
    days = [local_day(now - back * DAY, timezone) for back in range(_DAYS_BACK)]
    listed = [incident for day in days for incident, ended in tools.store.incidents_of_day(day) if not ended]
    return [incident for incident in listed if incident.is_open]


def _acknowledge(desk: Desk, incident: "Incident", lasts: int | None) -> "Acknowledged":
    from monitoring.escalation.acknowledge import lasting
    from monitoring.escalation.pressing import acknowledge_for, acknowledged_parts
    from monitoring.escalation.voice import say_in_thread

    tools = desk.tools
    most = lasting(tools.catalogue, incident.route)
    done = acknowledge_for(tools, incident, desk.person, min(most, (lasts or most // 1000) * 1000))
    if done.outcome == "taken":
        say_in_thread(tools, incident, "", acknowledged_parts(tools, done, desk.person))
    return done


def _named(desk: Desk, done: "Acknowledged") -> "Acknowledged":
    """The same with the name of whoever acknowledged by a button, which says an id of Slack."""
    found = done.incident
    if found is None:
        return done
    return done._replace(incident=found._replace(acknowledged_by=desk.tools.name_of(found.acknowledged_by)))


def _to_json(done: "Acknowledged", incident: "Incident", timezone: str) -> str:
    from monitoring.output.as_json import to_text

    found = done.incident or incident
    until = show_time(found.acknowledged_until, timezone) if found.acknowledged_until else None
    said = {"outcome": done.outcome, "incident": incident.key, "id": incident.id}
    return to_text({**said, "by": found.acknowledged_by or None, "until": until})


def _to_text(done: "Acknowledged", incident: "Incident", timezone: str) -> str:
    if done.outcome == "over" or done.incident is None:
        return f"{incident.key} is over\n"
    verb = "acknowledged by" if done.outcome == "taken" else "already acknowledged by"
    until = show_time(done.incident.acknowledged_until, timezone)
    return harmless(f"{incident.key} is {verb} {done.incident.acknowledged_by} until {until}") + "\n"
