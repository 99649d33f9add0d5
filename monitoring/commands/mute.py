"""`monitoring mute`: an alarm acts on nobody for a while, with a reason and an end."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from monitoring.commands.oncall import Desk, add_place, at_desk, entry_named, show_time
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.escalation.mute import Muted, Unmuted
    from monitoring.oncall.parts import Parts

NAME = "mute"
SUMMARY = "mute an alarm for a while; it always ends"
EXAMPLES = (
    'monitoring mute duration 1h --environment production --reason "replacing the model"',
    "monitoring mute duration --off --environment production",
)


def add_arguments(parser: ArgumentParser) -> None:
    """ALARM, LENGTH, --reason, --off, and where."""
    from monitoring.commands.times import parse_length

    parser.add_argument(
        "alarm", metavar="ALARM", help="an alarm of the file, or the name it has in CloudWatch"
    )
    parser.add_argument(
        "length", metavar="LENGTH", nargs="?", type=parse_length, help="1m to 15d: 30m, 1h, 2d"
    )
    parser.add_argument("--reason", metavar="TEXT", help="why; stands in the messages about the mute")
    parser.add_argument("--off", action="store_true", help="end a mute that was made by hand")
    add_place(parser)


def run(arguments: Namespace) -> int:
    """Mute, or end a mute, and say what was done; ERRORS where CloudWatch does not hold what it should."""
    _check(arguments)
    with at_desk(arguments, arguments.environment) as desk:
        entry = entry_named(desk.tools.catalogue, arguments.alarm)
        timezone = desk.tools.settings.timezone
        if arguments.off:
            unmuted = _unmute(desk, entry)
            shown, is_clean = _ended(unmuted, timezone, arguments.format), not unmuted.rules
        else:
            muted = _mute(desk, entry, arguments)
            shown, is_clean = _shown(muted, timezone, arguments.format), not muted.refused
    write(shown)
    return Exit.CLEAN if is_clean else Exit.ERRORS


def _check(arguments: Namespace) -> None:
    if arguments.off and (arguments.length or arguments.reason):
        raise WrongUse("--off ends a mute; it takes no length and no reason")
    if not arguments.off and not arguments.length:
        raise WrongUse("a mute needs an end: write how long it lasts, such as 1h")
    if not arguments.off and not (arguments.reason or "").strip():
        raise WrongUse('a mute needs a reason: add --reason "replacing the model"')


def _mute(desk: Desk, entry: str, arguments: Namespace) -> "Muted":
    """Mute in the table and in CloudWatch, tell the level by mail and the thread of what goes on."""
    from monitoring.escalation.mute import CannotMute, mute_entry
    from monitoring.escalation.muting import tell_muted
    from monitoring.oncall.holds import Mute

    tools = desk.tools
    now = tools.clock.now()
    mute = Mute(entry, now + arguments.length * 1000, desk.person, arguments.reason)
    try:
        muted = mute_entry(tools.store, tools.clients("cloudwatch"), tools.catalogue, mute, now)
    except CannotMute as problem:
        raise WrongUse(str(problem)) from None
    _say(desk, entry, tell_muted(tools, muted, _level(desk, entry)))
    return muted


def _say(desk: Desk, entry: str, parts: "Parts") -> None:
    """Say it in the thread of what goes on."""
    from monitoring.escalation.voice import say_in_thread
    from monitoring.oncall.incident import incident_key

    tools = desk.tools
    incident = tools.store.incident(incident_key(tools.settings.environment, entry))
    if incident is not None and incident.is_open:
        say_in_thread(tools, incident, "", parts)


def _level(desk: Desk, entry: str) -> str:
    """The level that hears first of an entry."""
    catalogue = desk.tools.catalogue
    alarm = catalogue.alarm(entry)
    route = catalogue.route(alarm.route) if alarm else None
    return route.start if route else catalogue.levels[0]


def _unmute(desk: Desk, entry: str) -> "Unmuted":
    from monitoring.escalation.mute import unmute_entry
    from monitoring.escalation.muting import tell_unmuted

    tools = desk.tools
    now = tools.clock.now()
    unmuted = unmute_entry(tools.store, tools.clients("cloudwatch"), tools.catalogue, entry, now)
    _say(desk, entry, tell_unmuted(tools, unmuted, _level(desk, entry), desk.person))
    return unmuted


def _ended(unmuted: "Unmuted", timezone: str, form: str) -> str:
    from monitoring.output.as_json import to_text

    ends = {one.name: show_time(one.window.end, timezone) for one in unmuted.planned}
    if form == "json":
        planned = [{"name": name, "until": until} for name, until in ends.items()]
        return to_text(
            {"alarm": unmuted.entry, "until": None, "planned": planned, "rules": list(unmuted.rules)}
        )
    lines = [f"{unmuted.entry} is not muted by hand any more"]
    lines += [f"  {name}, planned until {until}: on-call holds it no longer" for name, until in ends.items()]
    for name, rule in zip(ends, unmuted.rules, strict=False):
        lines.append(f"  CloudWatch holds it until then by the rule {rule}, which is the deployment's")
        lines.append(f"  to end it now: take {unmuted.entry} out of maintenance.mute.{name}, and deploy")
    return "".join(f"{harmless(line)}\n" for line in lines)


def _shown(muted: "Muted", timezone: str, form: str) -> str:
    from monitoring.output.as_json import to_text

    mute, until = muted.mute, show_time(muted.mute.until, timezone)
    if form == "json":
        said = {"alarm": mute.entry, "until": until, "by": mute.by, "reason": mute.reason}
        rule = {"rule": muted.rule or None, "refused": muted.refused or None}
        return to_text({**said, **rule, "alarms": list(muted.alarms)})
    lines = [f"{mute.entry} is muted until {until} by {mute.by}: {mute.reason}"]
    lines += [f"  {name} (mute rule {muted.rule})" for name in muted.alarms if muted.rule]
    if muted.refused:
        lines.append(f"  CloudWatch made no mute rule ({muted.refused}), so its console shows no mute")
        lines.append("  notifier and escalation hold it instead; run it again for the rule")
    elif not muted.alarms:
        lines.append("  held by the notifier: CloudWatch has no mute rules for this kind of alarm")
    return "".join(f"{harmless(line)}\n" for line in lines)
