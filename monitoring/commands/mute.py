"""`monitoring mute`: an alarm acts on nobody for a while, with a reason and an end."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from monitoring.commands.oncall import Desk, add_place, at_desk, entry_named, show_time
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.escalation.mute import Muted

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
    """Mute, or end a mute, and say what was done."""
    _check(arguments)
    with at_desk(arguments, arguments.environment) as desk:
        entry = entry_named(desk.tools.catalogue, arguments.alarm)
        if arguments.off:
            _unmute(desk, entry)
            shown = _ended(entry, arguments.format)
        else:
            muted = _mute(desk, entry, arguments)
            shown = _shown(muted, desk.tools.settings.timezone, arguments.format)
    write(shown)
    return Exit.CLEAN


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
    from monitoring.escalation.pressing import mail_mute
    from monitoring.escalation.voice import say_in_thread
    from monitoring.oncall.holds import Mute
    from monitoring.oncall.incident import incident_key

    tools = desk.tools
    now = tools.clock.now()
    mute = Mute(entry, now + arguments.length * 1000, desk.person, arguments.reason)
    try:
        muted = mute_entry(tools.store, tools.clients("cloudwatch"), tools.catalogue, mute, now)
    except CannotMute as problem:
        raise WrongUse(str(problem)) from None
    parts = mail_mute(tools, mute, _level(desk, entry))
    incident = tools.store.incident(incident_key(tools.settings.environment, entry))
    if incident is not None and incident.is_open:
        say_in_thread(tools, incident, "", parts)
    return muted


def _level(desk: Desk, entry: str) -> str:
    """The level that hears first of an entry."""
    catalogue = desk.tools.catalogue
    alarm = catalogue.alarm(entry)
    route = catalogue.route(alarm.route) if alarm else None
    return route.start if route else catalogue.levels[0]


def _unmute(desk: Desk, entry: str) -> None:
    from monitoring.escalation.mute import unmute_entry

    tools = desk.tools
    unmute_entry(tools.store, tools.clients("cloudwatch"), tools.catalogue, entry)


def _ended(entry: str, form: str) -> str:
    from monitoring.output.as_json import to_text

    return (
        to_text({"alarm": entry, "until": None})
        if form == "json"
        else f"{entry} is not muted by hand any more\n"
    )


def _shown(muted: "Muted", timezone: str, form: str) -> str:
    from monitoring.output.as_json import to_text

    mute, until = muted.mute, show_time(muted.mute.until, timezone)
    if form == "json":
        said = {"alarm": mute.entry, "until": until, "by": mute.by, "reason": mute.reason}
        return to_text({**said, "rule": muted.rule or None, "alarms": list(muted.alarms)})
    lines = [f"{mute.entry} is muted until {until} by {mute.by}: {mute.reason}"]
    lines += [f"  {name} (mute rule {muted.rule})" for name in muted.alarms]
    lines += (
        []
        if muted.alarms
        else ["  held by the notifier: CloudWatch has no mute rules for this kind of alarm"]
    )
    return "".join(f"{harmless(line)}\n" for line in lines)
