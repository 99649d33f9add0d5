"""Planned mutes are announced before and after, and held from their start to their end.

A schedule calls this every five minutes. It looks at the windows around now and says what was not said yet,
so that a call that is lost is made good by the next one. While a window lasts, its entries are muted in the
state table as well: CloudWatch mutes metric alarms by itself, the notifier and the escalation ask the table.
"""

from typing import Final

from monitoring.escalation.planned import Occasion, occasions
from monitoring.escalation.remembered import note_heard, was_heard
from monitoring.escalation.schedule import Window
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, publish_to_level, show_once, subject_of
from monitoring.oncall.blocks import blocks, summary
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.holds import Mute, lifted_key, mute_key, read_mute, save_mute
from monitoring.oncall.incident import incident_key
from monitoring.oncall.parts import Heading, Paragraph, Parts
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.store import open_key

BEFORE: Final = 30 * MINUTE
"""How long before its start a mute is announced."""
_AFTER: Final = HOUR
"""For how long its end is still worth saying."""


def announce_mutes(tools: Tools) -> list[str]:
    """Do what is due; gives back what was said, as ``before patches``."""
    said = []
    asked = tools.clock.now()
    for occasion in occasions(tools.catalogue, asked - _AFTER, asked + BEFORE + 1):
        now, window = tools.clock.now(), occasion.window
        if window.start <= now < window.end:
            _hold(tools, occasion, now)
        if word := _due(window, now):
            said += [f"{word} {occasion.name}"] if _announce(tools, occasion, word) else []
    return said


def _due(window: Window, now: int) -> str:
    if window.start - BEFORE <= now < window.end:
        return "before"
    return "after" if now >= window.end else ""


def _hold(tools: Tools, occasion: Occasion, now: int) -> None:
    """Mute the entries until the window ends, unless they are muted for longer, or somebody wants them."""
    keys = [of(entry) for entry in occasion.alarms for of in (mute_key, lifted_key)]
    found, end = tools.store.read(keys), occasion.window.end
    for entry in occasion.alarms:
        mute = read_mute(found.get(mute_key(entry)), now)
        is_lifted = found.get(lifted_key(entry), {}).get("until", 0) >= end
        if not is_lifted and (mute is None or mute.until < end):
            save_mute(tools.store, Mute(entry, end, occasion.name, occasion.reason))


def _announce(tools: Tools, occasion: Occasion, word: str) -> bool:
    once = f"mute {occasion.name} {occasion.window.start} {word}"
    if was_heard(tools, once):
        return False
    parts, failures = _parts(tools, occasion, word), []
    for level in _levels(tools, occasion):
        try:
            _tell_level(tools, Saying(f"{once} {level}", level, parts))
        except Exception as error:  # the levels behind it hear it all the same
            failures.append(error)
    if failures:
        raise failures[0]
    note_heard(tools, once)
    return True


def _tell_level(tools: Tools, saying: Saying) -> None:
    try:
        publish_to_level(tools, saying, ("messages",), f"[NOTICE] {subject_of(tools)} mute")
    finally:
        _post(tools, saying)


def _levels(tools: Tools, occasion: Occasion) -> list[str]:
    """The levels that hear first of the entries."""
    catalogue = tools.catalogue
    alarms = (catalogue.alarm(entry) for entry in occasion.alarms)
    routes = (catalogue.route(alarm.route) for alarm in alarms if alarm)
    return list(dict.fromkeys(route.start for route in routes if route))


def _post(tools: Tools, saying: Saying) -> None:
    channel = tools.catalogue.channel(saying.level)

    def say(slack: Slack) -> None:
        slack.post(channel, summary(saying.parts), blocks(saying.parts))

    if channel:
        show_once(tools, saying.once, say)


def _parts(tools: Tools, occasion: Occasion, word: str) -> Parts:
    speaker = tools.speaker
    say, (start, end) = speaker.words.say, map(speaker.moment, occasion.window)
    titles = say("item-separator").join(map(speaker.title, occasion.alarms))
    lines = [say(f"mute-{word}", start=start, end=end), say("mute-of", titles=titles)]
    lines.append(
        say("mute-why", reason=occasion.reason) if word == "before" else _still_open(tools, occasion)
    )
    return (Heading("note", say("heading-mute", **speaker.place())), Paragraph(tuple(lines)))


def _still_open(tools: Tools, occasion: Occasion) -> str:
    """What is wrong at the end of a mute: nobody was told of it while it lasted."""
    speaker, environment = tools.speaker, tools.settings.environment
    keys = {open_key(incident_key(environment, entry)): entry for entry in occasion.alarms}
    found = tools.store.read(keys)
    still = [speaker.title(entry) for key, entry in keys.items() if key in found and not found[key]["closed"]]
    if not still:
        return speaker.words.say("mute-none")
    return speaker.words.say("mute-open", titles=speaker.words.say("item-separator").join(still))
