"""What is said of a mute by hand and of its end: by mail to the level, and in the thread by whoever asks."""

from monitoring.escalation.mute import Muted, Unmuted
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import Saying, publish_to_level, subject_of
from monitoring.oncall.parts import Heading, Paragraph, Parts


def tell_muted(tools: Tools, muted: Muted, level: str) -> Parts:
    """Tell a level by mail that an entry is muted, and what holds it; what to say of it in the thread."""
    speaker, mute = tools.speaker, muted.mute
    until, title = speaker.moment(mute.until), speaker.title(mute.entry)
    lines = [speaker.words.say("is-muted", by=mute.by, title=title, until=until, reason=mute.reason)]
    if muted.refused:
        lines.append(speaker.words.say("mute-refused", why=muted.refused, until=until))
    return _mail(tools, level, f"[MUTED] {subject_of(tools)} {mute.entry}", lines)


def tell_unmuted(tools: Tools, unmuted: Unmuted, level: str, by: str) -> Parts:
    """Tell a level by mail that a mute was ended, and what still holds; what to say of it in the thread."""
    speaker = tools.speaker
    lines = [speaker.words.say("is-unmuted", by=by, title=speaker.title(unmuted.entry))]
    if unmuted.rules:
        lines += [
            speaker.words.say("unmuted-planned", mute=one.name, until=speaker.moment(one.window.end))
            for one in unmuted.planned
        ]
    return _mail(tools, level, f"[UNMUTED] {subject_of(tools)} {unmuted.entry}", lines)


def _mail(tools: Tools, level: str, subject: str, lines: list[str]) -> Parts:
    speaker, parts = tools.speaker, (Paragraph(tuple(lines)),)
    heading = Heading("note", speaker.words.say("heading-mute", **speaker.place()))
    publish_to_level(tools, Saying("", level, (heading, *parts)), ("messages",), subject)
    return parts
