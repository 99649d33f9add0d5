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
    """What expectations are judged with."""

    known: Known
    timeline: Timeline


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
    known, timeline = court
    alarmed = [track for track in timeline.tracks if track.alarmed]
    told = [f"{_when(court, each)} {each.level}: {heard(each)}" for each in timeline.messages]
    if not alarmed and not told:
        return
    hints = [f"{_name(track)}: {history(known, timeline.period, track)}" for track in alarmed]
    names = tuple(dict.fromkeys(track.alarm.name for track in alarmed))
    more = [".."] if len(told) > _MOST_LISTED else []
    got = "; ".join(told[:_MOST_LISTED] + more) or "an alarm in ALARM"
    first = min([each.at for each in timeline.messages], default=None)
    yield Failure(path, first, "silence during the whole test", got, "; ".join(hints), names)


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
        path = (*look.path, "alarms", word)
        if not isinstance(alarm, Finding):
            yield from _judge_alarm(court, (alarm, look.at, path), wanted)


def _judge_alarm(
    court: Court, asked: tuple[AnyAlarm, int, Path], wanted: str | Mapping[str, str]
) -> Iterator[Failure]:
    alarm, at, path = asked
    tracks = court.timeline.of(alarm.name)
    if isinstance(wanted, str):
        yield from _compare(court, (alarm, at, path), wanted, _together(tracks, at))
        return
    by_name = {track.contributor: track for track in tracks}
    for contributor, state in wanted.items():
        track = by_name.get(contributor)
        got = track.state_at(at) if track else State.OK
        yield from _compare(court, (alarm, at, (*path, contributor)), state, got)


def _together(tracks: tuple[Track, ...], at: int) -> State:
    """The state of an alarm; a log alarm with contributors is in ALARM while one of them is."""
    states = {track.state_at(at) for track in tracks}
    return next((each for each in (State.ALARM, State.OK) if each in states), State.INSUFFICIENT_DATA)


def _compare(court: Court, asked: tuple[AnyAlarm, int, Path], wanted: str, got: State) -> Iterator[Failure]:
    alarm, at, path = asked
    if got.value != wanted:
        known, timeline = court
        when = moment(known, timeline.period, at)
        hints = [history(known, timeline.period, track) for track in timeline.of(alarm.name)[:3]]
        said = "; ".join(hints) or "none of its contributors was ever counted"
        yield Failure(path, at, f"{reference(alarm)} {wanted} at {when}", got.value, said, (alarm.name,))


def _judge_notified(court: Court, look: Look, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[Failure]:
    """All messages since the last look, by level."""
    known, timeline = court
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
        said = f"the incidents {_incidents(expected)} at {when}"
        yield Failure((*look.path, "incidents"), look.at, said, _incidents(got), "", names)


def _incidents(found: Mapping[str, tuple[str, ...]]) -> str:
    parts = [f"`{root}`" + (f" with {listed(members)}" if members else "") for root, members in found.items()]
    return ", ".join(parts) or "none"


def _name(track: Track) -> str:
    ending = f" ({track.contributor})" if track.contributor else ""
    return reference(track.alarm) + ending


def _when(court: Court, message: Message) -> str:
    return moment(court.known, court.timeline.period, message.at)
