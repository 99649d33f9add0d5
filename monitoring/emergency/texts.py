"""The messages about a stop and its end, in the file's language; users do not read reasons."""

from typing import NamedTuple

from monitoring.emergency.checks import CHECKS
from monitoring.emergency.scene import Scene
from monitoring.emergency.telling import Message
from monitoring.oncall.clean import clean
from monitoring.oncall.holds import Stop
from monitoring.oncall.parts import Heading, Link, Links, Paragraph, Parts
from monitoring.oncall.speak import moment, span, zone

_MOST: dict[str, int] = {"reason": 500, "note": 1000}


class Said(NamedTuple):
    """What a person adds for users, and which checks were made."""

    note: str = ""
    checked: tuple[str, ...] = ()


def stop_message(scene: Scene, stop: Stop, note: str) -> Message:
    """That it is stopped: by whom, why, what is held, and how it is restored."""
    say, times = scene.words.say, _times(scene, stop)
    titles = scene.words.say("list-and").join(_titles(scene, stop)) if stop.held else ""
    held = say("stop-held", titles=titles) if stop.held else say("stop-held-none")
    lines = (say("stop-by", by=stop.by, **times), say("stop-why", reason=clean(stop.reason, _MOST["reason"])))
    command = f"monitoring restore --environment {scene.environment} --token-file FILE"
    oncall = (_heading(scene, "stop"), Paragraph(lines), Paragraph((held, say("stop-deploys"), command)))
    return Message("stop", oncall, _for_users(scene, "stop", times, note))


def restore_message(scene: Scene, stop: Stop, said: Said) -> Message:
    """That it runs again: since when it did not, and what was looked at."""
    say, times = scene.words.say, _times(scene, stop)
    lines = [say("restore-by", by=scene.person, **times)]
    left = tuple(check for check in CHECKS if check not in said.checked)
    for name, checks in (("restore-checked", said.checked), ("restore-unchecked", left)):
        if checks:
            listed = say("list-and").join(say(f"check-{check}") for check in checks)
            lines.append(say(name, checks=listed))
    oncall = (_heading(scene, "restore"), Paragraph(tuple(lines)), Paragraph((say("restore-alarms"),)))
    return Message("restore", oncall, _for_users(scene, "restore", times, said.note))


def _times(scene: Scene, stop: Stop) -> dict[str, str]:
    now, timezone = scene.clock.now(), scene.catalogue.timezone
    since = stop.since or now
    return {
        "since": moment(since, now, timezone),
        "until": moment(now, now, timezone),
        "duration": span(scene.words, now - since),
        "zone": zone(now, timezone),
    }


def _titles(scene: Scene, stop: Stop) -> list[str]:
    alarms = (scene.catalogue.alarm(entry) for entry in stop.held)
    return [alarm.title for alarm in alarms if alarm]


def _heading(scene: Scene, phase: str) -> Heading:
    place = {"service": scene.catalogue.title, "environment": scene.environment}
    severity = "critical" if phase == "stop" else "recovered"
    return Heading(severity, scene.words.say(f"heading-{phase}", **place))


def _for_users(scene: Scene, phase: str, times: dict[str, str], note: str) -> Parts:
    say = scene.words.say
    first = say(f"users-{phase}", service=scene.catalogue.title, **times)
    lines = (first, clean(note, _MOST["note"]), say(f"users-{phase}-next"))
    page = scene.catalogue.link("statusPage")
    links = (Links((Link(say("status-page"), page),)),) if page else ()
    return (_heading(scene, phase), Paragraph(tuple(line for line in lines if line)), *links)
