"""Expectations against a timeline: states, notifications, incidents."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from monitoring.evaluator.state import State
from monitoring.finding import Finding, Path
from monitoring.plan.resources import AnyAlarm
from monitoring.testing.files import Expectation, Test
from monitoring.testing.known import Known, reference
from monitoring.testing.outcomes import Failure
from monitoring.testing.words import heard, history, listed, moment
from monitoring.timeline.incidents import open_incidents
from monitoring.timeline.states import Message, Timeline, Track

_MOST_LISTED = 8


class Look(NamedTuple):
    """One expectation: where it stands, when it looks, and since when notifications count."""

    expected: Expectation
    path: Path
    at: int
    since: int


class Court(NamedTuple):
    """What expectations are judged with; ``doubts`` collects what AWS leaves open about the answers."""

    known: Known
    timeline: Timeline
    doubts: list[str]


def looks_of(known: Known, test: Test, path: Path, start: int) -> Iterator[Look]:
    """The expectations in the order of the file; notifications count since the last that named some."""
    since = start
    for index, each in enumerate(test.expect or ()):
        at = each.at.seconds(start, known.zone)
        yield Look(each, (*path, "expect", index), at, since)
        if each.notified is not None:
            since = max(since, at)


def judge_silence(court: Court, path: Path) -> Iterator[Failure]:
    """Whether nothing went off and nobody was told."""
    timeline = court.timeline
    alarmed = [track for track in timeline.tracks if track.alarmed]
    told = [f"{_when(court, each)} {each.level}: {heard(each)}" for each in timeline.messages]
    if alarmed or told:
        names = tuple(dict.fromkeys(track.alarm.name for track in alarmed))
        first = min([each.at for each in timeline.messages], default=None)
        hint = _lines([_history(court, track) for track in alarmed])
        got = _lines(told) or "an alarm in ALARM"
        yield Failure(path, first, "silence during the whole test", got, hint, names)


def judge_look(court: Court, look: Look) -> Iterator[Failure]:
    """What did not come true of one expectation's states, notifications and incidents."""
    yield from _judge_states(court, look)
    if look.expected.notified is not None:
        yield from _judge_notified(court, look, look.expected.notified)
    if look.expected.incidents is not None:
        yield from _judge_incidents(court, look, look.expected.incidents)


def _judge_states(court: Court, look: Look) -> Iterator[Failure]:
    for word, wanted in look.expected.alarms.items():
        alarm = court.known.alarm(word, ())
        if not isinstance(alarm, Finding):
            for asked in _asked(court, alarm, (*look.path, "alarms", word), wanted):
                yield from _compare(court, look.at, asked)


class Asked(NamedTuple):
    """A state that is expected of an alarm, or of one of its contributors, and the tracks it is about."""

    alarm: AnyAlarm
    subject: str
    state: str
    tracks: tuple[Track, ...]
    path: Path


def _asked(court: Court, alarm: AnyAlarm, path: Path, wanted: str | Mapping[str, str]) -> Iterator[Asked]:
    tracks = court.timeline.of(alarm.name)
    if isinstance(wanted, str):
        yield Asked(alarm, reference(alarm), wanted, tracks, path)
        return
    for name, state in wanted.items():
        own = tuple(track for track in tracks if track.contributor == name)
        yield Asked(alarm, f"{reference(alarm)} ({name})", state, own, (*path, name))


def _compare(court: Court, at: int, asked: Asked) -> Iterator[Failure]:
    """The state of an alarm is ALARM while one of its contributors is; what was never counted is OK."""
    states = {track.state_at(at) for track in asked.tracks}
    got = next((each for each in (State.ALARM, State.INSUFFICIENT_DATA) if each in states), State.OK)
    if got.value != asked.state:
        said = f"{asked.subject} {asked.state} at {moment(court.known, court.timeline.period, at)}"
        hint = _lines([_history(court, track) for track in asked.tracks]) or "it was never counted"
        yield Failure(asked.path, at, said, got.value, hint, (asked.alarm.name,))


def _lines(words: list[str]) -> str:
    """Up to eight of them, a line each."""
    return "\n".join([*words[:_MOST_LISTED], *([".."] if len(words) > _MOST_LISTED else [])])


def _history(court: Court, track: Track) -> str:
    return f"{_name(track)}: {history(court.known, court.timeline.period, track)}"


def _judge_notified(court: Court, look: Look, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Failure]:
    """All messages since the last look, by level."""
    known, timeline, _ = court
    sent = [each for each in timeline.messages if look.since < each.at <= look.at]
    span = f"from {moment(known, timeline.period, look.since)} to {moment(known, timeline.period, look.at)}"
    for level in dict.fromkeys([*wanted, *(each.level for each in sent)]):
        messages = [each for each in sent if each.level == level]
        expected = wanted.get(level, ())
        if Counter(map(heard, messages)) != Counter(expected):
            path = (*look.path, "notified", *([level] if level in wanted else []))
            names = tuple(dict.fromkeys(each.alarm.name for each in messages)) or _meant(known, expected)
            got = ", ".join(f"`{heard(each)}` at {_when(court, each)}" for each in messages) or "nothing"
            yield Failure(path, look.at, f"{level} hears {listed(expected)} {span}", got, "", names)


def _meant(known: Known, expected: tuple[str, ...]) -> tuple[str, ...]:
    """The alarms that expected messages would have come from."""
    return tuple(each.name for each in known.plan.alarms if any(each.title in words for words in expected))


def _judge_incidents(court: Court, look: Look, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Failure]:
    found = open_incidents(court.timeline, look.at)
    got = {root: tuple(sorted(set(members) - {root})) for root, members in found.items()}
    expected = {root: tuple(sorted(set(members) - {root})) for root, members in wanted.items()}
    if got != expected:
        when = moment(court.known, court.timeline.period, look.at)
        names = tuple(track.alarm.name for track in court.timeline.in_alarm(look.at))
        said = f"{_incidents(expected)} at {when}"
        yield Failure((*look.path, "incidents"), look.at, said, _incidents(got), "", names)


def _incidents(found: Mapping[str, tuple[str, ...]]) -> str:
    parts = [f"`{root}`" + (f" with {listed(members)}" if members else "") for root, members in found.items()]
    return f"the incidents {'; '.join(parts)}" if parts else "no incident"


def _name(track: Track) -> str:
    ending = f" ({track.contributor})" if track.contributor else ""
    return reference(track.alarm) + ending


def _when(court: Court, message: Message) -> str:
    return moment(court.known, court.timeline.period, message.at)
